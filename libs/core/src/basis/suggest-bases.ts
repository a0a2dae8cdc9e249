/**
 * The usual bases for an indicator, with what each of them gives: what the buttons beside the basis offer.
 */
import type { Direction } from '../achievement/definition.js';
import type { Basis, Change, YearlyBasis } from './basis.js';
import { checkBasis, type BasisFacts } from './check-basis.js';
import { Exact, plain } from './exact.js';
import { knownYears, type Component } from './formula.js';
import { printedFigures } from './printed-figures.js';
import { roundedTo } from './rounding.js';
import { writeBasis } from './write-basis.js';
import type { Value } from '../value/value.js';

export interface BasisSuggestion {
  readonly basis: Basis;
  /** The sentence to put into 設定(算出)根拠. */
  readonly sentence: string;
  /** The target's text that it gives. */
  readonly target: string;
  readonly arithmetic: string;
}

export interface SuggestionFacts extends Pick<BasisFacts, 'actuals' | 'baseline' | 'planFrom' | 'baseYear'> {
  readonly targetYear: number;
  readonly direction: Direction | null;
}

const common = { rounding: null, approximate: false } as const;
const nothing: Value = { text: '', status: 'missing', missing: 'blank', measures: [], note: null };

function latest(year: number, change: Change): Basis {
  return { method: 'latest', start: year, change, ...common };
}

function yearly(method: YearlyBasis['method'], year: number, step: string, unit: string | null): Basis {
  return { method, start: year, step, stepUpTo: null, unit, times: null, stepFrom: null, chain: [], ...common };
}

/** The average change a year of the known actuals, in the decimals of the cell; null with fewer than two years. */
function trend(years: readonly { year: number | null; number: Exact; decimals: number }[], unit: Exact): { step: string } | null {
  const [first, last] = [years[0], years.at(-1)];
  if (!first || !last || first.year === null || last.year === null || last.year <= first.year) return null;
  const decimals = Math.max(first.decimals, last.decimals);
  const step = roundedTo(last.number.minus(first.number).div(last.year - first.year), unit.times(new Exact(10).pow(-decimals)), 'half_up');
  return step.isZero() ? null : { step: plain(step) };
}

/** The bases to offer, in the order of the buttons; those that the values do not allow are left out. */
function candidates(facts: SuggestionFacts): readonly Basis[] {
  const newest = [...facts.actuals, ...(facts.baseline ? [facts.baseline] : [])]
    .filter((entry) => entry.value.measures.length > 0 && (entry.value.year ?? entry.year) !== null)
    .sort((a, b) => (b.value.year ?? b.year ?? 0) - (a.value.year ?? a.year ?? 0))[0];
  const year = newest ? (newest.value.year ?? newest.year) : null;
  const figure = newest ? printedFigures(newest.value)[0] : undefined;
  if (!newest || year === null || !figure) return [];
  const { unit, label } = figure.measure;
  const component: Component = { index: 0, count: newest.value.measures.length, label, unit, scale: figure.scale };
  const known = knownYears({ ...facts, targetYear: facts.targetYear }, component);
  const consecutive = known.filter((entry) => entry.year !== null && entry.year > year - 4 && entry.year <= year);
  const sign = facts.direction === 'lower' ? '-' : '';
  const isSingle = component.count === 1;
  const change = isSingle && facts.direction !== 'maintain' ? trend(consecutive, figure.scale.factor) : null;
  const from = consecutive[0]?.year ?? year;
  const isGapless = consecutive.length >= 2 && consecutive.length === year - from + 1;
  return [
    latest(year, { kind: 'factor', factor: '1' }),
    ...(facts.direction === 'maintain' ? [] : [
      yearly('compound', year, `${sign}1`, '%'),
      yearly('compound', year, `${sign}2`, '%'),
      latest(year, { kind: 'percent', percent: `${sign}10` }),
    ]),
    ...(change === null ? [] : [unit === '%'
      ? yearly('yearly_points', year, change.step, 'ポイント')
      : yearly('yearly_amount', year, change.step, unit ?? '件')]),
    ...(isGapless ? [{ method: 'average' as const, years: { kind: 'span' as const, from, to: year }, change: null, ...common }] : []),
    ...(isGapless && facts.direction !== 'maintain'
      ? [{ method: 'average' as const, years: { kind: 'span' as const, from, to: year }, change: { kind: 'percent' as const, percent: `${sign}10` }, ...common }]
      : []),
  ];
}

/**
 * Offers the usual bases for an indicator's actuals: 現状維持, 年1% and 年2%, 10%, the trend of the last four years, their
 * average, and the average with 10%; downwards where less is better. Each comes with its sentence, the target it gives and
 * the arithmetic; a basis that cannot be computed is not offered. An indicator without values gets none.
 */
export function suggestBases(facts: SuggestionFacts): readonly BasisSuggestion[] {
  return candidates(facts).flatMap((basis) => {
    const sentence = writeBasis(basis);
    const check = checkBasis({
      basis: sentence, source: null, target: { value: nothing, year: facts.targetYear },
      actuals: facts.actuals, baseline: facts.baseline, planFrom: facts.planFrom, baseYear: facts.baseYear,
    });
    return check.suggested === null ? [] : [{ basis, sentence, target: check.suggested, arithmetic: check.arithmetic }];
  });
}
