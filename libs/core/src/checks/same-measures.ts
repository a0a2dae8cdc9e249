/**
 * The same measure in two plans, or twice in one. A name is no identity: 移動診療車での受診者数 stands under three projects
 * and is three things. So two plans are held together by what the names are made of, and two rows of one plan only when
 * their values agree as well. What comes out are candidates; a coordinator confirms or dismisses each, once.
 */
import { numberOf } from '../basis/exact.js';
import type { Value } from '../value/value.js';
import { fiscalYearName } from '../fiscal-year/fiscal-year.js';
import { finding, type Finding } from './finding.js';
import { hasNumbers, type ElsewhereMeasure, type RowInHand } from './row.js';

export interface MeasuredIndicator {
  readonly id: string;
  readonly planId: string;
  readonly name: string;
  /** Values with their fiscal years, baseline included. */
  readonly values: readonly { readonly year: number; readonly value: Value }[];
}

export interface SameMeasure {
  readonly first: string;
  readonly second: string;
  readonly isSamePlan: boolean;
  /** 0 to 1: how much of the shorter name is in the longer one. */
  readonly likeness: number;
}

/** Words that say whose it is or how it is counted, not what it is. */
const fillers = /伊那市|本市|当市|市内|公式|アカウント|サービス|システム|事業|利用|登録|会員|参加|受講|実施|延べ|年間|における|による|での|世帯|[者件人回校]数|数$|割合|率$|\([^)]*\)|[「」・、\s]/g;
const synonyms: readonly (readonly [RegExp, string])[] = [
  [/(?<!オン|オフ|ガイド|パイプ|アウト)ライン|(?<![a-z])line(?![a-z])/gi, 'LINE'],
  [/ファミリー・?サポート・?(?:センター|協会)?(?:協力)?|ファミサポ/g, 'ファミリーサポート'],
  [/買い物/g, '買物'],
  [/ウェブサイト|ホームページ/g, 'HP'],
];

/** What a name is made of, without what every name has. */
function essence(name: string): string {
  const folded = synonyms.reduce((text, [words, one]) => text.replace(words, one), name.slice(0, 200).normalize('NFKC'));
  return folded.replace(fillers, '');
}

function bigrams(text: string): Set<string> {
  const found = new Set<string>();
  for (let index = 0; index + 1 < text.length; index += 1) found.add(text.slice(index, index + 2));
  return found;
}

/** The longest run of characters that two short texts share. */
function sharedRun(first: string, second: string): number {
  let longest = 0;
  for (let start = 0; start < first.length; start += 1) {
    while (start + longest < first.length && second.includes(first.slice(start, start + longest + 1))) longest += 1;
  }
  return longest;
}

interface Prepared {
  readonly indicator: MeasuredIndicator;
  readonly essence: string;
  readonly bigrams: Set<string>;
}

/** The share of the shorter name's pairs of characters that the longer one has too. */
function likeness(first: Prepared, second: Prepared): number {
  const [short, long] = first.bigrams.size <= second.bigrams.size ? [first, second] : [second, first];
  if (short.bigrams.size === 0) return 0;
  let shared = 0;
  for (const pair of short.bigrams) if (long.bigrams.has(pair)) shared += 1;
  return shared / short.bigrams.size;
}

/** The values of the years that both rows have, side by side. */
function sharedYears(first: MeasuredIndicator, second: MeasuredIndicator): readonly { one: Value; two: Value }[] {
  return first.values.flatMap((entry) => {
    const other = second.values.find((candidate) => candidate.year === entry.year && hasNumbers(candidate.value));
    return other && hasNumbers(entry.value) ? [{ one: entry.value, two: other.value }] : [];
  });
}

function hasSameNumbers(one: Value, two: Value): boolean {
  return one.measures.length === two.measures.length && one.measures.every((measure, index) => {
    const other = two.measures[index];
    const [a, b] = [numberOf(measure), other ? numberOf(other) : null];
    return a !== null && b !== null && a.eq(b);
  });
}

