/** Checks of the actual of the year under review, and of what the row measures. */
import { Exact, numberOf } from '../basis/exact.js';
import type { Value } from '../value/value.js';
import { fiscalYearName } from '../fiscal-year/fiscal-year.js';
import { isSamePeriod, isSameUnit, pairs } from './compare-values.js';
import { finding, type Finding } from './finding.js';
import { hasNumbers, isBlankValue, type RowInHand } from './row.js';

interface Cell {
  readonly field: string;
  readonly words: string;
  readonly value: Value;
}

/** The cells that must speak of one measure, oldest first: baseline, target in force, this year's actual, proposed target. */
function cells(row: RowInHand): readonly Cell[] {
  const { facts } = row;
  const all: readonly { field: string; words: string; value: Value | null }[] = [
    { field: '/baseline', words: '計画策定時', value: facts.baseline?.value ?? null },
    { field: '/target', words: '目標値', value: facts.target?.value ?? null },
    { field: `/actuals/${facts.reviewYear}`, words: `${fiscalYearName(facts.reviewYear)}の実績値`, value: row.actual },
    { field: '/proposal/target', words: '見直し後の目標値', value: facts.proposal?.target?.value ?? null },
  ];
  return all.flatMap((cell) => (hasNumbers(cell.value) ? [{ ...cell, value: cell.value }] : []));
}

const quoted = (cell: Cell): string => `${cell.words}「${cell.value.text.replace(/\s+/g, ' ')}」`;

/** The first cell is what the others are held against. */
function against(row: RowInHand, differs: (reference: Value, other: Value) => boolean): { reference: Cell; others: readonly [Cell, ...Cell[]] } | null {
  const [reference, ...rest] = cells(row);
  if (!reference) return null;
  const [first, ...more] = rest.filter((cell) => differs(reference.value, cell.value));
  return first ? { reference, others: [first, ...more] } : null;
}

const fieldsOf = (found: { reference: Cell; others: readonly [Cell, ...Cell[]] }): [string, ...string[]] =>
  [found.others[0].field, ...found.others.slice(1).map((cell) => cell.field), found.reference.field];

/** 件 at the start and 人 now: the same figure does not mean the same. */
export function unitChanged(row: RowInHand): Finding | null {
  const found = against(row, (reference, other) => pairs(reference, other).some((pair) => !isSameUnit(pair.first, pair.second)));
  if (found === null) return null;
  return finding('unit_changed', fieldsOf(found), `${quoted(found.reference)}と${quoted(found.others[0])}で単位が違います。同じものを数えているか確かめてください。`);
}

/** 人 and 人/年, or /年 and /月. */
export function periodChanged(row: RowInHand): Finding | null {
  const found = against(row, (reference, other) =>
    pairs(reference, other).some((pair) => isSameUnit(pair.first, pair.second) && (pair.first.per !== pair.second.per || !isSamePeriod(pair.first, pair.second))));
  if (found === null) return null;
  return finding('period_changed', fieldsOf(found), `${quoted(found.reference)}と${quoted(found.others[0])}で、「/年」などの期間の付け方が違います。どちらかにそろえてください。`);
}

/** Two figures at the start, three now. */
export function measureChanged(row: RowInHand): Finding | null {
  const found = against(row, (reference, other) => reference.measures.length !== other.measures.length);
  if (found === null) return null;
  return finding('measure_changed', fieldsOf(found), `${quoted(found.reference)}は${found.reference.value.measures.length}つの数、${quoted(found.others[0])}は${found.others[0].value.measures.length}つの数です。測っているものが変わっていないか確かめてください。`);
}

/** A note that only names a year says when, not what. */
const saysOnlyWhen = (note: string): boolean => /^(?:R|H|令和|平成)?(?:\d{1,4}|元)(?:年度?|\.\d+)*(?:末|時点|現在)?$/.test(note.normalize('NFKC').trim());

/** The note of a value that says how it was measured, or ''. */
export function noteOf(value: Value): string {
  const note = value.note?.trim() ?? '';
  return saysOnlyWhen(note) ? '' : note;
}

