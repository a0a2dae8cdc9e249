import pg from 'pg';
import { cycleEdges, cycleStates, proposalActions, proposalEdges, proposalStates } from '#core';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { aCycle, aPartnership, aProposal, type Partnership } from '../../../test/support/worker-fixtures.js';
import { aDataSource } from './data-source.js';
import { Db } from './db.js';

/** PostgreSQL by itself, without our code: what the tables refuse, raw SQL of the tables' owner cannot do either. */
let database: TestDatabase;
let db: Db;
let client: pg.Client;
let of: Partnership;
let cycle: string;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 3 }).initialize());
  of = await aPartnership(db, '制約');
  cycle = await aCycle(db, of, { state: 'deliberating' });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await db.close();
  await database.drop();
});

/** Runs statements in one transaction within the partnership, and commits. @returns PostgreSQL's own refusal, or null */
async function refusal(...statements: (readonly [string, readonly unknown[]])[]): Promise<string | null> {
  await client.query('begin');
  try {
    await client.query(`select set_config('kyosei.partnerships', $1, true)`, [`{${of.id}}`]);
    for (const [sql, values] of statements) await client.query(sql, [...values]);
    await client.query('commit');
    return null;
  } catch (error) {
    await client.query('rollback');
    return error instanceof Error ? error.message : String(error);
  }
}

const move = (id: string, to: string, step: number, version = step): readonly [string, readonly unknown[]] =>
  ['update proposal set state = $2, step_number = $3, version = $4 where id = $1', [id, to, step, version]];
const record = (id: string, number: number, from: string, action: string, to: string): readonly [string, readonly unknown[]] =>
  ['insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version) values ($1, $2, $3, $4, $5, $6, $2)', [id, number, of.id, from, action, to]];
const recordWith = (id: string, number: number, from: string, action: string, to: string, comment: string): readonly [string, readonly unknown[]] =>
  ['insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version, comment) values ($1, $2, $3, $4, $5, $6, $2, $7)', [id, number, of.id, from, action, to, comment]];
const endRound = (round: string): readonly [string, readonly unknown[]] => ['update voting_round set ended_at = clock_timestamp() where id = $1', [round]];
const proposalNow = async (id: string): Promise<{ step_number: number }> =>
  (await db.read({ kind: 'system', name: '試験', partnershipIds: [of.id] }, (r) => r.row<{ step_number: number }>('select step_number from proposal where id = $1', [id])))!;
const vote = (round: string, version: number, member: number, choice: string, comment: string | null = null): readonly [string, readonly unknown[]] =>
  ['insert into vote (partnership_id, round_id, proposal_version, municipality_id, person_id, choice, comment) values ($1, $2, $3, $4, $5, $6, $7)',
    [of.id, round, version, of.municipalityIds[member], of.committee[member]!.id, choice, comment]];
const roundOf = async (proposal: string): Promise<{ id: string; version: number }> => {
  await client.query('begin');
  await client.query(`select set_config('kyosei.partnerships', $1, true)`, [`{${of.id}}`]);
  const found = await client.query<{ id: string; proposal_version: number }>('select id, proposal_version from voting_round where proposal_id = $1 order by number desc limit 1', [proposal]);
  await client.query('commit');
  return { id: found.rows[0]!.id, version: found.rows[0]!.proposal_version };
};

it('holds exactly the arrows of the two transition tables', async () => {
  const rows = async (table: string): Promise<string[]> => (await client.query<{ arrow: string }>(`select from_state || ' ' || action || ' ' || to_state as arrow from ${table} order by 1`)).rows.map(({ arrow }) => arrow);
  const arrows = (edges: readonly { from: string | null; action: string; to: string }[]): string[] => edges.map(({ from, action, to }) => `${from ?? ''} ${action} ${to}`);
  expect((await rows('proposal_edge')).sort()).toEqual(arrows(proposalEdges()).sort());
  expect((await rows('cycle_edge')).sort()).toEqual(arrows(cycleEdges()).sort());
});

