import { randomUUID } from 'node:crypto';
import { aDataSource, Db, type Caller, type Message, type Tx } from '#db';
import { aDatabase } from './database.js';

/** A person as the fixtures make one: known by post. */
export interface Post {
  readonly id: string;
  readonly email: string;
}

/** Three municipalities that share a plan: two departments and the planning office in the first, a committee member in each. */
export interface Partnership {
  readonly id: string;
  readonly planId: string;
  readonly municipalityIds: readonly [string, string, string];
  readonly departmentIds: readonly [string, string];
  readonly officers: readonly [Post, Post];
  readonly coordinator: Post;
  readonly committee: readonly [Post, Post, Post];
  readonly projectId: string;
  readonly title: string;
}

export interface Deadlines {
  readonly submission?: string;
  readonly review?: string;
  readonly vote?: string;
}

type CycleState = 'preparing' | 'collecting' | 'reviewing' | 'deliberating' | 'finalized';
type ProposalState = 'draft' | 'submitted' | 'returned' | 'accepted' | 'tabled' | 'approved' | 'rejected';
type Move = readonly [action: string, to: ProposalState];

const cyclePath: readonly (readonly [string, CycleState])[] = [['begin', 'preparing'], ['open', 'collecting'], ['close', 'reviewing'], ['convene', 'deliberating'], ['finalize', 'finalized']];
const proposalPaths: Record<ProposalState, readonly Move[]> = {
  draft: [],
  submitted: [['submit', 'submitted']],
  returned: [['submit', 'submitted'], ['return', 'returned']],
  accepted: [['submit', 'submitted'], ['accept', 'accepted']],
  tabled: [['submit', 'submitted'], ['accept', 'accepted'], ['table', 'tabled']],
  approved: [['submit', 'submitted'], ['accept', 'accepted'], ['table', 'tabled'], ['approve', 'approved']],
  rejected: [['submit', 'submitted'], ['accept', 'accepted'], ['table', 'tabled'], ['reject', 'rejected']],
};

/** A database of one's own with the door to it. */
export async function aWorld() {
  const database = await aDatabase();
  const source = await aDataSource({ url: database.url, poolSize: 6, applicationName: 'kyosei-test' }).initialize();
  const db = new Db(source);
  return { url: database.url, db, close: async () => {
    await db.close();
    await database.drop();
  } };
}

export const callerFor = (...partnershipIds: string[]): Caller => ({ kind: 'system', name: '試験', partnershipIds });

async function idOf(tx: Tx, sql: string, values: readonly unknown[]): Promise<string> {
  const row = await tx.row<{ id: string }>(sql, values);
  return row!.id;
}

let serial = 0;

/** @param municipalityIds those of another partnership, to have people of two partnerships */
export async function aPartnership(db: Db, name: string, from?: Partnership): Promise<Partnership> {
  const id = randomUUID();
  serial += 1;
  const mark = `${serial}${randomUUID().slice(0, 6)}`;
  let posts = 0;
  return db.write(callerFor(id), async (tx) => {
    await tx.rows('insert into partnership (id, name) values ($1, $2)', [id, name]);
    const person = async (post: string, role: string, scope: { department?: string; plan?: string; municipality?: string }): Promise<Post> => {
      posts += 1;
      const email = `${mark}-${posts}@kyosei.example`;
      const personId = await idOf(tx, 'insert into person (email, name) values ($1, $2) returning id', [email, post]);
      await tx.rows('insert into role_held (person_id, role, department_id, plan_id, municipality_id) values ($1, $2, $3, $4, $5)', [personId, role, scope.department ?? null, scope.plan ?? null, scope.municipality ?? null]);
      return { id: personId, email };
    };
    const municipalities: string[] = [];
    for (const position of [0, 1, 2]) {
      const municipality = from ? from.municipalityIds[position]! : await idOf(tx, 'insert into municipality (code, name) values ($1, $2) returning id', [String(900_000 + serial * 10 + position), `${name}${position + 1}`]);
      municipalities.push(municipality);
      await tx.rows('insert into partnership_municipality (partnership_id, municipality_id, central, position) values ($1, $2, $3, $4)', [id, municipality, position === 0, position]);
    }
    const planId = await idOf(tx, `insert into plan (partnership_id, kind, title, from_year, to_year, base_year, target_year, level_names) values ($1, 'vision', $2, 2026, 2030, 2024, 2030, '{分野}') returning id`, [id, `${name}共生ビジョン`]);
    const sectionId = await idOf(tx, `insert into section (partnership_id, plan_id, level, name, position) values ($1, $2, 1, '産業振興', 1) returning id`, [id, planId]);
    const projectId = await idOf(tx, `insert into project (partnership_id, plan_id, section_id, name, position) values ($1, $2, $3, '企業誘致', 1) returning id`, [id, planId, sectionId]);
    const departments = [];
    for (const post of ['商工振興課', '福祉相談課']) departments.push(await idOf(tx, 'insert into department (municipality_id, name) values ($1, $2) returning id', [municipalities[0], `${name}${post}`]));
    const [first, second] = departments as [string, string];
    return {
      id, planId, projectId, title: `${name}共生ビジョン`,
      municipalityIds: municipalities as [string, string, string] & string[],
      departmentIds: [first, second] as const,
      officers: [await person(`${name}商工振興課 担当者`, 'officer', { department: first }), await person(`${name}福祉相談課 担当者`, 'officer', { department: second })] as const,
      coordinator: await person(`${name}企画政策課 取りまとめ担当`, 'coordinator', { plan: planId }),
      committee: [
        await person(`${name}1 委員`, 'committee_member', { municipality: municipalities[0]! }),
        await person(`${name}2 委員`, 'committee_member', { municipality: municipalities[1]! }),
        await person(`${name}3 委員`, 'committee_member', { municipality: municipalities[2]! }),
      ] as const,
    };
  });
}

