import { readValue, type Direction } from '#core';
import type { Tx } from '#db';
import type { ReviewForm, ReviewRow, StrategyForm } from '#sheets';

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

/** Writes sections, projects and indicators of an empty plan, keyed `V-001` onwards, all in force from now. */
export async function buildPlan(tx: Tx, plan: { readonly id: string; readonly partnershipId: string; readonly keyPrefix: string }, projects: readonly PlannedProject[]): Promise<void> {
  const sectionIds = new Map<string, string>();
  let position = 0;
  for (const [index, project] of projects.entries()) {
    const sectionId = await sectionFor(tx, plan, project.sections, sectionIds);
    const made = await idOf(tx, 'insert into project (partnership_id, plan_id, section_id, name, aim, position) values ($1, $2, $3, $4, $5, $6) returning id',
      [plan.partnershipId, plan.id, sectionId, project.name, project.aim, index + 1]);
    for (const [place, departmentId] of project.departmentIds.entries()) {
      await tx.rows('insert into project_department (project_id, department_id, partnership_id, position) values ($1, $2, $3, $4)', [made, departmentId, plan.partnershipId, place + 1]);
    }
    for (const indicator of project.indicators) {
      position += 1;
      await writeIndicator(tx, plan, made, indicator, position);
    }
  }
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

async function writeIndicator(tx: Tx, plan: { id: string; partnershipId: string; keyPrefix: string }, projectId: string, indicator: PlannedIndicator, position: number): Promise<void> {
  const id = await idOf(tx, 'insert into indicator (partnership_id, plan_id, project_id, key, position, aggregation) values ($1, $2, $3, $4, $5, $6) returning id',
    [plan.partnershipId, plan.id, projectId, `${plan.keyPrefix}${String(position).padStart(3, '0')}`, position, JSON.stringify(indicator.aggregation)]);
  for (const [place, departmentId] of indicator.departmentIds.entries()) {
    await tx.rows('insert into indicator_department (indicator_id, department_id, partnership_id, lead, position) values ($1, $2, $3, $4, $5)', [id, departmentId, plan.partnershipId, place === 0, place + 1]);
  }
  await tx.rows(
    `insert into indicator_definition (partnership_id, indicator_id, number, name, unit, direction, nature, baseline_text, baseline_year, target_text, target_year, in_force_from)
     values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())`,
    [plan.partnershipId, id, indicator.name, unitOf(indicator), indicator.direction, indicator.nature, indicator.baseline.text, indicator.baseline.year, indicator.target.text, indicator.target.year]);
  for (const actual of indicator.actuals) {
    await tx.rows('insert into actual (partnership_id, indicator_id, year, text) values ($1, $2, $3, $4)', [plan.partnershipId, id, actual.year, actual.text]);
  }
}

/** The unit that the values themselves are written in; none where they have none, or several. */
function unitOf(indicator: PlannedIndicator): string | null {
  const units = new Set([indicator.target.text, indicator.baseline.text].flatMap((text) => readValue(text).measures.map((measure) => measure.unit)));
  return units.size === 1 ? ([...units][0] ?? null) : null;
}

async function idOf(tx: Tx, sql: string, values: readonly unknown[]): Promise<string> {
  const row = await tx.row<{ id: string }>(sql, values);
  if (!row) throw new Error('the row was not inserted');
  return row.id;
}
