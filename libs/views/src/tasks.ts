import { coordinates, cycleName, departmentsOf, offersOnCycle, waitingFor, type Actor, type CycleAction } from '#core';
import { readCycle, type Reader } from '#db';
import { assembleRow } from './row.js';
import { fromProposals, rowFactsJson } from './row-facts.js';
import { visibleTo } from './visible.js';

/** One thing that waits for the person, with the day by which it is expected (end of day, Asia/Tokyo). */
export interface Task {
  readonly kind: 'proposal' | 'cycle';
  readonly cycleId: string;
  readonly cycleName: string;
  readonly proposalId: string | null;
  readonly indicatorId: string | null;
  readonly name: string;
  readonly state: string;
  readonly version: number;
  readonly actions: readonly string[];
  readonly due: string | null;
  readonly overdue: boolean;
  /** Why it came back, where it was returned. */
  readonly comment: string | null;
}

interface TaskRow { facts: string; plan_title: string; fiscal_year: number; submission: string | null; review: string | null; vote: string | null; today: string }

const rowsThatWait = `select ${rowFactsJson('$1')} as facts,
    pl.title as plan_title, c.fiscal_year,
    coalesce(p.exception_until, c.submission_deadline)::text as submission, c.review_deadline::text as review, c.vote_deadline::text as vote,
    (clock_timestamp() at time zone 'Asia/Tokyo')::date::text as today
  ${fromProposals}
  where c.plan_id = any ($1::uuid[]) and p.state = any ($2::text[])
    and (p.state in ('submitted', 'accepted', 'tabled') or p.id in (select o.proposal_id from proposal_department o where o.department_id = any ($3::uuid[])))
  order by coalesce(i.position, 1000000 + p.position)`;

const nextOfCycle: readonly CycleAction[] = ['open', 'close', 'convene', 'finalize', 'publish'];

/** What waits for the person across all cycles: returned ones first, then by the day they are due. */
export async function tasks(reader: Reader, actor: Actor): Promise<Task[]> {
  const departments = [...departmentsOf(actor, 'officer'), ...departmentsOf(actor, 'section_head')];
  const states = [
    ...(departments.length > 0 ? ['draft', 'returned'] : []),
    ...(actor.roles.some((held) => held.role === 'coordinator') ? ['submitted', 'accepted'] : []),
    ...(actor.roles.some((held) => held.role === 'committee_member') ? ['tabled'] : []),
  ];
  const rows = states.length === 0 ? [] : await reader.rows<TaskRow>(rowsThatWait, [visibleTo(actor), states, departments]);
  const waiting = rows.flatMap((row) => taskOf(row, actor));
  const all = [...waiting, ...(await cycleTasks(reader, actor))];
  const rank = (task: Task): string => `${task.state === 'returned' ? 0 : 1}${task.due ?? '9999'}`;
  return all.sort((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0));
}

function taskOf(row: TaskRow, actor: Actor): Task[] {
  const assembled = assembleRow(row.facts, actor);
  if (!assembled?.facts.proposal) return [];
  const { facts, actions, editable } = assembled;
  const { facts: { proposal, indicator } } = assembled;
  const waits = waitingFor[proposal.state];
  const mine =
    waits === 'department' ? editable || actions.includes('endorse') || actions.includes('submit')
    : waits === 'planningOffice' ? coordinates(actor, facts.planId) && (proposal.state === 'submitted' ? actions.includes('accept') : actions.includes('table'))
    : actions.includes('approve');
  if (!mine) return [];
  const due = waits === 'department' ? row.submission : waits === 'planningOffice' ? row.review : row.vote;
  return [{
    kind: 'proposal', cycleId: facts.cycleId, cycleName: cycleName(row.plan_title, row.fiscal_year), proposalId: proposal.id, indicatorId: indicator.id, name: indicator.name, state: proposal.state,
    version: proposal.version, actions, due, overdue: due !== null && due < row.today, comment: proposal.returnComment,
  }];
}

/** The acts that a coordinator can take on a cycle now and that lead on; what is not yet possible waits for others. */
async function cycleTasks(reader: Reader, actor: Actor): Promise<Task[]> {
  const planIds = visibleTo(actor).filter((planId) => coordinates(actor, planId));
  if (planIds.length === 0) return [];
  const found = await reader.rows<{ id: string; today: string }>(`select id, (clock_timestamp() at time zone 'Asia/Tokyo')::date::text as today from cycle where plan_id = any ($1::uuid[]) and state <> 'published' order by fiscal_year`, [planIds]);
  const result: Task[] = [];
  for (const { id, today } of found) {
    const { facts } = await readCycle(reader, id, planIds);
    const actions = offersOnCycle(facts, actor);
    const leadsOn = actions.filter((action) => nextOfCycle.includes(action) && (action !== 'close' || facts.notSubmitted.length === 0));
    if (leadsOn.length === 0) continue;
    const due = facts.state === 'collecting' ? facts.deadlines.submission : facts.state === 'reviewing' ? facts.deadlines.review : facts.state === 'deliberating' ? facts.deadlines.vote : null;
    result.push({ kind: 'cycle', cycleId: id, cycleName: facts.name, proposalId: null, indicatorId: null, name: facts.name, state: facts.state, version: facts.version, actions: leadsOn, due, overdue: due !== null && due < today, comment: null });
  }
  return result;
}