/** A cycle that has come to a state; `at` is when it came there. */
export async function aCycle(db: Db, of: Partnership, { state, deadlines = {}, at = '2026-04-01T09:00:00+09:00', fiscalYear = 2024 }: { state: CycleState; deadlines?: Deadlines; at?: string; fiscalYear?: number }): Promise<string> {
  const id = randomUUID();
  const steps = cyclePath.slice(0, cyclePath.findIndex(([, to]) => to === state) + 1);
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows('insert into cycle (id, partnership_id, plan_id, fiscal_year, state, step_number, submission_deadline, review_deadline, vote_deadline) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      id, of.id, of.planId, fiscalYear, state, steps.length, deadlines.submission ?? null, deadlines.review ?? null, deadlines.vote ?? null]);
    for (const [index, [action, to]] of steps.entries()) {
      await tx.rows('insert into cycle_step (cycle_id, number, partnership_id, from_state, action, to_state, at) values ($1, $2, $3, $4, $5, $6, $7)', [id, index + 1, of.id, steps[index - 1]?.[1] ?? '', action, to, at]);
    }
  });
  return id;
}

export interface ProposalWish {
  readonly name: string;
  readonly state: ProposalState;
  /** When it came into that state. */
  readonly at?: string;
  readonly departmentIds?: readonly string[];
  readonly submittedBy?: string;
  readonly exceptionUntil?: string;
}

/** A proposal on an indicator of its own, which has come to a state by legal steps. */
export async function aProposal(db: Db, of: Partnership, cycleId: string, { name, state, at = '2026-04-01T09:00:00+09:00', departmentIds = [of.departmentIds[0]], submittedBy, exceptionUntil }: ProposalWish): Promise<string> {
  serial += 1;
  const own = serial;
  const id = randomUUID();
  const moves: readonly Move[] = [['begin', 'draft'], ...proposalPaths[state]];
  await db.write(callerFor(of.id), async (tx) => {
    const indicatorId = await idOf(tx, 'insert into indicator (partnership_id, plan_id, project_id, key, position) values ($1, $2, $3, $4, $5) returning id', [of.id, of.planId, of.projectId, String(own), own]);
    await tx.rows('insert into indicator_definition (partnership_id, indicator_id, number, name, in_force_from) values ($1, $2, 1, $3, clock_timestamp())', [of.id, indicatorId, name]);
    await tx.rows(`insert into proposal (id, partnership_id, cycle_id, indicator_id, state, step_number, version, decision, submitted_by, exception_until) values ($1, $2, $3, $4, $5, $6, $6, 'keep', $7, $8)`, [
      id, of.id, cycleId, indicatorId, state, moves.length, submittedBy ?? null, exceptionUntil ?? null]);
    for (const [index, departmentId] of departmentIds.entries()) await tx.rows('insert into proposal_department (proposal_id, department_id, partnership_id, lead, position) values ($1, $2, $3, $4, $5)', [id, departmentId, of.id, index === 0, index]);
    for (const [index, [action, to]] of moves.entries()) {
      await tx.rows('insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version, comment, at) values ($1, $2, $3, $4, $5, $6, $2, $7, $8)', [
        id, index + 1, of.id, moves[index - 1]?.[1] ?? '', action, to, action === 'return' ? '根拠を具体的に書いてください。' : action === 'reject' ? '合意に至りませんでした。' : null, at]);
      if (action === 'table') await tx.rows('insert into voting_round (partnership_id, proposal_id, number, proposal_version) values ($1, $2, 1, $3)', [of.id, id, index + 1]);
      if (to === 'approved') for (const position of [0, 1, 2]) await castVote(tx, of, id, position, 'approve');
      if (to === 'rejected') await castVote(tx, of, id, 0, 'object');
      if (to === 'approved' || to === 'rejected') await tx.rows('update voting_round set ended_at = clock_timestamp() where proposal_id = $1', [id]);
    }
  });
  return id;
}

