import { shortFiscalYear } from '#core';
import type { RowFacts } from '#views';
import { wholeActuals } from '#views';
import { decisionWords, type Entry, type ReviewRow } from '#sheets';

/** What a form can change of an indicator's review; of actuals one field for each fiscal year. */
export type FormField = 'decision' | 'newName' | 'rationale' | 'newTarget' | 'basis' | 'source' | 'discrepancyReason' | `actual:${number}`;
export type FieldTexts = Readonly<Partial<Record<FormField, string>>>;

export const fieldWords = {
  decision: '継続・変更・削除', newName: '変更後の指標名', rationale: '理由', newTarget: '指標値', basis: '設定根拠', source: '引用元', discrepancyReason: '差異理由',
} as const satisfies Record<Exclude<FormField, `actual:${number}`>, string>;

/** A field as people call it: 指標値, R6年度の実績値. */
export function fieldWord(field: FormField): string {
  const year = yearOf(field);
  return year === null ? fieldWords[field as keyof typeof fieldWords] : `${shortFiscalYear(year)}年度の実績値`;
}

/** The fiscal year of an actual's field; null for any other. */
export const yearOf = (field: FormField): number | null => (field.startsWith('actual:') ? Number(field.slice(7)) : null);

/** The visible key of a row: the indicator's own, or that of a new one's proposal (`新-20`). */
export const keyOf = (facts: RowFacts): string => facts.indicator.key ?? `新-${facts.ordinal - 1_000_000}`;

/** What the system holds of a row, in the words of the form. */
export function textsOf(facts: RowFacts): FieldTexts {
  const { proposal } = facts;
  const actuals = Object.fromEntries(wholeActuals(facts).map(({ year, text }) => [`actual:${year}`, text.trim()]));
  if (!proposal) return actuals;
  return {
    decision: proposal.decision ? decisionWords[proposal.decision] : '', newName: facts.indicator.id === null ? '' : (proposal.name ?? '').trim(), rationale: proposal.rationale.trim(), newTarget: proposal.targetText.trim(),
    basis: proposal.basis.trim(), source: proposal.source.trim(), discrepancyReason: proposal.discrepancyReason.trim(), ...actuals,
  };
}

/** What a row of a form says, each with its cell; only of fields that have a column. */
export function entriesOf(row: ReviewRow): Partial<Record<FormField, Entry>> {
  const own: Partial<Record<FormField, Entry>> = {};
  const decision = row.decision ? decisionWords[row.decision] : '';
  if (row.columns.includes('decision')) own.decision = { text: decision, cell: row.name.cell };
  for (const field of ['newName', 'rationale', 'newTarget', 'basis', 'source', 'discrepancyReason'] as const) if (row.columns.includes(field)) own[field] = { text: row[field].text, cell: row[field].cell };
  for (const { year, text, cell } of row.actuals) own[`actual:${year}`] = { text, cell };
  return own;
}