describe('a proposal', () => {
  it('moves by a recorded, legal step', async () => {
    const id = await aProposal(db, of, cycle, { name: '正しい動き', state: 'draft' });
    expect(await refusal(move(id, 'submitted', 2), record(id, 2, 'draft', 'submit', 'submitted'))).toBeNull();
  });

  it('cannot skip a state', async () => {
    const id = await aProposal(db, of, cycle, { name: '飛び越し', state: 'draft' });
    expect(await refusal(move(id, 'accepted', 2), record(id, 2, 'draft', 'accept', 'accepted'))).toMatch(/proposal_step_from_state_action_to_state_fkey/);
  });

  it('takes of all conceivable steps only those of the table', async () => {
    const legal = new Set(proposalEdges().map(({ from, action, to }) => `${from ?? ''} ${action} ${to}`));
    const slipped: string[] = [];
    for (const from of proposalStates) {
      const id = await aProposal(db, of, cycle, { name: `あらゆる動き ${from}`, state: from });
      const { step_number: number } = await proposalNow(id);
      for (const action of ['begin', ...proposalActions]) {
        for (const to of proposalStates) {
          if (legal.has(`${from} ${action} ${to}`)) continue;
          if (await refusal(move(id, to, number + 1), recordWith(id, number + 1, from, action, to, '理由')) === null) slipped.push(`${from} ${action} ${to}`);
        }
      }
    }
    expect(slipped).toEqual([]);
  });

  it('cannot be in a state that nobody knows', async () => {
    const id = await aProposal(db, of, cycle, { name: '架空の状態', state: 'draft' });
    expect(await refusal(move(id, 'blessed', 2), record(id, 2, 'draft', 'submit', 'blessed'))).toMatch(/fkey/);
  });

  it('cannot move without its step, nor record a step without the move', async () => {
    const id = await aProposal(db, of, cycle, { name: '無記録', state: 'draft' });
    expect(await refusal(move(id, 'submitted', 2))).toMatch(/state_is_the_last_step/);
    expect(await refusal(['update proposal set state = $2 where id = $1', [id, 'submitted']])).toMatch(/moves by one recorded step/);
    expect(await refusal(record(id, 2, 'draft', 'submit', 'submitted'))).toMatch(/only with the move itself/);
  });

  it('cannot take a step from a state it is not in', async () => {
    const id = await aProposal(db, of, cycle, { name: '別の状態から', state: 'draft' });
    expect(await refusal(move(id, 'accepted', 2), record(id, 2, 'submitted', 'accept', 'accepted'))).toMatch(/fkey/);
  });

  it('cannot begin a second time', async () => {
    const id = await aProposal(db, of, cycle, { name: '二度目の始まり', state: 'tabled' });
    expect(await refusal(move(id, 'draft', 5), record(id, 5, '', 'begin', 'draft'))).toMatch(/proposal_step_check/);
  });

  it('cannot be born in a later state', async () => {
    const id = '00000000-0000-4000-8000-00000000abcd';
    const insert = (state: string): readonly [string, readonly unknown[]] =>
      [`insert into proposal (id, partnership_id, cycle_id, project_id, decision, name, state, step_number) values ($1, $2, $3, $4, 'add', '飛び級', $5, 1)`, [id, of.id, cycle, of.projectId, state]];
    expect(await refusal(insert('approved'))).toMatch(/state_is_the_last_step/);
    expect(await refusal(insert('approved'), record(id, 1, '', 'begin', 'approved'))).toMatch(/fkey/);
  });

  it('keeps its content between submission and decision', async () => {
    const id = await aProposal(db, of, cycle, { name: '内容', state: 'submitted' });
    expect(await refusal([`update proposal set target_text = '9件' where id = $1`, [id]])).toMatch(/content of a proposal rests/);
    const draft = await aProposal(db, of, cycle, { name: '下書き', state: 'draft' });
    expect(await refusal([`update proposal set target_text = '9件' where id = $1`, [draft]])).toBeNull();
  });

  it('keeps the actual under review with it, and nobody else can be made its submitter', async () => {
    const id = await aProposal(db, of, cycle, { name: '実績も内容', state: 'tabled', submittedBy: of.officers[0].id });
    const recordActual = (year: number): readonly [string, readonly unknown[]] =>
      [`insert into actual (partnership_id, indicator_id, year, text) select partnership_id, indicator_id, $2, '3件' from proposal where id = $1`, [id, year]];
    expect(await refusal(recordActual(2024))).toMatch(/actual under review rests/);
    expect(await refusal(recordActual(2023))).toBeNull();
    expect(await refusal(['update actual set year = 2024 where indicator_id = (select indicator_id from proposal where id = $1)', [id]])).toMatch(/actual under review rests/);
    expect(await refusal(['update proposal set submitted_by = null where id = $1', [id]])).toMatch(/said by its submission/);
  });

  it('is neither returned nor rejected without a word, nor rejected without an objection', async () => {
    const submitted = await aProposal(db, of, cycle, { name: '無言の差戻し', state: 'submitted' });
    expect(await refusal(move(submitted, 'returned', 3), record(submitted, 3, 'submitted', 'return', 'returned'))).toMatch(/refusing_says_why/);
    const tabled = await aProposal(db, of, cycle, { name: '異議のない不採用', state: 'tabled' });
    const { id: round, version } = await roundOf(tabled);
    const reject = [move(tabled, 'rejected', 5), recordWith(tabled, 5, 'tabled', 'reject', 'rejected', '合意に至らず'), endRound(round)] as const;
    expect(await refusal(...reject)).toMatch(/rejected after an objection/);
    expect(await refusal(vote(round, version, 1, 'object', '再考を'), ...reject)).toBeNull();
  });

  it('never goes back in its version, and is never deleted', async () => {
    const id = await aProposal(db, of, cycle, { name: '版', state: 'submitted' });
    expect(await refusal(['update proposal set version = 1 where id = $1', [id]])).toMatch(/never goes back/);
    expect(await refusal(['delete from proposal where id = $1', [id]])).toMatch(/is refused/);
  });
});

