import type { Grid } from './grid.js';

/** A column as its headings name it: the group above, and its own name below; the same text twice where there is one heading. */
export interface Column {
  readonly index: number;
  readonly group: string;
  readonly name: string;
}

/** The headings of one table of a sheet, and the rows below them: from `firstRow` up to, not including, `endRow`. */
export interface Heading {
  readonly firstRow: number;
  readonly endRow: number;
  readonly columns: readonly Column[];
}

/** The first headings stand at the top of a sheet; below that depth there are only repeated ones. */
const deepest = 40;

/** Headings are compared without their numbering, remarks, brackets' width and spaces: `①KPI指標変更の可否※1` is `KPI指標変更の可否`. */
export function plainHeading(text: string): string {
  return text.trim().replace(/^[①-⑳]/, '').normalize('NFKC').replaceAll(/\s/g, '').replace(/^\(\d+\)|^\d+[.、]/, '').replace(/※.*$/, '');
}

/**
 * Finds the headings by what they say, wherever they stand: each row that holds one of `landmarks` as a heading, with the row of
 * groups above it where there is one. A sheet pasted together from several pages has several of them.
 */
export function findHeadings(grid: Grid, landmarks: RegExp): Heading[] {
  const isHeading = (row: number): boolean => Array.from({ length: grid.width }, (_, column) => column).some((column) => landmarks.test(plainHeading(grid.typed(row, column))));
  const rows = Array.from({ length: grid.height }, (_, row) => row).filter(isHeading);
  if ((rows[0] ?? deepest) >= deepest) return [];
  const tops = rows.map((row) => (row > 0 && isGroupRow(grid, row - 1, row) ? row - 1 : row));
  return rows.map((row, index) => ({ firstRow: row + 1, endRow: tops[index + 1] ?? grid.height, columns: columnsOf(grid, tops[index] ?? row, row) }));
}

/** A row of groups stands right above and has several cells of its own, or reaches down into the row of names. */
function isGroupRow(grid: Grid, above: number, row: number): boolean {
  const typed = Array.from({ length: grid.width }, (_, column) => grid.typed(above, column)).filter((text) => text !== '');
  // The last row of the page above ends in figures; headings are words.
  if (typed.some((text) => /^[\d,.]+.{0,8}$/.test(text))) return false;
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
