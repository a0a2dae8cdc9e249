import { Refused, type CycleState, type Decision, type ProposalFacts, type ProposalState, type ProposalStep, type VoteCast } from '#core';
import type { Tx } from './tx.js';

/** A proposal as read under its lock: what the rules need, and what a move is recorded with. */
export interface LockedProposal {
  readonly facts: Omit<ProposalFacts, 'missing'>;
  readonly cycleId: string;
  readonly partnershipId: string;
  readonly indicatorId: string | null;
  readonly fiscalYear: number;
  readonly stepNumber: number;
  readonly decision: Decision | null;
}

interface FactsRow {
  id: string; state: ProposalState; version: number; step_number: number; cycle_id: string; partnership_id: string; plan_id: string;
  cycle_state: CycleState; fiscal_year: number; indicator_id: string | null; decision: Decision | null; name: string;
  submitted_by: string | null; submitted_department_id: string | null; exception_holds: boolean; endorsement_asked: boolean; endorsed: boolean;
  departments: string[]; municipalities: string[]; votes: VoteCast[];
}

const factsOfProposal = `
  select p.id, p.state, p.version, p.step_number, p.cycle_id, p.partnership_id, c.plan_id, c.state as cycle_state, c.fiscal_year, p.indicator_id,
    p.decision, coalesce(p.name, d.name, '') as name, p.submitted_by, p.submitted_department_id,
    coalesce(p.exception_until >= (clock_timestamp() at time zone 'Asia/Tokyo')::date, false) as exception_holds,
    pl.endorsement_asked, p.endorsed_by is not null as endorsed,
    array(select o.department_id::text from proposal_department o where o.proposal_id = p.id order by o.position) as departments,
    array(select m.municipality_id::text from partnership_municipality m where m.partnership_id = p.partnership_id order by m.position) as municipalities,
    coalesce((select json_agg(json_build_object('municipalityId', v.municipality_id, 'choice', v.choice) order by v.at)
      from voting_round r join vote v on v.round_id = r.id where r.proposal_id = p.id and r.ended_at is null), '[]') as votes
  from proposal p
  join cycle c on c.id = p.cycle_id
  join plan pl on pl.id = c.plan_id
  left join indicator_definition d on d.indicator_id = p.indicator_id and d.in_force_until is null
  where p.id = $1`;

/**
 * Locks a proposal against everybody else who would move or edit it, and its cycle against moving meanwhile (in this order:
 * cycle, proposal), then reads what the rules need.
 * @throws Refused not_found when it is not there or not the actor's to know of
 */
export async function lockProposal(tx: Tx, proposalId: string): Promise<LockedProposal> {
  const locked = await tx.row<{ id: string }>(
    `select p.id from cycle c join proposal p on p.cycle_id = c.id
     where p.id = $1 and p.discarded_at is null and c.plan_id = any ($2::uuid[]) for share of c for update of p`,
    [proposalId, tx.actor.planIds],
  );
  // A second statement, because the first one's subqueries would see the moment before the lock was had.
  const row = locked && (await tx.row<FactsRow>(factsOfProposal, [proposalId]));
  if (!row) throw new Refused('not_found', '見直し案が見つかりません。一覧に戻って、もう一度開いてください。');
  return {
    facts: {
      id: row.id, name: row.name, planId: row.plan_id, state: row.state, version: row.version, cycleState: row.cycle_state,
      owningDepartmentIds: row.departments, submittedBy: row.submitted_by, submittedDepartmentId: row.submitted_department_id,
      exceptionHolds: row.exception_holds, endorsementAsked: row.endorsement_asked, endorsed: row.endorsed,
      municipalityIds: row.municipalities, votes: row.votes,
    },
    cycleId: row.cycle_id, partnershipId: row.partnership_id, indicatorId: row.indicator_id, fiscalYear: row.fiscal_year,
    stepNumber: row.step_number, decision: row.decision,
  };
}

/** The state as it was and will be moves only from what was locked; anything else is a bug in the caller, not a "no". */
function expectOne(moved: { version: number } | null): number {
  if (!moved) throw new Error('the locked proposal is not as it was read');
  return moved.version;
}

/**
 * Records one step of a proposal: state, version, history, voting round, vote, audit and outbox, together.
 * A vote that decides nothing leaves the version alone, so that the other municipalities vote on what they read. A dated exception
 * holds until its day or the acceptance: what was sent under it may be taken back and sent again.
 * @returns the proposal's version afterwards
 */
