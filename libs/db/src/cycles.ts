import { cycleName, fiscalYearName, proposalStates, Refused, type CycleFacts, type CycleState, type CycleStep, type ProposalState } from '#core';
import type { Reader } from './reader.js';
import type { Tx } from './tx.js';

/** A cycle as read under its lock. */
export interface LockedCycle {
  readonly facts: CycleFacts;
  readonly partnershipId: string;
  readonly fiscalYear: number;
  readonly stepNumber: number;
}

interface FactsRow {
  id: string; partnership_id: string; plan_id: string; fiscal_year: number; state: CycleState; version: number; step_number: number; title: string;
  submission: string | null; review: string | null; vote: string | null;
  counts: Partial<Record<ProposalState, number>>; not_submitted: string[]; unattended: string[]; documents_exist: boolean;
}

const factsOfCycle = `
  select c.id, c.partnership_id, c.plan_id, c.fiscal_year, c.state, c.version, c.step_number,
    pl.title,
    c.submission_deadline::text as submission, c.review_deadline::text as review, c.vote_deadline::text as vote,
    coalesce((select json_object_agg(s.state, s.n) from (select state, count(*)::int as n from proposal where cycle_id = c.id and discarded_at is null group by state) s), '{}') as counts,
    case when c.state in ('collecting', 'reviewing') then array(select coalesce(p.name, d.name, '') from proposal p left join indicator_definition d on d.indicator_id = p.indicator_id and d.in_force_until is null
      where p.cycle_id = c.id and p.discarded_at is null and p.state in ('draft', 'returned') order by p.position) else '{}' end as not_submitted,
    case when c.state = 'preparing' then array(select d.name from indicator i join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null
      where i.plan_id = c.plan_id and i.ended_at is null and not exists (
        select from indicator_department o join role_held r on r.department_id = o.department_id and r.role = 'officer' join person q on q.id = r.person_id and q.active
        where o.indicator_id = i.id) order by i.position) else '{}' end as unattended,
    exists (select from snapshot s where s.cycle_id = c.id and not s.draft and s.number = (select max(number) from snapshot where cycle_id = c.id)
      and exists (select from document x where x.snapshot_id = s.id and not x.draft)
      and not exists (select from document x where x.snapshot_id = s.id and not x.draft and x.state <> 'ready')) as documents_exist
  from cycle c join plan pl on pl.id = c.plan_id
  where c.id = $1 and c.plan_id = any ($2::uuid[])`;

/** What the rules need to know of a cycle. @throws Refused not_found when it is not there or not the actor's to know of */
export async function readCycle(reader: Reader, cycleId: string, planIds: readonly string[]): Promise<LockedCycle> {
  const row = await reader.row<FactsRow>(factsOfCycle, [cycleId, planIds]);
  if (!row) throw new Refused('not_found', '年度見直しが見つかりません。一覧に戻って、もう一度開いてください。');
  const counts = Object.fromEntries(proposalStates.map((state) => [state, row.counts[state] ?? 0])) as Record<ProposalState, number>;
  return {
    facts: {
      id: row.id, name: cycleName(row.title, row.fiscal_year), planId: row.plan_id, state: row.state, version: row.version,
      deadlines: { submission: row.submission, review: row.review, vote: row.vote },
      unattended: row.unattended, proposalCounts: counts, notSubmitted: row.not_submitted, documentsExist: row.documents_exist,
    },
    partnershipId: row.partnership_id, fiscalYear: row.fiscal_year, stepNumber: row.step_number,
  };
}

/** Locks a cycle against every move of it and of its proposals, then reads what the rules need. */
export async function lockCycle(tx: Tx, cycleId: string): Promise<LockedCycle> {
  await tx.rows('select id from cycle where id = $1 and plan_id = any ($2::uuid[]) for update', [cycleId, tx.actor.planIds]);
  return readCycle(tx, cycleId, tx.actor.planIds);
}

