import { createHash } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { Refused } from '#core';
import { aDataSource, Db, type Caller } from '#db';
import { auditVerification, sessionPerson } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, settle } from '../../../test/support/sessions.js';
import { aPartnership, callerFor, eventually, type Partnership } from '../../../test/support/worker-fixtures.js';
import { passwordCost, Sessions, tokenHashOf } from './index.js';

const password = 'ryokan no ura no mizuumi';
let database: TestDatabase;
let db: Db;
let owner: pg.Client;
let of: Partnership;
let sessions: Sessions;
let email: string;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 6 }).initialize());
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  of = await aPartnership(db, '入口');
  await settle(db, of);
  email = of.officers[0].email;
  await owner.query('update person set password_hash = $1', [await hash(password, passwordCost)]);
});
beforeEach(async () => {
  sessions = new Sessions(db);
  await owner.query('delete from sign_in_attempt');
});
afterAll(async () => {
  await owner.end();
  await db.close();
  await database.drop();
});

const here = '192.0.2.1';
const tokenOf = async (who = email, typed = password, address = here): Promise<string> => (await sessions.open(who, typed, address)).token;
const attempt = (who = email, typed = 'not the password', address = here): Promise<string | null> => refusalOf(sessions.open(who, typed, address));
const callerOf = (token: string): Caller => ({ kind: 'session', tokenHash: tokenHashOf(token), requestId: null });
const alive = async (token: string): Promise<boolean> => (await refusalOf(db.read(callerOf(token), sessionPerson))) === null;
const refusedWith = async (work: Promise<unknown>): Promise<Refused> => {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof Refused)) throw new Error('it was not refused');
  return error;
};
const events = async (event: string, subject: string): Promise<number> =>
  (await db.read(callerFor(), (r) => r.row<{ n: number }>('select count(*)::int as n from audit_event where event = $1 and subject_name = $2', [event, subject])))!.n;
/** Lets time pass for what is recorded. */
const later = (seconds: number): Promise<unknown> => owner.query('update sign_in_attempt set at = at - make_interval(secs => $1)', [seconds]);

