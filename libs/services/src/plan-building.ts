import { lengthOf, readValue, textLimits, type Direction } from '#core';
import type { Tx } from '#db';
import type { ReviewForm, ReviewRow, StrategyForm } from '#sheets';
import { randomUUID } from 'node:crypto';

/** What a form does not say of an indicator, and the office does. */
export interface IndicatorAttributes {
  readonly direction: Direction;
  readonly nature: 'flow' | 'stock' | 'cumulative' | 'rate';
  /** How the whole is made of the municipalities' own values, by the fiscal year from which a rule holds. */
  readonly aggregation: readonly { readonly fromYear: number; readonly rule: string }[];
  /** In the order of answering: the first one leads. */
  readonly departmentIds: readonly string[];
}

export interface PlannedIndicator extends IndicatorAttributes {
  readonly name: string;
  readonly baseline: { readonly text: string; readonly year: number | null };
  readonly target: { readonly text: string; readonly year: number | null };
  readonly actuals: readonly { readonly year: number; readonly text: string }[];
}

export interface PlannedProject {
  /** From the outermost level inwards. */
  readonly sections: readonly string[];
  readonly name: string | null;
  readonly aim: string;
  readonly departmentIds: readonly string[];
  readonly indicators: readonly PlannedIndicator[];
}

type AttributesOf = (name: string, project: string | null) => IndicatorAttributes;

/**
 * The projects of a review form with what is in force: definitions, baselines, targets, and actuals before the year under
 * review. What the form answers for that year is no fact yet and is left out, and so are the new indicators; the projects they
 * belong to are there.
 */
export function projectsOfReview(form: ReviewForm, reviewYear: number, attributesOf: AttributesOf): PlannedProject[] {
  const projects = new Map<string, { first: ReviewRow; rows: ReviewRow[] }>();
  for (const row of form.rows) {
    // A project whose name is lost is one of its own: two of them are not the same.
    const identity = row.project === null ? `${row.sheet}!${row.row}` : JSON.stringify([row.sections, row.project]);
    const known = projects.get(identity);
    if (known) known.rows.push(row);
    else projects.set(identity, { first: row, rows: [row] });
  }
  return [...projects.values()].map(({ first, rows }) => {
    const indicators = rows.filter((row) => row.decision !== 'add').map((row): PlannedIndicator => ({
      ...attributesOf(row.name.text, row.project), name: row.name.text, baseline: row.baseline, target: row.target,
      actuals: row.actuals.filter(({ year, text }) => year < reviewYear && text !== ''),
    }));
    const departmentIds = [...new Set(rows.flatMap((row) => attributesOf(row.name.text, row.project).departmentIds))];
    return { sections: first.sections, name: first.project, aim: '', departmentIds, indicators };
  });
}

/** The projects of a strategy form, those without indicators too; `departmentId` finds a department by its name. */
export function projectsOfStrategy(form: StrategyForm, departmentId: (name: string) => string, attributesOf: (name: string, project: string) => Omit<IndicatorAttributes, 'departmentIds'>): PlannedProject[] {
  return form.projects.map((project) => {
    const departmentIds = project.departments.map(departmentId);
    return {
      sections: project.sections, name: project.name, aim: project.details, departmentIds,
      indicators: project.indicators.map((indicator) => ({
        ...attributesOf(indicator.name.text, project.name), departmentIds, name: indicator.name.text, baseline: indicator.baseline,
        // A target that the form leaves open has no year either.
        target: indicator.target.text === '' ? { text: '', year: null } : indicator.target, actuals: [],
      })),
    };
  });
}

/** How many indicators go to the database in one statement. */
const batch = 2_000;

type Cell = string | number | boolean | null;

/**
 * Writes sections, projects and indicators of an empty plan, keyed `V-001` onwards, all in force from the 1 April of the earliest
 * fiscal year that the form speaks of: they were in force before anybody loaded them. Rows go by thousands, so that a plan of any
 * size is written at the database's own pace.
 */
export async function buildPlan(tx: Tx, plan: { readonly id: string; readonly partnershipId: string; readonly keyPrefix: string }, projects: readonly PlannedProject[]): Promise<void> {
  const sectionIds = new Map<string, string>();
  const made: { readonly id: string; readonly project: PlannedProject; readonly sectionId: string }[] = [];
  for (const project of projects.map(withDepartmentsOnce)) made.push({ id: randomUUID(), project, sectionId: await sectionFor(tx, plan, project.sections, sectionIds) });
  await insertRows(tx, 'project', { id: 'uuid', partnership_id: 'uuid', plan_id: 'uuid', section_id: 'uuid', name: 'text', aim: 'text', position: 'int' },
    made.map(({ id, project, sectionId }, index) => [id, plan.partnershipId, plan.id, sectionId, project.name, project.aim, index + 1]));
  await insertRows(tx, 'project_department', { project_id: 'uuid', department_id: 'uuid', partnership_id: 'uuid', position: 'int' },
    made.flatMap(({ id, project }) => project.departmentIds.map((departmentId, place) => [id, departmentId, plan.partnershipId, place + 1])));
  const indicators = made.flatMap(({ id: projectId, project }) => project.indicators.map((indicator) => ({ id: randomUUID(), projectId, indicator })));
  const inForceFrom = await beginningOf(tx, plan.id, indicators.map(({ indicator }) => indicator));
  for (let from = 0; from < indicators.length; from += batch) await writeIndicators(tx, plan, indicators.slice(from, from + batch), { from, inForceFrom });
}

