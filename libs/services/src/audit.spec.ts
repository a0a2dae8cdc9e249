import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { aDataSource, Db, type Caller } from '#db';
import { auditEvents, auditExport, auditVerification } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { Proposals } from './index.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let coordinator: Caller;

beforeEach(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 18 }).initialize());
  of = await aPartnership(db, '記録');
  await settle(db, of);
  coordinator = await sessionOf(db, of.coordinator);
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

const write = (number: number): Promise<void> => db.write(callerFor(of.id), (tx) => tx.audit({ partnershipId: of.id, subjectType: 'proposal', subjectId: `件${number}`, subjectName: `指標${number}`, event: 'save', comment: '改行\nと「記号」, 1:2 と😀' }));
const verdict = () => db.read(coordinator, auditVerification);

/** As the tables' owner, who may switch the triggers off: what somebody with the server in hand could do. */
async function tamper(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`begin; select set_config('kyosei.partnerships', '{${of.id}}', true); alter table audit_event disable trigger user; alter table audit_chain disable trigger user; ${sql}; alter table audit_event enable trigger user; alter table audit_chain enable trigger user; commit`);
  await client.end();
}

/** The same, with the foreign key from the chain to the events taken away too. */
async function tamperWithoutForeignKey(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ conname: string }>(`select conname from pg_constraint where conrelid = 'audit_chain'::regclass and contype = 'f' and confrelid = 'audit_event'::regclass`);
  await client.query(`begin; select set_config('kyosei.partnerships', '{${of.id}}', true); alter table audit_event disable trigger user; alter table audit_chain drop constraint ${rows[0]!.conname}; ${sql}; alter table audit_event enable trigger user; commit`);
  await client.end();
}

/** An event that looks as if it had been recorded, its content hash and all. */
const forged = (subject: string): string => `insert into audit_event (at, actor_name, partnership_id, subject_type, subject_id, subject_name, event, content_hash) values (now(), '誰か', '${of.id}', 'proposal', '${subject}', 'x', 'save', '\\x00');
  update audit_event e set content_hash = sha256(convert_to(audit_content(e), 'UTF8')) where subject_id = '${subject}'`;

it('writes the event in the very transaction of the change, or neither', async () => {
  const cycle = await aCycle(db, of, { state: 'reviewing' });
  const id = await aProposal(db, of, cycle, { name: '受理する指標', state: 'submitted' });
  await new Proposals(db).act(coordinator, id, { action: 'accept', version: 2 });
  const { items } = await db.read(coordinator, (r, a) => auditEvents(r, a, { subject: id, actorId: null, from: null, to: null, limit: 10, after: 0 }));
  expect(items).toEqual([expect.objectContaining({ event: 'accept', from: 'submitted', to: 'accepted', actor: { id: of.coordinator.id, name: '記録企画政策課 取りまとめ担当' } })]);
  expect(await refusalOf(new Proposals(db).act(coordinator, id, { action: 'accept', version: 3 }))).toBe('wrong_state');
  const again = await db.read(coordinator, (r, a) => auditEvents(r, a, { subject: id, actorId: null, from: null, to: null, limit: 10, after: 0 }));
  expect(again.items).toHaveLength(1);
});

it('makes one line without forks or gaps, with 16 writers at once', async () => {
  await Promise.all(Array.from({ length: 16 }, async (_, writer) => {
    for (let time = 0; time < 25; time += 1) await write(writer * 100 + time);
  }));
  expect(await verdict()).toEqual({ holds: true, chains: [expect.objectContaining({ chain: of.id, holds: true, events: 400, breaksAt: null })] });
});

