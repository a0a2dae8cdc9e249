import { Refused, type Actor, type Fault } from '#core';
import type { Reader } from '#db';
import type { ReadForm } from '#sheets';
import { insideOf, sentActuals } from '#views';
import { afterOpening, namesIn, newOnes } from './first-load.js';
import { ofForm, plainName, type CellFinding } from './match.js';
import type { ImportReport } from './report.js';

interface Figure { readonly text: string; readonly year: number | null }

/** What a form says of an indicator that is in force, or the plan does. */
interface Standing {
  readonly name: string;
  readonly project: string | null;
  readonly baseline: Figure;
  readonly target: Figure;
  /** By the fiscal year. */
  readonly actuals: Readonly<Record<string, string>>;
  readonly departments: readonly string[];
}

/**
 * What a form says while no review runs: nothing can be changed, so it must say what is in force already. New indicators and answers
 * wait for the review, as they do when the form fills an empty plan.
 * @throws Refused wrong_state with each cell that says something else
 */
export async function sameAsInForce(reader: Reader, actor: Actor, read: ReadForm, { planId, dryRun }: { readonly planId: string; readonly dryRun: boolean }): Promise<ImportReport> {
  const rest = await standingOf(reader, actor, planId);
  const rows = rowsOf(read);
  const others = rows.filter((row) => {
    const at = rest.findIndex((one) => isSame(row, one));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  if (others.length > 0) throw await notNow(reader, planId, others);
  const later = newOnes(read);
  const count = rows.length + later.length;
  const findings = [...read.form.findings, ...afterOpening(later), ...answersWait(read)].map(ofForm);
  return { form: read.kind, planId, cycleId: null, dryRun, rows: count, created: 0, changed: 0, unchanged: count, conflicts: 0, items: [], findings };
}

type FormRow = Standing & { readonly cell: string };

function rowsOf(read: ReadForm): FormRow[] {
  if (read.kind === 'strategy') {
    return read.form.projects.flatMap((project) => project.indicators.map(({ name, baseline, target }) => (
      { cell: name.cell, name: name.text, project: project.name, baseline, target: target.text === '' ? { text: '', year: null } : target, actuals: {}, departments: project.departments })));
  }
  return read.form.rows.filter(({ decision }) => decision !== 'add').map((row) => ({
    cell: row.name.cell, name: row.name.text, project: row.project, baseline: row.baseline, target: row.target, departments: namesIn(row),
    actuals: Object.fromEntries(row.actuals.filter(({ text }) => text !== '').map(({ year, text }) => [year, text])),
  }));
}

const isSameFigure = (one: Figure, other: Figure): boolean => one.text.trim() === other.text.trim() && one.year === other.year;

/** Names by their plain letters, figures to the letter. An actual or a department that the form leaves out says nothing. */
function isSame(row: FormRow, one: Standing): boolean {
  const departments = one.departments.map(plainName);
  return plainName(row.name) === plainName(one.name) && plainName(row.project ?? '') === plainName(one.project ?? '') && isSameFigure(row.baseline, one.baseline) && isSameFigure(row.target, one.target)
    && Object.entries(row.actuals).every(([year, text]) => (one.actuals[year] ?? '').trim() === text.trim())
    && (row.departments.length === 0 || (row.departments.length === departments.length && row.departments.every((name) => departments.includes(plainName(name)))));
}

const standing = `select d.name, pr.name as project, json_build_object('text', d.baseline_text, 'year', d.baseline_year) as baseline, json_build_object('text', d.target_text, 'year', d.target_year) as target,
    (select coalesce(json_object_agg(a.year, a.text), '{}') from ${sentActuals('i.id', ['$2', '$3'])} a where a.municipality_id is null) as actuals,
    array(select dep.name from indicator_department o join department dep on dep.id = o.department_id where o.indicator_id = i.id order by o.position) as departments
  from indicator i join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null join project pr on pr.id = i.project_id
  where i.plan_id = $1 and i.ended_at is null order by i.position`;

const standingOf = (reader: Reader, actor: Actor, planId: string): Promise<Standing[]> => reader.rows<Standing>(standing, [planId, ...insideOf(actor)]);

/** What the departments answer in the form is not lost without a word. */
function answersWait(read: ReadForm): CellFinding[] {
  if (read.kind === 'strategy') return [];
  const answered = read.form.rows.filter(({ decision, rationale, newTarget }) => decision !== 'add' && (decision !== null || rationale.text !== '' || newTarget.text !== ''));
  const [first] = answered;
  return first ? [{ cell: first.name.cell, code: 'answers_after_opening', severity: 'warns', message: `見直しの回答が${answered.length}件の指標に入っていますが、回答は年度見直しの募集を始めてから取り込めます。`, text: first.name.text }] : [];
}

async function notNow(reader: Reader, planId: string, others: readonly FormRow[]): Promise<Refused> {
  const preparing = await reader.row(`select id from cycle where plan_id = $1 and state = 'preparing' limit 1`, [planId]);
  const detail = preparing
    ? 'この計画の年度見直しは準備中のため、今の計画と違う様式はまだ取り込めません。募集を始めてから取り込んでください。'
    : 'この計画の年度見直しが始まっていないため、今の計画と違う様式は取り込めません。年度見直しを始めてから、もう一度取り込んでください。';
  const errors = others.map(({ cell, name }): Fault => ({ pointer: cell, code: 'differs_from_plan', message: `「${name}」が、今の計画にある内容と違います。` }));
  return new Refused('wrong_state', detail, { errors });
}
