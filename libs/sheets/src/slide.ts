import { fiscalYearIn, readValue } from '#core';

/** What a column of a form can hold. */
export type Kind = 'name' | 'project' | 'department' | 'value' | 'year' | 'decision' | 'text';

export interface KindedCell {
  readonly kind: Kind;
  /** As the heading names the column. */
  readonly heading: string;
  readonly text: string;
}

const decisions = new Set(['継続', '変更', '削除', '新規']);
const farthest = 4;
/** How departments are called; a joint one is several names. */
const departmentName = /(?:課|室|局|部|所|係|署|館|園|会|センター|グループ|チーム)$/;
const isDepartment = (text: string): boolean => text.split(/[\s、・]+/).every((one) => departmentName.test(one));

/** Whether a text can stand in a column of a kind. An empty cell can stand anywhere. */
function fits(kind: Kind, text: string): boolean {
  if (text === '' || kind === 'text') return true;
  if (kind === 'decision') return decisions.has(text);
  if (kind === 'year') return fiscalYearIn(text) !== null && text.length <= 12;
  if (kind === 'department') return isDepartment(text);
  const { status } = readValue(text);
  if (kind === 'project') return status !== 'understood' && !/課$/.test(text);
  return kind === 'value' ? status !== 'not_understood' : status !== 'understood';
}

/** A bare figure where a name belongs says it all by itself; elsewhere an office may have its own way of writing once. */
const weight = ({ kind, text }: KindedCell): number => ((kind === 'name' || kind === 'project') && /^[\d,.]+\s*\D{0,5}$/.test(text) ? 2 : 1);
const misfits = (cells: readonly KindedCell[]): number => cells.reduce((sum, cell) => sum + (fits(cell.kind, cell.text) ? 0 : weight(cell)), 0);

/** What a row probably means that does not fit its headings. */
export interface Slide {
  /** By how many columns it slid: positive to the right. 0: it did not slide as a whole, but some cells do not fit. */
  readonly by: number;
  /** The cells as they would read under their headings. */
  readonly reading: readonly { readonly heading: string; readonly text: string }[];
}

/**
 * Looks at a row that lost its merged cells on the way: pasted into mails and text files, such rows slide sideways. A row in which
 * two cells or more cannot be what their headings say has slid; the shift with the fewest misfits tells where it belongs.
 * @param all the row's texts from its first column on; `cells` says which of them stand under known headings
 * @returns null for a row that fits
 */
export function slideOf(all: readonly string[], columns: readonly { readonly index: number; readonly kind: Kind; readonly heading: string }[]): Slide | null {
  const shifted = (by: number): KindedCell[] => columns.map(({ index, kind, heading }) => ({ kind, heading, text: all[index + by] ?? '' }));
  const now = misfits(shifted(0));
  if (now < 2) return null;
  let best = { by: 0, count: now };
  for (const by of [-1, 1, -2, 2, -3, 3, -farthest, farthest]) {
    const cells = shifted(by);
    const count = misfits(cells);
    if (count < best.count && cells.some(({ kind, text }) => (kind === 'name' || kind === 'project') && text !== '')) best = { by, count };
  }
  return { by: best.by, reading: shifted(best.by).filter(({ text }) => text !== '').slice(0, 6).map(({ heading, text }) => ({ heading, text })) };
}

/** The slide as a sentence for the person who sent the form. */
export function slideSentence({ by, reading }: Slide): string {
  const told = reading.map(({ heading, text }) => `${heading}「${text.replaceAll('\n', ' ').slice(0, 30)}」`).join('、');
  if (by === 0) return `この行は、見出しと合わない値がいくつもあるため読めません（${told}）。セルの結合が失われて列がずれていないか、元の様式と見比べてください。`;
  return `この行は${by > 0 ? '右' : '左'}に${Math.abs(by)}列ずれているようです。${told} と読めますが、推測では取り込みません。元の様式の列に直してください。`;
}
