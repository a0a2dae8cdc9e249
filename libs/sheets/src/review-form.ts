import { fiscalYearIn, type Decision } from '#core';
import { reportFormulas, shownGrids, shownTitle, type SheetFinding } from './finding.js';
import { readGrids, type Grid } from './grid.js';
import { slideOf, slideSentence, type Kind } from './slide.js';
import { findHeadings, type Heading } from './heading.js';
import { layoutOf, type Field, type Layout } from './review-layout.js';

/** A text with the cell it stands in. */
export interface Entry {
  readonly text: string;
  readonly cell: string;
}

export interface YearEntry extends Entry {
  readonly year: number | null;
}

/** One indicator of the review form (様式), every text to the letter; '' where the cell is empty. */
export interface ReviewRow {
  readonly sheet: string;
  /** As the sheet counts them, from 1. */
  readonly row: number;
  /** The policy area with the levels above it, from the outermost; levels that the form leaves empty are left out. */
  readonly sections: readonly string[];
  /** Null where the form lost it: nothing is inherited without a merged range. */
  readonly project: string | null;
  readonly name: Entry;
  readonly baseline: YearEntry;
  readonly target: YearEntry;
  readonly actuals: readonly (Entry & { readonly year: number })[];
  /** `add` on the sheet of new indicators; null where nothing is chosen. */
  readonly decision: Decision | null;
  readonly rationale: Entry;
  /** The target for the new period; its year from the heading (`R12指標値`). */
  readonly newTarget: YearEntry;
  readonly basis: Entry;
  readonly source: Entry;
  /** 差異理由, where the form has such a column; `cell` is then the cell, else the sheet. */
  readonly discrepancyReason: Entry;
  /** 変更後の指標名, where the form has such a column. */
  readonly newName: Entry;
  /** The departments, one a line. */
  readonly departments: Entry;
  /** The visible key of our own export (`V-001`, `新-20`); '' in a form of the office's own. */
  readonly key: Entry;
  /** The number of the export that the row comes from. */
  readonly exportNumber: Entry;
  /** Which of the fields have a column in this form: a missing column says nothing, an empty cell may say that something was cleared. */
  readonly columns: readonly string[];
}

export interface ReviewForm {
  readonly title: string;
  readonly rows: readonly ReviewRow[];
  readonly findings: readonly SheetFinding[];
}

const decisions: Readonly<Record<string, Decision>> = { 継続: 'keep', 変更: 'change', 削除: 'delete', 新規: 'add' };

const indispensable: readonly (readonly [Field, string])[] = [['name', '指標'], ['baseline', '計画策定時'], ['newTarget', 'R12指標値'], ['basis', '指標値の設定(算出)根拠']];

/**
 * Reads the offices' review form (見直し様式): the sheet of existing indicators and that of new ones, told apart by their own
 * headings, by header text and merged ranges alone.
 */
export async function readReviewForm(bytes: Uint8Array): Promise<ReviewForm> {
  return reviewFormOf(await readGrids(bytes));
}

/** The same of sheets that are read already. */
export function reviewFormOf(grids: readonly Grid[]): ReviewForm {
  const findings: SheetFinding[] = [];
  const rows = shownGrids(grids, findings).flatMap((grid) => sheetRows(grid, findings));
  return { title: shownTitle(grids), rows, findings };
}

function sheetRows(grid: Grid, findings: SheetFinding[]): ReviewRow[] {
  const headings = findHeadings(grid, /^(?:指標|指標名|項目名)$/);
  if (headings.length === 0) {
    findings.push({ cell: grid.name, code: 'no_table', severity: 'warns', message: `シート「${grid.name}」には見出し「指標」のある表がないため、読み飛ばしました。`, text: '' });
    return [];
  }
  return headings.flatMap((heading) => tableRows(grid, heading, findings));
}

function tableRows(grid: Grid, heading: Heading, findings: SheetFinding[]): ReviewRow[] {
  const layout = layoutOf(heading.columns);
  const missing = indispensable.filter(([field]) => !layout.fields.has(field));
  for (const [, words] of missing) {
    findings.push({ cell: grid.name, code: 'column_missing', severity: 'blocks', message: `シート「${grid.name}」に「${words}」の列がありません。見出しの行を元の様式に合わせてください。`, text: '' });
  }
  if (missing.length > 0) return [];
  // The sheet of new indicators has no column for the decision: every row of it is 新規.
  const isNew = !layout.fields.has('decision');
  const rows: ReviewRow[] = [];
  for (let row = heading.firstRow; row < heading.endRow; row += 1) {
    const found = reviewRow(grid, row, layout, isNew, findings);
    if (found) rows.push(found);
  }
  return rows;
}

