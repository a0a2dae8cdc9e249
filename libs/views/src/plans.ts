import { Refused, type Actor } from '#core';
import type { Reader } from '#db';
import { insideOf, sentActuals } from './sent-actuals.js';
import { valueJson } from './value-json.js';
import { visibleTo } from './visible.js';

const planJson = `json_build_object('id', pl.id, 'kind', pl.kind, 'title', pl.title, 'fromYear', pl.from_year, 'toYear', pl.to_year, 'baseYear', pl.base_year,
  'targetYear', pl.target_year, 'levelNames', pl.level_names, 'endorsementAsked', pl.endorsement_asked, 'version', pl.version,
  'partnership', (select json_build_object('id', ps.id, 'name', ps.name) from partnership ps where ps.id = pl.partnership_id),
  'municipalities', (select json_agg(json_build_object('id', m.id, 'code', m.code, 'name', m.name, 'central', pm.central) order by pm.position)
    from partnership_municipality pm join municipality m on m.id = pm.municipality_id where pm.partnership_id = pl.partnership_id),
  'sections', coalesce((select json_agg(json_build_object('id', s.id, 'parentId', s.parent_id, 'level', s.level, 'name', s.name,
      'projects', coalesce((select json_agg(json_build_object('id', pr.id, 'name', pr.name, 'aim', pr.aim,
          'departments', coalesce((select json_agg(json_build_object('id', d.id, 'name', d.name) order by pd.position) from project_department pd join department d on d.id = pd.department_id where pd.project_id = pr.id), '[]'))
        order by pr.position) from project pr where pr.section_id = s.id), '[]')) order by s.position) from section s where s.plan_id = pl.id), '[]'),
  'departments', coalesce((select json_agg(json_build_object('id', d.id, 'name', d.name, 'municipality', json_build_object('code', m.code, 'name', m.name)) order by m.code, d.position)
    from department d join municipality m on m.id = d.municipality_id
    where exists (select from indicator_department o join indicator i on i.id = o.indicator_id where o.department_id = d.id and i.plan_id = pl.id)
       or exists (select from project_department o join project pr on pr.id = o.project_id where o.department_id = d.id and pr.plan_id = pl.id)), '[]'))`;

interface SectionRow { id: string; parentId: string | null; level: number; name: string; projects: unknown[] }
interface SectionNode extends Omit<SectionRow, 'parentId'> { children: SectionNode[] }
interface PlanRow { sections: SectionRow[] }

/** The sections as a tree, in the order of the plan. */
function treeOf(rows: readonly SectionRow[], parent: string | null = null): SectionNode[] {
  return rows.filter((row) => row.parentId === parent).map(({ parentId: _parent, ...row }) => ({ ...row, children: treeOf(rows, row.id) }));
}

const whole = (plan: PlanRow): object => ({ ...plan, sections: treeOf(plan.sections) });

/** The plans that the person may know of. */
export async function plans(reader: Reader, actor: Actor): Promise<object[]> {
  const rows = await reader.rows<{ plan: PlanRow }>(`select ${planJson} as plan from plan pl where pl.id = any ($1::uuid[]) order by pl.kind desc, pl.title`, [visibleTo(actor)]);
  return rows.map((row) => whole(row.plan));
}

/** One plan. @throws Refused not_found */
export async function plan(reader: Reader, actor: Actor, planId: string): Promise<{ body: object; version: number }> {
  const row = await reader.row<{ plan: PlanRow; version: number }>(`select ${planJson} as plan, pl.version from plan pl where pl.id = $2 and pl.id = any ($1::uuid[])`, [visibleTo(actor), planId]);
  if (!row) throw new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
  return { body: whole(row.plan), version: row.version };
}

/** The departments that can answer for an indicator of the plan: all that are active in its municipalities, the central city's first. @throws Refused not_found */
export async function planDepartments(reader: Reader, actor: Actor, planId: string): Promise<object[]> {
  await plan(reader, actor, planId);
  const rows = await reader.rows<{ department: object }>(
    `select json_build_object('id', d.id, 'name', d.name, 'municipality', json_build_object('code', m.code, 'name', m.name)) as department
     from plan pl join partnership_municipality pm on pm.partnership_id = pl.partnership_id join municipality m on m.id = pm.municipality_id join department d on d.municipality_id = m.id and d.active
     where pl.id = $2 and pl.id = any ($1::uuid[]) order by pm.position, d.position`, [visibleTo(actor), planId]);
  return rows.map(({ department }) => department);
}