describe('history', () => {
  it.each(['proposal_step', 'cycle_step', 'vote', 'audit_event', 'audit_chain'])('of %s is neither changed nor deleted nor emptied', async (table) => {
    const id = await aProposal(db, of, cycle, { name: `履歴 ${table}`, state: 'approved' });
    await db.write({ kind: 'system', name: '試験', partnershipIds: [of.id] }, (tx) => tx.audit({ partnershipId: of.id, subjectType: 'proposal', subjectId: id, subjectName: '履歴', event: 'save' }));
    const column = table === 'vote' ? 'comment' : table === 'audit_chain' ? 'number' : table === 'audit_event' ? 'comment' : 'action';
    expect(await refusal([`update ${table} set ${column} = ${column}`, []])).toMatch(/is refused/);
    expect(await refusal([`delete from ${table}`, []])).toMatch(/is refused/);
    expect(await refusal([`truncate ${table} cascade`, []])).toMatch(/is refused/);
  });
});

describe('a vote', () => {
  it('is one per municipality and round', async () => {
    const id = await aProposal(db, of, cycle, { name: '二重投票', state: 'tabled' });
    const { id: round, version } = await roundOf(id);
    expect(await refusal(vote(round, version, 0, 'approve'))).toBeNull();
    expect(await refusal(vote(round, version, 0, 'object', '考え直した'))).toMatch(/one_municipality_one_vote/);
  });

  it('is for the version that was tabled, from a municipality of the partnership, and an objection says why', async () => {
    const id = await aProposal(db, of, cycle, { name: '古い版', state: 'tabled' });
    const { id: round, version } = await roundOf(id);
    expect(await refusal(vote(round, version - 1, 0, 'approve'))).toMatch(/fkey/);
    expect(await refusal(vote(round, version, 0, 'object', ' '))).toMatch(/check/);
    const stranger = await aPartnership(db, 'よその圏域');
    expect(await refusal(['insert into vote (partnership_id, round_id, proposal_version, municipality_id, person_id, choice) values ($1, $2, $3, $4, $5, $6)',
      [of.id, round, version, stranger.municipalityIds[0], stranger.committee[0].id, 'approve']])).toMatch(/fkey/);
  });

  it('comes too late when its round has ended', async () => {
    const id = await aProposal(db, of, cycle, { name: '終わった回', state: 'tabled' });
    const { id: round, version } = await roundOf(id);
    expect(await refusal(['update voting_round set ended_at = clock_timestamp() where id = $1', [round]])).toBeNull();
    expect(await refusal(vote(round, version, 1, 'approve'))).toMatch(/round has ended/);
  });

  it('comes too late for a round that was closed, and the round never opens again', async () => {
    const id = await aProposal(db, of, cycle, { name: '開き直し', state: 'tabled' });
    const { id: round } = await roundOf(id);
    expect(await refusal(endRound(round))).toBeNull();
    expect(await refusal(['update voting_round set ended_at = null where id = $1', [round]])).toMatch(/only ends, once/);
    expect(await refusal(['delete from voting_round where id = $1', [round]])).toMatch(/is refused/);
    const other = await aProposal(db, of, cycle, { name: '版の差替え', state: 'tabled' });
    expect(await refusal(['update voting_round set proposal_version = 9, ended_at = clock_timestamp() where proposal_id = $1', [other]])).toMatch(/only ends, once/);
  });

  it('needs a round that tabling opened; and leaving the table ends it', async () => {
    const open = (proposal: string, version: number): readonly [string, readonly unknown[]] =>
      ['insert into voting_round (partnership_id, proposal_id, number, proposal_version) values ($1, $2, 1, $3)', [of.id, proposal, version]];
    const accepted = await aProposal(db, of, cycle, { name: '付議されていない採決', state: 'accepted' });
    expect(await refusal(open(accepted, 3))).toMatch(/opened by tabling/);
    const tabling = [move(accepted, 'tabled', 4), record(accepted, 4, 'accepted', 'table', 'tabled')] as const;
    expect(await refusal(...tabling)).toMatch(/tabling opens a voting round/);
    expect(await refusal(...tabling, open(accepted, 4))).toBeNull();
    const back = [move(accepted, 'returned', 5), recordWith(accepted, 5, 'tabled', 'return', 'returned', '再検討')] as const;
    expect(await refusal(...back)).toMatch(/ends the voting round/);
    expect(await refusal(...back, endRound((await roundOf(accepted)).id))).toBeNull();
  });

  it('is not cast on what one submitted oneself, and nobody accepts that either', async () => {
    const id = await aProposal(db, of, cycle, { name: '自分の提出', state: 'tabled', submittedBy: of.committee[0].id });
    const { id: round, version } = await roundOf(id);
    expect(await refusal(vote(round, version, 0, 'approve'))).toMatch(/nobody decides/);
    const submitted = await aProposal(db, of, cycle, { name: '自分で受理', state: 'submitted', submittedBy: of.coordinator.id });
    expect(await refusal(move(submitted, 'accepted', 3),
      ['insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version, actor_id) values ($1, 3, $2, $3, $4, $5, 3, $6)', [submitted, of.id, 'submitted', 'accept', 'accepted', of.coordinator.id]])).toMatch(/nobody decides/);
  });

  it('of two municipalities out of three is no approval', async () => {
    const id = await aProposal(db, of, cycle, { name: '二票で承認', state: 'tabled' });
    const { id: round, version } = await roundOf(id);
    expect(await refusal(vote(round, version, 0, 'approve'), vote(round, version, 1, 'approve'))).toBeNull();
    const approve = [move(id, 'approved', version + 1), record(id, version + 1, 'tabled', 'approve', 'approved'), endRound(round)] as const;
    expect(await refusal(...approve)).toMatch(/approved by every municipality/);
    expect(await refusal(vote(round, version, 2, 'object', '再考を'), ...approve)).toMatch(/approved by every municipality/);
    expect(await refusal(vote(round, version, 2, 'approve'), ...approve)).toBeNull();
  });
});

