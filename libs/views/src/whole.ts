import { ruleIn, wholeValue, type AggregationRule } from '#core';
import type { RowFacts } from './row-facts.js';
import { valueOf } from './value-json.js';

/** What the whole is by what municipalities reported apart: a value with its arithmetic, or why there is none. */
export interface DerivedWhole {
  readonly year: number;
  readonly rule: AggregationRule;
  readonly text: string | null;
  readonly arithmetic: string | null;
  readonly reason: string | null;
}

/** The years for which municipalities have reported apart and nobody has entered a value of the whole. */
export function derivedWholes(facts: Pick<RowFacts, 'actuals' | 'indicator'>): DerivedWhole[] {
  if (facts.actuals.every(({ municipality }) => municipality === null)) return [];
  const entered = new Set(facts.actuals.filter(({ municipality }) => municipality === null).map(({ year }) => year));
  const years = [...new Set(facts.actuals.filter(({ municipality, year }) => municipality !== null && !entered.has(year)).map(({ year }) => year))];
  return years.map((year) => {
    const parts = facts.actuals.flatMap((actual) => (actual.year === year && actual.municipality !== null ? [{ municipality: actual.municipality, leads: actual.leads === true, value: valueOf(actual.text) }] : []));
    const rule = ruleIn(year, facts.indicator.aggregation);
    const whole = wholeValue(rule, parts);
    return { year, rule, text: whole.text, arithmetic: whole.text === null ? null : whole.arithmetic, reason: whole.text === null ? whole.reason : null };
  });
}

/** The values of the whole by year: those entered, and those made of the municipalities' own. */
export function wholeActuals(facts: Pick<RowFacts, 'actuals' | 'indicator'>): readonly { readonly year: number; readonly text: string; readonly note: string }[] {
  if (facts.actuals.every(({ municipality }) => municipality === null)) return facts.actuals;
  const entered = facts.actuals.filter(({ municipality }) => municipality === null).map(({ year, text, note }) => ({ year, text, note }));
  const derived = derivedWholes(facts).flatMap(({ year, text }) => (text === null ? [] : [{ year, text, note: '' }]));
  return [...entered, ...derived].sort((one, other) => one.year - other.year);
}