interface IndicatorRow {
  ordinal: number;
  body: { baseline: { year: number | null; text: string }; target: { year: number | null; text: string }; actuals: { year: number; text: string }[] };
}

/**
 * The indicators of a plan as they are in force now, or were on a day (Asia/Tokyo, at its end). With a day also those that ended
 * during it or since, with the moment at which they did.
 */
export async function indicatorsInForce(
  reader: Reader,
  actor: Actor,
  asked: { planId: string; asOf: string | null; departmentId: string | null; search: string; limit: number; after: number },
): Promise<{ items: object[]; nextCursor: string | null }> {
  await plan(reader, actor, asked.planId);
  const rows = await reader.rows<IndicatorRow>(
    `with moment as (select case when $3::date is null then clock_timestamp() else (($3::date + 1)::timestamp at time zone 'Asia/Tokyo') end as at,
       coalesce($3::date::timestamp at time zone 'Asia/Tokyo', clock_timestamp()) as day)
     select i.position as ordinal, json_build_object('id', i.id, 'key', i.key, 'name', d.name, 'unit', d.unit, 'direction', d.direction, 'nature', d.nature,
       'project', pr.name, 'projectId', pr.id, 'definition', d.number, 'endedAt', i.ended_at, 'successorId', i.successor_id,
       'sections', (with recursive up as (select s.id, s.parent_id, s.name, s.level from section s where s.id = pr.section_id
         union all select s.id, s.parent_id, s.name, s.level from section s join up on up.parent_id = s.id) select json_agg(up.name order by up.level) from up),
       'departments', (select coalesce(json_agg(json_build_object('id', dep.id, 'name', dep.name, 'lead', o.lead) order by o.position), '[]') from indicator_department o join department dep on dep.id = o.department_id where o.indicator_id = i.id),
       'baseline', json_build_object('year', d.baseline_year, 'text', d.baseline_text), 'target', json_build_object('year', d.target_year, 'text', d.target_text),
       'basis', d.basis, 'source', d.source,
       'actuals', (select coalesce(json_agg(json_build_object('year', a.year, 'text', a.text, 'municipality', a.municipality, 'version', a.version) order by a.year, a.municipality nulls first), '[]')
          from ${sentActuals('i.id', ['$8', '$9'])} a)) as body
     from moment, indicator i
     join project pr on pr.id = i.project_id
     join lateral (select x.* from indicator_definition x, moment m where x.indicator_id = i.id and x.in_force_from < m.at and (x.in_force_until is null or x.in_force_until >= m.at) order by x.number desc limit 1) d on true
     where i.plan_id = $2 and i.plan_id = any ($1::uuid[]) and (i.ended_at is null or i.ended_at >= moment.day)
       and ($4::uuid is null or exists (select from indicator_department o where o.indicator_id = i.id and o.department_id = $4))
       and ($5 = '' or normalize(d.name, nfkc) ilike $5)
       and i.position > $6 order by i.position limit $7`,
    [visibleTo(actor), asked.planId, asked.asOf, asked.departmentId, likePattern(asked.search), asked.after, asked.limit + 1, ...insideOf(actor)],
  );
  const items = rows.slice(0, asked.limit).map(({ body }) => ({
    ...body,
    baseline: { year: body.baseline.year, value: valueJson(body.baseline.text) },
    target: { year: body.target.year, value: valueJson(body.target.text) },
    actuals: body.actuals.map(({ text, ...actual }) => ({ ...actual, value: valueJson(text) })),
  }));
  return { items, nextCursor: rows.length > asked.limit ? String(rows[asked.limit - 1]?.ordinal ?? '') : null };
}

/** What a person types into a search box, as a pattern that means just these characters; '' searches for nothing. */
export function likePattern(search: string): string {
  const typed = search.trim().normalize('NFKC');
  return typed === '' ? '' : `%${typed.replace(/[\\%_]/g, '\\$&')}%`;
}
