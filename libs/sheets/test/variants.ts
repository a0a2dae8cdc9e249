/** The office's form as other hands leave it: the same cells moved, reworded, unmerged, or written in another way. */
import { readXlsx, writeXlsx, type Cell, type MergeRange, type WriteSheet } from 'hucre';
import type { ReviewForm } from '../src/index.js';
import { vision } from './files.js';

export interface Draft extends Pick<WriteSheet, 'name' | 'hidden' | 'columns'> {
  cells: Map<string, Partial<Cell>>;
  merges: MergeRange[];
}

const placeOf = (key: string): [number, number] => {
  const [row = 0, column = 0] = key.split(',').map(Number);
  return [row, column];
};
const keyOf = (row: number, column: number): string => `${row},${column}`;

export async function drafted(bytes: Uint8Array = vision): Promise<Draft[]> {
  const { sheets } = await readXlsx(bytes, { readStyles: true });
  return sheets.map(({ name, rows, cells, merges = [] }) => ({
    name, merges: [...merges],
    cells: new Map(rows.flatMap((row, r) => row.flatMap((value, c): [string, Partial<Cell>][] => (value === null ? [] : [[keyOf(r, c), { ...cells?.get(keyOf(r, c)), value }]])))),
  }));
}

/** The draft with every cell and merged range where `row` and `column` say. */
export function moved(draft: Draft, { row = (r) => r, column = (c) => c }: { row?: (r: number) => number; column?: (c: number) => number }): Draft {
  const cells = new Map([...draft.cells].map(([key, cell]) => {
    const [r, c] = placeOf(key);
    return [keyOf(row(r), column(c)), cell] as const;
  }));
  const merges = draft.merges.map(({ startRow, startCol, endRow, endCol }) => {
    const columns = Array.from({ length: endCol - startCol + 1 }, (_, index) => column(startCol + index));
    return { startRow: row(startRow), endRow: row(endRow), startCol: Math.min(...columns), endCol: Math.max(...columns) };
  });
  return { ...draft, cells, merges };
}

/** Texts replaced wherever they are all that a cell says. */
export function reworded(draft: Draft, words: Readonly<Record<string, string>>): Draft {
  return { ...draft, cells: new Map([...draft.cells].map(([key, cell]) => [key, typeof cell.value === 'string' && words[cell.value] !== undefined ? { ...cell, value: words[cell.value] ?? null } : cell])) };
}

/** Without merged cells; `filled`: what the corner said stands in each of them. */
export function unmerged(draft: Draft, filled: boolean): Draft {
  const cells = new Map(draft.cells);
  for (const { startRow, startCol, endRow, endCol } of filled ? draft.merges : []) {
    for (let row = startRow; row <= endRow; row += 1) for (let column = startCol; column <= endCol; column += 1) {
      const corner = draft.cells.get(keyOf(startRow, startCol));
      if (corner) cells.set(keyOf(row, column), corner);
    }
  }
  return { ...draft, cells, merges: [] };
}

export const put = (draft: Draft, row: number, column: number, cell: Partial<Cell>): Draft => ({ ...draft, cells: new Map(draft.cells).set(keyOf(row, column), cell) });

export function written(drafts: readonly Draft[], stringMode: 'shared' | 'inline' = 'shared'): Promise<Uint8Array> {
  return writeXlsx({
    stringMode,
    sheets: drafts.map((draft) => {
      const places = [...draft.cells.keys()].map(placeOf);
      const [height, width] = [0, 1].map((axis) => Math.max(...places.map((place) => place[axis] ?? 0)) + 1);
      const rows = Array.from({ length: height ?? 0 }, (_, r) => Array.from({ length: width ?? 0 }, (_cell, c) => draft.cells.get(keyOf(r, c))?.value ?? null));
      return { ...draft, rows };
    }),
  });
}

/** What the rows of a form say, without the cells in which they say it. */
export const said = ({ rows }: ReviewForm): unknown => rows.map(({ sections, project, name, baseline, target, actuals, decision, rationale, newTarget, basis, source }) => ({
  sections, project, name: name.text, baseline: [baseline.text, baseline.year], target: [target.text, target.year],
  actuals: actuals.map(({ year, text }) => [year, text]).sort(), decision, newTarget: [newTarget.text, newTarget.year], texts: [rationale, basis, source].map(({ text }) => text),
}));
