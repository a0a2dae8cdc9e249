/**
 * A basis applied to the actuals of one component: the exact figure, and the expression that a person can follow.
 */
import type { Measure, Value } from '../value/value.js';
import { fiscalYearName } from '../fiscal-year/fiscal-year.js';
import type { AverageBasis, Basis, Change, Factor, LatestBasis, PathBasis, YearlyBasis } from './basis.js';
import { exact, Exact, grouped, numberOf } from './exact.js';
import { shortYear } from './phrases.js';
import { printedFigures, shown, type Scale } from './printed-figures.js';

/** A value and the fiscal year it stands under; the value's own year (R6) wins over the column's. */
export interface YearValue {
  readonly year: number | null;
  readonly value: Value;
}

/** What a formula may look at. */
export interface FormulaFacts {
  readonly actuals: readonly YearValue[];
  readonly baseline: YearValue | null;
  /** 現状: the fiscal year under review. Null means the newest year that has a number. */
  readonly baseYear: number | null;
  readonly targetYear: number | null;
}

/** Which of several measures (1日平均, 乗合率, …) is computed, and in which scale its numbers are shown. */
export interface Component {
  readonly index: number;
  readonly count: number;
  readonly label: string | null;
  readonly unit: string | null;
  readonly scale: Scale;
}

export type Outcome =
  | { readonly kind: 'figure'; readonly number: Exact; readonly expression: string; readonly startDecimals: number; readonly steps: number | null }
  | { readonly kind: 'range'; readonly low: Exact; readonly high: Exact; readonly expression: string }
  | { readonly kind: 'missing'; readonly missing: readonly string[]; readonly expression: string };

interface Known {
  readonly year: number | null;
  readonly number: Exact;
  readonly decimals: number;
}

/** 令和2年度. */
export function eraYear(year: number): string {
  return year >= 1989 ? fiscalYearName(year) : `${year}年度`;
}

const folded = (label: string | null): string => (label ?? '').normalize('NFKC').replace(/[\s・:：]/g, '');

/** The measure of another year that is the same component: by position, else by label, else by unit; never by guess. */
export function counterpart(value: Value, component: Component): Measure | null {
  const { measures } = value;
  if (measures.length === component.count) return measures[component.index] ?? null;
  const labelled = measures.filter((measure) => folded(measure.label) !== '' && folded(measure.label) === folded(component.label));
  if (labelled.length === 1) return labelled[0] ?? null;
  const sameUnit = measures.filter((measure) => measure.unit === component.unit);
  return sameUnit.length === 1 && component.count === 1 ? (sameUnit[0] ?? null) : null;
}

function known(entry: YearValue, component: Component): Known | null {
  const measure = counterpart(entry.value, component);
  const number = measure ? numberOf(measure) : null;
  if (measure === null || number === null) return null;
  const printed = printedFigures(entry.value).find((figure) => figure.measure === measure);
  return { year: entry.value.year ?? entry.year, number, decimals: printed?.decimals ?? number.decimalPlaces() };
}

/** The component's number in one year: the actual, or the baseline when it is of that year. */
function inYear(facts: FormulaFacts, year: number, component: Component): Known | null {
  for (const entry of [...facts.actuals, ...(facts.baseline ? [facts.baseline] : [])]) {
    if ((entry.value.year ?? entry.year) !== year) continue;
    const found = known(entry, component);
    if (found) return found;
  }
  return null;
}

/** All years with a number, oldest first. */
export function knownYears(facts: FormulaFacts, component: Component): readonly Known[] {
  const years = new Set<number>();
  for (const entry of [...facts.actuals, ...(facts.baseline ? [facts.baseline] : [])]) {
    const year = entry.value.year ?? entry.year;
    if (year !== null && (facts.baseYear === null || year <= facts.baseYear)) years.add(year);
  }
  return [...years].sort((a, b) => a - b).flatMap((year) => inYear(facts, year, component) ?? []);
}

interface Start {
  readonly known: Known;
  /** The first year of the change, where the sentence names one that has no actual yet (R8から毎年). */
  readonly firstChange: number | null;
}