describe('what somebody with the server in hand did is found, at its place', () => {
  beforeEach(async () => {
    for (let number = 1; number <= 5; number += 1) await write(number);
  });
  const breaksAt = async () => (await verdict()).chains[0]?.breaksAt;

  it('a changed field', async () => {
    await tamper(`update audit_event set comment = '別の話' where subject_id = '件3'`);
    expect(await breaksAt()).toMatchObject({ number: 3, reason: 'content' });
  });
  it('a changed field whose hash was made anew', async () => {
    await tamper(`update audit_event e set comment = '別の話' where subject_id = '件3'; update audit_event e set content_hash = sha256(convert_to(audit_content(e), 'UTF8')) where subject_id = '件3'`);
    expect(await breaksAt()).toMatchObject({ number: 3, reason: 'hash' });
  });
  it('a removed event', async () => {
    await tamper(`delete from audit_chain where number = 2; delete from audit_event where subject_id = '件2'`);
    expect(await breaksAt()).toMatchObject({ number: 3, reason: 'gap' });
  });
  it('the last event removed, its seal left', async () => {
    await tamperWithoutForeignKey(`delete from audit_event where subject_id = '件5'`);
    expect(await breaksAt()).toMatchObject({ number: 5, reason: 'missing' });
  });
  it('a changed field of the very first event', async () => {
    await tamperWithoutForeignKey(`update audit_event set actor_name = '別の人' where subject_id = '件1'`);
    expect(await breaksAt()).toMatchObject({ number: 1, reason: 'content' });
  });
  it('two events whose places were swapped', async () => {
    await tamper(`update audit_chain set number = number + 100 where number in (2, 3); update audit_chain set number = 105 - number where number > 100`);
    expect(await breaksAt()).toMatchObject({ number: 2, reason: 'previous' });
  });
  it('an event that was slipped in without the chain', async () => {
    await tamper(`${forged('x')}`);
    const { holds, chains } = await verdict();
    expect([holds, chains[0]?.events, chains[0]?.breaksAt]).toEqual([false, 6, { eventId: 6, number: null, reason: 'unsealed' }]);
  });
  it('an event that was slipped into the middle of the chain, with a seal of its own', async () => {
    await tamper(`${forged('偽')}; update audit_chain set number = number + 100 where number >= 3; update audit_chain set number = number - 99 where number > 100;
      insert into audit_chain (chain, number, event_id, partnership_id, previous, hash)
      select '${of.id}', 3, e.id, e.partnership_id, e.content_hash, sha256(k.hash || e.content_hash) from audit_event e, audit_chain k where e.subject_id = '偽' and k.number = 2`);
    expect(await breaksAt()).toMatchObject({ number: 3, reason: 'previous' });
  });
  it('nothing, where nothing was done', async () => {
    expect(await verdict()).toMatchObject({ holds: true, chains: [{ events: 5, breaksAt: null }] });
  });
});

it('the application itself can neither change nor remove what is recorded', async () => {
  await write(1);
  for (const sql of [`update audit_event set comment = 'x'`, 'delete from audit_event', 'truncate audit_event', `update audit_chain set number = 9`, 'delete from audit_chain']) {
    await expect(db.write(callerFor(of.id), (tx) => tx.rows(sql))).rejects.toThrow(/permission denied/);
  }
});

describe('the verifier without a database', () => {
  const verifier = path.resolve(__dirname, '..', '..', '..', 'apps', 'launcher', 'audit-verify.mjs');
  let folder: string;
  let lines: string[];
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kyosei-audit-'));
    for (let number = 1; number <= 5; number += 1) await write(number);
    lines = await db.read(coordinator, auditExport);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function verify(exported: readonly string[], ...more: string[]): { code: number | null; said: string } {
    const file = path.join(folder, 'export.ndjson');
    writeFileSync(file, exported.join('\n'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [verifier, file, ...more], { encoding: 'utf8' });
    return { code: status, said: stdout + stderr };
  }

  it('says that an export holds, and which hash is its head', async () => {
    const head = (await verdict()).chains[0]?.head ?? '';
    const { code, said } = verify(lines, head);
    expect([code, said]).toEqual([0, expect.stringContaining(`5件、末尾のハッシュ ${head}`)]);
    expect(said).toContain('監査記録の連鎖は保たれています。');
  });
  it('finds a changed, a removed and a reordered line', () => {
    const changed = lines.map((line, index) => (index === 2 ? line.replace('指標3', '指標9') : line));
    expect(verify(changed)).toMatchObject({ code: 1, said: expect.stringContaining('3番目の記録（save「指標9」') });
    expect(verify([...lines.slice(0, 1), ...lines.slice(2)])).toMatchObject({ code: 1, said: expect.stringContaining('2番目の記録があるはず') });
    expect(verify([lines[1]!, lines[0]!, ...lines.slice(2)])).toMatchObject({ code: 1 });
  });
  it('finds a cut end by the hash that a document names', async () => {
    const head = (await verdict()).chains[0]?.head ?? '';
    expect(verify(lines.slice(0, 4), head)).toMatchObject({ code: 1, said: expect.stringContaining('終わりが切り取られているか') });
  });
  it('says of a file that is no export what it is not, and how to call it', () => {
    expect(verify(['{"a":1}'])).toMatchObject({ code: 1, said: expect.stringContaining('1行目を、監査記録の行として読めません') });
    expect(spawnSync(process.execPath, [verifier], { encoding: 'utf8' }).status).toBe(2);
    expect(execFileSync(process.execPath, [verifier, '-'], { input: lines.join('\n'), encoding: 'utf8' })).toContain('保たれています');
  });
});
