import type { Actor } from '#core';
import { Refused } from '#core';
import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Caller } from './caller.js';
import { Reader } from './reader.js';
import { Tx } from './tx.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The role that owns nothing and bypasses nothing; every transaction acts as it (migration 4). */
const applicationRole = 'kyosei_app';

/**
 * The only way to the database. Each call is one transaction that first becomes the application's role and sets the scope of
 * row-level security, in one round trip; a `Tx` exists only inside `write`.
 *
 * Errors while committing say nothing of what became of the transaction: they leave as they are, and the edge answers 503.
 */
export class Db {
  constructor(
    private readonly dataSource: DataSource,
    /** Another role than the application's is for the tests that take one of the two walls away. */
    private readonly role: string = applicationRole,
  ) {}

  /** Runs the reads of one answer in one transaction. @throws Refused signed_out when the session is not alive. */
  async read<T>(caller: Caller, work: (reader: Reader, actor: Actor) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client: PoolClient = await runner.connect();
    let result: T;
    try {
      const actor = await this.enter(client, caller);
      result = await work(new Reader(client), actor);
    } catch (error) {
      await this.leave(runner, client, 'rollback');
      throw error;
    }
    // What was read does not depend on how the transaction ends: the answer need not wait for it.
    void this.leave(runner, client, 'commit');
    return result;
  }

  /** Runs one change in one transaction: all of it is kept, or nothing. @throws Refused signed_out, or whatever `work` throws. */
  async write<T>(caller: Caller, work: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client: PoolClient = await runner.connect();
    let result: T;
    try {
      const actor = await this.enter(client, caller);
      result = await work(new Tx(client, runner.manager, actor, caller), actor);
    } catch (error) {
      await this.leave(runner, client, 'rollback');
      throw error;
    }
    try {
      await client.query('commit');
    } catch (error) {
      await runner.release().catch(() => undefined);
      throw error;
    }
    await runner.release();
    return result;
  }

  /** The ids of all partnerships, for the worker's rounds. */
  async partnershipIds(): Promise<string[]> {
    return this.read({ kind: 'system', name: 'system', partnershipIds: [] }, async (reader) => {
      await reader.rows(`select set_config('kyosei.lists_partnerships', 'on', true)`);
      return (await reader.rows<{ id: string }>('select id from partnership order by id')).map((row) => row.id);
    });
  }

  /** Whether the database answers. */
  async ping(): Promise<void> {
    await this.dataSource.query('select 1');
  }

  /** Lets the planner know of rows that were just written in bulk; in operation autovacuum does it within a minute. */
  async analyze(): Promise<void> {
    await this.dataSource.query('analyze');
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async enter(client: PoolClient, caller: Caller): Promise<Actor> {
    if (caller.kind === 'system') {
      const scope = caller.partnershipIds.map((id) => {
        if (!uuid.test(id)) throw new Error('a partnership id is a UUID');
        return id;
      });
      await client.query(`begin; set local role ${this.role}; select set_config('kyosei.partnerships', '{${scope.join(',')}}', true)`);
      return { personId: '', name: caller.name, municipalityId: null, roles: [], partnershipIds: scope, planIds: [] };
    }
    // Several statements in one round trip take no parameters; the hash is hex of our own making.
    const opened: unknown = await client.query(`begin; set local role ${this.role}; select enter_session('\\x${caller.tokenHash.toString('hex')}') as actor`);
    const last = (opened as { rows: { actor: Actor | null }[] }[])[2];
    const actor = last?.rows[0]?.actor;
    if (!actor) throw new Refused('signed_out', 'サインインしていないか、時間が経ってサインインが切れました。もう一度サインインしてください。');
    return actor;
  }

  private async leave(runner: QueryRunner, client: PoolClient, how: 'commit' | 'rollback'): Promise<void> {
    try {
      await client.query(how);
    } catch {
      // The connection is gone; the pool drops it when it is given back.
    }
    await runner.release().catch(() => undefined);
  }
}