/** The 1 April of the earliest fiscal year with a figure, in Japan; of a form without any, of the plan's base year. Never later than now. */
async function beginningOf(tx: Tx, planId: string, indicators: readonly PlannedIndicator[]): Promise<string> {
  const years = indicators.flatMap(({ baseline, actuals }) => [...(baseline.year === null ? [] : [baseline.year]), ...actuals.map(({ year }) => year)]);
  const earliest = years.reduce<number | null>((least, year) => (least === null || year < least ? year : least), null);
  const row = await tx.row<{ at: string }>(
    `select least(clock_timestamp(), make_timestamptz(coalesce($2::int, base_year), 4, 1, 0, 0, 0, 'Asia/Tokyo'))::text as at from plan where id = $1`, [planId, earliest]);
  if (!row) throw new Error('the plan that is built is not there');
  return row.at;
}

/** A cell may name a department twice; it answers once. */
function withDepartmentsOnce(project: PlannedProject): PlannedProject {
  const once = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
  return { ...project, departmentIds: once(project.departmentIds), indicators: project.indicators.map((indicator) => ({ ...indicator, departmentIds: once(indicator.departmentIds) })) };
}

async function sectionFor(tx: Tx, plan: { id: string; partnershipId: string }, path: readonly string[], known: Map<string, string>): Promise<string> {
  let parent: string | null = null;
  for (const [level, name] of path.entries()) {
    const key = JSON.stringify(path.slice(0, level + 1));
    const section: string = known.get(key) ?? (await idOf(tx, 'insert into section (partnership_id, plan_id, parent_id, level, name, position) values ($1, $2, $3, $4, $5, $6) returning id',
      [plan.partnershipId, plan.id, parent, level + 1, name, known.size + 1]));
    known.set(key, section);
    parent = section;
  }
  if (parent === null) throw new Error('a project stands in a section');
  return parent;
}

interface Written { readonly id: string; readonly projectId: string; readonly indicator: PlannedIndicator }

async function writeIndicators(tx: Tx, plan: { id: string; partnershipId: string; keyPrefix: string }, written: readonly Written[], { from, inForceFrom }: { readonly from: number; readonly inForceFrom: string }): Promise<void> {
  const keyOf = (index: number): string => `${plan.keyPrefix}${String(from + index + 1).padStart(3, '0')}`;
  await insertRows(tx, 'indicator', { id: 'uuid', partnership_id: 'uuid', plan_id: 'uuid', project_id: 'uuid', key: 'text', position: 'int', aggregation: 'jsonb' },
    written.map(({ id, projectId, indicator }, index) => [id, plan.partnershipId, plan.id, projectId, keyOf(index), from + index + 1, JSON.stringify(indicator.aggregation)]));
  await insertRows(tx, 'indicator_department', { indicator_id: 'uuid', department_id: 'uuid', partnership_id: 'uuid', lead: 'boolean', position: 'int' },
    written.flatMap(({ id, indicator }) => indicator.departmentIds.map((departmentId, place): Cell[] => [id, departmentId, plan.partnershipId, place === 0, place + 1])));
  await insertRows(tx, 'indicator_definition', {
    partnership_id: 'uuid', indicator_id: 'uuid', number: 'int', name: 'text', unit: 'text', direction: 'text', nature: 'text', baseline_text: 'text', baseline_year: 'int', target_text: 'text', target_year: 'int', in_force_from: 'timestamptz',
  }, written.map(({ id, indicator: { name, direction, nature, baseline, target } }) =>
    [plan.partnershipId, id, 1, name, unitOf(baseline, target), direction, nature, baseline.text, baseline.year, target.text, target.year, inForceFrom]));
  await insertRows(tx, 'actual', { partnership_id: 'uuid', indicator_id: 'uuid', year: 'int', text: 'text' },
    written.flatMap(({ id, indicator }) => indicator.actuals.map(({ year, text }): Cell[] => [plan.partnershipId, id, year, text])));
}

/** Inserts rows by columns: one parameter for each column, however many rows there are. Table and columns are ours, never a caller's. */
async function insertRows(tx: Tx, table: string, columns: Readonly<Record<string, string>>, rows: readonly (readonly Cell[])[]): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const arrays = names.map((_, column) => rows.map((row) => row[column] ?? null));
  const typed = Object.values(columns).map((type, column) => `$${column + 1}::${type}[]`).join(', ');
  await tx.rows(`insert into ${table} (${names.join(', ')}) select * from unnest(${typed})`, arrays);
}

/** The unit that the values themselves are written in; none where they have none, or several, or what follows the number is no unit but a text. */
export function unitOf(...values: readonly { readonly text: string }[]): string | null {
  const units = new Set(values.flatMap(({ text }) => readValue(text).measures.map((measure) => measure.unit)));
  const [unit = null] = units;
  return units.size === 1 && unit !== null && lengthOf(unit) <= textLimits.unit ? unit : null;
}

async function idOf(tx: Tx, sql: string, values: readonly unknown[]): Promise<string> {
  const row = await tx.row<{ id: string }>(sql, values);
  if (!row) throw new Error('the row was not inserted');
  return row.id;
}
