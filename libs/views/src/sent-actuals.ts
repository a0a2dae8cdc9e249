import { coordinates, departmentsOf, type Actor } from '#core';
import { visibleTo } from './visible.js';

/** For SQL: the plans and the departments whose unsent words the person may read. */
export const insideOf = (actor: Actor): [planIds: readonly string[], departmentIds: readonly string[]] =>
  [visibleTo(actor).filter((planId) => coordinates(actor, planId)), [...departmentsOf(actor, 'officer'), ...departmentsOf(actor, 'section_head')]];

/** A proposal whose words are not sent, for the actual `a` of its year under review. */
const unsentProposal = (indicatorId: string, except: string): string => `left join lateral (select q.state, q.sent_content, (select st.at from proposal_step st where st.proposal_id = q.id and st.number = 1) as begun_at
    from proposal q join cycle qc on qc.id = q.cycle_id where q.indicator_id = ${indicatorId} and qc.fiscal_year = a.year and q.state in ('draft', 'returned')${except}) w on true`;

/**
 * SQL in place of the table `actual`: the actuals of one indicator as a reader may read them, with the municipality's code.
 * @param inside the statement's parameters of `insideOf`; without them, as everybody may
 */
export function sentActuals(indicatorId: string, inside?: readonly [planIds: `$${number}`, departmentIds: `$${number}`]): string {
  const except = inside
    ? ` and not qc.plan_id = any (${inside[0]}::uuid[]) and not exists (select from proposal_department o where o.proposal_id = q.id and o.department_id = any (${inside[1]}::uuid[]))`
    : '';
  return `(select a.year, a.municipality_id, m.code as municipality, m.name as municipality_name, pm.central as leads, coalesce(k.text, a.text) as text, coalesce(k.note, a.note) as note,
      coalesce(k.settlement, a.settlement) as settlement, coalesce(k.version, a.version) as version
    from actual a left join municipality m on m.id = a.municipality_id
    left join partnership_municipality pm on pm.municipality_id = a.municipality_id and pm.partnership_id = a.partnership_id ${unsentProposal(indicatorId, except)}
    left join lateral (select x->>'text' as text, x->>'note' as note, x->>'settlement' as settlement, (x->>'version')::int as version
      from json_array_elements(w.sent_content::json->'actuals') x where x->>'municipality' is not distinct from m.code) k on w.state = 'returned'
    where a.indicator_id = ${indicatorId} and (w.state is null or (w.state = 'draft' and a.recorded_at <= w.begun_at) or k.text is not null))`;
}
