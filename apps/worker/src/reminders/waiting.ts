import { proposalStates, waitingFor, type ProposalState } from '#core';
import type { Party } from '../letters/reminder.js';

/**
 * In which states somebody is reminded, and who: the workflow's own record of who is waited for. `accepted` is left out: it
 * waits for the whole cycle to be convened and not for one act with a deadline of its own.
 */
export const remindedStates: readonly { readonly state: ProposalState; readonly party: Party }[] = proposalStates.flatMap((state) => {
  const party = waitingFor[state];
  return party === 'nobody' || state === 'accepted' ? [] : [{ state, party }];
});

/**
 * SQL: everything that waits for a person, as the relation `waiting`. $1 states and $2 parties (of `remindedStates`), $3 today,
 * $4 a cycle or null, $5 departments or null.
 *
 * The deadline is the one that concerns whoever is waited for: a department's is that of submission, unless a later one was
 * granted for this item; the planning office's that of review; a municipality's that of the vote.
 * `since` is the first day on which it waited: no reminder was due before it.
 */
export const waitingSql = `
  item as (
    select p.id, p.state, w.party, p.submitted_by, c.id as cycle_id, c.plan_id, c.partnership_id, c.fiscal_year, pl.title as plan_title,
      coalesce(p.name, d.name, '') as name, i.key, coalesce(i.position, 1000000 + p.position) as position,
      case w.party when 'department' then coalesce(p.exception_until, c.submission_deadline) when 'planningOffice' then c.review_deadline else c.vote_deadline end as deadline,
      (greatest(
        (select max(s.at) from proposal_step s where s.proposal_id = p.id and s.from_state <> s.to_state),
        case when p.state = 'draft' then (select max(s.at) from cycle_step s where s.cycle_id = c.id and s.to_state = 'collecting') end
      ) at time zone 'Asia/Tokyo')::date as since
    from unnest($1::text[], $2::text[]) as w(state, party)
    join proposal p on p.state = w.state and p.discarded_at is null
    join cycle c on c.id = p.cycle_id
    join plan pl on pl.id = c.plan_id
    left join indicator i on i.id = p.indicator_id
    left join indicator_definition d on d.indicator_id = p.indicator_id and d.in_force_until is null
    where ($4::uuid is null or c.id = $4)
      and case p.state
        when 'draft' then c.state = 'collecting' or (c.state in ('reviewing', 'deliberating') and p.exception_until >= $3::date)
        when 'tabled' then c.state = 'deliberating'
        else c.state in ('collecting', 'reviewing', 'deliberating') end
  ),
  waiting as (
    select r.person_id, item.*, array_agg(x.name order by o.position) as departments
    from item join proposal_department o on o.proposal_id = item.id join department x on x.id = o.department_id
      join role_held r on r.department_id = o.department_id and r.role = 'officer'
    where item.party = 'department' and ($5::uuid[] is null or o.department_id = any ($5))
    group by r.person_id, item.id, item.state, item.party, item.submitted_by, item.cycle_id, item.plan_id, item.partnership_id, item.fiscal_year, item.plan_title, item.name, item.key, item.position, item.deadline, item.since
    union all
    select r.person_id, item.*, array(select x.name from proposal_department o join department x on x.id = o.department_id where o.proposal_id = item.id order by o.position)
    from item join role_held r on r.plan_id = item.plan_id and r.role = 'coordinator'
    where item.party = 'planningOffice' and item.submitted_by is distinct from r.person_id
    union all
    select distinct on (r.person_id, item.id) r.person_id, item.*, array(select x.name from proposal_department o join department x on x.id = o.department_id where o.proposal_id = item.id order by o.position)
    from item join partnership_municipality m on m.partnership_id = item.partnership_id
      join role_held r on r.municipality_id = m.municipality_id and r.role = 'committee_member'
    where item.party = 'committee' and item.submitted_by is distinct from r.person_id
      and not exists (select from voting_round b join vote v on v.round_id = b.id where b.proposal_id = item.id and b.ended_at is null and v.municipality_id = m.municipality_id)
  )`;

/** One thing that waits for one person, as SQL gives it. */
export interface WaitingRow {
  person_id: string; person_name: string; address: string; party: Party; state: ProposalState; cycle_id: string; partnership_id: string; plan_title: string;
  fiscal_year: number; name: string; key: string | null; deadline: string | null; departments: string[];
}

export const waitingColumns = `q.id as person_id, q.name as person_name, q.email as address, w.party, w.state, w.cycle_id, w.partnership_id, w.plan_title, w.fiscal_year, w.name, w.key,
  w.deadline::text as deadline, w.departments`;

/** The rows of each person, in the order in which they came. */
export function byPerson<Row extends { person_id: string }>(rows: readonly Row[]): [Row, ...Row[]][] {
  const people = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const theirs = people.get(row.person_id);
    if (theirs) theirs.push(row);
    else people.set(row.person_id, [row]);
  }
  return [...people.values()];
}
