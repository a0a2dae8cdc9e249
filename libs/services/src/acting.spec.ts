import { randomUUID } from 'node:crypto';
import { proposalActions, proposalStates, type ProposalAction } from '#core';
import { aDataSource, Db, type Caller } from '#db';
import { auditEvents, proposalRow } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { Cycles, Proposals } from './index.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let cycle: string;
let proposals: Proposals;
let officer: Caller;
let coordinator: Caller;
let members: Caller[];

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 16 }).initialize());
  of = await aPartnership(db, '圏域');
  await settle(db, of);
  cycle = await aCycle(db, of, { state: 'deliberating' });
  proposals = new Proposals(db);
  officer = await sessionOf(db, of.officers[0]);
  coordinator = await sessionOf(db, of.coordinator);
  members = await Promise.all(of.committee.map((post) => sessionOf(db, post)));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Now { state: string; version: number; step_number: number; votes: number; open_rounds: number }
const now = async (id: string): Promise<Now> => (await db.read(callerFor(of.id), (r) => r.row<Now>(
  `select p.state, p.version, p.step_number, (select count(*)::int from vote v join voting_round o on o.id = v.round_id where o.proposal_id = p.id) as votes,
     (select count(*)::int from voting_round o where o.proposal_id = p.id and o.ended_at is null) as open_rounds from proposal p where p.id = $1`, [id])))!;
const act = (caller: Caller, id: string, action: ProposalAction, version: number, comment?: string): Promise<unknown> => proposals.act(caller, id, { action, version, comment });

it('counts three votes at once, a thousand times: none is lost, none is counted twice, nothing is stuck', async () => {
  const times = 1_000;
  let next = 0;
  const stuck: string[] = [];
  const wrong: string[] = [];
  const round = async (): Promise<void> => {
    while (next < times) {
      next += 1;
      const id = await aProposal(db, of, cycle, { name: `同時の投票 ${next}`, state: 'tabled' });
      const answers = await Promise.all(members.map((member) => refusalOf(act(member, id, 'approve', 4))));
      const after = await now(id);
      if (answers.some((code) => code !== null) || after.state !== 'approved' || after.open_rounds !== 0) stuck.push(`${after.state} ${answers.join()}`);
      if (after.votes !== 3 || after.step_number !== 7) wrong.push(`${after.votes} ${after.step_number}`);
    }
  };
  await Promise.all(Array.from({ length: 5 }, round));
  expect({ stuck, wrong }).toEqual({ stuck: [], wrong: [] });
}, 180_000);

describe('two people at once', () => {
  it('get one winner and one clear refusal', async () => {
    for (let time = 0; time < 20; time += 1) {
      const id = await aProposal(db, of, cycle, { name: `引戻しと受理 ${time}`, state: 'draft', submittedBy: of.officers[0].id, exceptionUntil: '2099-01-01' });
      await db.write(callerFor(of.id), (tx) => tx.rows(`update proposal set submitted_department_id = $2 where id = $1`, [id, of.departmentIds[0]]));
      await db.write(callerFor(of.id), async (tx) => {
        await tx.rows(`update proposal set state = 'submitted', step_number = 2, version = 2 where id = $1`, [id]);
        await tx.rows(`insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version) values ($1, 2, $2, 'draft', 'submit', 'submitted', 2)`, [id, of.id]);
      });
      const answers = await Promise.all([refusalOf(act(officer, id, 'withdraw', 2)), refusalOf(act(coordinator, id, 'accept', 2))]);
      expect(answers.filter((code) => code === null)).toHaveLength(1);
      expect(answers.filter((code) => code === 'wrong_state')).toHaveLength(1);
    }
  });

  it('with the same vote of one municipality: one counts, the other hears that it has voted', async () => {
    const id = await aProposal(db, of, cycle, { name: '一市町村一票', state: 'tabled' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => refusalOf(act(members[0]!, id, 'approve', 4))));
    expect(answers.sort()).toEqual(['already_voted', 'already_voted', 'already_voted', null]);
    expect((await now(id)).votes).toBe(1);
  });
});