function startOf(basis: LatestBasis | YearlyBasis, facts: FormulaFacts, component: Component): Start | string {
  if (basis.start === 'baseline') {
    const found = facts.baseline ? known(facts.baseline, component) : null;
    return found ? { known: found, firstChange: null } : '計画策定時の値';
  }
  const newest = (facts.baseYear === null ? null : inYear(facts, facts.baseYear, component))
    ?? knownYears(facts, component).at(-1) ?? (facts.baseline ? known(facts.baseline, component) : null);
  if (basis.start === 'latest') {
    return newest ? { known: newest, firstChange: null } : `${facts.baseYear === null ? '現状' : eraYear(facts.baseYear)}の実績値`;
  }
  const named = inYear(facts, basis.start, component);
  if (named) return { known: named, firstChange: null };
  const isAhead = facts.baseYear !== null && basis.start > facts.baseYear && (facts.targetYear === null || basis.start <= facts.targetYear);
  return isAhead && newest && 'begins' in basis ? { known: newest, firstChange: basis.start } : `${eraYear(basis.start)}の実績値`;
}

const missing = (what: readonly string[], expression: string): Outcome => ({ kind: 'missing', missing: what, expression });

/** 10 → ' × 1.1', -3 件 → ' － 3', as it is written behind a number. */
function changeWords(change: Change, scale: Scale): string {
  switch (change.kind) {
    case 'factor':
      return ` × ${grouped(new Exact(change.factor))}`;
    case 'percent':
      return ` × ${grouped(new Exact(change.percent).div(100).plus(1))}`;
    case 'amount':
      return plus(new Exact(change.amount), scale);
    case 'points':
      return plus(new Exact(change.points), scale);
  }
}

function plus(number: Exact, scale: Scale): string {
  return ` ${number.isNegative() ? '－' : '＋'} ${shown(number.abs(), scale)}`;
}

function changed(number: Exact, change: Change): Exact {
  switch (change.kind) {
    case 'factor':
      return number.times(change.factor);
    case 'percent':
      return number.times(new Exact(change.percent).div(100).plus(1));
    case 'amount':
      return number.plus(change.amount);
    case 'points':
      return number.plus(change.points);
  }
}

function average(basis: AverageBasis, facts: FormulaFacts, component: Component): Outcome {
  const span = basis.years;
  const last = facts.baseYear ?? knownYears(facts, component).at(-1)?.year ?? null;
  if (span.kind === 'latest' && last === null) return missing(['実績値'], '');
  const from = span.kind === 'span' ? span.from : (last ?? 0) - span.count + 1;
  const to = span.kind === 'span' ? span.to : (last ?? 0);
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const found = years.map((year) => ({ year, known: inYear(facts, year, component) }));
  const terms = found.map((entry) => (entry.known ? shown(entry.known.number, component.scale) : shortYear(entry.year)));
  const words = basis.change ? changeWords(basis.change, component.scale) : '';
  const expression = `（${terms.join(' ＋ ')}）÷ ${years.length}${words}`;
  const lacking = found.filter((entry) => entry.known === null);
  if (lacking.length > 0) return missing(lacking.map((entry) => `${eraYear(entry.year)}の実績値`), expression);
  const mean = found.reduce((sum, entry) => sum.plus(entry.known?.number ?? 0), new Exact(0)).div(years.length);
  const decimals = Math.max(0, ...found.map((entry) => entry.known?.decimals ?? 0));
  return { kind: 'figure', number: basis.change ? changed(mean, basis.change) : mean, expression, startDecimals: decimals, steps: null };
}

function once(basis: LatestBasis, facts: FormulaFacts, component: Component): Outcome {
  const start = startOf(basis, facts, component);
  if (typeof start === 'string') return missing([start], `${start}${changeWords(basis.change, component.scale)}`);
  const isSame = basis.change.kind === 'factor' && basis.change.factor === '1';
  return {
    kind: 'figure', number: changed(start.known.number, basis.change), startDecimals: start.known.decimals, steps: null,
    expression: `${shown(start.known.number, component.scale)}${isSame ? 'を維持' : changeWords(basis.change, component.scale)}`,
  };
}

