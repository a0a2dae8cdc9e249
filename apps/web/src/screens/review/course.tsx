import type { ActualOfRow, Proposal, Value } from '../../api/types.js';
import { IndicatorChart } from '../../design/chart.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { yearName } from '../../words/time.js';
import { written } from '../../words/values.js';

const settlementWords: Readonly<Record<string, string>> = { preliminary: '速報', expected: '見込', final: '' };

interface CourseGiven {
  readonly title: string;
  readonly unit: string | null;
  readonly baseline: { readonly year: number | null; readonly value: Value };
  readonly actuals: readonly (Pick<ActualOfRow, 'year' | 'municipality' | 'value'> & { readonly municipalityName?: string | null })[];
  /** What the whole is by the municipalities' own values, in the years in which nobody entered it. */
  readonly wholes?: Proposal['wholes'];
  readonly targets: readonly { readonly word: string; readonly year: number | null; readonly value: Value }[];
  readonly notes?: Readonly<Record<number, string>>;
  readonly breakYear?: number | null;
}

/** The course of an indicator: chart, and beneath it every figure as it was written. */
export function Course({ title, unit, baseline, actuals, wholes = [], targets, breakYear }: CourseGiven) {
  const shown = targets.filter(({ value }) => value.text.trim() !== '');
  const made = wholes.flatMap(({ year, value }) => (value ? [{ year, value, municipality: null, isMade: true }] : []));
  // A value of the whole that was emptied again leaves its year to the one that is made.
  const said = actuals.filter(({ year, municipality, value }) => municipality !== null || value.text.trim() !== '' || !made.some((one) => one.year === year));
  const byYear = [...said, ...made].sort((a, b) => a.year - b.year);
  return (
    <>
      <IndicatorChart title={title} unit={unit} baseline={baseline} actuals={byYear} target={shown.at(-1) ?? null} breakYear={breakYear ?? null} />
      <Table caption={`${title}の実績と目標`}>
        <thead><tr><Th>年度</Th><Th className="text-right">値</Th><Th>区分</Th></tr></thead>
        <tbody>
          <tr><RowTh>{yearName(baseline.year)}</RowTh><Td figure>{written(baseline.value)}</Td><Td>計画策定時</Td></tr>
          {byYear.map((actual) => (
            <tr key={`${actual.year} ${actual.municipality ?? ('isMade' in actual ? 'made' : '')}`}>
              <RowTh>{yearName(actual.year)}</RowTh>
              <Td figure>{written(actual.value)}</Td>
              <Td>実績{'isMade' in actual ? '（市町村の値から計算）' : actual.municipality ? `（${actual.municipalityName ?? actual.municipality}）` : ''}{'settlement' in actual ? settlementWords[String(actual.settlement)] : ''}</Td>
            </tr>
          ))}
          {shown.map(({ word, year, value }) => <tr key={word}><RowTh>{yearName(year)}</RowTh><Td figure className="font-700">{value.text}</Td><Td>{word}</Td></tr>)}
        </tbody>
      </Table>
    </>
  );
}

/** How far the target in force was reached, with the formula. */
export function AchievementLine({ achievement }: { readonly achievement: Proposal['achievement'] }) {
  if (!achievement) return null;
  const formulas = achievement.components.flatMap(({ label, level, reason }) => (level ? [`${label ? `${label}：` : ''}${level.formula}`] : reason ? [reason] : []));
  return (
    <p className="mt-3 text-dns-16N-130">
      {achievement.grade ? <span className="font-700">{achievement.grade}</span> : achievement.reason}
      {formulas.map((formula) => <span key={formula} className="mt-1 block text-dns-14N-130 text-solid-gray-700">{formula}</span>)}
    </p>
  );
}