describe('what is kept', () => {
  it('is a hash of the password by argon2id with 19 MiB, two passes and one lane', async () => {
    expect(await hash(password, passwordCost)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  });

  it('is only the hash of a token, never the token', async () => {
    const token = await tokenOf();
    expect(token).toMatch(/^[\w-]{43}$/);
    const { rows } = await owner.query<{ row: string; hash: Buffer }>(`select s::text as row, token_hash as hash from session s where token_hash = $1`, [createHash('sha256').update(token).digest()]);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain(token);
    expect(rows[0]!.row).not.toContain(Buffer.from(token).toString('hex'));
    expect(await alive(tokenHashOf(token).toString('hex'))).toBe(false);
  });

  it('is another token each time', async () => {
    expect(await tokenOf()).not.toBe(await tokenOf());
  });
});

describe('signing in', () => {
  it('gives the person with roles, departments and municipality, however the address is typed', async () => {
    const { person } = await sessions.open(`  ${email.toUpperCase()} `, password, here);
    expect(person).toMatchObject({ id: of.officers[0].id, email, roles: ['officer'], departments: [{ name: '入口商工振興課' }], municipality: { name: '入口1' } });
  });

  it('answers a wrong password, an unknown account and an account that is switched off alike', async () => {
    const wrong = await refusedWith(sessions.open(email, 'not the password', here));
    const unknown = await refusedWith(sessions.open('nobody@kyosei.example', password, here));
    await owner.query('update person set active = false where id = $1', [of.officers[1].id]);
    const off = await refusedWith(sessions.open(of.officers[1].email, password, here));
    await owner.query('update person set active = true where id = $1', [of.officers[1].id]);
    expect([wrong, unknown, off].map(({ code, detail, more }) => [code, detail, more])).toEqual(Array.from({ length: 3 }, () => ['signed_out', 'メールアドレスかパスワードが違います。入力を確かめて、もう一度サインインしてください。', {}]));
  });

  it('takes as long for an unknown account as for a known one', async () => {
    const tookMs = async (who: string): Promise<number> => {
      await owner.query('delete from sign_in_attempt');
      const from = performance.now();
      await attempt(who);
      return performance.now() - from;
    };
    const times: { known: number; unknown: number }[] = [];
    await attempt();
    // By turns, so that whatever else the machine does falls on both alike.
    for (let n = 0; n < 9; n += 1) times.push({ known: await tookMs(email), unknown: await tookMs(`nobody${n}@kyosei.example`) });
    const median = (of: 'known' | 'unknown'): number => times.map((pair) => pair[of]).sort((one, other) => one - other)[4]!;
    const ratio = median('known') / median('unknown');
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  it.each([['a new password', `update person set password_hash = 'another' where id = $1`], ['an account switched off', 'update person set active = false where id = $1']])('under way does not outlive %s', async (_what, change) => {
    const { id, email: account } = of.officers[1];
    const { rows: [before] } = await owner.query<{ hash: string }>('select password_hash as hash from person where id = $1', [id]);
    const held = new pg.Client({ connectionString: database.url });
    await held.connect();
    try {
      // The change is made, and not yet committed: the sign-in has to wait for it, as it read the account before.
      await held.query('begin');
      await held.query(change, [id]);
      const signingIn = refusalOf(sessions.open(account, password, here));
      await eventually(async () => (await owner.query('select 1 from pg_stat_activity where datname = current_database() and wait_event_type = $1', ['Lock'])).rowCount, (waiting) => waiting === 1);
      await held.query('delete from session where person_id = $1', [id]);
      await held.query('commit');
      expect(await signingIn).toBe('signed_out');
      expect((await owner.query('select 1 from session where person_id = $1', [id])).rowCount).toBe(0);
    } finally {
      await held.end();
      await owner.query('update person set password_hash = $2, active = true where id = $1', [id, before!.hash]);
    }
  });

  it('is recorded with success, failure and signing out, in the chain of the installation', async () => {
    const before = { in: await events('sign_in', email), failed: await events('sign_in_failed', email), out: await events('sign_out', email) };
    await attempt();
    await sessions.close(await tokenOf());
    await sessions.close('a token that nobody has');
    expect({ in: await events('sign_in', email), failed: await events('sign_in_failed', email), out: await events('sign_out', email) }).toEqual({ in: before.in + 1, failed: before.failed + 1, out: before.out + 1 });
    await owner.query(`insert into role_held (person_id, role) values ($1, 'administrator')`, [of.coordinator.id]);
    const { holds, chains } = await db.read(callerOf(await tokenOf(of.coordinator.email)), auditVerification);
    expect([holds, chains.some(({ chain, holds: whole }) => chain === 'installation' && whole)]).toEqual([true, true]);
  });
});

describe('guessing', () => {
  it('one account: after five failures even the right password waits a minute, and then it is heard', async () => {
    for (let time = 0; time < 5; time += 1) expect(await attempt()).toBe('signed_out');
    const { code, more } = await refusedWith(sessions.open(email, password, '198.51.100.7'));
    expect(code).toBe('too_many');
    expect(more.retryAfterSeconds).toBeGreaterThan(50);
    expect(more.retryAfterSeconds).toBeLessThanOrEqual(60);
    await later(61);
    await expect(tokenOf()).resolves.toEqual(expect.any(String));
    expect(await attempt()).toBe('signed_out');
  });

  it('waits twice as long after each further failure, and never longer than fifteen minutes', async () => {
    for (let time = 0; time < 5; time += 1) await attempt();
    const waits: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      waits.push((await refusedWith(sessions.open(email, password, here))).more.retryAfterSeconds!);
      await later(waits.at(-1)! + 1);
      expect(await attempt()).toBe('signed_out');
    }
    expect(waits.map((seconds) => Math.ceil(seconds / 30) * 30)).toEqual([60, 120, 240, 480, 900, 900]);
  });

  it('treats an account that does not exist the same way', async () => {
    for (let time = 0; time < 5; time += 1) expect(await attempt('nobody@kyosei.example')).toBe('signed_out');
    expect(await attempt('nobody@kyosei.example')).toBe('too_many');
  });

  it('gets no further when all guesses are sent at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => attempt(email, `guess ${n}`)));
    expect(answers.filter((code) => code === 'signed_out').length).toBeLessThanOrEqual(6);
    expect(answers.filter((code) => code === 'too_many').length).toBeGreaterThanOrEqual(34);
  });

  it('many accounts from one place: after fifty failures that place waits, others do not, and a success there forgets nothing', async () => {
    await owner.query(`insert into sign_in_attempt (email, address, succeeded) select 'someone' || n || '@kyosei.example', $1, false from generate_series(1, 49) n`, [here]);
    await expect(tokenOf()).resolves.toEqual(expect.any(String));
    expect(await attempt('someone50@kyosei.example')).toBe('signed_out');
    expect(await attempt(email, password)).toBe('too_many');
    await expect(tokenOf(email, password, '198.51.100.7')).resolves.toEqual(expect.any(String));
    await later(601);
    await expect(tokenOf()).resolves.toEqual(expect.any(String));
  });
});

describe('a session ends', () => {
  it('by signing out, for its own token alone', async () => {
    const [one, other] = [await tokenOf(), await tokenOf()];
    await sessions.close(one);
    expect([await alive(one), await alive(other)]).toEqual([false, true]);
  });

  it('after thirty minutes without a request, and not while somebody works', async () => {
    const [idle, busy] = [await tokenOf(), await tokenOf()];
    const passes = (token: string, minutes: number): Promise<unknown> => owner.query('update session set last_seen_at = last_seen_at - make_interval(mins => $2) where token_hash = $1', [tokenHashOf(token), minutes]);
    await passes(idle, 31);
    await passes(busy, 29);
    expect([await alive(idle), await alive(busy)]).toEqual([false, true]);
    await passes(busy, 29);
    expect(await alive(busy)).toBe(true);
  });

  it('after ten hours, however busy', async () => {
    const token = await tokenOf();
    const { rows } = await owner.query<{ hours: number }>(`select round(extract(epoch from expires_at - created_at) / 3600)::int as hours from session where token_hash = $1`, [tokenHashOf(token)]);
    expect(rows[0]!.hours).toBe(10);
    await owner.query('update session set expires_at = clock_timestamp() where token_hash = $1', [tokenHashOf(token)]);
    expect(await alive(token)).toBe(false);
  });

  it('at once when the account is switched off', async () => {
    const token = await tokenOf(of.committee[0].email);
    await owner.query('update person set active = false where id = $1', [of.committee[0].id]);
    expect(await alive(token)).toBe(false);
  });
});

it('takes a role away with the next request', async () => {
  const token = await tokenOf(of.committee[1].email);
  const roles = (): Promise<string[]> => db.read(callerOf(token), async (_r, actor) => actor.roles.map(({ role }) => role));
  expect(await roles()).toEqual(['committee_member']);
  await owner.query('delete from role_held where person_id = $1', [of.committee[1].id]);
  expect(await roles()).toEqual([]);
});
