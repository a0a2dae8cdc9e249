import { aDataSource, Db } from '#db';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { aRedis, queueStore, type TemporaryRedis } from '../../../../test/support/redis.js';
import { anSmtpSink, type SmtpSink } from '../../../../test/support/smtp.js';
import { aCycle, aPartnership, aProposal, aWorld, eventually, mailsOf, moveProposal, outboxOf, type Partnership } from '../../../../test/support/worker-fixtures.js';
import { startWorker, type RunningWorker } from '../worker.js';
import { watchOver } from './canary.js';
import { migrateQueues } from './migrate-queues.js';
import { aConsumer, aProducer, storeOf, type Consumer, type NewJob, type Producer, type Store } from './stores.js';

/**
 * The queues on the store of this run: `npm test` runs it once on PostgreSQL and once on Redis. Each test has a database of its
 * own; the Redis is one's own too, to be killed.
 */
const log = pino({ level: 'silent' });
const quiet = (): void => undefined;
const on = queueStore();
let world: Awaited<ReturnType<typeof aWorld>>;
let redis: TemporaryRedis | null = null;
let sink: SmtpSink;
const open: { close: () => Promise<void> }[] = [];

const config = () => ({ DATABASE_URL: world.url, MAIL_FROM: '共生 <kyosei@kpi.example.lg.jp>', ...(redis ? { REDIS_URL: redis.url } : {}) });
let where = on;
const store = (): Store => (where === 'postgres' ? { kind: 'postgres', url: world.url } : storeOf(config()));
const job = (): NewJob => ({ name: 'carry', jobId: `test-${randomUUID()}`, messageId: randomUUID() });

beforeEach(async () => {
  where = on;
  world = await aWorld();
  if (on === 'redis') redis = await aRedis({ appendOnly: true });
  sink = await anSmtpSink();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close().catch(quiet)));
  await sink.close();
  await redis?.stop();
  redis = null;
  await world.close();
});

function producer(line: 'messages' | 'documents' = 'messages'): Producer {
  const end = aProducer(store(), line, quiet);
  open.push(end);
  return end;
}
function consumer(work: (job: NewJob) => Promise<void>): Consumer {
  const end = aConsumer(store(), 'messages', work, quiet);
  open.push({ close: () => end.close(1_000) });
  return end;
}
async function worker(): Promise<RunningWorker> {
  const db = new Db(await aDataSource({ url: world.url, poolSize: 6, applicationName: 'kyosei-test-worker' }).initialize());
  const running = startWorker({ config: config(), db, relay: { url: sink.url }, renderers: {}, log, settleMs: 50 });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= running.close().then(() => db.close()));
  open.push({ close });
  return { close };
}

/** A return that its two officers have to be told of, left in the outbox. */
async function aReturn(of: Partnership, name: string): Promise<void> {
  const cycle = await aCycle(world.db, of, { state: 'reviewing' });
  const proposal = await aProposal(world.db, of, cycle, { name, state: 'submitted', departmentIds: of.departmentIds });
  await moveProposal(world.db, of, proposal, 'return', 'returned', { comment: '根拠を書いてください。' });
}
const done = (of: Partnership): Promise<unknown> => eventually(() => outboxOf(world.db, of), (rows) => rows.every(({ state }) => state === 'done'), 25_000);

