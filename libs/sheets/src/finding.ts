import type { Grid } from './grid.js';

/** What a reader has to say of a cell: what it could not read, or what it read and a person should look at. */
export interface SheetFinding {
  /** `KPI見直し!K14`, or the sheet's name alone. */
  readonly cell: string;
  readonly code: 'no_table' | 'column_missing' | 'unknown_heading' | 'unknown_decision' | 'unknown_year' | 'name_missing' | 'project_missing' | 'group_incomplete' | 'row_slid' | 'hidden_sheet' | 'formula_without_result';
  /** As a check has it. `blocks`: this row cannot be taken; `warns`: it was, and somebody should look. */
  readonly severity: 'blocks' | 'warns';
  /** A Japanese sentence that names the cell's trouble and the way out. */
  readonly message: string;
  /** What stands in the cell. */
  readonly text: string;
}

/** The sheet of our own export that explains the form; it holds no table and is no surprise. */
export const explanationSheet = 'この様式について';

/** The sheets that people see. Of a hidden one it is said that it was not read. */
export function shownGrids(grids: readonly Grid[], findings: SheetFinding[]): Grid[] {
  for (const { name, isHidden } of grids) {
    if (isHidden) findings.push({ cell: name, code: 'hidden_sheet', severity: 'warns', message: `シート「${name}」は非表示になっているため、読んでいません。取り込むときは、表示してください。`, text: '' });
  }
  return grids.filter(({ name, isHidden }) => !isHidden && name !== explanationSheet);
}

/** What stands first on the first sheet that people see. */
export function shownTitle(grids: readonly Grid[]): string {
  const grid = grids.find(({ name, isHidden }) => !isHidden && name !== explanationSheet);
  const rows = Array.from({ length: Math.min(grid?.height ?? 0, 40) }, (_, row) => grid?.typed(row, 0) ?? '');
  return rows.find((text) => text !== '') ?? '';
}

/** Reports each cell of a row that shows an error, or nothing because nobody calculated it. @returns whether there is any */
export function reportFormulas(grid: Grid, row: number, columns: readonly { readonly index: number }[], findings: SheetFinding[]): boolean {
  const failed = columns.filter(({ index }) => grid.hasNoResult(row, index));
  for (const { index } of failed) {
    const [cell, text] = [grid.at(row, index), grid.seen(row, index)];
    const trouble = text === '' ? 'の結果が保存されていません。Excel で開いて保存し直すか、値を入力してください。' : `がエラー（${text}）になっています。値を入れ直してください。`;
    findings.push({ cell, code: 'formula_without_result', severity: 'blocks', message: `${cell} の数式${trouble}`, text });
  }
  return failed.length > 0;
}