/** Records one step of a cycle: state, version, history, audit and outbox, together. @returns its version afterwards */
export async function recordCycleStep(tx: Tx, cycle: LockedCycle, step: CycleStep): Promise<number> {
  const moved = await tx.row<{ version: number }>(
    'update cycle set state = $3, step_number = step_number + 1, version = version + 1 where id = $1 and state = $2 and version = $4 returning version',
    [cycle.facts.id, step.from, step.to, cycle.facts.version],
  );
  if (!moved) throw new Error('the locked cycle is not as it was read');
  const number = cycle.stepNumber + 1;
  await tx.rows(
    `insert into cycle_step (cycle_id, number, partnership_id, from_state, action, to_state, actor_id, reason, missing) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [cycle.facts.id, number, cycle.partnershipId, step.from, step.action, step.to, tx.actor.personId || null, step.reason, step.missing],
  );
  if (step.action === 'reopen') {
    await tx.rows(`update proposal set to_be_confirmed = true where cycle_id = $1 and state in ('approved', 'rejected') and discarded_at is null`, [cycle.facts.id]);
  }
  if (step.action === 'finalize') {
    await tx.rows('update proposal set to_be_confirmed = false where cycle_id = $1 and to_be_confirmed', [cycle.facts.id]);
  }
  await tx.audit({
    partnershipId: cycle.partnershipId, subjectType: 'cycle', subjectId: cycle.facts.id, subjectName: cycle.facts.name, event: step.action, from: step.from, to: step.to,
    comment: step.reason, ...(step.missing.length > 0 ? { difference: { missing: { old: null, new: step.missing } } } : {}),
  });
  await tx.say(cycle.partnershipId, { topic: 'cycle.moved', cycleId: cycle.facts.id, step: number });
  return moved.version;
}

/** Begins a cycle in preparation. @throws Refused conflict when the plan already has one for the year */
export async function beginCycle(tx: Tx, cycle: { readonly planId: string; readonly partnershipId: string; readonly fiscalYear: number; readonly name: string; readonly deadlines: CycleFacts['deadlines'] }): Promise<string> {
  const row = await tx.row<{ id: string }>(
    `insert into cycle (partnership_id, plan_id, fiscal_year, state, step_number, submission_deadline, review_deadline, vote_deadline)
     values ($1, $2, $3, 'preparing', 1, $4, $5, $6) on conflict (plan_id, fiscal_year) do nothing returning id`,
    [cycle.partnershipId, cycle.planId, cycle.fiscalYear, cycle.deadlines.submission, cycle.deadlines.review, cycle.deadlines.vote],
  );
  if (!row) throw new Refused('conflict', `${cycle.name}の${fiscalYearName(cycle.fiscalYear)}の見直しは、すでにあります。一覧から開いてください。`);
  await tx.rows(`insert into cycle_step (cycle_id, number, partnership_id, from_state, action, to_state, actor_id) values ($1, 1, $2, '', 'begin', 'preparing', $3)`, [row.id, cycle.partnershipId, tx.actor.personId || null]);
  await tx.audit({ partnershipId: cycle.partnershipId, subjectType: 'cycle', subjectId: row.id, subjectName: cycle.name, event: 'begin', to: 'preparing' });
  return row.id;
}

/** Sets the deadlines of a locked cycle. @returns its version afterwards */
export async function setDeadlines(tx: Tx, cycle: LockedCycle, deadlines: CycleFacts['deadlines']): Promise<number> {
  const row = await tx.row<{ version: number }>(
    'update cycle set submission_deadline = $2, review_deadline = $3, vote_deadline = $4, version = version + 1 where id = $1 returning version',
    [cycle.facts.id, deadlines.submission, deadlines.review, deadlines.vote],
  );
  await tx.audit({
    partnershipId: cycle.partnershipId, subjectType: 'cycle', subjectId: cycle.facts.id, subjectName: cycle.facts.name, event: 'set_deadlines',
    difference: { deadlines: { old: cycle.facts.deadlines, new: deadlines } },
  });
  return row?.version ?? cycle.facts.version;
}
