import type { Cell, Column, Row, Table } from './content.js';

/**
 * How wide the columns of a table become. Every column is at least as wide as its longest word, so that nothing hangs over
 * into the next one; values stay on one line where there is room; the rest is shared by the columns' weights.
 */
export interface Widths {
  /** In points; they add up to the room there is. */
  readonly columns: readonly number[];
  /** The type size that makes the longest words fit. */
  readonly size: number;
}

const padding = 8;
const smallest = 5;

/** Shares `room` points among the columns of a table that is set in `size` points, or smaller where words are too long. */
export function columnWidths(table: Table, room: number, size: number): Widths {
  const placed = placeCells([...table.head.map((cells) => ({ cells })), ...table.body], table.columns.length);
  const least = (fitted: number, whole: number): number[] => table.columns.map((column, index) =>
    leastWidth(placed, { index, size: fitted, whole: column.measured ? whole : readable(column) }));
  for (let whole = 8; whole >= 4; whole -= 1) {
    const wanted = least(size, whole);
    if (sum(wanted) <= room) return { columns: share(table, wanted, room), size };
  }
  for (let fitted = size; ; fitted -= 0.5) {
    const strict = least(fitted, 0);
    if (sum(strict) <= room || fitted <= smallest) return { columns: share(table, strict, room), size: fitted };
  }
}

/** A column of sentences is not squeezed to its longest word while values could break instead. */
const readable = (column: Column): number => (column.weight >= 24 ? 12 : column.weight >= 12 ? 8 : 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

/** Gives every column its share by weight, and takes what the narrow ones lack from the wide ones. */
function share(table: Table, least: readonly number[], room: number): number[] {
  const scale = Math.min(1, room / sum(least));
  const floor = least.map((width) => width * scale);
  const fixed = new Set<number>();
  for (;;) {
    const free = room - sum(floor.filter((_, index) => fixed.has(index)));
    const weights = sum(table.columns.filter((_, index) => !fixed.has(index)).map((column) => column.weight));
    const given = table.columns.map((column, index) => (fixed.has(index) ? floor[index] ?? 0 : (free * column.weight) / weights));
    const short = given.findIndex((width, index) => !fixed.has(index) && width < (floor[index] ?? 0) - 0.01);
    if (short < 0 || fixed.size === table.columns.length - 1) return given.map((width) => Math.round(width * 100) / 100);
    fixed.add(short);
  }
}

interface Placed {
  readonly column: number;
  readonly cell: Cell;
}

/** Finds the column in which each cell begins, around those that reach down from above. */
export function placeCells(rows: readonly Row[], columns: number): Placed[] {
  const taken = new Array<number>(columns).fill(0);
  const placed: Placed[] = [];
  for (const { cells } of rows) {
    let column = 0;
    for (const cell of cells) {
      while (column < columns && (taken[column] ?? 0) > 0) column += 1;
      placed.push({ column, cell });
      const wide = cell.colspan ?? 1;
      for (let each = column; each < Math.min(columns, column + wide); each += 1) taken[each] = cell.rowspan ?? 1;
      column += wide;
    }
    for (let each = 0; each < columns; each += 1) taken[each] = Math.max(0, (taken[each] ?? 0) - 1);
  }
  return placed;
}

interface Asked {
  readonly index: number;
  readonly size: number;
  /** Lines up to so many em stay whole; words always do. */
  readonly whole: number;
}

function leastWidth(placed: readonly Placed[], { index, size, whole }: Asked): number {
  let most = 1;
  for (const { column, cell } of placed) {
    if (column !== index || (cell.colspan ?? 1) > 1) continue;
    for (const line of cell.lines) {
      const text = line.map((run) => run.text).join('');
      most = Math.max(most, longestWord(text), Math.min(whole, textWidth(text)));
    }
  }
  return most * size + padding + 1;
}

const unbroken = /[!-~\u00a0-\u024f₀-₉⁰-⁹⇒→…]+[、。，．）」』〉》】％・：？！]?|[「『（【〈《]?[^!-~][、。，．）」』〉》】％ー・：？！ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*/gu;

function longestWord(text: string): number {
  return Math.max(1, ...(text.match(unbroken) ?? []).map(textWidth));
}

/** BIZ UDPGothic, space to tilde, in hundredths of an em: the wider of regular and bold. */
const latin = [
  34, 38, 53, 94, 80, 100, 92, 32, 51, 51, 50, 84, 34, 48, 34, 50, 76, 63, 76, 76, 76, 76, 76, 76, 76, 76, 34, 34, 84, 84, 84, 80,
  98, 78, 78, 82, 86, 71, 67, 86, 84, 44, 57, 76, 61, 100, 84, 88, 76, 90, 76, 73, 71, 86, 76, 100, 82, 75, 75, 55, 50, 55, 50, 31,
  50, 67, 73, 65, 73, 69, 51, 67, 73, 32, 40, 67, 36, 96, 73, 71, 73, 73, 50, 59, 50, 73, 61, 90, 63, 65, 59, 55, 44, 55, 50,
];
const half = '（）「」『』【】・：；';

/** The width of a text in em, from above. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += (latin[char.charCodeAt(0) - 32] ?? (half.includes(char) ? 50 : 100)) / 100;
  return width;
}

/** About how many lines a cell takes when it is `width` points wide. */
export function lineCount(cell: Cell, width: number, size: number): number {
  const room = Math.max(1, (width - padding) / size);
  return cell.lines.reduce((all, line) => all + Math.max(1, Math.ceil(textWidth(line.map((run) => run.text).join('')) / room)), 0);
}
