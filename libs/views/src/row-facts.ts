import { sentActuals } from './sent-actuals.js';
import type { AggregationFrom, CycleState, Decision, GradeScale, ProposalState, VoteCast } from '#core';

/** One row of the review as SQL gives it: everything that the screen, the checks and the rules need, and nothing of who asks. */
export interface RowFacts {
  readonly ordinal: number;
  readonly planId: string;
  readonly planFromYear: number;
  readonly planToYear: number;
  readonly baseYear: number;
  readonly planTargetYear: number;
  readonly cycleId: string;
  readonly fiscalYear: number;
  readonly cycleState: CycleState;
  readonly endorsementAsked: boolean;
  /** What the plan grades with in this fiscal year; null: 伊那市's four steps. */
  readonly gradeScale: GradeScale | null;
  readonly municipalityIds: readonly string[];
  readonly indicator: {
    readonly id: string | null;
    readonly key: string | null;
    readonly name: string;
    readonly project: string | null;
    readonly projectId: string;
    readonly sections: readonly string[];
    readonly departments: readonly { readonly id: string; readonly name: string; readonly lead: boolean; readonly municipality: string }[];
    readonly unit: string | null;
    readonly direction: 'higher' | 'lower' | 'maintain' | 'none';
    readonly nature: 'flow' | 'stock' | 'cumulative' | 'rate';
    readonly basis: string;
    readonly source: string;
    /** How the whole is made of the municipalities' own values, by the fiscal year from which a rule holds. */
    readonly aggregation: readonly AggregationFrom[];
  };
  readonly baseline: { readonly year: number | null; readonly text: string };
  readonly target: { readonly year: number | null; readonly text: string };
  readonly actuals: readonly {
    readonly year: number;
    readonly text: string;
    readonly note: string;
    /** Its code, and the name by which people know it. */
    readonly municipality: string | null;
    readonly municipalityName: string | null;
    /** Whether the municipality is the central city; null for a value of the whole. */
    readonly leads: boolean | null;
    readonly settlement: 'preliminary' | 'expected' | 'final';
    /** The day on which a figure that is not final yet is expected to be. */
    readonly expectedOn: string | null;
    readonly version: number;
    /** Whether it was typed for this review and not sent yet. */
    readonly unsent?: boolean | null;
  }[];
  /** The same measure where another plan, or another row of this one, states it; a link that was dismissed is left out. */
  readonly elsewhere: readonly { readonly name: string; readonly planTitle: string; readonly isSamePlan: boolean; readonly values: readonly { readonly year: number; readonly text: string }[] }[];
  readonly proposal: {
    readonly id: string;
    readonly state: ProposalState;
    readonly version: number;
    readonly decision: Decision | null;
    readonly name: string | null;
    readonly unit: string | null;
    readonly direction: 'higher' | 'lower' | 'maintain' | 'none' | null;
    readonly nature: 'flow' | 'stock' | 'cumulative' | 'rate' | null;
    readonly changeKind: 'rename' | 'redefinition' | 'both' | null;
    readonly projectId: string | null;
    readonly baselineText: string | null;
    readonly baselineYear: number | null;
    readonly targetText: string;
    readonly targetYear: number | null;
    readonly rationale: string;
    readonly basis: string;
    readonly source: string;
    readonly discrepancyReason: string;
    readonly successorId: string | null;
    readonly submittedBy: string | null;
    readonly submittedDepartmentId: string | null;
    readonly submittedAt: string | null;
    readonly exceptionUntil: string | null;
    readonly exceptionHolds: boolean;
    readonly endorsed: boolean;
    readonly toBeConfirmed: boolean;
    readonly returnComment: string | null;
    readonly votes: readonly (VoteCast & { readonly municipality: string; readonly comment: string | null; readonly at: string })[];
    readonly round: number | null;
    /** While it is returned: what it said when it was sent. */
    readonly sent: SentContent | null;
  } | null;
}

