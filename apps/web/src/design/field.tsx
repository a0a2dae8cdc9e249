import { useId, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { classes } from './classes.js';

const box = 'w-full border bg-white px-4 py-3 rounded-8 text-oln-16N-100 text-solid-gray-800 border-solid-gray-600 hover:border-black aria-invalid:border-error-1 aria-invalid:border-2 [&[readonly]]:border-dashed';

interface LabelGiven {
  readonly label: ReactNode;
  readonly htmlFor?: string;
  readonly must?: boolean | undefined;
  readonly optional?: boolean | undefined;
}

/** The label of a field with 「※必須」 or 「任意」 in words. */
export function FieldLabel({ label, htmlFor, must, optional }: LabelGiven) {
  return (
    <label htmlFor={htmlFor} className="text-std-16B-170 block">
      {label}
      {must ? <span className="text-std-16N-170 text-error-1 ml-2">※必須</span> : null}
      {optional ? <span className="text-std-16N-170 text-solid-gray-700 ml-2">任意</span> : null}
    </label>
  );
}

/** What is wrong with a field, with its mark in words. */
export function ErrorText({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return <p id={id} className="text-dns-16N-130 text-error-1 mt-2">＊{children}</p>;
}

/** What every field takes. `note` is said under the field and follows what is typed. */
interface FieldGiven extends LabelGiven {
  readonly id: string;
  readonly support?: ReactNode;
  readonly error?: string | undefined;
  readonly note?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
}

function Framed({ id, label, must, optional, support, error, note, children }: Omit<FieldGiven, 'value' | 'onChange'> & { readonly children: ReactNode }) {
  return (
    <div>
      <FieldLabel htmlFor={id} label={label} must={must} optional={optional} />
      {support ? <p id={`${id}-support`} className="text-dns-16N-130 text-solid-gray-700 mb-2">{support}</p> : null}
      {children}
      {error ? <ErrorText id={`${id}-error`}>{error}</ErrorText> : null}
      {note ? <div id={`${id}-note`} className="mt-2">{note}</div> : null}
    </div>
  );
}

const said = ({ id, support, error, note }: Pick<FieldGiven, 'id' | 'support' | 'error' | 'note'>): string | undefined =>
  classes(Boolean(support) && `${id}-support`, Boolean(error) && `${id}-error`, Boolean(note) && `${id}-note`) || undefined;

interface TextGiven extends FieldGiven {
  readonly type?: 'text' | 'email' | 'password';
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric' | 'email';
  readonly width?: string;
  readonly readOnly?: boolean;
  readonly maxLength?: number;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** One line of text. */
export function TextField({ type = 'text', autoComplete = 'off', inputMode, width = 'max-w-100', readOnly, maxLength = 300, onKeyDown, onBlur, ref, ...field }: TextGiven) {
  return (
    <Framed {...field}>
      <input
        id={field.id} ref={ref} type={type} className={classes(box, 'h-13', width)} value={field.value} autoComplete={autoComplete} inputMode={inputMode} readOnly={readOnly} maxLength={maxLength}
        aria-required={field.must || undefined} aria-invalid={field.error ? true : undefined} aria-describedby={said(field)}
        onChange={(event) => field.onChange(event.target.value)} onKeyDown={onKeyDown} onBlur={onBlur}
      />
    </Framed>
  );
}

/** Several lines of text; as high as what it holds. */
export function TextArea({ rows = 3, maxLength = 4_000, onBlur, ...field }: FieldGiven & { readonly rows?: number; readonly maxLength?: number }) {
  const lines = Math.min(12, Math.max(rows, field.value.split('\n').length + 1));
  return (
    <Framed {...field}>
      <textarea
        id={field.id} className={classes(box, 'text-std-16N-170')} value={field.value} rows={lines} maxLength={maxLength}
        aria-required={field.must || undefined} aria-invalid={field.error ? true : undefined} aria-describedby={said(field)}
        onChange={(event) => field.onChange(event.target.value)} onBlur={onBlur}
      />
    </Framed>
  );
}

/** One of several, from a list that folds. */
export function Select({ options, ...field }: FieldGiven & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  return (
    <Framed {...field}>
      <select
        id={field.id} className={classes(box, 'h-13 max-w-full w-auto py-2')} value={field.value} aria-required={field.must || undefined} aria-invalid={field.error ? true : undefined}
        aria-describedby={said(field)} onChange={(event) => field.onChange(event.target.value)}
      >
        {options.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
      </select>
    </Framed>
  );
}

/** A box to tick, with its words beside it. */
export function Checkbox({ label, checked, onChange, mixed = false, hideLabel = false }: { readonly label: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void; readonly mixed?: boolean; readonly hideLabel?: boolean }) {
  const id = useId();
  return (
    <label htmlFor={id} className="inline-flex min-h-11 min-w-11 items-center gap-2">
      <input
        id={id} type="checkbox" className="size-6 shrink-0 accent-key-900" checked={checked} aria-label={hideLabel ? label : undefined}
        ref={(element) => { if (element) element.indeterminate = mixed; }}
        onChange={(event) => onChange(event.target.checked)}
      />
      {hideLabel ? null : label}
    </label>
  );
}