function reviewRow(grid: Grid, row: number, layout: Layout, isNew: boolean, findings: SheetFinding[]): ReviewRow | null {
  const entry = (field: Field): Entry => {
    const column = layout.fields.get(field);
    return column ? { text: grid.seen(row, column.index), cell: grid.at(row, column.index) } : { text: '', cell: grid.name };
  };
  const name = entry('name');
  const known = [...layout.fields.values(), ...layout.years.map(({ column }) => column)];
  const own = known.filter((column) => grid.typed(row, column.index) !== '');
  // A note below the table fills one cell, be it merged over the whole width; a row of an indicator fills several.
  if (own.length < 2) return null;
  const slide = slideIn(grid, row, layout);
  if (slide) {
    findings.push({ cell: grid.at(row, layout.fields.get('name')?.index ?? 0), code: 'row_slid', severity: 'blocks', message: slide, text: name.text });
    return null;
  }
  if (reportFormulas(grid, row, [...layout.sections, ...known], findings)) return null;
  if (name.text === '') {
    if (own.length >= 3) findings.push({ cell: name.cell, code: 'name_missing', severity: 'blocks', message: `${name.cell} に指標の名前がないため、この行を読めません。${strayName(grid, row, name.cell, layout)}`, text: '' });
    return null;
  }
  const project = entry('project');
  if (project.text === '') findings.push({ cell: project.cell, code: 'project_missing', severity: 'warns', message: `「${name.text}」の事業名が空です。セルが結合されていないため、上の行の事業名は引き継ぎません。`, text: '' });
  const decisionEntry = entry('decision');
  const decision = isNew ? 'add' : (decisions[decisionEntry.text] ?? null);
  if (decision === null && decisionEntry.text !== '') {
    findings.push({ cell: decisionEntry.cell, code: 'unknown_decision', severity: 'blocks', message: `「${decisionEntry.text}」は、継続・変更・削除のどれでもありません。どれかを選んでください。`, text: decisionEntry.text });
  }
  const newTarget = entry('newTarget');
  return {
    sheet: grid.name, row: row + 1,
    sections: layout.sections.map((column) => grid.seen(row, column.index)).filter((text, index, all) => text !== '' && all.indexOf(text) === index),
    project: project.text || null, name,
    baseline: { ...entry('baseline'), year: yearIn(entry('baselineYear'), findings) },
    target: { ...entry('target'), year: yearIn(entry('targetYear'), findings) },
    actuals: layout.years.map(({ column, year }) => ({ year, text: grid.seen(row, column.index), cell: grid.at(row, column.index) })),
    decision, rationale: entry('rationale'),
    newTarget: { ...newTarget, year: fiscalYearIn(layout.fields.get('newTarget')?.name ?? '') },
    basis: entry('basis'), source: entry('source'), discrepancyReason: entry('discrepancyReason'), newName: entry('newName'), departments: entry('departments'),
    key: entry('key'), exportNumber: entry('exportNumber'), columns: layout.names,
  };
}

const kinds: Partial<Record<Field, Kind>> = { name: 'name', baseline: 'value', baselineYear: 'year', target: 'value', targetYear: 'year', decision: 'decision', newTarget: 'value' };

/** Whether the row slid sideways, as a sentence that says what it probably means. */
function slideIn(grid: Grid, row: number, layout: Layout): string | null {
  const fields = [...layout.fields].flatMap(([field, column]) => (kinds[field] ? [{ index: column.index, kind: kinds[field], heading: column.name }] : []));
  const years = layout.years.map(({ column }) => ({ index: column.index, kind: 'value' as const, heading: column.name }));
  const slide = slideOf(Array.from({ length: grid.width }, (_, column) => grid.seen(row, column)), [...fields, ...years].sort((one, other) => one.index - other.index));
  return slide && slideSentence(slide);
}

/** Where the name went: in a row that lost its merged cells it stands in one of the first columns. */
function strayName(grid: Grid, row: number, cell: string, layout: Layout): string {
  const until = layout.fields.get('name')?.index ?? 0;
  const [stray, ...more] = Array.from({ length: until }, (_, column) => column).filter((column) => grid.typed(row, column) !== '');
  if (stray === undefined || more.length > 0) return '名前を入れてください。';
  return `${grid.at(row, stray)} の「${grid.typed(row, stray)}」が指標の名前のようです。そうであれば ${cell} に移してください。`;
}

function yearIn(entry: Entry, findings: SheetFinding[]): number | null {
  if (entry.text === '') return null;
  const year = fiscalYearIn(entry.text);
  if (year === null) findings.push({ cell: entry.cell, code: 'unknown_year', severity: 'warns', message: `「${entry.text}」を年度として読めません。「R6」のように書いてください。`, text: entry.text });
  return year;
}