it('a cycle takes of all conceivable steps only those of the table', async () => {
  const legal = new Set(cycleEdges().map(({ from, action, to }) => `${from ?? ''} ${action} ${to}`));
  const actions = ['begin', 'open', 'close', 'convene', 'finalize', 'publish', 'reopen'];
  const slipped: string[] = [];
  let fiscalYear = 2040;
  for (const from of cycleStates) {
    if (from === 'published') continue;
    const id = await aCycle(db, of, { state: from, fiscalYear: (fiscalYear += 1) });
    const number = cycleStates.indexOf(from) + 2;
    for (const action of actions) {
      for (const to of cycleStates) {
        if (legal.has(`${from} ${action} ${to}`)) continue;
        const taken = await refusal(['update cycle set state = $2, step_number = $3, version = $3 where id = $1', [id, to, number]],
          ['insert into cycle_step (cycle_id, number, partnership_id, from_state, action, to_state, reason) values ($1, $2, $3, $4, $5, $6, $7)', [id, number, of.id, from, action, to, '理由']]);
        if (taken === null) slipped.push(`${from} ${action} ${to}`);
      }
    }
  }
  expect(slipped).toEqual([]);
});

it('a cycle cannot take a step from a state it is not in, nor begin a second time', async () => {
  const id = await aCycle(db, of, { state: 'collecting', fiscalYear: 2032 });
  const step = (from: string, action: string, to: string) => [['update cycle set state = $2, step_number = 3, version = 3 where id = $1', [id, to]],
    ['insert into cycle_step (cycle_id, number, partnership_id, from_state, action, to_state) values ($1, 3, $2, $3, $4, $5)', [id, of.id, from, action, to]]] as const;
  expect(await refusal(...step('reviewing', 'convene', 'deliberating'))).toMatch(/previous_state_fkey/);
  expect(await refusal(...step('', 'begin', 'preparing'))).toMatch(/cycle_step_check/);
});

