import type { Grid } from './grid.js';

/** A column as its headings name it: the group above, and its own name below; the same text twice where there is one heading. */
export interface Column {
  readonly index: number;
  readonly group: string;
  readonly name: string;
}

/** The block of headings of a sheet: where the table begins, and what each column is called. */
export interface Heading {
  readonly firstRow: number;
  readonly columns: readonly Column[];
}

const deepest = 40;

/** Headings are compared without their numbering, brackets' width and spaces: `(1)KPI指標変更の可否` is `KPI指標変更の可否`. */
export function plainHeading(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s/g, '').replace(/^[(（]\d+[)）]/, '');
}

/**
 * Finds the headings by what they say, wherever they stand: the first row that holds one of `landmarks` as a heading, with
 * the row of groups above it where there is one.
 * @returns null for a sheet without such a row
 */
export function findHeading(grid: Grid, landmarks: RegExp): Heading | null {
  for (let row = 0; row < Math.min(grid.height, deepest); row += 1) {
    const hit = Array.from({ length: grid.width }, (_, column) => column).find((column) => landmarks.test(plainHeading(grid.typed(row, column))));
    if (hit === undefined) continue;
    const grouped = row > 0 && isGroupRow(grid, row - 1, row);
    return { firstRow: row + 1, columns: columnsOf(grid, grouped ? row - 1 : row, row) };
  }
  return null;
}

/** A row of groups stands right above and has several cells of its own, or reaches down into the row of names. */
function isGroupRow(grid: Grid, above: number, row: number): boolean {
  const typed = Array.from({ length: grid.width }, (_, column) => grid.typed(above, column)).filter((text) => text !== '');
  const reachesDown = Array.from({ length: grid.width }, (_, column) => column).some((column) => grid.typed(above, column) !== '' && grid.at(above, column) === grid.at(row, column));
  return reachesDown || typed.length > 2;
}

function columnsOf(grid: Grid, top: number, bottom: number): Column[] {
  return Array.from({ length: grid.width }, (_, index) => {
    const group = plainHeading(grid.seen(top, index));
    const name = plainHeading(grid.seen(bottom, index));
    return { index, group: group || name, name: name || group };
  });
}
