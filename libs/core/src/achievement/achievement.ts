/**
 * How far an actual has come towards its target, by both formulas, each with the formula written out, and the grade.
 *
 * - Level: 実績 ÷ 目標; where less is better, 目標 ÷ 実績.
 * - Progress: (実績 － 基準) ÷ (目標 － 基準). It does not exist where target and baseline are equal (維持).
 *
 * They can give different grades: 市内CO₂ at 350,000 t is 82 % by level and 64 % by progress. The scale says which one
 * it grades by. A value of several measures is judged measure by measure; measures in different units are not compared.
 */
import { Decimal } from 'decimal.js';
import { type Exact, plain } from '../basis/exact.js';
import { printedFigures, shown, type PrintedFigure } from '../basis/printed-figures.js';
import { hasReached, isSameKind, isSamePeriod, isSameUnit, partnerOf } from '../checks/compare-values.js';
import type { Measure, Value } from '../value/value.js';
import type { Direction } from './definition.js';
import { gradeFor, inaScale, noValueGrade, type GradeScale } from './grade-scale.js';

/** A percentage with one decimal ('101.9', '175'), and how it comes about. */
export interface Rate {
  readonly percent: string;
  readonly formula: string;
}

export interface ComponentAchievement {
  readonly label: string | null;
  readonly level: Rate | null;
  readonly progress: Rate | null;
  /** The word of the scale; null where there is nothing to grade. */
  readonly grade: string | null;
  /** A Japanese sentence for everything that is null above; null when nothing is. */
  readonly reason: string | null;
}

export interface Achievement {
  readonly components: readonly ComponentAchievement[];
  /** The lowest grade among the components that could be compared; 実績値なし without an actual; null without a target. */
  readonly grade: string | null;
  readonly reason: string | null;
  readonly scale: { readonly id: string; readonly version: number };
}

export interface AchievementFacts {
  readonly actual: Value;
  readonly target: Value;
  readonly baseline: Value | null;
  /** Null: nobody has said it yet, so nothing is graded. */
  readonly direction: Direction | null;
  /** The scale in force for the plan and fiscal year; 伊那市's four steps when not given. */
  readonly scale?: GradeScale;
}

interface Trio {
  readonly actual: Exact;
  readonly target: Exact;
  readonly baseline: Exact | null;
}

interface Words {
  readonly actual: string;
  readonly target: string;
  readonly baseline: string | null;
}

/** The ratio in percent, rounded half up to one decimal, without a trailing zero. */
function percent(ratio: Exact): string {
  return plain(ratio.times(100).toDecimalPlaces(1, Decimal.ROUND_HALF_UP));
}

/** 実績 ÷ 目標, or 目標 ÷ 実績 where less is better; 1 is 100 %. Null for negative numbers and a division by zero. */
export function levelRatio(actual: Exact, target: Exact, direction: Direction): Exact | null {
  if (actual.isNegative() || target.isNegative()) return null;
  const [above, below] = direction === 'lower' ? [target, actual] : [actual, target];
  return below.isZero() ? null : above.div(below);
}

function level(trio: Trio, words: Words, direction: Direction): Rate | null {
  const ratio = levelRatio(trio.actual, trio.target, direction);
  if (ratio === null) return null;
  const formula = direction === 'lower'
    ? `目標 ${words.target} ÷ 実績 ${words.actual}`
    : `実績 ${words.actual} ÷ 目標 ${words.target}`;
  return { percent: percent(ratio), formula: `${formula} = ${percent(ratio)}%` };
}

function progressOf(trio: Trio): Exact | null {
  const { actual, target, baseline } = trio;
  if (baseline === null || target.eq(baseline)) return null;
  return actual.minus(baseline).div(target.minus(baseline));
}

function progress(trio: Trio, words: Words): Rate | null {
  const ratio = progressOf(trio);
  if (ratio === null || words.baseline === null) return null;
  const formula = `（実績 ${words.actual} － 基準 ${words.baseline}）÷（目標 ${words.target} － 基準 ${words.baseline}）`;
  return { percent: percent(ratio), formula: `${formula} = ${percent(ratio)}%` };
}

const inWords = (figure: PrintedFigure): string =>
  `${shown(figure.number, figure.scale, figure.decimals)}${figure.measure.unit ?? ''}`;

