import { coordinates, Refused, type Actor } from '#core';
import type { Reader, Tx } from '#db';
import type { ReadForm, ReviewRow, StrategyForm } from '#sheets';
import { buildPlan, projectsOfReview, projectsOfStrategy, type IndicatorAttributes } from '../plan-building.js';
import { surroundingsOf, type PlanDepartment } from './additions.js';
import { overlongCells } from './lengths.js';
import type { CellFinding } from './match.js';
import { ofForm, plainName } from './match.js';
import type { ImportReport, ImportItem } from './report.js';

const usual: Omit<IndicatorAttributes, 'departmentIds'> = { direction: 'higher', nature: 'flow', aggregation: [] };

/**
 * What a form does to a plan that has nothing yet: it becomes the plan. Null for a plan that has indicators.
 * @throws Refused not_allowed for anybody but the plan's coordinators
 */
export async function firstLoad(reader: Reader, actor: Actor, read: ReadForm, { planId, dryRun }: { readonly planId: string; readonly dryRun: boolean }): Promise<ImportReport | null> {
  const filled = await reader.row('select id from indicator where plan_id = $1 limit 1', [planId]);
  if (filled) return null;
  if (!coordinates(actor, planId)) throw new Refused('not_allowed', 'まだ指標のない計画に様式を取り込めるのは、取りまとめ担当です。');
  const { departments } = await surroundingsOf(reader, planId);
  const findings: CellFinding[] = [...read.form.findings, ...overlongCells(read), ...missingSections(read), ...missingDepartments(read, departments), directionNote(read)];
  const items = namesOf(read).map(({ name, cell, target }): ImportItem => ({ kind: 'created', cell, key: null, name, proposalId: null, conflicts: [], changes: [{ field: 'target', label: '目標値', cell, old: '', new: target }] }));
  const later = newOnes(read);
  findings.push(...afterOpening(later));
  return { form: read.kind, planId, cycleId: null, dryRun, rows: items.length + later.length, created: items.length, changed: 0, unchanged: later.length, conflicts: 0, items, findings: findings.map(ofForm) };
}

/** The rows of new indicators: they are proposed in a review, and not part of what is in force. */
export const newOnes = (read: ReadForm): readonly ReviewRow[] => (read.kind === 'strategy' ? [] : read.form.rows.filter(({ decision }) => decision === 'add'));

/** That new indicators can be taken later. */
export const afterOpening = (later: readonly ReviewRow[]): CellFinding[] => later.map(({ name }) => ({
  cell: name.cell, code: 'after_opening', severity: 'warns', message: `新しい指標「${name.text}」は、年度見直しの募集を始めてから取り込めます。同じ様式をもう一度取り込んでください。`, text: name.text,
}));

function namesOf(read: ReadForm): { name: string; cell: string; target: string }[] {
  if (read.kind === 'strategy') return read.form.projects.flatMap(({ indicators }) => indicators.map(({ name, target }) => ({ name: name.text, cell: name.cell, target: target.text })));
  return read.form.rows.filter(({ decision }) => decision !== 'add').map(({ name, target }) => ({ name: name.text, cell: name.cell, target: target.text }));
}

const departmentNames = (read: ReadForm): { name: string; cell: string }[] =>
  read.kind === 'strategy'
    ? read.form.projects.flatMap((project) => project.departments.map((name) => ({ name, cell: `${project.sheet}!${project.row}` })))
    : read.form.rows.flatMap((row) => namesIn(row).map((name) => ({ name, cell: row.departments.cell })));

/** The departments that a row names. */
export const namesIn = (row: ReviewRow): string[] => row.departments.text.split(/[\n、]/).map((name) => name.trim()).filter((name) => name !== '');

/** Departments that nobody has entered yet come into being with the form; of indicators without any, it is said. */
function missingDepartments(read: ReadForm, departments: readonly PlanDepartment[]): CellFinding[] {
  const known = new Set(departments.map(({ name }) => plainName(name)));
  const fresh = new Map(departmentNames(read).filter(({ name }) => !known.has(plainName(name))).map(({ name, cell }) => [plainName(name), { name, cell }]));
  const made = [...fresh.values()].map(({ name, cell }): CellFinding => ({ cell, code: 'department_created', severity: 'warns', message: `担当課「${name}」はまだ登録されていないため、中心市の担当課として登録します。`, text: name }));
  const without = read.kind === 'strategy' ? [] : read.form.rows.filter((row) => row.decision !== 'add' && namesIn(row).length === 0);
  const [first] = without;
  return first ? [...made, { cell: first.name.cell, code: 'department_missing', severity: 'warns', message: `担当課の書かれていない指標が${without.length}件あります。取り込んだあとに、計画の画面で担当課を決めてください。`, text: first.name.text }] : made;
}

