import { Refused, type Actor, type AggregationFrom } from '#core';
import type { Reader } from '#db';
import { insideOf, sentActuals } from './sent-actuals.js';
import { valueJson } from './value-json.js';
import { visibleTo } from './visible.js';
import { derivedWholes, wholeJson } from './whole.js';

interface Written { year: number | null; text: string }
interface LifeRow {
  body: {
    definitions: { baseline: Written; target: Written }[];
    actuals: { year: number; text: string; note: string; municipality: string | null; leads: boolean | null }[];
    aggregation: AggregationFrom[];
    decisions: { target: Written | null }[];
  };
}

/**
 * Its definitions, figures and decisions, as JSON of PostgreSQL. What a department has typed and not sent is its own and the
 * planning office's, so no words of it are read here: whoever may, opens the proposal. Of a returned one, what was sent.
 */
const lifeOf = `select json_build_object('id', i.id, 'planId', i.plan_id, 'planTitle', pl.title, 'key', i.key, 'endedAt', i.ended_at,
    'project', pr.name, 'sections', (with recursive up as (select s.id, s.parent_id, s.name, s.level from section s where s.id = pr.section_id
       union all select s.id, s.parent_id, s.name, s.level from section s join up on up.parent_id = s.id) select json_agg(up.name order by up.level) from up),
    'departments', (select coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'lead', o.lead) order by o.position), '[]') from indicator_department o join department d on d.id = o.department_id where o.indicator_id = i.id),
    'successor', (select json_build_object('id', s.indicator_id, 'name', s.name) from indicator_definition s where s.indicator_id = i.successor_id order by s.number desc limit 1),
    'definitions', (select json_agg(json_build_object('number', d.number, 'name', d.name, 'unit', d.unit, 'direction', d.direction, 'nature', d.nature, 'basis', d.basis, 'source', d.source, 'breaksSeries', d.breaks_series,
       'from', d.in_force_from, 'until', d.in_force_until, 'baseline', json_build_object('year', d.baseline_year, 'text', d.baseline_text), 'target', json_build_object('year', d.target_year, 'text', d.target_text)) order by d.number)
       from indicator_definition d where d.indicator_id = i.id),
    'aggregation', i.aggregation,
    'actuals', (select coalesce(json_agg(json_build_object('year', a.year, 'municipality', a.municipality_name, 'leads', a.leads, 'note', a.note, 'settlement', a.settlement, 'text', a.text) order by a.year, a.municipality), '[]')
       from ${sentActuals('i.id', ['$3', '$4'])} a),
    'decisions', (select coalesce(json_agg(json_build_object('proposalId', p.id, 'cycleId', c.id, 'fiscalYear', c.fiscal_year, 'state', p.state, 'version', p.version,
         'decision', w.decision, 'rationale', coalesce(w.rationale, ''), 'target', case when w.target_text is not null then json_build_object('year', w.target_year, 'text', w.target_text) end,
         'steps', (select coalesce(json_agg(json_build_object('event', s.action, 'at', s.at, 'actor', w.name, 'comment', s.comment) order by s.number), '[]')
            from proposal_step s left join person w on w.id = s.actor_id where s.proposal_id = p.id and p.state <> 'draft' and s.action <> 'begin')) order by c.fiscal_year desc), '[]')
       from proposal p join cycle c on c.id = p.cycle_id
       left join lateral (select p.decision, p.rationale, p.target_text, p.target_year where p.state not in ('draft', 'returned')
         union all select s->>'decision', s->>'rationale', s->>'targetText', (s->>'targetYear')::int from (select p.sent_content::json as s) k where p.state = 'returned') w on true
       where p.indicator_id = i.id and p.discarded_at is null)) as body
  from indicator i join plan pl on pl.id = i.plan_id join project pr on pr.id = i.project_id
  where i.id = $2 and i.plan_id = any ($1::uuid[])`;

const valued = ({ year, text }: Written): object => ({ year, value: valueJson(text) });

/** The life of one indicator: every definition, every figure, every decision with who took it and when. @throws Refused not_found */
export async function indicatorLife(reader: Reader, actor: Actor, indicatorId: string): Promise<object> {
  const row = await reader.row<LifeRow>(lifeOf, [visibleTo(actor), indicatorId, ...insideOf(actor)]);
  if (!row) throw new Refused('not_found', '指標が見つかりません。計画の指標の一覧から選び直してください。');
  const { definitions, actuals, decisions, ...about } = row.body;
  return {
    ...about,
    definitions: definitions.map(({ baseline, target, ...one }) => ({ ...one, baseline: valued(baseline), target: valued(target) })),
    actuals: actuals.map(({ text, leads: _leads, ...one }) => ({ ...one, value: valueJson(text) })),
    wholes: derivedWholes({ actuals: actuals.map((one) => ({ ...one, municipalityName: one.municipality })), indicator: about }).map(wholeJson),
    decisions: decisions.map(({ target, ...one }) => ({ ...one, target: target && valued(target) })),
  };
}
