import { classes } from './classes.js';
import { ErrorText } from './field.js';

/** A day as it is typed: the year of 令和, the month, the day. */
export interface EraDay {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** YYYY-MM-DD as the three fields show it. */
export function eraDayOf(day: string | null): EraDay {
  if (!day) return { year: '', month: '', day: '' };
  const [year = '', month = '', date = ''] = day.split('-');
  return { year: String(Number(year) - 2018), month: String(Number(month)), day: String(Number(date)) };
}

/** The typed day as YYYY-MM-DD; null when it is no day of the calendar. Full-width digits count. */
export function dayOf({ year, month, day }: EraDay): string | null {
  const [y, m, d] = [year, month, day].map((text) => (/^\d{1,2}$/.test(text.normalize('NFKC').trim()) ? Number(text.normalize('NFKC')) : NaN));
  const date = new Date(Date.UTC(2018 + (y ?? NaN), (m ?? NaN) - 1, d ?? NaN));
  const isReal = !Number.isNaN(date.getTime()) && date.getUTCMonth() === (m ?? 0) - 1 && date.getUTCDate() === d && (y ?? 0) > 0;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

interface EraDateGiven {
  readonly id: string;
  readonly legend: string;
  readonly must?: boolean;
  readonly value: EraDay;
  readonly onChange: (value: EraDay) => void;
  readonly error?: string | undefined;
}

/** A day in three small fields: 令和□年□月□日. */
export function EraDateField({ id, legend, must = false, value, onChange, error }: EraDateGiven) {
  const field = (name: keyof EraDay, after: string, label: string) => (
    <span className="inline-flex items-center gap-1">
      <input
        id={name === 'year' ? id : `${id}-${name}`} className={classes('min-h-12 w-16 rounded-8 border px-3 text-center', error ? 'border-2 border-error-1' : 'border-solid-gray-600')} inputMode="numeric" autoComplete="off" maxLength={2} value={value[name]}
        aria-label={label} aria-invalid={error ? true : undefined} aria-describedby={error ? `${id}-error` : undefined} onChange={(event) => onChange({ ...value, [name]: event.target.value })}
      />
      {after}
    </span>
  );
  return (
    <fieldset>
      <legend className="text-std-16B-170">{legend}{must ? <span className="ml-2 font-400 text-error-1">※必須</span> : null}</legend>
      <div className="mt-1 flex flex-wrap items-center gap-2">令和{field('year', '年', '令和の年')}{field('month', '月', '月')}{field('day', '日', '日')}</div>
      {error ? <ErrorText id={`${id}-error`}>{error}</ErrorText> : null}
    </fieldset>
  );
}
