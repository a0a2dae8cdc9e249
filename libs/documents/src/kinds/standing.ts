import { achievement, hasReached, inaScale, isWorse, pairs, readValue, requiredYearlyChange, type Achievement, type GradeScale, type Measure } from '#core';
import { Decimal } from 'decimal.js';
import type { Snapshot, SnapshotDefinition, SnapshotIndicator } from '../snapshot.js';
import { shortYear } from '../wording.js';

/** Where an indicator stands in the fiscal year under review, against the definition that was in force in that year. */
export interface Standing {
  readonly indicator: SnapshotIndicator;
  readonly definition: SnapshotDefinition;
  readonly achievement: Achievement;
  /** A word of the scale; 判定なし where there is no target. */
  readonly grade: string;
  readonly actual: string;
  readonly previous: string;
  /** Better or worse than the year before, with the difference. */
  readonly trend: string;
  /** How much it takes every year from now on. */
  readonly required: string;
}

/** The scale that the plan graded with in the fiscal year. */
export const scaleOf = (snapshot: Snapshot): GradeScale => snapshot.gradeScale ?? inaScale;

/** What stands in place of a grade where there is no target to compare with. */
export const ungraded = '判定なし';

/** The words of the scale, best first, and those for what cannot be graded. */
export const gradeWords = (snapshot: Snapshot): readonly string[] => [...scaleOf(snapshot).steps.map(({ grade }) => grade), scaleOf(snapshot).noValue, ungraded];

/** An indicator that the review adds was not in force, and stands nowhere yet: null. */
export function standingOf(snapshot: Snapshot, indicator: SnapshotIndicator): Standing | null {
  const definition = indicator.before;
  if (!definition) return null;
  const { fiscalYear } = snapshot.cycle;
  const textOf = (year: number): string => indicator.actuals.find((actual) => actual.year === year && actual.municipality === null)?.text ?? '';
  const actual = textOf(fiscalYear);
  const previous = textOf(fiscalYear - 1);
  const judged = achievement({
    actual: readValue(actual), target: readValue(definition.target.text), baseline: definition.baseline.text === '' ? null : readValue(definition.baseline.text),
    direction: indicator.direction, scale: scaleOf(snapshot),
  });
  return {
    indicator, definition, achievement: judged, grade: indicator.grade ?? judged.grade ?? ungraded, actual, previous,
    trend: trendOf(indicator, { previous, actual, fiscalYear }),
    required: requiredOf(indicator, definition, { actual, fiscalYear, targetYear: definition.target.year ?? snapshot.plan.targetYear }),
  };
}

interface Years {
  readonly previous: string;
  readonly actual: string;
  readonly fiscalYear: number;
}

function trendOf({ direction, seriesBreakYear }: SnapshotIndicator, { previous, actual, fiscalYear }: Years): string {
  if (seriesBreakYear === fiscalYear) return '定義の変更により比べられません';
  const compared = pairs(readValue(previous), readValue(actual)).flatMap(({ second, numbers }) => (numbers ? [{ measure: second, ...numbers }] : []));
  const lines = compared.map(({ measure, first, second }) => {
    const change = second.minus(first);
    const named = compared.length > 1 && measure.label !== null ? `${measure.label}\n` : '';
    if (change.isZero()) return `${named}横ばい`;
    const word = direction === 'none' ? (change.isNegative() ? '減少' : '増加') : isWorse(second, first, direction) ? '悪化' : direction === 'maintain' ? '維持' : '改善';
    return `${named}${signed(change, measure, actual)}\n（${word}）`;
  });
  return lines.join('\n') || '―';
}

interface Aim {
  readonly actual: string;
  readonly fiscalYear: number;
  readonly targetYear: number;
}

function requiredOf({ direction }: SnapshotIndicator, { target }: SnapshotDefinition, { actual, fiscalYear, targetYear }: Aim): string {
  if (direction === 'none') return '―';
  const lines = pairs(readValue(target.text), readValue(actual)).flatMap(({ first, numbers }) => {
    if (!numbers) return [];
    if (hasReached(numbers.second, numbers.first, direction)) return ['達成済み'];
    const change = requiredYearlyChange({ year: fiscalYear, number: numbers.second.toFixed() }, { year: targetYear, number: numbers.first.toFixed() });
    if (change === null) return [`${shortYear(targetYear)}が目標年度`];
    return [`${shortYear(targetYear)}まで毎年\n${signed(new Decimal(change), first, target.text)}`];
  });
  return lines.join('\n') || '―';
}

const scales = [['億', 1e8], ['万', 1e4], ['千', 1e3]] as const;

/** A difference as the office writes such figures: with its sign, in 億 or 万 where the value itself is written so. */
function signed(change: Decimal, measure: Measure, written: string): string {
  const [word, times] = scales.find(([each]) => written.includes(each) && change.abs().gte(1)) ?? ['', 1];
  const number = change.abs().div(times).toDecimalPlaces(times === 1 && change.abs().gte(100) ? 0 : 2, Decimal.ROUND_HALF_UP);
  const [whole = '0', part] = number.toFixed().split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const unit = measure.unit === '%' ? 'ポイント' : measure.unit ?? '';
  return `${change.isNegative() ? '－' : '＋'}${part === undefined ? grouped : `${grouped}.${part}`}${word}${unit}`;
}
