import { lengthOf, textLimits } from '#core';
import type { Entry, ReadForm, ReviewRow, StrategyProject } from '#sheets';
import { fieldWords, fieldWord } from './fields.js';
import type { CellFinding } from './match.js';

interface Cell extends Entry { readonly label: string; readonly limit: number }

/** The cells whose texts are longer than the screens and the API would take, each an error that stops the import. */
export function overlongCells(read: ReadForm): CellFinding[] {
  const cells = read.kind === 'strategy' ? read.form.projects.flatMap(cellsOfProject) : read.form.rows.flatMap(cellsOfRow);
  return cells.flatMap(({ text, cell, label, limit }): CellFinding[] => {
    // Most texts are short in every way of counting.
    const length = text.length <= limit ? 0 : lengthOf(text);
    if (length <= limit) return [];
    const message = `「${label}」に${length.toLocaleString('ja-JP')}字あります。${limit.toLocaleString('ja-JP')}字以内に短くしてください。`;
    return [{ cell, code: 'text_too_long', severity: 'blocks', message, text: `${[...text].slice(0, 50).join('')}…` }];
  });
}

const { line, prose, title } = textLimits;

const namesIn = (text: string): string[] => text.split(/[\n、]/).map((name) => name.trim());

function cellsOfRow(row: ReviewRow): Cell[] {
  const of = (entry: Entry, label: string, limit: number): Cell => ({ text: entry.text, cell: entry.cell, label, limit });
  const at = row.name.cell;
  return [
    of(row.name, '指標', line), of(row.newName, fieldWords.newName, line), of(row.baseline, '計画策定時', line), of(row.target, '目標値', line), of(row.newTarget, fieldWords.newTarget, line),
    of(row.rationale, fieldWords.rationale, prose), of(row.basis, fieldWords.basis, prose), of(row.source, fieldWords.source, prose), of(row.discrepancyReason, fieldWords.discrepancyReason, prose),
    ...row.actuals.map((entry) => of(entry, fieldWord(`actual:${entry.year}`), line)),
    ...namesIn(row.departments.text).map((text) => of({ text, cell: row.departments.cell }, '担当課', title)),
    ...[...row.sections, row.project ?? ''].map((text) => of({ text, cell: at }, '事業と政策分野', line)),
  ];
}

function cellsOfProject(project: StrategyProject): Cell[] {
  const at = `${project.sheet}!${project.row}`;
  const own = (text: string, label: string, limit: number): Cell => ({ text, cell: at, label, limit });
  return [
    ...[...project.sections, project.name].map((text) => own(text, '事業と政策分野', line)), own(project.details, '事業の内容', prose),
    ...project.departments.map((text) => own(text, '担当課', title)),
    ...project.indicators.flatMap(({ name, baseline, target }) => [{ ...name, label: '項目名', limit: line }, { ...baseline, label: '現状値', limit: line }, { ...target, label: '指標値', limit: line }]),
  ];
}
