/**
 * Two values side by side, measure by measure. Only what is the same measure in the same unit is compared; the rest is
 * told apart and never guessed.
 */
import type { Direction } from '../achievement/definition.js';
import { numberOf, type Exact } from '../basis/exact.js';
import type { Measure, Value } from '../value/value.js';

export interface MeasurePair {
  readonly first: Measure;
  readonly second: Measure;
  /** Both numbers, when unit and period allow a comparison (a period that one side leaves out does not forbid it). */
  readonly numbers: { readonly first: Exact; readonly second: Exact } | null;
}

/** 件 and 件: the same unit. Spelling variants (㎡, m ³) are already folded in a measure. */
export function isSameUnit(first: Measure, second: Measure): boolean {
  return (first.unit ?? '') === (second.unit ?? '');
}

/** /年 beside /月 is another figure; a period left out on one side is only an omission. */
export function isSamePeriod(first: Measure, second: Measure): boolean {
  return first.per === null || second.per === null || first.per === second.per;
}

/** 10人減 is how much something moves, 110人 where it stands: the two are not compared. */
export function isSameKind(first: Measure, second: Measure): boolean {
  return first.increment === second.increment;
}

const folded = (label: string | null): string => (label ?? '').normalize('NFKC').replace(/[\s・:：]/g, '');

/**
 * The measure of another value that belongs to one of `value`: in order when there are as many; otherwise by label, where
 * 「乗合タクシー 1日平均」 continues 「1日平均」, the first such one; otherwise none.
 */
export function partnerOf(measure: Measure, value: Value, other: Value): Measure | null {
  if (value.measures.length === other.measures.length) return other.measures[value.measures.indexOf(measure)] ?? null;
  const label = folded(measure.label);
  if (label === '') return null;
  const equal = other.measures.find((candidate) => folded(candidate.label) === label);
  if (equal) return equal;
  return other.measures.find((candidate) => {
    const found = folded(candidate.label);
    return found !== '' && (found.endsWith(label) || label.endsWith(found));
  }) ?? null;
}

/** The measures of two values that belong together. A measure that has no partner is left out. */
export function pairs(first: Value, second: Value): readonly MeasurePair[] {
  return first.measures.flatMap((measure) => {
    const partner = partnerOf(measure, first, second);
    if (partner === null) return [];
    const one = numberOf(measure);
    const two = numberOf(partner);
    const isComparable = one !== null && two !== null && isSameUnit(measure, partner) && isSamePeriod(measure, partner) && isSameKind(measure, partner);
    return [{ first: measure, second: partner, numbers: isComparable ? { first: one, second: two } : null }];
  });
}

/** Whether `candidate` is worse than `present` for this direction; 維持 means not to fall. */
export function isWorse(candidate: Exact, present: Exact, direction: Direction): boolean {
  switch (direction) {
    case 'higher':
    case 'maintain':
      return candidate.lt(present);
    case 'lower':
      return candidate.gt(present);
    case 'none':
      return false;
  }
}

/** Whether any comparable measure of a value is worse than the same measure of another. */
export function hasWorse(candidate: Value, present: Value, direction: Direction | null): boolean {
  if (direction === null) return false;
  return pairs(candidate, present).some((pair) => pair.numbers !== null && isWorse(pair.numbers.first, pair.numbers.second, direction));
}

/** Whether `value` has reached `target` in this direction. 維持 is reached while the value has not fallen below. */
export function hasReached(value: Exact, target: Exact, direction: Direction): boolean {
  return direction === 'lower' ? value.lte(target) : value.gte(target);
}
