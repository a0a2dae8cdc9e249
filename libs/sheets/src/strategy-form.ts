import { fiscalYearIn } from '#core';
import { reportFormulas, shownGrids, shownTitle, type SheetFinding } from './finding.js';
import { columnName, readGrids, type Grid } from './grid.js';
import { findHeadings, type Column } from './heading.js';
import type { YearEntry, Entry } from './review-form.js';
import { slideOf, slideSentence } from './slide.js';

/** One KPI of a project: a group of three columns of the strategy form. */
export interface StrategyIndicator {
  readonly name: Entry;
  readonly baseline: YearEntry;
  readonly target: YearEntry;
}

/** One project (事業内容) of the strategy form with none to many KPIs side by side. */
export interface StrategyProject {
  readonly sheet: string;
  /** As the sheet counts them, from 1. */
  readonly row: number;
  /** What stands left of all levels without a heading: the aim of the whole. */
  readonly aim: string;
  /** 基本的視点, 基本目標, リーディング・プロジェクト, as the headings name the levels. */
  readonly sections: readonly string[];
  /** The first line of the cell; the lines below it say what belongs to it. */
  readonly name: string;
  readonly details: string;
  readonly departments: readonly string[];
  readonly indicators: readonly StrategyIndicator[];
}

export interface StrategyForm {
  readonly title: string;
  readonly levelNames: readonly string[];
  readonly projects: readonly StrategyProject[];
  readonly findings: readonly SheetFinding[];
}

interface Group { readonly name: Column; readonly baseline: Column; readonly target: Column }
interface Layout { readonly aim: Column | null; readonly levels: readonly Column[]; readonly project: Column; readonly department: Column; readonly groups: readonly Group[] }

const isName = (column: Column): boolean => /^(?:項目名|指標|指標名|KPI名)$/.test(column.name);
const isBaseline = (column: Column): boolean => /^(?:現状値|計画策定時|基準値)/.test(column.name);
const isTarget = (column: Column): boolean => /^(?:指標値|目標値)/.test(column.name);

function layoutOf(grid: Grid, columns: readonly Column[], findings: SheetFinding[]): Layout | null {
  const project = columns.find((column) => /^(?:事業内容|事業名|事業)$/.test(column.name));
  const department = columns.find((column) => /^(?:担当課|担当部署|所管課)$/.test(column.name));
  if (!project || !department) {
    findings.push({ cell: grid.name, code: 'column_missing', severity: 'blocks', message: `シート「${grid.name}」に「${project ? '担当課' : '事業内容'}」の列がありません。見出しの行を元の様式に合わせてください。`, text: '' });
    return null;
  }
  const left = columns.filter((column) => column.index < project.index);
  const groups: Group[] = [];
  for (const name of columns.filter(isName)) {
    const next = columns.filter((column) => column.index > name.index);
    const until = next.findIndex(isName);
    const own = until === -1 ? next : next.slice(0, until);
    const [baseline, target] = [own.find(isBaseline), own.find(isTarget)];
    if (baseline && target) groups.push({ name, baseline, target });
    else findings.push({ cell: grid.at(0, name.index), code: 'group_incomplete', severity: 'blocks', message: `シート「${grid.name}」の「${name.name}」の右に、現状値と指標値の列がそろっていません。見出しを元の様式に合わせてください。`, text: name.name });
  }
  return { aim: left.find((column) => column.name === '') ?? null, levels: left.filter((column) => column.name !== ''), project, department, groups };
}

/** Reads the strategy form (総合戦略 KPI一覧): any number of sheets, levels and KPI groups, by header text and merged ranges alone. */
export async function readStrategyForm(bytes: Uint8Array): Promise<StrategyForm> {
  return strategyFormOf(await readGrids(bytes));
}