/** (R6年度から3市町村平均), (予約契約を含む): the way of measuring is said in one cell and not in the other. */
export function noteChanged(row: RowInHand): Finding | null {
  const found = against(row, (reference, other) => noteOf(reference) !== noteOf(other));
  if (found === null) return null;
  return finding('note_changed', fieldsOf(found), `${quoted(found.reference)}と${quoted(found.others[0])}で注記が違います。測り方や範囲が変わったときは、比べられるかを理由に書いてください。`);
}

/** From eight times on it looks like a digit too many; a figure that slipped by one digit may also have moved by a fifth. */
const slippedDigit = new Exact(8);

function ratios(row: RowInHand): readonly Exact[] {
  if (!hasNumbers(row.actual) || !hasNumbers(row.lastActual)) return [];
  return pairs(row.actual, row.lastActual).flatMap(({ numbers }) =>
    numbers === null || numbers.second.isZero() || numbers.first.isZero() ? [] : [numbers.first.div(numbers.second)]);
}

function slip(row: RowInHand, code: 'tenfold_of_last_year' | 'tenth_of_last_year', words: string): Finding {
  const { reviewYear } = row.facts;
  return finding(code, [`/actuals/${reviewYear}`, `/actuals/${reviewYear - 1}`],
    `${fiscalYearName(reviewYear)}の実績値「${row.actual?.text ?? ''}」は、前年度「${row.lastActual?.text ?? ''}」の${words}です。桁の誤りがないか確かめてください。`);
}

/** Ten times last year, or nearly: a digit too many. */
export function tenfold(row: RowInHand): Finding | null {
  return ratios(row).some((ratio) => ratio.gte(slippedDigit)) ? slip(row, 'tenfold_of_last_year', '約10倍以上') : null;
}

/** A tenth of last year, or nearly: a digit too few. */
export function tenth(row: RowInHand): Finding | null {
  return ratios(row).some((ratio) => ratio.gt(0) && ratio.lte(new Exact(1).div(slippedDigit))) ? slip(row, 'tenth_of_last_year', '約10分の1以下') : null;
}

/** Copied from last year. Compared as numbers: 1,000 and 1000 are the same. */
export function sameAsLastYear(row: RowInHand): Finding | null {
  const { actual, lastActual } = row;
  if (!hasNumbers(actual) || !hasNumbers(lastActual) || actual.measures.length !== lastActual.measures.length) return null;
  const isSame = actual.measures.every((measure, index) => {
    const other = lastActual.measures[index];
    const [one, two] = [numberOf(measure), other ? numberOf(other) : null];
    return one !== null && two !== null && one.eq(two) && other !== undefined && isSameUnit(measure, other);
  });
  if (!isSame) return null;
  const { reviewYear } = row.facts;
  return finding('same_as_last_year', [`/actuals/${reviewYear}`, `/actuals/${reviewYear - 1}`],
    `${fiscalYearName(reviewYear)}の実績値「${actual.text.replace(/\s+/g, ' ')}」は前年度と同じ値です。前年度の値を写したものでないか確かめてください。`);
}

/** Nothing was entered for the year under review. A new indicator need not have an actual. */
export function actualMissing(row: RowInHand): Finding | null {
  if (row.facts.proposal?.decision === 'add' || !isBlankValue(row.actual)) return null;
  const { reviewYear } = row.facts;
  return finding('actual_missing', [`/actuals/${reviewYear}`],
    `${fiscalYearName(reviewYear)}の実績値が入力されていません。値がないときは「実績なし」または「未集計」と入力し、理由を書いてください。`);
}

/** A cell that could not be read as a value: said, never guessed. */
export function notUnderstood(row: RowInHand): readonly Finding[] {
  const { facts } = row;
  const all: readonly { field: string; words: string; value: Value | null }[] = [
    { field: '/baseline', words: '計画策定時の値', value: facts.baseline?.value ?? null },
    { field: '/target', words: '目標値', value: facts.target?.value ?? null },
    { field: `/actuals/${facts.reviewYear}`, words: `${fiscalYearName(facts.reviewYear)}の実績値`, value: row.actual },
    { field: '/proposal/target', words: '見直し後の目標値', value: facts.proposal?.target?.value ?? null },
  ];
  return all.flatMap((cell) => (cell.value?.status === 'not_understood'
    ? [finding('value_not_understood', [cell.field], `${cell.words}「${cell.value.text.slice(0, 80)}」を数として読み取れません。${cell.value.reason ?? ''}`)]
    : []));
}