export async function recordProposalStep(tx: Tx, proposal: LockedProposal, step: ProposalStep): Promise<number> {
  const moves = step.from !== step.to;
  const newVersion = moves || step.action === 'endorse';
  const submits = step.action === 'submit';
  const version = expectOne(
    await tx.row<{ version: number }>(
      `update proposal set state = $3, step_number = step_number + 1, version = version + $4::int, updated_at = clock_timestamp(),
         submitted_by = case when $5 then $6::uuid else submitted_by end,
         submitted_department_id = case when $5 then $7::uuid else submitted_department_id end,
         submitted_at = case when $5 then clock_timestamp() else submitted_at end,
         endorsed_by = case when $8 = 'endorse' then $6::uuid when $8 in ('withdraw', 'return') then null else endorsed_by end,
         exception_until = case when $8 = 'accept' then null else exception_until end
       where id = $1 and state = $2 and version = $9 returning version`,
      [proposal.facts.id, step.from, step.to, newVersion ? 1 : 0, submits, tx.actor.personId || null, step.departmentId, step.action, proposal.facts.version],
    ),
  );
  const number = proposal.stepNumber + 1;
  if (step.action === 'table') await openRound(tx, proposal, version);
  if (step.vote) await castVote(tx, proposal, step.vote, step.comment);
  await tx.rows(
    `insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version, actor_id, department_id, comment)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [proposal.facts.id, number, proposal.partnershipId, step.from, step.action, step.to, version, tx.actor.personId || null, step.departmentId, step.comment],
  );
  if (step.from === 'tabled' && moves) {
    await tx.rows('update voting_round set ended_at = clock_timestamp() where proposal_id = $1 and ended_at is null', [proposal.facts.id]);
  }
  await tx.auditAndSay({
    partnershipId: proposal.partnershipId, subjectType: 'proposal', subjectId: proposal.facts.id, subjectName: proposal.facts.name,
    event: step.action, from: step.from, to: step.to, comment: step.comment,
    ...(step.vote ? { difference: { vote: { old: null, new: step.vote } } } : {}),
  }, { topic: 'proposal.moved', proposalId: proposal.facts.id, step: number });
  return version;
}

async function openRound(tx: Tx, proposal: LockedProposal, version: number): Promise<void> {
  await tx.rows(
    `insert into voting_round (partnership_id, proposal_id, number, proposal_version)
     select $1::uuid, $2::uuid, coalesce(max(number), 0) + 1, $3::int from voting_round where proposal_id = $2`,
    [proposal.partnershipId, proposal.facts.id, version],
  );
}

async function castVote(tx: Tx, proposal: LockedProposal, vote: VoteCast, comment: string | null): Promise<void> {
  await tx.rows(
    `insert into vote (partnership_id, round_id, proposal_version, municipality_id, person_id, choice, comment)
     select $1::uuid, r.id, $3::int, $4::uuid, $5::uuid, $6::text, $7::text from voting_round r where r.proposal_id = $2 and r.ended_at is null`,
    [proposal.partnershipId, proposal.facts.id, proposal.facts.version, vote.municipalityId, tx.actor.personId, vote.choice, comment],
  );
}

/** What a department answers for one indicator, as columns of `proposal`. */
export interface ProposalContent {
  readonly decision: Decision | null;
  readonly name: string | null;
  readonly unit: string | null;
  readonly direction: string | null;
  readonly nature: string | null;
  readonly changeKind: string | null;
  readonly projectId: string | null;
  readonly baselineText: string | null;
  readonly baselineYear: number | null;
  readonly targetText: string;
  readonly targetYear: number | null;
  readonly rationale: string;
  readonly basis: string;
  readonly source: string;
  readonly discrepancyReason: string;
  /** The actuals of an indicator that is not there yet, as JSON: [{year, text}]. */
  readonly addedActuals: string;
  readonly successorId: string | null;
}

const contentColumns = {
  decision: 'decision', name: 'name', unit: 'unit', direction: 'direction', nature: 'nature', changeKind: 'change_kind', projectId: 'project_id',
  baselineText: 'baseline_text', baselineYear: 'baseline_year', targetText: 'target_text', targetYear: 'target_year', rationale: 'rationale',
  basis: 'basis', source: 'source', discrepancyReason: 'discrepancy_reason', addedActuals: 'added_actuals', successorId: 'successor_id',
} as const satisfies Record<keyof ProposalContent, string>;
const contentFields = Object.keys(contentColumns) as (keyof ProposalContent)[];
const contentSelect = contentFields.map((field) => `${contentColumns[field]} as "${field}"`).join(', ');
const contentUpdate = contentFields.map((field, index) => `${contentColumns[field]} = $${index + 3}`).join(', ');

const onBehalf = (onBehalfOf: string | null | undefined): { onBehalfOf?: string } => (onBehalfOf ? { onBehalfOf } : {});

/** The field-level difference between two records of the same shape. */
export function differenceOf<T extends object>(before: T, after: T): Record<string, { old: unknown; new: unknown }> {
  const fields = Object.keys(after) as (keyof T & string)[];
  return Object.fromEntries(fields.filter((field) => before[field] !== after[field]).map((field) => [field, { old: before[field], new: after[field] }]));
}

/**
 * Saves the content of a locked proposal, with its audit event; the version grows only when something changed.
 * An endorsement is of what was read, so a change takes it back.
 * @returns the proposal's version afterwards
 */
export async function saveProposal(tx: Tx, proposal: LockedProposal, content: ProposalContent, onBehalfOf?: string | null): Promise<number> {
  const before = await tx.row<ProposalContent>(`select ${contentSelect} from proposal where id = $1`, [proposal.facts.id]);
  if (!before) throw new Error('the locked proposal is gone');
  const difference = differenceOf(before, content);
  if (Object.keys(difference).length === 0) return proposal.facts.version;
  const version = expectOne(
    await tx.row<{ version: number }>(
      `update proposal set version = version + 1, endorsed_by = null, updated_at = clock_timestamp(), ${contentUpdate} where id = $1 and version = $2 returning version`,
      [proposal.facts.id, proposal.facts.version, ...contentFields.map((field) => content[field])],
    ),
  );
  await tx.audit({
    partnershipId: proposal.partnershipId, subjectType: 'proposal', subjectId: proposal.facts.id, subjectName: proposal.facts.name, event: 'save',
    difference, ...onBehalf(onBehalfOf),
  });
  return version;
}

export interface ProposalBeginning {
  readonly cycleId: string;
  readonly partnershipId: string;
  readonly indicatorId: string | null;
  readonly name: string;
  readonly content: ProposalContent;
  readonly departmentIds: readonly string[];
  readonly position: number;
  readonly onBehalfOf?: string | null;
}

/** Begins a proposal: row, first step, owning departments and audit. @returns its id */
export async function beginProposal(tx: Tx, beginning: ProposalBeginning): Promise<string> {
  const placeholders = contentFields.map((_, index) => `$${index + 5}`).join(', ');
  const row = await tx.row<{ id: string }>(
    `insert into proposal (cycle_id, partnership_id, indicator_id, position, state, step_number, ${Object.values(contentColumns).join(', ')})
     values ($1, $2, $3, $4, 'draft', 1, ${placeholders}) returning id`,
    [beginning.cycleId, beginning.partnershipId, beginning.indicatorId, beginning.position, ...contentFields.map((field) => beginning.content[field])],
  );
  if (!row) throw new Error('the proposal was not inserted');
  await tx.rows(
    `insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version, actor_id) values ($1, 1, $2, '', 'begin', 'draft', 1, $3)`,
    [row.id, beginning.partnershipId, tx.actor.personId || null],
  );
  await tx.rows(
    `insert into proposal_department (proposal_id, department_id, partnership_id, lead, position)
     select $1::uuid, d.id::uuid, $2::uuid, d.ordinal = 1, d.ordinal from unnest($3::uuid[]) with ordinality as d(id, ordinal)`,
    [row.id, beginning.partnershipId, beginning.departmentIds],
  );
  await tx.audit({
    partnershipId: beginning.partnershipId, subjectType: 'proposal', subjectId: row.id, subjectName: beginning.name, event: 'begin', to: 'draft',
    ...onBehalf(beginning.onBehalfOf),
  });
  return row.id;
}

/** Takes an added indicator's draft off the table again; its history stays. */
export async function discardProposal(tx: Tx, proposal: LockedProposal): Promise<void> {
  await tx.rows('update proposal set discarded_at = clock_timestamp(), version = version + 1 where id = $1', [proposal.facts.id]);
  await tx.audit({ partnershipId: proposal.partnershipId, subjectType: 'proposal', subjectId: proposal.facts.id, subjectName: proposal.facts.name, event: 'discard', from: proposal.facts.state });
}

/** Lets the departments of one proposal submit until the end of a day although the cycle no longer collects. */
export async function grantException(tx: Tx, proposal: LockedProposal, until: string, reason: string): Promise<number> {
  const version = expectOne(
    await tx.row<{ version: number }>('update proposal set exception_until = $2, version = version + 1 where id = $1 returning version', [proposal.facts.id, until]),
  );
  await tx.audit({
    partnershipId: proposal.partnershipId, subjectType: 'proposal', subjectId: proposal.facts.id, subjectName: proposal.facts.name, event: 'grant_exception',
    comment: reason, difference: { exceptionUntil: { old: null, new: until } },
  });
  return version;
}

/** Adds what somebody says about a proposal. */
export async function addComment(tx: Tx, proposal: LockedProposal, text: string, departmentId: string | null): Promise<string> {
  const row = await tx.row<{ id: string }>(
    'insert into comment (partnership_id, proposal_id, person_id, department_id, text) values ($1, $2, $3, $4, $5) returning id',
    [proposal.partnershipId, proposal.facts.id, tx.actor.personId, departmentId, text],
  );
  await tx.audit({ partnershipId: proposal.partnershipId, subjectType: 'comment', subjectId: proposal.facts.id, subjectName: proposal.facts.name, event: 'comment', comment: text });
  return row?.id ?? '';
}
