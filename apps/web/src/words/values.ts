import { decisionWords, directionWords, type Decision } from '#core';
import type { ActualOfRow, Row, Value } from '../api/types.js';

/** A value as it was written; a blank says so. */
export const written = (value: Value | null | undefined): string => (value && value.text.trim() !== '' ? value.text : '未入力');

/** 継続, 変更, 削除, 新規; a 継続 with another target says so. */
export function decisionName(decision: string | null | undefined, targetMoves = false): string {
  if (!decision) return '未定';
  const word = decisionWords[decision as Decision];
  return decision === 'keep' && targetMoves ? `${word}（目標見直し）` : word;
}

/** Whether the proposed target says something else than the one in force. */
export function movesTarget(row: { readonly inForce: Value; readonly proposed: { readonly text: string } | undefined }): boolean {
  const plain = (text: string): string => text.normalize('NFKC').replace(/[\s,]/g, '');
  return row.proposed !== undefined && row.proposed.text.trim() !== '' && plain(row.proposed.text) !== plain(row.inForce.text);
}

/** What the whole reported for a year; null where the row has nothing for it. */
export function actualOf(actuals: Row['actuals'], year: number): ActualOfRow | null {
  return actuals.find((one) => one.year === year && one.municipality === null) ?? null;
}

/** The value of the whole for a year: as it was entered, or as the municipalities' own values make it; null where the row has neither. */
export function wholeOf(row: Pick<Row, 'actuals' | 'wholes'>, year: number): Value | null {
  const entered = actualOf(row.actuals, year)?.value ?? null;
  if (entered && entered.text.trim() !== '') return entered;
  return row.wholes.find((one) => one.year === year)?.value ?? entered;
}

/** The values of the whole by year, in the order of the years. */
export function wholesByYear(row: Pick<Row, 'actuals' | 'wholes'>): readonly { readonly year: number; readonly value: Value }[] {
  const years = [...new Set([...row.actuals, ...row.wholes].map(({ year }) => year))].sort((one, other) => one - other);
  return years.flatMap((year) => {
    const value = wholeOf(row, year);
    return value ? [{ year, value }] : [];
  });
}

/** The latest figure before a year: an actual, or the value at the plan's making; null where none was written. */
export function lastKnown(row: Pick<Row, 'actuals' | 'wholes' | 'baseline'>, before: number): { readonly year: number | null; readonly text: string } | null {
  const actual = wholesByYear(row).filter(({ year, value }) => year < before && value.text.trim() !== '').at(-1);
  if (actual) return { year: actual.year, text: actual.value.text };
  return row.baseline.value.text.trim() === '' ? null : { year: row.baseline.year, text: row.baseline.value.text };
}

/** 多いほどよい and so on. */
export const directionName = (direction: string | null | undefined): string => (direction ? (directionWords as Readonly<Record<string, string>>)[direction] ?? direction : '決めていない');

const periodWords: Readonly<Record<string, string>> = { year: '年間', month: '月あたり', day: '日あたり' };
const missingWords: Readonly<Record<string, string>> = { no_record: '実績なし', not_yet: '未集計', not_applicable: '該当なし', blank: '未入力' };

const grouped = (number: string): string => {
  const [whole = '', part] = number.split('.');
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return part ? `${digits}.${part}` : digits;
};

/** What a typed text means, in a sentence; '' while nothing is typed. */
export function meaningOf(value: Omit<Value, 'text'>, isExplained = false): string {
  if (value.status === 'missing') return value.missing === 'blank' || value.missing === undefined ? '' : `「${missingWords[value.missing] ?? value.missing}」として記録します。${isExplained ? '' : '理由を備考に書いてください。'}`;
  if (value.status === 'not_understood') return `数値として読み取れません。${value.reason ?? ''}書いたとおりに記録します。`;
  const measures = value.measures.map((measure) => {
    const period = measure.per ? `・${periodWords[measure.per] ?? measure.per}` : '';
    const upper = measure.upper ? `〜${grouped(measure.upper)}` : '';
    return `${measure.label ? `${measure.label} ` : ''}${grouped(measure.number)}${upper}${measure.unit ?? '（単位なし）'}${period}`;
  });
  return `${measures.join('、')} と読み取りました。${value.note ? `注記「${value.note}」` : ''}`;
}