/** What a proposal said when it was sent, with the actuals of the year under review: kept by the database when it is returned. */
export type SentContent = Pick<
  NonNullable<RowFacts['proposal']>,
  'decision' | 'name' | 'unit' | 'direction' | 'nature' | 'changeKind' | 'projectId' | 'baselineText' | 'baselineYear' | 'targetText' | 'targetYear' | 'rationale' | 'basis' | 'source' | 'discrepancyReason' | 'successorId'
> & { readonly actuals: RowFacts['actuals']; /** Of a new indicator, as JSON: [{year, text}]. */ readonly addedActuals: string };

/**
 * The row facts as JSON text, built by PostgreSQL: `p` proposal, `c` cycle, `pl` plan, `i` indicator, `d` its definition, `pr` project.
 * @param planIds the statement's parameter with the plans that the person may know of: what is said elsewhere is said of these
 */
export const rowFactsJson = (planIds: `$${number}`): string => `json_build_object(
  'ordinal', coalesce(i.position, 1000000 + p.position), 'planId', pl.id, 'planFromYear', pl.from_year, 'planToYear', pl.to_year, 'baseYear', pl.base_year,
  'planTargetYear', pl.target_year, 'cycleId', c.id, 'fiscalYear', c.fiscal_year, 'cycleState', c.state, 'endorsementAsked', pl.endorsement_asked,
  'gradeScale', (select g.scale || jsonb_build_object('id', g.id, 'version', g.version) from grade_scale g where g.plan_id = pl.id and g.from_year <= c.fiscal_year order by g.from_year desc, g.version desc limit 1),
  'municipalityIds', (select json_agg(m.municipality_id order by m.position) from partnership_municipality m where m.partnership_id = pl.partnership_id),
  'indicator', json_build_object('id', i.id, 'key', i.key, 'name', coalesce(d.name, p.name, ''), 'project', pr.name, 'projectId', pr.id,
    'sections', (with recursive up as (select s.id, s.parent_id, s.name, s.level from section s where s.id = pr.section_id
        union all select s.id, s.parent_id, s.name, s.level from section s join up on up.parent_id = s.id)
      select json_agg(up.name order by up.level) from up),
    'departments', (select coalesce(json_agg(json_build_object('id', o.department_id, 'name', dep.name, 'lead', o.lead, 'municipality', mun.name) order by o.position), '[]')
      from (select department_id, lead, position from proposal_department where proposal_id = p.id
            union all select department_id, lead, position from indicator_department where p.id is null and indicator_id = i.id) o
      join department dep on dep.id = o.department_id join municipality mun on mun.id = dep.municipality_id),
    'unit', coalesce(d.unit, p.unit), 'direction', coalesce(d.direction, p.direction, 'higher'), 'nature', coalesce(d.nature, p.nature, 'flow'),
    'basis', coalesce(d.basis, ''), 'source', coalesce(d.source, ''), 'aggregation', coalesce(i.aggregation, '[]')),
  'baseline', json_build_object('year', coalesce(d.baseline_year, p.baseline_year), 'text', coalesce(d.baseline_text, p.baseline_text, '')),
  'target', json_build_object('year', d.target_year, 'text', coalesce(d.target_text, '')),
  'actuals', case when i.id is null then (select coalesce(json_agg(json_build_object('year', (x->>'year')::int, 'text', x->>'text', 'note', '', 'municipality', null, 'municipalityName', null, 'leads', null, 'settlement', 'final', 'expectedOn', null, 'version', 1, 'unsent', p.state = 'draft')), '[]')
      from json_array_elements(p.added_actuals::json) x) else coalesce((select json_agg(json_build_object('year', a.year, 'text', a.text, 'note', a.note, 'municipality', am.code, 'municipalityName', am.name, 'leads', apm.central, 'settlement', a.settlement, 'expectedOn', a.expected_on, 'version', a.version,
        'unsent', p.state = 'draft' and a.year = c.fiscal_year and a.recorded_at > (select st.at from proposal_step st where st.proposal_id = p.id and st.number = 1))
      order by a.year, am.code nulls first) from actual a left join municipality am on am.id = a.municipality_id
      left join partnership_municipality apm on apm.municipality_id = a.municipality_id and apm.partnership_id = pl.partnership_id
      where a.indicator_id = i.id and a.year <= c.fiscal_year), '[]') end,
  'elsewhere', case when i.id is null then '[]'::json else coalesce((select json_agg(json_build_object('name', od.name, 'planTitle', opl.title, 'isSamePlan', o.plan_id = i.plan_id,
      'values', (select coalesce(json_agg(json_build_object('year', y.year, 'text', y.text) order by y.year), '[]') from (
        select a.year, a.text from ${sentActuals('o.id')} a where a.municipality_id is null union all
        select od.baseline_year, od.baseline_text where od.baseline_year is not null and not exists (select from actual a where a.indicator_id = o.id and a.year = od.baseline_year and a.municipality_id is null)) y)) order by o.id)
    from measure_link ml join indicator o on o.id = case when ml.indicator_id = i.id then ml.other_indicator_id else ml.indicator_id end and o.ended_at is null
    join indicator_definition od on od.indicator_id = o.id and od.in_force_until is null join plan opl on opl.id = o.plan_id
    where (ml.indicator_id = i.id or ml.other_indicator_id = i.id) and ml.state <> 'dismissed' and o.plan_id = any (${planIds}::uuid[])), '[]') end,
  'proposal', case when p.id is null then null else json_build_object('id', p.id, 'state', p.state, 'version', p.version, 'decision', p.decision, 'name', p.name, 'unit', p.unit,
    'direction', p.direction, 'nature', p.nature, 'changeKind', p.change_kind, 'projectId', p.project_id, 'baselineText', p.baseline_text, 'baselineYear', p.baseline_year,
    'targetText', p.target_text, 'targetYear', p.target_year, 'rationale', p.rationale, 'basis', p.basis, 'source', p.source, 'discrepancyReason', p.discrepancy_reason,
    'successorId', p.successor_id, 'submittedBy', p.submitted_by, 'submittedDepartmentId', p.submitted_department_id, 'submittedAt', p.submitted_at,
    'exceptionUntil', p.exception_until, 'exceptionHolds', coalesce(p.exception_until >= (clock_timestamp() at time zone 'Asia/Tokyo')::date, false),
    'endorsed', p.endorsed_by is not null, 'toBeConfirmed', p.to_be_confirmed,
    'returnComment', case when p.state = 'returned' then (select st.comment from proposal_step st where st.proposal_id = p.id and st.action = 'return' order by st.number desc limit 1) end,
    'votes', case when p.state in ('tabled', 'approved', 'rejected') then coalesce((select json_agg(json_build_object('municipalityId', v.municipality_id, 'municipality', vm.name, 'choice', v.choice,
        'comment', v.comment, 'at', v.at) order by v.at) from voting_round r join vote v on v.round_id = r.id join municipality vm on vm.id = v.municipality_id
        where r.proposal_id = p.id and r.number = (select max(number) from voting_round where proposal_id = p.id)), '[]') else '[]' end,
    'round', case when p.state in ('tabled', 'approved', 'rejected') then (select max(number) from voting_round where proposal_id = p.id) end,
    'sent', case when p.state = 'returned' then p.sent_content::json end) end
)::text`;

/** Where the row facts come from once the cycle has its proposals. The definition is the one in force before the cycle's own publication. */
export const fromProposals = `
  from cycle c
  join plan pl on pl.id = c.plan_id
  join proposal p on p.cycle_id = c.id and p.discarded_at is null
  left join indicator i on i.id = p.indicator_id
  left join lateral (select x.* from indicator_definition x where x.indicator_id = i.id
    and x.in_force_from < coalesce((select st.at from cycle_step st where st.cycle_id = c.id and st.action = 'publish'), 'infinity')
    order by x.number desc limit 1) d on true
  join project pr on pr.id = coalesce(i.project_id, p.project_id)`;

/** Where they come from while the cycle is in preparation and has none. */
export const fromIndicators = `
  from cycle c
  join plan pl on pl.id = c.plan_id
  join indicator i on i.plan_id = pl.id and i.ended_at is null
  left join proposal p on false
  join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null
  join project pr on pr.id = i.project_id`;