async function castVote(tx: Tx, of: Partnership, proposalId: string, position: number, choice: 'approve' | 'object'): Promise<void> {
  await tx.rows(
    `insert into vote (partnership_id, round_id, proposal_version, municipality_id, person_id, choice, comment) select $1::uuid, r.id, r.proposal_version, $3::uuid, $4::uuid, $5::text, '異議の理由' from voting_round r where r.proposal_id = $2 and r.ended_at is null`,
    [of.id, proposalId, of.municipalityIds[position], of.committee[position]!.id, choice]);
}

/** One more step of a proposal as the services record it: state, history, and the message, in one transaction. */
export async function moveProposal(db: Db, of: Partnership, proposalId: string, action: string, to: ProposalState, { comment = null, voter }: { comment?: string | null; voter?: 0 | 1 | 2 } = {}): Promise<Message> {
  return db.write(callerFor(of.id), async (tx) => {
    const row = await tx.row<{ state: string; step_number: number }>('select state, step_number from proposal where id = $1 for update', [proposalId]);
    const step = row!.step_number + 1;
    if (voter !== undefined) await castVote(tx, of, proposalId, voter, action === 'object' ? 'object' : 'approve');
    await tx.rows('update proposal set state = $2, step_number = $3, version = version + 1 where id = $1', [proposalId, to, step]);
    await tx.rows('insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version, comment) values ($1, $2, $3, $4, $5, $6, $2, $7)', [proposalId, step, of.id, row!.state, action, to, comment]);
    if (action === 'table') await tx.rows('insert into voting_round (partnership_id, proposal_id, number, proposal_version) select $1::uuid, $2::uuid, coalesce(max(number), 0) + 1, $3::int from voting_round where proposal_id = $2', [of.id, proposalId, step]);
    if (row!.state === 'tabled' && to !== 'tabled') await tx.rows('update voting_round set ended_at = clock_timestamp() where proposal_id = $1 and ended_at is null', [proposalId]);
    const message: Message = { topic: 'proposal.moved', proposalId, step };
    await tx.say(of.id, message);
    return message;
  });
}

/** Leaves a message in the outbox. */
export const say = (db: Db, of: Partnership, message: Message): Promise<void> => db.write(callerFor(of.id), (tx) => tx.say(of.id, message));

export interface MailRow {
  readonly id: string; readonly address: string; readonly subject: string; readonly body: string; readonly state: string; readonly kind: string;
  readonly once_key: string; readonly attempts: number; readonly last_error: string | null; readonly partnership_id: string | null; readonly waits_seconds: number;
}

/** The ledger as it stands. */
export const mailsOf = (db: Db, ...of: Partnership[]): Promise<MailRow[]> =>
  db.read(callerFor(...of.map((one) => one.id)), (reader) =>
    reader.rows<MailRow>('select id, address, subject, body, state, kind, once_key, attempts, last_error, partnership_id, extract(epoch from next_attempt_at - clock_timestamp())::float8 as waits_seconds from mail order by created_at, address'));

export interface OutboxRow { readonly id: string; readonly topic: string; readonly state: string; readonly dispatch_number: number; readonly last_error: string | null }

export const outboxOf = (db: Db, of: Partnership): Promise<OutboxRow[]> =>
  db.read(callerFor(of.id), (reader) => reader.rows<OutboxRow>('select id, topic, state, dispatch_number, last_error from outbox order by created_at'));

/** Puts a mail into the ledger as a handler would. */
export async function aMail(db: Db, of: Partnership, more: { address?: string; subject?: string; body?: string; kind?: string } = {}): Promise<string> {
  return db.write(callerFor(of.id), (tx) =>
    idOf(tx, 'insert into mail (partnership_id, once_key, kind, person_id, address, subject, body) values ($1, $2, $3, $4, $5, $6, $7) returning id', [
      of.id, randomUUID(), more.kind ?? 'returned', of.coordinator.id, more.address ?? of.coordinator.email, more.subject ?? '差戻し: 「企業立地件数」', more.body ?? '本文です。\n'])) ;
}

/** Looks again and again until the promise holds; fails with what was last seen. */
export async function eventually<T>(look: () => Promise<T>, holds: (seen: T) => boolean, patienceMs = 10_000): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > until) throw new Error(`it did not come true in ${patienceMs} ms; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