/** Every project stands in a section of the plan; what lost its merged cells does not say in which. */
function missingSections(read: ReadForm): CellFinding[] {
  const without = read.kind === 'strategy'
    ? read.form.projects.filter(({ sections }) => sections.every((text) => text === '') || sections.at(-1) === '').map(({ sheet, row, name }) => ({ cell: `${sheet}!${row}`, name }))
    : read.form.rows.filter(({ sections }) => sections.length === 0).map(({ name }) => ({ cell: name.cell, name: name.text }));
  return without.map(({ cell, name }) => ({ cell, code: 'section_missing', severity: 'blocks', message: `「${name}」がどの分野のものか分かりません。セルの結合が失われていないか確かめ、左の欄を埋めてください。`, text: name }));
}

/** Which way is better is said by people, never inferred from the figures. */
function directionNote(read: ReadForm): CellFinding {
  const cell = read.kind === 'strategy' ? (read.form.projects[0]?.sheet ?? '') : (read.form.rows[0]?.sheet ?? '');
  return { cell, code: 'direction_to_review', severity: 'warns', message: 'どの指標も「増えるほど良い」として取り込みます。減るほど良い指標は、取り込んだあとに計画の画面で直してください。', text: '' };
}

/** Writes the plan that a form describes: levels, sections, projects, indicators, targets and actuals. */
export async function buildFromForm(tx: Tx, actor: Actor, read: ReadForm, planId: string, report: ImportReport): Promise<void> {
  const plan = await tx.row<{ partnership_id: string; title: string; kind: string }>('select partnership_id, title, kind from plan where id = $1', [planId]);
  if (!plan) throw new Error('the plan that was locked is gone');
  const departmentIds = await departmentsFor(tx, planId, read);
  const departmentId = (name: string): string => departmentIds.get(plainName(name)) ?? '';
  if (read.kind === 'strategy') await sayLevels(tx, planId, read.form);
  const projects = read.kind === 'strategy'
    ? projectsOfStrategy(read.form, departmentId, () => usual)
    : projectsOfReview(read.form, Number.POSITIVE_INFINITY, (name, project) => ({ ...usual, departmentIds: departmentsOfRow(read.form.rows, name, project).map(departmentId) }));
  await buildPlan(tx, { id: planId, partnershipId: plan.partnership_id, keyPrefix: plan.kind === 'vision' ? 'V-' : 'S-' }, projects);
  await tx.audit({ partnershipId: plan.partnership_id, subjectType: 'plan', subjectId: planId, subjectName: plan.title, event: 'load', comment: `様式から指標${report.created}件を取り込みました（${actor.name}）` });
}

const departmentsOfRow = (rows: readonly ReviewRow[], name: string, project: string | null): string[] => {
  const row = rows.find((one) => one.name.text === name && one.project === project);
  return row ? namesIn(row) : [];
};

async function sayLevels(tx: Tx, planId: string, form: StrategyForm): Promise<void> {
  if (form.levelNames.length > 0) await tx.rows('update plan set level_names = $2, version = version + 1 where id = $1', [planId, form.levelNames]);
}

/** The departments by their plain names; what is not there yet is made in the central city. */
async function departmentsFor(tx: Tx, planId: string, read: ReadForm): Promise<Map<string, string>> {
  const { departments } = await surroundingsOf(tx, planId);
  const ids = new Map([...departments].reverse().map(({ id, name }) => [plainName(name), id]));
  for (const { name } of departmentNames(read)) {
    if (ids.has(plainName(name))) continue;
    const made = await tx.row<{ id: string }>(
      `insert into department (municipality_id, name, position) select m.municipality_id, $2, (select coalesce(max(position), 0) + 1 from department where municipality_id = m.municipality_id)
       from plan pl join partnership_municipality m on m.partnership_id = pl.partnership_id and m.central where pl.id = $1 returning id`, [planId, name]);
    if (made) ids.set(plainName(name), made.id);
  }
  return ids;
}
