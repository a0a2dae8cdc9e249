import { Decimal } from 'decimal.js';
import type { Value } from '../value/value.js';
import type { AggregationRule } from './rules.js';

/** One municipality's own figure; for a ratio of sums its numerator and denominator. Numbers are exact decimal texts. */
export interface Contribution {
  readonly municipality: string;
  /** Whether it is the one that leads: the central city. */
  readonly leads: boolean;
  readonly number: string;
  readonly of?: string;
}

const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });

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

/** One municipality's own value of a year. */
export interface MunicipalValue {
  readonly municipality: string;
  readonly leads: boolean;
  readonly value: Value;
}

/** The value of the whole, as an office would write it, and how it came about; or why there is none. */
export type Whole = { readonly text: string; readonly arithmetic: string } | { readonly text: null; readonly reason: string };

/**
 * Makes the value of the whole of what the municipalities reported apart. Each reports one figure in one unit; for a ratio of sums two,
 * its numerator and its denominator (`登録: 24件 全体: 30件`). A mean keeps one digit more than the finest figure it is made of, a ratio
 * is a percentage with one digit; both are rounded half up.
 */
export function wholeValue(rule: AggregationRule, parts: readonly MunicipalValue[]): Whole {
  if (rule === 'lead_only') {
    const lead = parts.find(({ leads }) => leads);
    return lead ? { text: lead.value.text, arithmetic: `${lead.municipality}の値` } : { text: null, reason: '中心市の実績値がまだありません。' };
  }
  // 10人減 and 10人以上 are no figures to add up: the sum would lose what they say.
  const odd = parts.find(({ value }) => value.status !== 'understood' || value.measures.some(({ increment, comparison, upper }) => increment ?? comparison ?? upper) || value.measures.length !== (rule === 'ratio_of_sums' ? 2 : 1));
  if (odd) return { text: null, reason: `${odd.municipality}の「${odd.value.text}」からは、全体の値を計算できません。${rule === 'ratio_of_sums' ? '「登録: 24件 全体: 30件」のように、分子、分母の順に書いてください。' : '数値を一つだけ書いてください。'}` };
  const units = [...new Set(parts.map(({ value }) => `${value.measures[0]?.unit ?? ''} ${value.measures[0]?.per ?? ''}`))];
  if (parts.length === 0 || units.length > 1) return { text: null, reason: parts.length === 0 ? '市町村の実績値がまだありません。' : '市町村の実績値の単位がそろっていません。同じ単位で書いてください。' };
  const contributions = parts.map(({ municipality, leads, value: { measures: [first, second] } }): Contribution => ({ municipality, leads, number: first?.number ?? '0', ...(second ? { of: second.number } : {}) }));
  const number = aggregate(rule, contributions);
  if (number === null) return { text: null, reason: '分母の合計が 0 のため、割合を計算できません。' };
  return { text: written(rule, number, parts), arithmetic: arithmeticOf(rule, contributions) };
}

function written(rule: AggregationRule, number: string, parts: readonly MunicipalValue[]): string {
  if (rule === 'ratio_of_sums') return `${new Exact(number).times(100).toDecimalPlaces(1, Decimal.ROUND_HALF_UP).toFixed()}%`;
  const finest = Math.max(...parts.map(({ value }) => new Exact(value.measures[0]?.number ?? '0').decimalPlaces()));
  const rounded = new Exact(number).toDecimalPlaces(rule === 'mean' ? finest + 1 : finest, Decimal.ROUND_HALF_UP).toFixed();
  const { unit = null, per = null } = parts[0]?.value.measures[0] ?? {};
  const [integer = '', decimals] = rounded.split('.');
  const grouped = integer.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return `${grouped}${decimals ? `.${decimals}` : ''}${unit ?? ''}${per === null ? '' : { year: '/年', month: '/月', day: '/日' }[per]}`;
}

function arithmeticOf(rule: AggregationRule, contributions: readonly Contribution[]): string {
  const sum = (pick: (one: Contribution) => string): string => contributions.map(pick).join(' ＋ ');
  if (rule === 'ratio_of_sums') return `（${sum(({ number }) => number)}）÷（${sum(({ of }) => of ?? '')}）`;
  return rule === 'mean' ? `（${sum(({ number }) => number)}）÷ ${contributions.length}` : sum(({ number }) => number);
}
