import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { aDataSource, Db, type Caller, type RequestKey } from '#db';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { Proposals, type Answer } from './index.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let cycle: string;
let proposals: Proposals;
let coordinator: Caller;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 8 }).initialize());
  of = await aPartnership(db, '圏域');
  await settle(db, of);
  cycle = await aCycle(db, of, { state: 'deliberating' });
  proposals = new Proposals(db);
  coordinator = await sessionOf(db, of.coordinator);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const submitted = (...names: string[]): Promise<string[]> => Promise.all(names.map((name) => aProposal(db, of, cycle, { name, state: 'submitted' })));
const aKey = (fingerprint = 'f'): RequestKey => ({ key: `${randomUUID()}${'k'.repeat(110)}`, fingerprint });
const accept = (ids: readonly string[], key: RequestKey | null, version = 2): Promise<Answer> => proposals.actOnMany(coordinator, cycle, { action: 'accept', items: ids.map((id) => ({ id, version })) }, key);
const steps = (ids: readonly string[]): Promise<number[]> => Promise.all(ids.map(async (id) => (await db.read(callerFor(of.id), (r) => r.row<{ step_number: number }>('select step_number from proposal where id = $1', [id])))!.step_number));
const said = ({ body }: Answer): { done: { id: string }[]; refused: { id: string; code: string }[] } => JSON.parse(body) as never;

describe('a bulk act with a key', () => {
  it('sent again gives the stored answer to the letter, refusals and all, and acts on each once', async () => {
    const ids = [await aProposal(db, of, cycle, { name: '一括 1', state: 'accepted' }), await aProposal(db, of, cycle, { name: '一括 2', state: 'accepted' })];
    const [late = ''] = await submitted('一括 3');
    const key = aKey();
    const table = (): Promise<Answer> => proposals.actOnMany(coordinator, cycle, { action: 'table', items: [...ids, late].map((id) => ({ id, version: 3 })) }, key);
    const first = await table();
    expect([said(first).done.map(({ id }) => id), said(first).refused, first.replayed]).toEqual([ids, [expect.objectContaining({ id: late, code: 'wrong_state' })], false]);
    // What was refused could be tabled by now; the answer is the stored one all the same.
    await accept([late], null);
    const second = await table();
    expect([second.body, second.status, second.replayed]).toEqual([first.body, 200, true]);
    expect(await steps([...ids, late])).toEqual([4, 4, 3]);
  });

  it('with another body is refused, and nothing of it is done', async () => {
    const [one = '', other = ''] = await submitted('別の本文 1', '別の本文 2');
    const key = aKey('one');
    await accept([one], key);
    expect(await refusalOf(accept([other], { ...key, fingerprint: 'other' }))).toBe('key_reused');
    expect(await steps([one, other])).toEqual([3, 2]);
  });

  it('sent many times at once gives all the same answer, and each item one step', async () => {
    const ids = await submitted('同時 1', '同時 2', '同時 3');
    const key = aKey();
    // An item named twice is acted on once; its second mention is refused.
    const answers = await Promise.all(Array.from({ length: 6 }, () => accept([...ids, ids[0]!], key)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect([said(answers[0]!).done.map(({ id }) => id), said(answers[0]!).refused.map(({ id }) => id)]).toEqual([ids, [ids[0]]]);
    expect(await steps(ids)).toEqual([3, 3, 3]);
  });

  it('that broke off in between is finished by the next: what was done is not done again', async () => {
    const ids = await submitted('途中 1', '途中 2');
    const key = aKey();
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query(`select set_config('kyosei.partnerships', $1, true)`, [`{${of.id}}`]);
    expect((await holder.query('select from proposal where id = $1 for update', [ids[1]])).rowCount).toBe(1);
    const broken = expect(accept(ids, key)).rejects.toThrow(/terminat/);
    await endWhoeverWaits(holder);
    await broken;
    await holder.query('rollback');
    await holder.end();
    expect(await steps(ids)).toEqual([3, 2]);
    const again = await accept(ids, key);
    expect([said(again).done.map(({ id }) => id), again.replayed]).toEqual([ids, false]);
    expect(await steps(ids)).toEqual([3, 3]);
    expect((await accept(ids, key)).body).toBe(again.body);
  });
});

it('a bulk act is in its own cycle only', async () => {
  const elsewhere = await aProposal(db, of, await aCycle(db, of, { state: 'reviewing', fiscalYear: 2099 }), { name: '別の年度', state: 'submitted' });
  expect(said(await accept([elsewhere], null))).toMatchObject({ done: [], refused: [{ id: elsewhere, code: 'not_found' }] });
});

/** Cuts the connection that waits for a lock, as a crash would. */
async function endWhoeverWaits(holder: pg.Client): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt += 1) {
    const { rowCount } = await holder.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    if (rowCount) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nobody waits for the lock');
}
