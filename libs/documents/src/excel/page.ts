import type { Cell as SheetCell, CellStyle, MergeRange, WriteSheet } from 'hucre';
import type { Run } from '../content.js';
import { lineCount, textWidth } from '../widths.js';

/** Where a cell stands; rows and columns are counted from 0. */
export interface Area {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** The place that an id names, and the places that point at it: known only when every sheet is written. */
export interface Links {
  readonly targets: Map<string, string>;
  readonly pointers: { readonly cell: Partial<SheetCell>; readonly to: string }[];
}

/** No row of Excel is higher, in points; what needs more takes several rows, merged. */
export const highestRow = 400;

/** A worksheet that is written from the top to the bottom. */
export class Page {
  private readonly cells = new Map<string, Partial<SheetCell>>();
  private readonly merges: MergeRange[] = [];
  private readonly heights = new Map<number, { height: number }>();
  private readonly breaks: number[] = [];
  /** The next free row. */
  row = 0;

  constructor(readonly name: string, private readonly links: Links, /** Widths in points. */ readonly columns: readonly number[]) {}

  /** Writes one cell over an area, its look on every cell of it, so that borders of merged cells are whole. */
  put(area: Area, cell: Partial<SheetCell>, style: CellStyle): Partial<SheetCell> {
    for (let row = area.row; row < area.row + area.rows; row += 1) {
      for (let column = area.column; column < area.column + area.columns; column += 1) this.cells.set(`${row},${column}`, { value: null, style });
    }
    const written = { ...cell, style };
    this.cells.set(`${area.row},${area.column}`, written);
    if (area.rows > 1 || area.columns > 1) {
      this.merges.push({ startRow: area.row, startCol: area.column, endRow: area.row + area.rows - 1, endCol: area.column + area.columns - 1 });
    }
    return written;
  }

  /** A text over the whole width, as high as it needs to be. */
  line(text: string, style: CellStyle, more: Partial<SheetCell> = {}): void {
    const size = style.font?.size ?? 10;
    const width = this.columns.reduce((all, each) => all + each, 0);
    const lines = text.split('\n').reduce((all, each) => all + Math.max(1, Math.ceil((textWidth(each) * size * 1.06 + 8) / width)), 0);
    const height = lines * size * 1.45 + 6;
    const rows = Math.ceil(height / highestRow);
    this.put({ row: this.row, column: 0, rows, columns: this.columns.length }, { value: text, ...more }, style);
    for (let at = 0; at < rows; at += 1) this.height(this.row + at, height / rows);
    this.row += rows;
  }

  height(row: number, points: number): void {
    this.heights.set(row, { height: Math.round(points * 4) / 4 });
  }

  breakBefore(row: number): void {
    if (row > 0) this.breaks.push(row);
  }

  /** Remembers that this cell is where an id leads. */
  mark(id: string, area: Area): void {
    this.links.targets.set(id, `'${this.name.replace(/'/g, "''")}'!${columnName(area.column)}${area.row + 1}`);
  }

  point(cell: Partial<SheetCell>, runs: readonly Run[]): void {
    const to = runs.find((run) => run.to !== undefined)?.to;
    if (to !== undefined) this.links.pointers.push({ cell, to });
  }

  sheet(): Pick<WriteSheet, 'name' | 'cells' | 'merges' | 'rowDefs' | 'rowBreaks' | 'columns' | 'rows'> {
    const rows = Array.from({ length: this.row }, () => []);
    return {
      name: this.name, rows, cells: this.cells, merges: this.merges, rowDefs: this.heights,
      columns: this.columns.map((width) => ({ width: Math.round((width / 5.4) * 100) / 100 })),
      ...(this.breaks.length > 0 ? { rowBreaks: this.breaks } : {}),
    };
  }
}

/** 0 → A, 26 → AA. */
export function columnName(index: number): string {
  const before = Math.floor(index / 26);
  return `${before > 0 ? columnName(before - 1) : ''}${String.fromCharCode(65 + (index % 26))}`;
}

/** The height that a cell of a table needs, in points, a little more than enough. */
export function neededHeight(cell: Parameters<typeof lineCount>[0], width: number, size: number): number {
  return lineCount(cell, width * 0.94, size) * size * 1.4 + 5;
}