/** The same of sheets that are read already. */
export function strategyFormOf(all: readonly Grid[]): StrategyForm {
  const findings: SheetFinding[] = [];
  const grids = shownGrids(all, findings);
  let levelNames: readonly string[] = [];
  const projects = grids.flatMap((grid) => {
    const headings = findHeadings(grid, /^(?:項目名|指標|指標名|KPI名)$/);
    if (headings.length === 0) {
      findings.push({ cell: grid.name, code: 'no_table', severity: 'warns', message: `シート「${grid.name}」には見出し「項目名」のある表がないため、読み飛ばしました。`, text: '' });
      return [];
    }
    return headings.flatMap((heading) => {
      const layout = layoutOf(grid, heading.columns, findings);
      if (!layout) return [];
      if (levelNames.length === 0) levelNames = layout.levels.map((column) => column.name);
      return Array.from({ length: heading.endRow - heading.firstRow }, (_, index) => heading.firstRow + index).flatMap((row) => projectIn(grid, row, layout, findings));
    });
  });
  return { title: shownTitle(all), levelNames, projects, findings };
}

function projectIn(grid: Grid, row: number, layout: Layout, findings: SheetFinding[]): StrategyProject[] {
  const columns = [{ index: layout.project.index, kind: 'project' as const, heading: layout.project.name }, { index: layout.department.index, kind: 'department' as const, heading: layout.department.name }, ...layout.groups.flatMap(({ name, baseline, target }) => [{ index: name.index, kind: 'name' as const, heading: name.name }, ...[baseline, target].map(({ index, name: heading }) => ({ index, kind: 'value' as const, heading }))])];
  // A note below the table, merged over the whole width, is one cell.
  if (grid.at(row, layout.project.index) === grid.at(row, layout.department.index)) return [];
  if (reportFormulas(grid, row, [...layout.levels, ...columns], findings)) return [];
  const slide = slideOf(Array.from({ length: grid.width }, (_, column) => grid.seen(row, column)), columns);
  if (slide) {
    findings.push({ cell: grid.at(row, layout.project.index), code: 'row_slid', severity: 'blocks', message: slideSentence(slide), text: grid.seen(row, layout.project.index) });
    return [];
  }
  const indicators = layout.groups.flatMap((group): StrategyIndicator[] => {
    const entry = (column: Column): Entry => ({ text: grid.seen(row, column.index), cell: grid.at(row, column.index) });
    const dated = (column: Column): YearEntry => ({ ...entry(column), year: fiscalYearIn(column.name) });
    const found = { name: entry(group.name), baseline: dated(group.baseline), target: dated(group.target) };
    if (found.name.text !== '') return [found];
    const stray = [found.baseline, found.target].find(({ text }) => text !== '');
    if (stray) findings.push({ cell: stray.cell, code: 'name_missing', severity: 'blocks', message: `${stray.cell} の値「${stray.text}」に、指標の名前がありません。左の項目名を入れてください。`, text: stray.text });
    return [];
  });
  const text = grid.seen(row, layout.project.index);
  const departments = grid.seen(row, layout.department.index).split('\n').map((name) => name.trim()).filter((name) => name !== '');
  if (text === '') {
    if (indicators.length > 0) {
      const stray = layout.levels.at(-1);
      const hint = stray && grid.typed(row, stray.index) !== '' && grid.at(row, stray.index) === `${grid.name}!${columnName(stray.index)}${row + 1}` ? `${grid.at(row, stray.index)} の「${grid.typed(row, stray.index)}」が事業の名前のようです。そうであれば移してください。` : '事業の名前を入れてください。';
      findings.push({ cell: grid.at(row, layout.project.index), code: 'project_missing', severity: 'blocks', message: `${grid.at(row, layout.project.index)} に事業内容がないため、この行の指標を読めません。${hint}`, text: '' });
    }
    return [];
  }
  // A remark below the table has a text in some column and nothing of a project.
  if (departments.length === 0 && indicators.length === 0) return [];
  const [name = '', ...rest] = text.split('\n');
  return [{
    sheet: grid.name, row: row + 1, aim: layout.aim ? grid.seen(row, layout.aim.index) : '',
    sections: layout.levels.map((column) => grid.seen(row, column.index)), name, details: rest.join('\n'), departments, indicators,
  }];
}
