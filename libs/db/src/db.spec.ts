import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Refused } from '#core';
import { aDatabase, dropDatabase, type TestDatabase } from '../../../test/support/database.js';
import { aPartnership, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { aDataSource } from './data-source.js';
import { Db } from './db.js';
import { isMigrated, migrate } from './migrate.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 3 }).initialize());
  of = await aPartnership(db, '扉');
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
const titles = (): Promise<string[]> => db.read(callerFor(of.id), async (r) => (await r.rows<{ title: string }>('select title from plan')).map(({ title }) => title));
const rename = (title: string) => db.write(callerFor(of.id), (tx) => tx.rows('update plan set title = $1', [title]));

describe('a transaction', () => {
  it('is kept whole or not at all', async () => {
    await rename('新しい題名');
    await expect(db.write(callerFor(of.id), async (tx) => {
      await tx.rows(`update plan set title = '捨てられる題名'`);
      throw new Error('broken off');
    })).rejects.toThrow('broken off');
    expect(await titles()).toEqual(['新しい題名']);
  });

  it('that fails only when it is committed is an error to its caller, and nothing of it is kept', async () => {
    await expect(db.write(callerFor(of.id), (tx) => tx.rows(`insert into cycle (partnership_id, plan_id, fiscal_year, state, step_number) values ($1, $2, 2024, 'preparing', 1)`, [of.id, of.planId]))).rejects.toThrow(/state_is_the_last_step/);
    expect(await db.read(callerFor(of.id), (r) => r.rows('select id from cycle'))).toEqual([]);
  });

  it('of a session that does not live is refused before anything is done', async () => {
    const work = jest.fn();
    await expect(db.write({ kind: 'session', tokenHash: randomBytes(32), requestId: null }, work)).rejects.toThrow(Refused);
    await expect(db.read({ kind: 'session', tokenHash: randomBytes(32), requestId: null }, work)).rejects.toMatchObject({ code: 'signed_out' });
    expect(work).not.toHaveBeenCalled();
  });

  it('takes nothing but ids for its scope', async () => {
    await expect(db.read(callerFor(`${of.id}}', true); drop table plan; --`), async () => null)).rejects.toThrow('a partnership id is a UUID');
    expect(await titles()).toHaveLength(1);
  });

  it('gives its connection back, however it ends: a hundred that fail leave room for the next', async () => {
    for (let time = 0; time < 100; time += 1) await db.write(callerFor(of.id), (tx) => tx.rows('select 1 / 0')).catch(() => undefined);
    expect(await titles()).toHaveLength(1);
  });
});

describe('a connection that is lost', () => {
  const cutAll = (): Promise<unknown> => withClient(database.url, (client) => client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`));

  it('while it rests is replaced, and the process lives on', async () => {
    await titles();
    await cutAll();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await titles()).toHaveLength(1);
  });

  it('in the middle of a transaction is an error to its caller, keeps nothing of it, and the next one works', async () => {
    await rename('前の題名');
    await expect(db.write(callerFor(of.id), async (tx) => {
      await tx.rows(`update plan set title = '途中の題名'`);
      await cutAll();
      await tx.rows('select 1');
    })).rejects.toThrow();
    expect(await titles()).toEqual(['前の題名']);
  });
});

it('knows all partnerships by their ids, for the worker, and nothing else of them', async () => {
  const other = await aPartnership(db, '別の扉');
  expect([...(await db.partnershipIds())].sort()).toEqual([of.id, other.id].sort());
  expect(await db.read(callerFor(), (r) => r.rows('select * from partnership'))).toEqual([]);
});

describe('migrating', () => {
  it('is done once by whoever comes first, when four start together', async () => {
    const name = `kyosei_migrate_${randomBytes(4).toString('hex')}`;
    const server = new URL(database.url);
    await withClient(database.url, (client) => client.query(`create database ${name} template template0`));
    server.pathname = `/${name}`;
    try {
      expect(await isMigrated(server.href)).toBe(false);
      const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(server.href)));
      expect(ran.map((names) => names.length).sort()).toEqual([0, 0, 0, 8]);
      expect(await isMigrated(server.href)).toBe(true);
      expect(await migrate(server.href)).toEqual([]);
    } finally {
      await dropDatabase(name);
    }
  });
});