/** Cuts every connection that the queues hold, as a database that starts anew does. */
async function cutQueues(): Promise<void> {
  const client = new pg.Client({ connectionString: world.url });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name not in ('kyosei-test', 'kyosei-test-worker')`);
  await client.end();
}

describe('with the store there', () => {
  beforeEach(() => migrateQueues(world.url));

  it('carries what the outbox holds to the people: each mail once, however many messages', async () => {
    const of = await aPartnership(world.db, '伊那');
    const cycle = await aCycle(world.db, of, { state: 'reviewing' });
    await worker();
    for (let number = 1; number <= 40; number += 1) {
      const proposal = await aProposal(world.db, of, cycle, { name: `指標${number}`, state: 'submitted' });
      await moveProposal(world.db, of, proposal, 'return', 'returned', { comment: `理由${number}` });
    }
    await done(of);
    const mails = await mailsOf(world.db, of);
    await sink.received(mails.length);
    expect(new Set(mails.map(({ once_key }) => once_key)).size).toBe(mails.length);
    const told = mails.map(({ body }) => body).join('\n');
    for (let number = 1; number <= 40; number += 1) expect(told.split(`理由${number}\n`).length - 1).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sink.mails).toHaveLength(mails.length);
  }, 60_000);

  it('takes a job that its holder dropped up again', async () => {
    let taken = 0;
    let release: () => void = quiet;
    const first = consumer(() => {
      taken += 1;
      return new Promise((resolve) => (release = resolve));
    });
    await producer().put([job()]);
    await eventually(() => Promise.resolve(taken), (count) => count === 1);
    await first.close(0);
    const ids: string[] = [];
    consumer(({ messageId }) => Promise.resolve(void ids.push(messageId)));
    await eventually(() => Promise.resolve(ids.length), (count) => count === 1, 40_000);
    release();
  }, 60_000);

  it('ends what it has in hand before it closes, and takes nothing more', async () => {
    const ended: string[] = [];
    let begun = 0;
    const slow = consumer(async ({ jobId }) => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      ended.push(jobId);
    });
    const end = producer();
    const first = job();
    await end.put([first]);
    await eventually(() => Promise.resolve(begun), (count) => count === 1);
    await slow.close(5_000);
    expect(ended).toEqual([first.jobId]);
    const second = job();
    await end.put([second]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([ended, await end.waits(second.jobId)]).toEqual([[first.jobId], true]);
  }, 30_000);

  it('replaces a consuming end that takes nothing any more', async () => {
    let made = 0;
    const taken: string[] = [];
    const watch = watchOver({
      producer: producer(), busy: () => false, log, everyMs: 300,
      consume: () => {
        made += 1;
        // The first one is dead from the beginning.
        return made === 1 ? { close: () => Promise.resolve() } : consumer(({ name }) => Promise.resolve(void taken.push(name)));
      },
    });
    open.push({ close: () => watch.close(1_000) });
    await eventually(() => Promise.resolve(taken), (names) => names.includes('canary'), 20_000);
    expect(made).toBe(2);
  }, 30_000);

  it('goes on when the store was away for a moment, and nothing is lost or told twice', async () => {
    const of = await aPartnership(world.db, '伊那');
    await worker();
    await aReturn(of, '始めの指標');
    await done(of);
    if (redis) {
      await redis.kill();
      await aReturn(of, '留守の間の指標').catch(quiet);
      await redis.start();
    } else {
      await cutQueues();
      await aReturn(of, '留守の間の指標').catch(quiet);
    }
    await done(of);
    const mails = await mailsOf(world.db, of);
    expect(mails.filter(({ body }) => body.includes('始めの指標'))).toHaveLength(2);
  }, 60_000);
});

// Redis needs no tables: these are on PostgreSQL in both runs.
describe('before the tables of the queues are there', () => {
  beforeEach(() => void (where = 'postgres'));

  it('waits without turning in circles, and takes jobs as soon as they are', async () => {
    const ids: string[] = [];
    const wanted = job();
    consumer(({ messageId }) => Promise.resolve(void ids.push(messageId)));
    const end = producer();
    await expect(end.put([wanted])).rejects.toThrow();
    // A circle without a pause would let no timer end.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await migrateQueues(world.url);
    await eventually(() => end.put([wanted]).then(() => true, () => false), (put) => put);
    await eventually(() => Promise.resolve(ids), ([id]) => id === wanted.messageId, 15_000);
  }, 30_000);

  it('ends at once when it is told to', async () => {
    const waiting = consumer(() => Promise.resolve());
    await waiting.close(1_000);
  }, 10_000);
});