/** Another unit and, year by year, another figure: not the same measure, however alike the names are. */
function isOtherQuantity(first: MeasuredIndicator, second: MeasuredIndicator): boolean {
  const both = sharedYears(first, second);
  return both.length > 0 && both.every(({ one, two }) => unitsOf(one) !== unitsOf(two) && !hasSameNumbers(one, two));
}

/** Whether two rows carry the same figures in the same units in every year that both have. */
function hasEqualValues(first: MeasuredIndicator, second: MeasuredIndicator): boolean {
  const both = sharedYears(first, second);
  return both.length > 0 && both.every(({ one, two }) => unitsOf(one) === unitsOf(two) && hasSameNumbers(one, two));
}

/** Names are alike from here on; below it the forms' names only share a topic. */
const alike = 0.75;

function link(first: Prepared, second: Prepared): SameMeasure | null {
  const isSamePlan = first.indicator.planId === second.indicator.planId;
  const degree = likeness(first, second);
  const run = sharedRun(first.essence, second.essence);
  if (degree < alike || run < 2) return null;
  if (isSamePlan ? !hasEqualValues(first.indicator, second.indicator) : isOtherQuantity(first.indicator, second.indicator)) return null;
  return { first: first.indicator.id, second: second.indicator.id, isSamePlan, likeness: degree };
}

/**
 * Candidates for links among the indicators of several plans. Pairs are compared only where their names share two
 * characters, so that a thousand indicators take a moment and not an hour.
 */
export function findSameMeasures(indicators: readonly MeasuredIndicator[]): readonly SameMeasure[] {
  const prepared = indicators.map((indicator): Prepared => {
    const core = essence(indicator.name);
    return { indicator, essence: core, bigrams: bigrams(core) };
  });
  const holders = new Map<string, number[]>();
  const found: SameMeasure[] = [];
  for (const [index, one] of prepared.entries()) {
    const met = new Set<number>();
    for (const pair of one.bigrams) for (const other of holders.get(pair) ?? []) met.add(other);
    for (const other of met) {
      const before = prepared[other];
      const same = before ? link(before, one) : null;
      if (same) found.push(same);
    }
    for (const pair of one.bigrams) holders.set(pair, [...(holders.get(pair) ?? []), index]);
  }
  return found.sort((a, b) => b.likeness - a.likeness);
}

const unitsOf = (value: Value): string => value.measures.map((measure) => measure.unit ?? '').join('・');

/** What one link says about a row: another value, another unit, or the same row twice. */
export function checkLink(row: Pick<RowInHand, 'facts'>, other: ElsewhereMeasure): Finding | null {
  const { facts } = row;
  const own = [...facts.actuals, ...(facts.baseline?.year == null ? [] : [{ year: facts.baseline.year, value: facts.baseline.value }])];
  if (other.isSamePlan) {
    return finding('listed_twice', ['/name'], `同じ計画の「${other.name}」と同じ値です。同じ指標を二度載せていないか確かめてください。`);
  }
  const years = own.filter((entry) => hasNumbers(entry.value)).sort((a, b) => b.year - a.year);
  for (const entry of years) {
    const there = other.values.find((candidate) => candidate.year === entry.year && hasNumbers(candidate.value));
    if (!there) continue;
    const words = `${fiscalYearName(entry.year)}は、ここでは「${entry.value.text.replace(/\s+/g, ' ')}」、${other.planTitle}の「${other.name}」では「${there.value.text.replace(/\s+/g, ' ')}」です。`;
    const isOwnBaseline = facts.baseline?.value === entry.value;
    const field = isOwnBaseline ? '/baseline' : `/actuals/${entry.year}`;
    if (unitsOf(entry.value) !== unitsOf(there.value)) {
      return finding('other_plan_unit_differs', [field], `${words}単位が違います。数えているものが同じか、取りまとめ担当と確かめてください。`);
    }
    return !hasSameNumbers(entry.value, there.value) ? finding('other_plan_differs', [field], `${words}どちらが正しいか、取りまとめ担当と確かめてください。`) : null;
  }
  return null;
}
