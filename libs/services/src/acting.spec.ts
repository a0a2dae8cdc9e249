import { proposalActions, proposalStates, type ProposalAction } from '#core';
import { aDataSource, Db, type Caller } from '#db';
import { proposalRow } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { Proposals } from './index.js';

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
      const id = await aProposal(db, of, cycle, { name: `引戻しと受理 ${time}`, state: 'draft', submittedBy: of.officers[0].id });
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
  const answer = await proposals.actOnMany(coordinator, cycle, { action: 'accept', items: [{ id: stale, version: 1 }, { id: ready, version: 2 }, { id: tabled, version: 4 }, { id: nowhere, version: 1 }] }, null);
  expect(answer).toMatchObject({
    done: [{ id: ready, state: 'accepted' }],
    refused: [{ id: stale, code: 'stale' }, { id: tabled, code: 'wrong_state' }, { id: nowhere, code: 'not_found' }],
  });
  expect(JSON.stringify(answer)).toContain('「付議中」は今「付議中」なので');
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

it('offers exactly what it then accepts: every state, every person, every action', async () => {
  const people: [string, Caller][] = [['担当者', officer], ['他課の担当者', await sessionOf(db, of.officers[1])], ['取りまとめ', coordinator], ['委員', members[0]!]];
  const differences: string[] = [];
  let offered = 0;
  for (const state of proposalStates) {
    for (const [who, caller] of people) {
      for (const action of proposalActions) {
        const id = await aProposal(db, of, cycle, { name: `${state} ${who} ${action}`, state });
        // A draft that lacks something is offered nothing to submit: what is missing is deleted with a reason here.
        if (state === 'draft' || state === 'returned') await complete(id);
        if (state === 'submitted') await db.write(callerFor(of.id), (tx) => tx.rows('update proposal set submitted_department_id = $2 where id = $1', [id, of.departmentIds[0]]));
        const row = await db.read(caller, (r, a) => proposalRow(r, a, id)).catch(() => null);
        const offers = row?.actions.includes(action) ?? false;
        const code = await refusalOf(act(caller, id, action, (await now(id)).version, '理由'));
        if (offers) offered += 1;
        if (offers !== (code === null)) differences.push(`${state} ${who} ${action}: offered ${String(offers)}, answered ${String(code)}`);
      }
    }
  }
  expect(differences).toEqual([]);
  // returned: submit · submitted: withdraw, accept, return · accepted: return, table · tabled: return, approve, object
  expect(offered).toBe(9);
}, 60_000);

async function complete(id: string): Promise<void> {
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows(`update proposal set decision = 'delete', rationale = '目的を果たしたため' where id = $1`, [id]);
    await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) select partnership_id, indicator_id, 2024, '3件' from proposal where id = $1`, [id]);
  });
}