function lacking(trio: Trio, direction: Direction): string | null {
  if (direction === 'none') return 'この指標は判定しないことになっています。';
  if (trio.baseline === null) return '計画策定時の値と比べられないため、進捗の率は計算できません。';
  if (trio.target.eq(trio.baseline)) return '目標値が計画策定時の値と同じため、進捗の率は計算できません。';
  return levelRatio(trio.actual, trio.target, direction) === null ? '0または負の数で割ることになるため、達成の率は計算できません。' : null;
}

function judged(trio: Trio, words: Words, facts: { direction: Direction; scale: GradeScale }): Omit<ComponentAchievement, 'label'> {
  const { direction, scale } = facts;
  const ratio = scale.by === 'progress' ? (progressOf(trio) ?? levelRatio(trio.actual, trio.target, direction)) : levelRatio(trio.actual, trio.target, direction);
  const grade = direction === 'none' ? null : gradeFor(scale, { isReached: hasReached(trio.actual, trio.target, direction), ratio });
  return { level: level(trio, words, direction), progress: progress(trio, words), grade, reason: lacking(trio, direction) };
}

const unitWords = (measure: Measure): string => measure.unit ?? '単位なし';

function component(figure: PrintedFigure, facts: AchievementFacts, scale: GradeScale): ComponentAchievement {
  const target = figure.measure;
  const none = { label: target.label, level: null, progress: null, grade: null };
  const partner = partnerOf(target, facts.target, facts.actual);
  const found = partner ? printedFigures(facts.actual).find((one) => one.measure === partner) : undefined;
  if (!found) return { ...none, reason: `実績値「${facts.actual.text}」に、目標値と対になる数がありません。` };
  if (!isSameUnit(target, found.measure)) {
    return { ...none, reason: `目標値は「${unitWords(target)}」、実績値は「${unitWords(found.measure)}」で単位が違うため、比べていません。` };
  }
  if (!isSamePeriod(target, found.measure)) return { ...none, reason: '目標値と実績値の期間（年・月・日）が違うため、比べていません。' };
  if (!isSameKind(target, found.measure)) return { ...none, reason: '目標値と実績値の一方が増減、もう一方が水準のため、比べていません。' };
  if (facts.direction === null) return { ...none, reason: '高いほど良いか低いほど良いかが決まっていないため、判定していません。' };
  const before = facts.baseline ? partnerOf(target, facts.target, facts.baseline) : null;
  const baseline = before && isSameUnit(target, before) && isSamePeriod(target, before) && isSameKind(target, before) && facts.baseline
    ? printedFigures(facts.baseline).find((one) => one.measure === before) : undefined;
  const trio: Trio = { actual: found.number, target: figure.number, baseline: baseline ? baseline.number : null };
  const words: Words = { actual: inWords(found), target: inWords(figure), baseline: baseline ? inWords(baseline) : null };
  return { label: target.label, ...judged(trio, words, { direction: facts.direction, scale }) };
}

/**
 * Achievement of one actual against one target. Never throws. Without an actual the grade is 実績値なし; without a target
 * that is a number there is no grade and the reason says so.
 */
export function achievement(facts: AchievementFacts): Achievement {
  const scale = facts.scale ?? inaScale;
  const mark = { id: scale.id, version: scale.version };
  const { actual, target } = facts;
  if (target.measures.length === 0) {
    const reason = target.status === 'not_understood' ? `目標値「${target.text}」を数として読み取れないため、判定していません。` : '目標値が設定されていないため、判定していません。';
    return { components: [], grade: null, reason, scale: mark };
  }
  if (actual.status === 'missing') {
    return { components: [], grade: noValueGrade(scale), reason: '実績値がありません。', scale: mark };
  }
  if (actual.measures.length === 0) {
    return { components: [], grade: noValueGrade(scale), reason: `実績値「${actual.text}」を数として読み取れません。`, scale: mark };
  }
  const components = printedFigures(target).map((figure) => component(figure, facts, scale));
  const order = scale.steps.map((step) => step.grade);
  const lowest = components.reduce<string | null>((kept, one) =>
    one.grade !== null && (kept === null || order.indexOf(one.grade) > order.indexOf(kept)) ? one.grade : kept, null);
  const withoutGrade = components.find((one) => one.grade === null);
  return { components, grade: lowest, reason: withoutGrade?.reason ?? null, scale: mark };
}