it('refuses a vote on an older version, and what was seen stale but is still possible', async () => {
  const id = await aProposal(db, of, cycle, { name: '古い版への投票', state: 'tabled' });
  expect(await refusalOf(act(members[0]!, id, 'approve', 3))).toBe('stale');
  expect((await now(id)).votes).toBe(0);
});

it('an objection blocks, a return ends the round, and the next round starts with no votes', async () => {
  const id = await aProposal(db, of, cycle, { name: '異議と差戻し', state: 'tabled', departmentIds: [of.departmentIds[0]] });
  await act(members[0]!, id, 'approve', 4);
  await act(members[1]!, id, 'object', 4, '再考を求めます。');
  await act(members[2]!, id, 'approve', 4);
  expect(await now(id)).toMatchObject({ state: 'tabled', votes: 3, open_rounds: 1 });
  expect(await refusalOf(act(coordinator, id, 'return', 4))).toBe('invalid');
  await act(coordinator, id, 'return', 4, '異議への回答を書いてください。');
  expect(await now(id)).toMatchObject({ state: 'returned', open_rounds: 0 });
  expect(await refusalOf(act(members[1]!, id, 'approve', 4))).toBe('wrong_state');
  await complete(id);
  const { version } = await now(id);
  await act(officer, id, 'submit', version);
  await act(coordinator, id, 'accept', version + 1);
  await act(coordinator, id, 'table', version + 2);
  expect((await db.read(coordinator, (r, a) => proposalRow(r, a, id))).facts.proposal).toMatchObject({ round: 2, votes: [] });
  for (const member of members) await act(member, id, 'approve', version + 3);
  expect(await now(id)).toMatchObject({ state: 'approved', votes: 6, open_rounds: 0 });
});

it('an objection lets the office reject, with a comment; without one it may not', async () => {
  const id = await aProposal(db, of, cycle, { name: '不採用', state: 'tabled' });
  expect(await refusalOf(act(coordinator, id, 'reject', 4, '合意に至らず。'))).toBe('wrong_state');
  await act(members[2]!, id, 'object', 4, '目標が低すぎます。');
  expect(await refusalOf(act(coordinator, id, 'reject', 4))).toBe('invalid');
  await act(coordinator, id, 'reject', 4, '合意に至らず。');
  expect(await now(id)).toMatchObject({ state: 'rejected', open_rounds: 0 });
});

it('nobody decides what they submitted, whatever other roles they hold', async () => {
  const both = of.coordinator;
  const id = await aProposal(db, of, cycle, { name: '自分の提出', state: 'submitted', submittedBy: both.id });
  expect(await refusalOf(act(coordinator, id, 'accept', 2))).toBe('not_allowed');
});

it('does each of many on its own, and lists what was refused and why', async () => {
  const ready = await aProposal(db, of, cycle, { name: '受理できる', state: 'submitted' });
  const stale = await aProposal(db, of, cycle, { name: '版が古い', state: 'submitted' });
  const tabled = await aProposal(db, of, cycle, { name: '付議中', state: 'tabled' });
  const nowhere = '00000000-0000-4000-8000-000000000000';
  const { body } = await proposals.actOnMany(coordinator, cycle, { action: 'accept', items: [{ id: stale, version: 1 }, { id: ready, version: 2 }, { id: tabled, version: 4 }, { id: nowhere, version: 1 }] }, null);
  expect(JSON.parse(body)).toMatchObject({
    done: [{ id: ready, state: 'accepted' }],
    refused: [{ id: stale, code: 'stale' }, { id: tabled, code: 'wrong_state' }, { id: nowhere, code: 'not_found' }],
  });
  expect(body).toContain('「付議中」は今「付議中」なので');
});

