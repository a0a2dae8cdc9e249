import { ruleIn, wholeValue, type AggregationRule } from '#core';
import type { RowFacts } from './row-facts.js';
import { valueJson, valueOf } from './value-json.js';

/** What the whole is by what municipalities reported apart: a value with its arithmetic, or why there is none. */
export interface DerivedWhole {
  readonly year: number;
  readonly rule: AggregationRule;
  readonly text: string | null;
  readonly arithmetic: string | null;
  readonly reason: string | null;
}

/** What was reported of an indicator, and how its whole is made. */
interface Reported {
  readonly actuals: readonly Pick<RowFacts['actuals'][number], 'year' | 'text' | 'note' | 'municipality' | 'municipalityName' | 'leads'>[];
  readonly indicator: Pick<RowFacts['indicator'], 'aggregation'>;
}

/** A whole as the API gives it. */
export const wholeJson = ({ text, ...whole }: DerivedWhole): object => ({ ...whole, value: text === null ? null : valueJson(text) });

const isBlank = (text: string): boolean => text.trim() === '';

/** The years of which somebody has entered a value of the whole; one that was emptied again leaves the year to the municipalities. */
const enteredYears = ({ actuals }: Reported): ReadonlySet<number> => new Set(actuals.filter(({ municipality, text }) => municipality === null && !isBlank(text)).map(({ year }) => year));

/** The years for which municipalities have reported apart and nobody has entered a value of the whole. */
export function derivedWholes(facts: Reported): DerivedWhole[] {
  const apart = facts.actuals.filter(({ municipality, text }) => municipality !== null && !isBlank(text));
  if (apart.length === 0) return [];
  const entered = enteredYears(facts);
  const years = [...new Set(apart.map(({ year }) => year))].filter((year) => !entered.has(year));
  return years.map((year) => {
    const parts = apart.filter((actual) => actual.year === year).map(({ municipality, municipalityName, leads, text }) => ({ municipality: municipalityName ?? municipality ?? '', leads: leads === true, value: valueOf(text) }));
    const rule = ruleIn(year, facts.indicator.aggregation);
    const whole = wholeValue(rule, parts);
    return { year, rule, text: whole.text, arithmetic: whole.text === null ? null : whole.arithmetic, reason: whole.text === null ? whole.reason : null };
  });
}

/** The values of the whole by year: those entered, and those made of the municipalities' own. */
export function wholeActuals(facts: Reported): readonly { readonly year: number; readonly text: string; readonly note: string }[] {
  if (facts.actuals.every(({ municipality }) => municipality === null)) return facts.actuals;
  const derived = derivedWholes(facts).flatMap(({ year, text }) => (text === null ? [] : [{ year, text, note: '' }]));
  const entered = facts.actuals.filter(({ municipality, year }) => municipality === null && !derived.some((one) => one.year === year)).map(({ year, text, note }) => ({ year, text, note }));
  return [...entered, ...derived].sort((one, other) => one.year - other.year);
}
