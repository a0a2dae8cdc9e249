import { Decimal } from 'decimal.js';

/** How the value of the whole is made of the municipalities' own, from a fiscal year on. */
export type AggregationRule = 'lead_only' | 'sum' | 'mean' | 'ratio_of_sums';

export interface AggregationFrom {
  readonly fromYear: number;
  readonly rule: AggregationRule;
}

/** One municipality's own figure; for a ratio of sums its numerator and denominator. Numbers are exact decimal texts. */
export interface Contribution {
  readonly municipality: string;
  /** Whether it is the one that leads: the central city. */
  readonly leads: boolean;
  readonly number: string;
  readonly of?: string;
}

const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });

/** The rule that holds in a fiscal year: the latest that began by then; without any, the lead's figure stands for the whole. */
export function ruleIn(year: number, rules: readonly AggregationFrom[]): AggregationRule {
  const begun = rules.filter(({ fromYear }) => fromYear <= year).sort((one, other) => other.fromYear - one.fromYear);
  return begun[0]?.rule ?? 'lead_only';
}

/**
 * The value of the whole by a rule, as an exact decimal text; null where the rule lacks a figure: nobody leads, nobody has
 * reported, or a ratio has no denominator. A mean of ratios is not the ratio of the sums: which one it is, the rule says.
 */
export function aggregate(rule: AggregationRule, contributions: readonly Contribution[]): string | null {
  const numbers = contributions.map(({ number }) => new Exact(number));
  const sum = (all: readonly Decimal[]): Decimal => all.reduce((total, one) => total.plus(one), new Exact(0));
  switch (rule) {
    case 'lead_only':
      return contributions.find(({ leads }) => leads)?.number ?? null;
    case 'sum':
      return numbers.length === 0 ? null : sum(numbers).toFixed();
    case 'mean':
      return numbers.length === 0 ? null : sum(numbers).div(numbers.length).toFixed();
    case 'ratio_of_sums': {
      const whole = contributions.map(({ of }) => (of === undefined ? null : new Exact(of)));
      const below = whole.flatMap((one) => one ?? []);
      if (below.length === 0 || below.length < contributions.length || sum(below).isZero()) return null;
      return sum(numbers).div(sum(below)).toFixed();
    }
  }
}

/** What changed from one year's number to another's, a year: both are exact decimal texts. Null within the same year. */
export function yearlyChange(from: { readonly year: number; readonly number: string }, to: { readonly year: number; readonly number: string }): string | null {
  if (to.year === from.year) return null;
  return new Exact(to.number).minus(from.number).div(to.year - from.year).toFixed();
}

/** How much it takes every year from now on to reach the target in its year; null when that year is not ahead. */
export function requiredYearlyChange(now: { readonly year: number; readonly number: string }, target: { readonly year: number; readonly number: string }): string | null {
  return target.year <= now.year ? null : yearlyChange(now, target);
}