describe('a request with a key', () => {
  const request = (version: number) => ({ action: 'accept' as const, version });
  it('is answered once: the second gets the stored answer and changes nothing', async () => {
    const id = await aProposal(db, of, cycle, { name: '同じ鍵', state: 'submitted' });
    const key = { key: 'k-1', fingerprint: 'a' };
    const first = await proposals.act(coordinator, id, request(2), key);
    const second = await proposals.act(coordinator, id, request(2), key);
    expect([second.replayed, second.status, second.body, second.etag]).toEqual([true, first.status, first.body, first.etag]);
    expect((await now(id)).step_number).toBe(3);
  });

  it('refuses the same key with another request', async () => {
    const id = await aProposal(db, of, cycle, { name: '鍵の使い回し', state: 'submitted' });
    await proposals.act(coordinator, id, request(2), { key: 'k-2', fingerprint: 'a' });
    expect(await refusalOf(proposals.act(coordinator, id, request(2), { key: 'k-2', fingerprint: 'b' }))).toBe('key_reused');
  });

  it('sent ten times at once, acts once', async () => {
    const id = await aProposal(db, of, cycle, { name: '同時の同じ鍵', state: 'submitted' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => proposals.act(coordinator, id, request(2), { key: 'k-3', fingerprint: 'a' })));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
  });

  it('that was refused leaves the key free', async () => {
    const id = await aProposal(db, of, cycle, { name: '断られた鍵', state: 'submitted' });
    expect(await refusalOf(proposals.act(coordinator, id, request(1), { key: 'k-4', fingerprint: 'a' }))).toBe('stale');
    expect((await proposals.act(coordinator, id, request(2), { key: 'k-4', fingerprint: 'a' })).replayed).toBe(false);
  });
});

describe('what is typed in', () => {
  const collecting = async (): Promise<string> => aCycle(db, of, { state: 'collecting', fiscalYear: (year += 1) });
  let year = 2040;

  it('by two at once is kept once; the other is told that it is stale, and what the first wrote stays', async () => {
    const id = await aProposal(db, of, await collecting(), { name: '同時の保存', state: 'draft' });
    const save = (rationale: string) => proposals.save(officer, id, 1, { decision: 'keep', rationale });
    const answers = await Promise.all([refusalOf(save('一人目')), refusalOf(save('二人目'))]);
    expect(answers.sort()).toEqual([null, 'stale'].sort());
    expect((await now(id)).version).toBe(2);
    expect(await refusalOf(proposals.save(officer, id, 1, { decision: 'keep', rationale: '古い画面から' }))).toBe('stale');
  });

  it('rests from the submission on', async () => {
    const id = await aProposal(db, of, await collecting(), { name: '提出後の保存', state: 'submitted' });
    expect(await refusalOf(proposals.save(officer, id, 2, { decision: 'keep', rationale: '後から' }))).toBe('wrong_state');
  });

  it('as an actual begins at version 0, and two at once are one and a stale one', async () => {
    const inCycle = await collecting();
    const id = await aProposal(db, of, inCycle, { name: '同時の実績', state: 'draft' });
    const indicatorId = (await db.read(callerFor(of.id), (r) => r.row<{ id: string }>('select indicator_id as id from proposal where id = $1', [id])))!.id;
    const record = (version: number, text: string) => proposals.recordActual(officer, { cycleId: inCycle, indicatorId, year }, version, { text });
    const answers = await Promise.all([refusalOf(record(0, '1件')), refusalOf(record(0, '2件'))]);
    expect(answers.sort()).toEqual([null, 'stale'].sort());
    expect(await refusalOf(record(0, '3件'))).toBe('stale');
    expect((await record(1, '未集計')).etag).toBe('"2"');
    expect(await refusalOf(proposals.recordActual(officer, { cycleId: inCycle, indicatorId, year: year + 1 }, 0, { text: '1件' }))).toBe('invalid');
  });

  it('by the planning office for a department is marked as such', async () => {
    const id = await aProposal(db, of, await collecting(), { name: '代理の入力', state: 'draft' });
    await proposals.save(coordinator, id, 1, { decision: 'keep', rationale: '電話で聞き取り' });
    const { items } = await db.read(coordinator, (r, a) => auditEvents(r, a, { subject: id, actorId: null, from: null, to: null, limit: 10, after: 0 }));
    expect(items[0]).toMatchObject({ event: 'save', actor: { id: of.coordinator.id }, onBehalfOf: '圏域商工振興課', difference: { rationale: { old: '', new: '電話で聞き取り' } } });
  });

  it('of a new indicator names each department once', async () => {
    const { body } = await proposals.add(officer, await collecting(), { name: '新しい指標', projectId: of.projectId, departmentIds: [of.departmentIds[0], of.departmentIds[0]] }, null);
    expect(JSON.parse(body)).toMatchObject({ decision: 'add', state: 'draft', indicator: { departments: [{ id: of.departmentIds[0] }] } });
  });
});

