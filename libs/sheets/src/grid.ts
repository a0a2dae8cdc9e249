import { parseCsv, readXlsx, type Cell, type CellValue, type MergeRange, type Sheet } from 'hucre';
import { withoutGuard } from './formula-guard.js';
import { plainText } from './plain-text.js';
import { shownDay, shownNumber } from './shown-number.js';

/** One sheet as text: what stands in a cell, or, below and beside the corner of a merged range, what stands in that corner. */
export class Grid {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  /** Nobody sees a hidden sheet: what it holds was not meant to be sent. */
  readonly isHidden: boolean;
  private readonly corners = new Map<string, readonly [number, number]>();
  private readonly withoutResult = new Set<string>();
  private readonly texts: readonly (readonly string[])[];

  /** Keeps the texts alone: the sheet with its styles costs ten times as much and is free to go. */
  constructor(sheet: Sheet) {
    this.name = sheet.name;
    this.isHidden = sheet.hidden === true || sheet.veryHidden === true;
    this.texts = sheet.rows.map((row, r) => row.map((value, c) => plainText(textOf(value, sheet.cells?.get(`${r},${c}`))).replaceAll(/\r\n?/g, '\n').trim()));
    for (const [place, cell] of sheet.cells ?? []) if (isWithoutResult(cell)) this.withoutResult.add(place);
    this.height = this.texts.length;
    this.width = this.texts.reduce((widest, row) => Math.max(widest, row.length), 0);
    for (const merge of sheet.merges ?? []) this.remember(merge);
  }

  /** What was typed into this very cell; '' for an empty one. Line breaks are kept, other white space at the ends is not. */
  typed(row: number, column: number): string {
    return this.texts[row]?.[column] ?? '';
  }

  /** What a person sees in this place: the typed text, or that of the merged range that covers it. Nothing else is inherited. */
  seen(row: number, column: number): string {
    const corner = this.corners.get(`${row},${column}`);
    return corner ? this.typed(...corner) : this.typed(row, column);
  }

  /** Whether what is seen here is a formula that failed, or one that was saved without what it gives. */
  hasNoResult(row: number, column: number): boolean {
    return this.withoutResult.has((this.corners.get(`${row},${column}`) ?? [row, column]).join(','));
  }

  /** The cell that holds what is seen here, as people name it: `KPI見直し!K14`. */
  at(row: number, column: number): string {
    const [r, c] = this.corners.get(`${row},${column}`) ?? [row, column];
    return `${this.name}!${columnName(c)}${r + 1}`;
  }

  private remember({ startRow, startCol, endRow, endCol }: MergeRange): void {
    // A range over a million rows is no form of an office; the sheet's own extent bounds the work.
    for (let row = startRow; row <= Math.min(endRow, this.height - 1); row += 1) {
      for (let column = startCol; column <= Math.min(endCol, this.width - 1); column += 1) this.corners.set(`${row},${column}`, [startRow, startCol]);
    }
  }
}

/** 0 → A, 26 → AA. */
export function columnName(column: number): string {
  const before = Math.floor(column / 26);
  return (before > 0 ? columnName(before - 1) : '') + String.fromCharCode(65 + (column % 26));
}

function textOf(value: CellValue, cell: Cell | undefined): string {
  if (cell?.richText) return cell.richText.map((run) => run.text).join('');
  const shown = cell?.formula !== undefined && cell.formulaResult !== undefined ? cell.formulaResult : value;
  if (shown === null) return '';
  if (shown instanceof Date) return shownDay(shown);
  if (typeof shown === 'number') return shownNumber(shown, cell?.style?.numFmt);
  return typeof shown === 'boolean' ? String(shown).toUpperCase() : String(shown);
}

/** A text is the result of many a formula, the empty text as well; null is none. */
const isWithoutResult = ({ type, formula, value, formulaResult }: Cell): boolean => type === 'error' || (formula !== undefined && (value ?? null) === null && (formulaResult ?? null) === null);

/** The sheets of a workbook in its own order. @throws whatever the XLSX library says of bytes that are no workbook */
export async function readGrids(bytes: Uint8Array): Promise<Grid[]> {
  const workbook = await readXlsx(bytes, { readStyles: true });
  return workbook.sheets.map((sheet) => new Grid(sheet));
}

/** What was copied out of a sheet, or saved as text: tabs or commas between cells, quoted where a cell has line breaks. */
export function readText(text: string): Grid[] {
  const plain = text.replace(/^\uFEFF/, '');
  const delimiter = plain.includes('\t') ? '\t' : ',';
  return [new Grid({ name: '貼り付け', rows: parseCsv(plain, { delimiter }).map((row) => row.map((cell) => (typeof cell === 'string' ? withoutGuard(cell) : cell))) })];
}