const superscript = (count: number): string => [...String(count)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').join('');

function grown(basis: YearlyBasis, start: Exact, step: Exact, times: number): Exact {
  switch (basis.method) {
    case 'compound':
      return start.times(step.div(100).plus(1).pow(times));
    case 'simple':
      return start.times(step.div(100).times(times).plus(1));
    case 'yearly_amount':
    case 'yearly_points':
      return start.plus(step.times(times));
  }
}

function grownWords(basis: YearlyBasis, step: Exact, times: number, scale: Scale): string {
  const rate = step.div(100);
  switch (basis.method) {
    case 'compound':
      return ` × ${grouped(rate.plus(1))}${superscript(times)}`;
    case 'simple':
      return ` ×（1 ${rate.isNegative() ? '－' : '＋'} ${grouped(rate.abs())} × ${times}）`;
    case 'yearly_amount':
    case 'yearly_points':
      return `${plus(step, scale)} × ${times}`;
  }
}

/** How often the yearly change happens: as the sentence says, or from the start's year to the target's. */
function timesOf(basis: YearlyBasis, start: Start, facts: FormulaFacts, override: number | null): number | null {
  if (override !== null) return override;
  if (basis.times !== null) return basis.times;
  if (facts.targetYear === null) return null;
  const from = start.firstChange === null ? start.known.year : start.firstChange - 1;
  const times = from === null ? 0 : facts.targetYear - from;
  return times >= 1 && times <= 60 ? times : null;
}

function yearly(basis: YearlyBasis, facts: FormulaFacts, component: Component, override: number | null): Outcome {
  const start = startOf(basis, facts, component);
  if (typeof start === 'string') return missing([start], '');
  const times = timesOf(basis, start, facts, override);
  const from = shown(start.known.number, component.scale);
  if (times === null) return missing(['基準の年度より後の目標年度'], from);
  const step = new Exact(basis.step);
  const number = grown(basis, start.known.number, step, times);
  if (basis.stepUpTo !== null) {
    const ends = [number, grown(basis, start.known.number, new Exact(basis.stepUpTo), times)];
    const sign = step.isNegative() ? '－' : '＋';
    return {
      kind: 'range', low: Exact.min(...ends), high: Exact.max(...ends),
      expression: `${from} ${sign} 数${basis.unit ?? ''}（${step.abs().toFixed()}～${new Exact(basis.stepUpTo).abs().toFixed()}）× ${times}`,
    };
  }
  return {
    kind: 'figure', number, startDecimals: Math.max(start.known.decimals, step.decimalPlaces() === 0 || basis.unit === '%' ? 0 : step.decimalPlaces()),
    expression: `${from}${grownWords(basis, step, times, component.scale)}`, steps: times,
  };
}

function path(basis: PathBasis, facts: FormulaFacts): Outcome {
  const dated = basis.steps.filter((step) => step.year !== null);
  const final = dated.length > 0 ? dated.find((step) => step.year === facts.targetYear) : basis.steps.at(-1);
  const number = final ? exact(final.number) : null;
  if (!final || number === null) {
    return missing([facts.targetYear === null ? '目標年度' : `${eraYear(facts.targetYear)}の数`], '年度ごとの数');
  }
  const words = basis.steps.map((step) => `${step.year === null ? '' : `${shortYear(step.year)}に`}${step.number}`);
  return {
    kind: 'figure', number, startDecimals: number.decimalPlaces(), steps: null,
    expression: words.join(dated.length > 0 ? '、' : '⇒'),
  };
}

/** 10 × 12. Of 10人×12か月 nothing follows for a target in 件. */
function product(factors: readonly Factor[], number: Exact, component: Component): Outcome {
  const expression = factors.map((factor) => grouped(new Exact(factor.number))).join(' × ');
  const units = factors.flatMap(({ unit }) => unit ?? []);
  if (units.length > 0 && component.unit !== null && !units.includes(component.unit)) return missing([`「${component.unit}」の数`], expression);
  return { kind: 'figure', number, expression, startDecimals: number.decimalPlaces(), steps: null };
}

/**
 * The figure that the basis gives for one component, with its expression; or what is missing. `times` replaces the
 * number of years of a yearly growth (to ask whether it agrees for five years instead of six). Null for free text.
 */
export function applied(basis: Basis, facts: FormulaFacts, component: Component, times: number | null = null): Outcome | null {
  switch (basis.method) {
    case 'average':
      return average(basis, facts, component);
    case 'latest':
      return once(basis, facts, component);
    case 'compound':
    case 'simple':
    case 'yearly_amount':
    case 'yearly_points':
      return yearly(basis, facts, component, times);
    case 'path':
      return path(basis, facts);
    case 'stated':
    case 'external': {
      const number = exact(basis.number);
      if (number === null) return null;
      if (basis.factors) return product(basis.factors, number, component);
      const words = `${basis.origin ?? '根拠に書かれた数'} ${shown(number, component.scale)}`;
      return { kind: 'figure', number, expression: words, startDecimals: number.decimalPlaces(), steps: null };
    }
    case 'text':
      return null;
  }
}
