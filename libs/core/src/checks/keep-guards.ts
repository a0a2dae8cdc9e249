/**
 * Which rows may not be kept in bulk: whoever keeps them has to look at each. Not errors, so they are no findings.
 */
import { levelRatio } from '../achievement/achievement.js';
import { hasWorse, pairs } from './compare-values.js';
import { hasNumbers, type RowInHand } from './row.js';
import { noteOf } from './value-checks.js';

export type KeepGuardCode =
  | 'achievement_below_80'
  | 'achievement_above_150'
  | 'target_falls'
  | 'actual_moved_by_half'
  | 'basis_differs'
  | 'note_changed';

export interface KeepGuard {
  readonly code: KeepGuardCode;
  /** Why the row needs a look, as a Japanese sentence. */
  readonly message: string;
}

function achievementGuards(row: RowInHand): readonly KeepGuard[] {
  const { facts, actual } = row;
  if (!hasNumbers(actual) || facts.target === null) return [];
  const { direction } = facts;
  if (direction === null || direction === 'none') return [];
  const levels = pairs(facts.target.value, actual).flatMap(({ numbers }) => (numbers ? (levelRatio(numbers.second, numbers.first, direction) ?? []) : []));
  const below: KeepGuard[] = levels.some((level) => level.lt('0.8'))
    ? [{ code: 'achievement_below_80', message: '目標値に対する実績が80%に達していません。' }] : [];
  const above: KeepGuard[] = levels.some((level) => level.gt('1.5'))
    ? [{ code: 'achievement_above_150', message: '実績が目標値の150%を超えています。' }] : [];
  return [...below, ...above];
}

function movedByHalf(row: RowInHand): boolean {
  if (!hasNumbers(row.actual) || !hasNumbers(row.lastActual)) return false;
  return pairs(row.actual, row.lastActual).some(({ numbers }) => {
    if (numbers === null) return false;
    const moved = numbers.first.minus(numbers.second).abs();
    return numbers.second.isZero() ? !moved.isZero() : moved.gt(numbers.second.abs().div(2));
  });
}

/** The reasons why this row needs a look of its own; empty when it may be kept in bulk. */
export function keepGuards(row: RowInHand): readonly KeepGuard[] {
  const { facts, basisCheck, actual, lastActual } = row;
  const proposed = facts.proposal?.target?.value ?? null;
  const falls = proposed !== null && facts.target !== null && hasWorse(proposed, facts.target.value, facts.direction);
  const noteMoved = hasNumbers(actual) && hasNumbers(lastActual) && noteOf(actual) !== noteOf(lastActual);
  const simple: readonly (readonly [boolean, KeepGuard])[] = [
    [falls, { code: 'target_falls', message: '目標値が今の目標値より後退しています。' }],
    [movedByHalf(row), { code: 'actual_moved_by_half', message: '実績値が前年度から5割を超えて動いています。' }],
    [basisCheck.status === '再計算と不一致', { code: 'basis_differs', message: '目標値が設定根拠の再計算と一致していません。' }],
    [noteMoved, { code: 'note_changed', message: '実績値の注記が前年度と変わっています。' }],
  ];
  return [...achievementGuards(row), ...simple.flatMap(([holds, guard]) => (holds ? [guard] : []))];
}
