import type { Finding, RowFacts } from '#core';
import type { Plan, Row } from '../../api/types.js';
import { wholesByYear } from '../../words/values.js';
import type { useRules } from '../../rules/use-rules.js';

type Rules = NonNullable<ReturnType<typeof useRules>>;

/** What the rules say of an actual as it is typed: the same as the server will. A cell that is still empty is not nagged about. */
export function findingsOf(rules: Rules, row: Row, { plan, year, text }: { readonly plan: Plan; readonly year: number; readonly text: string }): readonly Finding[] {
  if (text.trim() === '') return [];
  const yearly = (entry: Row['baseline']) => (entry.value.text.trim() === '' ? null : { value: rules.readValue(entry.value.text), year: entry.year });
  const facts: RowFacts = {
    name: row.indicator.name, direction: row.indicator.direction, plan: { fromYear: plan.fromYear, toYear: plan.toYear }, reviewYear: year, baseline: yearly(row.baseline), target: yearly(row.target),
    actuals: [...wholesByYear(row).filter((one) => one.year !== year).map((one) => ({ year: one.year, value: rules.readValue(one.value.text) })), { year, value: rules.readValue(text) }],
    proposal: null, elsewhere: [],
  };
  return rules.checkRow(facts).findings.filter(({ fields }) => fields.includes(`/actuals/${year}`));
}
