import type { Cell, Row, Table } from '../content.js';
import { columnWidths, placeCells, textWidth } from '../widths.js';
import { typedNumbers } from './numbers.js';
import { highestRow, neededHeight, type Area, type Page } from './page.js';
import { cellStyle, numberStyle, richText, tableSize } from './styles.js';

/** Every column of a table that holds values, with the number columns that stand beside it. */
export interface Shape {
  /** By column of the table: how many number columns follow its texts. */
  readonly numbers: readonly number[];
  /** Widths in points of all columns, number columns included. */
  readonly widths: readonly number[];
}

const leastNumberWidth = 44;
/** A longer number is shown smaller instead: the sheet is to be printed. */
const mostNumberWidth = 72;

/** Tables of one kind in one sheet get the same columns: as many numbers beside a value as any of them needs. */
export function shapeOf(tables: readonly Table[], room: number): Shape {
  const [first] = tables;
  if (!first) return { numbers: [], widths: [room] };
  const beside = first.columns.map((column, index) => (column.measured ? numberWidths(tables, index) : []));
  const all: Table = { ...first, body: tables.flatMap((table) => table.body) };
  const texts = columnWidths(all, room, tableSize).columns;
  return { numbers: beside.map((widths) => widths.length), widths: texts.flatMap((width, index) => [width, ...(beside[index] ?? [])]) };
}

/** What tells the kinds of tables apart. */
export const kindOf = (table: Table): string => JSON.stringify(table.columns);

/** One width for each number column that a column of values needs, wide enough for nearly every number; one at least. */
function numberWidths(tables: readonly Table[], column: number): number[] {
  const widths = [leastNumberWidth];
  for (const table of tables) {
    for (const placed of placeCells(table.body, table.columns.length)) {
      if (placed.column !== column || placed.cell.value === undefined) continue;
      typedNumbers(placed.cell.value).forEach(({ shown }, index) => {
        widths[index] = Math.max(widths[index] ?? leastNumberWidth, Math.min(mostNumberWidth, textWidth(shown) * tableSize * 1.06 + 12));
      });
    }
  }
  return widths;
}

/** Writes a table; `spans` are the sheet's columns that each column of its shape takes. @returns how many rows its head has */
export function writeTable(page: Page, table: Table, { shape, spans }: { shape: Shape; spans: readonly number[] }): number {
  const rows: Row[] = [...table.head.map((cells) => ({ cells })), ...table.body];
  const grid = gridOf(table, shape, spans);
  const placed = placeRows(rows, table.columns.length);
  const { starts, heights } = verticals(rows.length, placed, (cell, column) => widthOf(page, grid, { cell, column }));
  const top = page.row;
  for (const each of placed) {
    const from = starts[each.row] ?? 0;
    const to = starts[Math.min(rows.length, each.row + (each.cell.rowspan ?? 1))] ?? from + 1;
    const isHead = each.row < table.head.length;
    const isLast = isHead && each.row + (each.cell.rowspan ?? 1) >= table.head.length;
    writeCell(page, each.cell, { grid, column: each.column, row: top + from, rows: to - from, titled: isLast, isHead });
  }
  heights.forEach((height, index) => page.height(top + index, height));
  page.row = top + heights.length;
  return starts[table.head.length] ?? table.head.length;
}

interface Placed {
  readonly row: number;
  readonly column: number;
  readonly cell: Cell;
}

function placeRows(rows: readonly Row[], columns: number): Placed[] {
  const at = new Map(placeCells(rows, columns).map(({ cell, column }) => [cell, column]));
  return rows.flatMap(({ cells }, row) => cells.map((cell) => ({ row, column: at.get(cell) ?? 0, cell })));
}

interface Grid {
  /** By column of the table: the sheet's columns of its text, and of each of its numbers. */
  readonly columns: readonly { readonly text: Span; readonly numbers: readonly Span[] }[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function gridOf(table: Table, { numbers }: Shape, spans: readonly number[]): Grid {
  let next = 0;
  let column = 0;
  const take = (): Span => {
    const from = column;
    column += spans[next] ?? 1;
    next += 1;
    return { from, to: column };
  };
  return { columns: table.columns.map((_, index) => ({ text: take(), numbers: Array.from({ length: numbers[index] ?? 0 }, take) })) };
}

/** The sheet's columns of a cell: a value leaves its number columns free, what spans several columns covers them. */
function spanOf({ columns }: Grid, column: number, wide: number): Span {
  const first = columns[column]?.text ?? { from: 0, to: 1 };
  if (wide === 1) return first;
  const last = columns[Math.min(columns.length, column + wide) - 1];
  return { from: first.from, to: (last?.numbers.at(-1) ?? last?.text ?? first).to };
}

function widthOf(page: Page, grid: Grid, { cell, column }: { cell: Cell; column: number }): number {
  const { from, to } = spanOf(grid, column, cell.colspan ?? 1);
  return page.columns.slice(from, to).reduce((all, each) => all + each, 0);
}

/** The rows of the sheet in which each row of the table begins, and the height of every row of the sheet. */
function verticals(count: number, placed: readonly Placed[], width: (cell: Cell, column: number) => number): { starts: number[]; heights: number[] } {
  const needed = new Array<number>(count).fill(tableSize * 1.4 + 5);
  const high = placed.map((each) => ({ ...each, rows: each.cell.rowspan ?? 1, height: neededHeight(each.cell, width(each.cell, each.column), tableSize) }));
  for (const { row, rows, height } of high) if (rows === 1) needed[row] = Math.max(needed[row] ?? 0, height);
  for (const { row, rows, height } of high) {
    const given = needed.slice(row, row + rows).reduce((all, each) => all + each, 0);
    const last = Math.min(count, row + rows) - 1;
    if (rows > 1 && height > given) needed[last] = (needed[last] ?? 0) + height - given;
  }
  const starts: number[] = [];
  const heights: number[] = [];
  for (const height of needed) {
    starts.push(heights.length);
    const rows = Math.ceil(height / highestRow);
    for (let each = 0; each < rows; each += 1) heights.push(height / rows);
  }
  return { starts: [...starts, heights.length], heights };
}

interface CellPlace {
  readonly grid: Grid;
  readonly column: number;
  readonly row: number;
  readonly rows: number;
  /** The lowest cell of the head: above the numbers, it says what they are. */
  readonly titled: boolean;
  readonly isHead: boolean;
}

function writeCell(page: Page, cell: Cell, { grid, column, row, rows, titled, isHead }: CellPlace): void {
  const { from, to } = spanOf(grid, column, cell.colspan ?? 1);
  const area: Area = { row, column: from, rows, columns: to - from };
  const style = cellStyle(cell);
  const text = cell.lines.map((line) => line.map((run) => run.text).join('')).join('\n');
  const rich = richText(cell.lines, tableSize, cell.rowHead === true);
  const written = page.put(area, { value: text, ...(rich ? { richText: rich } : {}) }, style);
  page.point(written, cell.lines.flat());
  if (cell.id !== undefined) page.mark(cell.id, area);
  if ((cell.colspan ?? 1) > 1) return;
  const beside = grid.columns[column]?.numbers ?? [];
  const numbers = cell.value === undefined ? [] : typedNumbers(cell.value);
  beside.forEach((span, index) => {
    const place: Area = { row, column: span.from, rows, columns: span.to - span.from };
    const typed = numbers[index];
    if (isHead) page.put(place, { value: titled ? `数値${beside.length > 1 ? index + 1 : ''}` : null }, style);
    else page.put(place, { value: typed?.number ?? null }, numberStyle(typed?.format ?? null));
  });
}