it('a cycle goes back only with a reason, and is never deleted', async () => {
  const id = await aCycle(db, of, { state: 'collecting', fiscalYear: 2031 });
  const back = (reason: string | null) => [['update cycle set state = $2, step_number = 3, version = 3 where id = $1', [id, 'preparing']],
    ['insert into cycle_step (cycle_id, number, partnership_id, from_state, action, to_state, reason) values ($1, 3, $2, $3, $4, $5, $6)', [id, of.id, 'collecting', 'reopen', 'preparing', reason]]] as const;
  expect(await refusal(...back(' '))).toMatch(/reopening_says_why/);
  expect(await refusal(...back('期限の見直し'))).toBeNull();
  expect(await refusal(['delete from cycle where id = $1', [id]])).toMatch(/is refused/);
});

it('a cycle moves by a recorded, legal step too', async () => {
  const id = await aCycle(db, of, { state: 'preparing', fiscalYear: 2030 });
  const step = (to: string, action: string): readonly [string, readonly unknown[]] =>
    ['insert into cycle_step (cycle_id, number, partnership_id, from_state, action, to_state) values ($1, 2, $2, $3, $4, $5)', [id, of.id, 'preparing', action, to]];
  expect(await refusal(['update cycle set state = $2, step_number = 2, version = 2 where id = $1', [id, 'published']], step('published', 'publish'))).toMatch(/fkey/);
  expect(await refusal(['update cycle set state = $2, step_number = 2, version = 2 where id = $1', [id, 'collecting']])).toMatch(/state_is_the_last_step/);
  expect(await refusal(['update cycle set state = $2, step_number = 2, version = 2 where id = $1', [id, 'collecting']], step('collecting', 'open'))).toBeNull();
});