it('a cycle that closes while a department submits has either, and says which: twenty times', async () => {
  const cycles = new Cycles(db);
  for (let time = 0; time < 20; time += 1) {
    const inCycle = await aCycle(db, of, { state: 'collecting', fiscalYear: 2060 + time });
    const id = await aProposal(db, of, inCycle, { name: `締切間際 ${time}`, state: 'draft' });
    await complete(id, 2060 + time);
    const [submitted, closed] = await Promise.all([refusalOf(act(officer, id, 'submit', 1)), refusalOf(cycles.act(coordinator, inCycle, { action: 'close', version: 1, reason: '期限のため' }, null))]);
    expect(closed).toBeNull();
    const { missing } = (await db.read(callerFor(of.id), (r) => r.row<{ missing: string[] }>(`select missing from cycle_step where cycle_id = $1 and action = 'close'`, [inCycle])))!;
    expect({ submitted, missing }).toEqual(submitted === null ? { submitted: null, missing: [] } : { submitted: 'wrong_state', missing: [`締切間際 ${time}`] });
  }
});

describe('what is offered', () => {
  let people: [string, Caller][];
  beforeAll(async () => {
    const aPerson = async (name: string, ...roles: Record<string, string>[]): Promise<[string, Caller]> => {
      const id = await db.write(callerFor(of.id), async (tx) => {
        const person = (await tx.row<{ id: string }>('insert into person (email, name, municipality_id) values ($1, $2, $3) returning id', [`${randomUUID()}@kyosei.example`, name, of.municipalityIds[0]]))!;
        for (const { role, department, plan } of roles) await tx.rows('insert into role_held (person_id, role, department_id, plan_id) values ($1, $2, $3, $4)', [person.id, role, department ?? null, plan ?? null]);
        return person.id;
      });
      return [name, await sessionOf(db, { id, email: '' })];
    };
    people = [
      ['担当者', officer], ['他課の担当者', await sessionOf(db, of.officers[1])], ['取りまとめ', coordinator], ['委員', members[0]!],
      await aPerson('課長', { role: 'section_head', department: of.departmentIds[0] }), await aPerson('閲覧者', { role: 'viewer', plan: of.planId }), await aPerson('管理者', { role: 'administrator' }),
      await aPerson('担当者兼取りまとめ', { role: 'officer', department: of.departmentIds[0] }, { role: 'coordinator', plan: of.planId }), await aPerson('役割なし'),
    ];
  });

  it.each([
    // What a row of the table offers, counted by hand over all people: 担 officer, 取 coordinator, 兼 both, 課 section head, 委 member.
    // returned: submit 担兼 · submitted: accept 取兼, return 取兼 (withdrawn, it could not be sent again) · accepted: return 取兼, table 取兼 · tabled: return 取兼, approve 委, object 委
    { name: 'while the committee deliberates', state: 'deliberating', asked: false, offered: 2 + 4 + 4 + 4, editable: 3 },
    // draft: submit 担兼 · accepted cannot be tabled yet
    { name: 'while the departments answer', state: 'collecting', asked: false, offered: 2 + 2 + 6 + 2 + 4, editable: 6 },
    // draft and returned: endorse 課, and nothing to submit before that
    { name: 'where the section head is to endorse', state: 'collecting', asked: true, offered: 1 + 1 + 6 + 2 + 4, editable: 6 },
  ] as const)('is exactly what is then accepted, $name: every state, every person, every action', async ({ state: cycleState, asked, offered, editable }) => {
    await db.write(callerFor(of.id), (tx) => tx.rows('update plan set endorsement_asked = $2 where id = $1', [of.planId, asked]));
    fiscalYear += 1;
    const inCycle = await aCycle(db, of, { state: cycleState, fiscalYear });
    const differences: string[] = [];
    const found = { offered: 0, editable: 0 };
    for (const state of proposalStates) {
      for (const [who, caller] of people) {
        let id = '';
        for (const action of proposalActions) {
          id ||= await aProposalReadyToMove(inCycle, state, `${state} ${who}`);
          const row = await db.read(caller, (r, a) => proposalRow(r, a, id)).catch(() => null);
          const offers = row?.actions.includes(action) ?? false;
          const code = await refusalOf(act(caller, id, action, (await now(id)).version, '理由'));
          if (offers) found.offered += 1;
          if (offers !== (code === null)) differences.push(`${state} ${who} ${action}: offered ${String(offers)}, answered ${String(code)}`);
          if (code === null) id = '';
        }
        id ||= await aProposalReadyToMove(inCycle, state, `${state} ${who}`);
        const { version } = await now(id);
        const row = await db.read(caller, (r, a) => proposalRow(r, a, id)).catch(() => null);
        const code = await refusalOf(proposals.save(caller, id, version, { decision: 'keep', rationale: '書き直し' }));
        if (row?.editable) found.editable += 1;
        if ((row?.editable ?? false) !== (code === null)) differences.push(`${state} ${who} save: offered ${String(row?.editable)}, answered ${String(code)}`);
      }
    }
    await db.write(callerFor(of.id), (tx) => tx.rows('update plan set endorsement_asked = false where id = $1', [of.planId]));
    expect(differences).toEqual([]);
    expect(found).toEqual({ offered, editable });
  }, 120_000);
  let fiscalYear = 2100;

  /** Whoever may act on it lacks nothing for it: what is missing of a draft is deleted with a reason here. */
  async function aProposalReadyToMove(inCycle: string, state: (typeof proposalStates)[number], name: string): Promise<string> {
    const id = await aProposal(db, of, inCycle, { name, state });
    if (state === 'draft' || state === 'returned') await complete(id, fiscalYear);
    if (state === 'submitted') await db.write(callerFor(of.id), (tx) => tx.rows('update proposal set submitted_department_id = $2 where id = $1', [id, of.departmentIds[0]]));
    return id;
  }

  it('of what somebody submitted, they are not offered to decide, and cannot', async () => {
    const [, both] = people.find(([name]) => name === '担当者兼取りまとめ')!;
    const inCycle = await aCycle(db, of, { state: 'collecting', fiscalYear: 2150 });
    const id = await aProposal(db, of, inCycle, { name: '自分で提出', state: 'draft' });
    await complete(id, 2150);
    await act(both, id, 'submit', 1);
    expect((await db.read(both, (r, a) => proposalRow(r, a, id))).actions).toEqual(['withdraw', 'return']);
    expect(await refusalOf(act(both, id, 'accept', 2))).toBe('not_allowed');
    expect((await db.read(coordinator, (r, a) => proposalRow(r, a, id))).actions).toEqual(['accept', 'return']);
  });
});

async function complete(id: string, year = 2024): Promise<void> {
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows(`update proposal set decision = 'delete', rationale = '目的を果たしたため' where id = $1`, [id]);
    await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) select partnership_id, indicator_id, $2, '3件' from proposal where id = $1`, [id, year]);
  });
}
