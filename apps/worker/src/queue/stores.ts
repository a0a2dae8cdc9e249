import { createPostgresBackend, Queue, Worker, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';

/** Where the queues live: a Redis when there is one, else PostgreSQL beside everything else. */
export type Store = { readonly kind: 'postgres' | 'redis'; readonly url: string };

export const storeOf = (config: { readonly DATABASE_URL: string; readonly REDIS_URL?: string }): Store =>
  config.REDIS_URL ? { kind: 'redis', url: config.REDIS_URL } : { kind: 'postgres', url: config.DATABASE_URL };

/** The two lines: documents take seconds and one child process each, so they never hold up the rest. */
export type Line = 'messages' | 'documents';
const nameOf = (line: Line): string => `kyosei-${line}`;

/** How many jobs of a line a worker has in hand at the same time. */
const concurrency = { messages: 4, documents: 2 } as const satisfies Record<Line, number>;

/** A job: the id of a message to carry, and nothing else; what it says is read when it is acted on. Or a sign of life. */
export interface NewJob {
  readonly name: 'carry' | 'canary';
  readonly jobId: string;
  readonly messageId: string;
}

/** The producing end of a line. Everything fails within seconds when the store is away; the outbox remembers. */
export interface Producer {
  readonly put: (jobs: readonly NewJob[]) => Promise<void>;
  /** Whether a job still waits for somebody to take it. */
  readonly waits: (jobId: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** The consuming end of a line: takes nothing more when it is closed, and what it holds may end for as long as is given. */
export interface Consumer {
  readonly close: (patienceMs: number) => Promise<void>;
}

type Trouble = (error: unknown) => void;

/** What is used of BullMQ's ends, whichever store they are on. */
type QueueEnd = Pick<Queue, 'addBulk' | 'getJobState' | 'waitUntilReady' | 'close'>;
type WorkerEnd = Pick<Worker, 'run' | 'waitUntilReady' | 'pause' | 'close'>;

/**
 * The truth about a message is in the outbox, so a job may be lost, repeated, or given up here: a stalled job is picked up
 * again as often as it takes, nothing failed is kept (a kept id would swallow the next dispatch), and little of what is done.
 */
const forgetting = { removeOnComplete: { count: 1_000 }, removeOnFail: true } as const;
const picking = {
  maxStalledCount: 100,
  stalledInterval: 5_000,
  lockDuration: 15_000,
  runRetryDelay: 1_000,
  drainDelay: 5,
} as const satisfies Partial<WorkerOptions>;

/** A quick second and third try for what a blink of the database broke; the outbox comes back later in any case. */
const trying = { attempts: 3, backoff: { type: 'exponential', delay: 500 } } as const;

/** Comes back to a Redis that is away, until it is told that nobody waits any more: BullMQ may leave a connection that tries for ever. */
class Returning {
  private isOver = false;
  readonly retryStrategy = (times: number): number | null => (this.isOver ? null : Math.min(times * 200, 2_000));
  end(): void {
    this.isOver = true;
  }
}
const impatient = { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000 } as const;
const patient = { maxRetriesPerRequest: null } as const;

/** The producing end of a line. */
export function aProducer(store: Store, line: Line, onTrouble: Trouble): Producer {
  const defaultJobOptions = { ...forgetting, ...trying };
  const returning = new Returning();
  const begin = (): QueueEnd => {
    const queue =
      store.kind === 'redis'
        ? new Queue(nameOf(line), { connection: { ...redisAddress(store.url), ...impatient, retryStrategy: returning.retryStrategy }, defaultJobOptions })
        : new Queue(nameOf(line), { connection: postgresPool(store.url, 1), defaultJobOptions }, createPostgresBackend);
    queue.on('error', onTrouble);
    return queue;
  };
  let opening: Promise<QueueEnd> | null = store.kind === 'redis' ? Promise.resolve(begin()) : null;
  const queue = (): Promise<QueueEnd> =>
    (opening ??= connected(begin()).catch((error: unknown) => {
      opening = null;
      throw error;
    }));
  return {
    put: async (jobs) => {
      await (await queue()).addBulk(jobs.map(({ name, jobId, messageId }) => ({ name, data: { id: messageId }, opts: { jobId } })));
    },
    waits: async (jobId) => (await (await queue()).getJobState(jobId)) === 'waiting',
    close: async () => {
      returning.end();
      await (await opening?.catch(() => null))?.close();
    },
  };
}

/** The consuming end of a line; it begins to take jobs as soon as its store is there. */
export function aConsumer(store: Store, line: Line, work: (job: NewJob) => Promise<void>, onTrouble: Trouble): Consumer {
  // What comes out of a queue is checked as if a stranger had put it there; the carrier refuses an id that is none.
  const processor = (job: { readonly name: string; readonly id?: string | undefined; readonly data: { readonly id?: unknown } | null }): Promise<void> =>
    held.during(work({ name: job.name === 'canary' ? 'canary' : 'carry', jobId: job.id ?? '', messageId: typeof job.data?.id === 'string' ? job.data.id : '' }));
  const held = new Held();
  const options = { ...picking, concurrency: concurrency[line], autorun: false };
  const begin = (): WorkerEnd => {
    const worker =
      store.kind === 'redis'
        ? new Worker(nameOf(line), processor, { ...options, connection: { ...redisAddress(store.url), ...patient, retryStrategy: returning.retryStrategy } })
        : new Worker(nameOf(line), processor, { ...options, connection: postgresPool(store.url, 2) }, createPostgresBackend);
    worker.on('error', onTrouble).on('completed', held.told).on('failed', held.told);
    return worker;
  };
  let worker: WorkerEnd | null = null;
  const returning = new Returning();
  const run = (begun: WorkerEnd): void => {
    worker = begun;
    begun.run().catch(onTrouble);
  };
  const opening = store.kind === 'redis' ? null : untilItIs(() => connected(begin()), onTrouble);
  if (opening) void opening.done.then((begun) => begun && run(begun));
  else run(begin());
  return {
    close: async (patienceMs) => {
      opening?.giveUp();
      await opening?.done;
      if (!worker) return;
      await worker.pause(true);
      await held.untilNothingRuns(patienceMs);
      await held.untilAllIsTold(1_000);
      returning.end();
      // By force: on a connection that was lost, BullMQ would wait for ever for its own loop to end.
      await worker.close(true);
    },
  };
}

/** What a consuming end has in hand: work that runs, and work that is over and not yet told to the store. */
class Held {
  private running = 0;
  private untold = 0;

  async during(work: Promise<void>): Promise<void> {
    this.running += 1;
    this.untold += 1;
    try {
      await work;
    } finally {
      this.running -= 1;
    }
  }

  readonly told = (): void => {
    this.untold -= 1;
  };

  untilNothingRuns(patienceMs: number): Promise<void> {
    return until(() => this.running === 0, patienceMs);
  }

  untilAllIsTold(patienceMs: number): Promise<void> {
    return until(() => this.untold <= 0, patienceMs);
  }
}

/** Waits until it holds, or the patience is over. */
async function until(holds: () => boolean, patienceMs: number): Promise<void> {
  for (const end = performance.now() + patienceMs; !holds() && performance.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
}

/**
 * An end on PostgreSQL that has connected once. BullMQ (6.7) keeps a first connection that failed, and a worker of it then turns
 * in circles without a pause, deaf to everything, signals too; so what could not connect is closed, and made anew.
 */
async function connected<End extends QueueEnd | WorkerEnd>(end: End): Promise<End> {
  try {
    await end.waitUntilReady();
    return end;
  } catch (error) {
    await end.close().catch(() => undefined);
    throw error;
  }
}

/** Tries every second until it succeeds or is given up; then `done` is null. */
function untilItIs<Result>(attempt: () => Promise<Result>, onTrouble: Trouble): { readonly done: Promise<Result | null>; readonly giveUp: () => void } {
  let given = false;
  const trying = async (): Promise<Result | null> => {
    while (!given) {
      try {
        return await attempt();
      } catch (error) {
        onTrouble(error);
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    return null;
  };
  return { done: trying(), giveUp: () => (given = true) };
}

/** Notices that the store has lost everything: PostgreSQL cannot without losing the outbox too, a Redis can at any moment. */
export interface Memory {
  /** True once after the store was emptied, and for whoever sees a store for the first time. */
  readonly wasEmptied: () => Promise<boolean>;
  readonly close: () => void;
}

export function memoryOf(store: Store, onTrouble: Trouble): Memory {
  if (store.kind === 'postgres') return { wasEmptied: () => Promise.resolve(false), close: () => undefined };
  const redis = new Redis({ ...redisAddress(store.url), ...impatient, retryStrategy: new Returning().retryStrategy });
  redis.on('error', onTrouble);
  return {
    wasEmptied: async () => (await redis.set('kyosei:remembers', '1', 'NX')) === 'OK',
    close: () => redis.disconnect(),
  };
}

const postgresPool = (connectionString: string, max: number) =>
  ({ connectionString, max, application_name: 'kyosei-queue', connectionTimeoutMillis: 3_000, keepAlive: true }) as const;

function redisAddress(text: string): { host: string; port: number; username?: string; password?: string; db: number; tls?: object } {
  const url = new URL(text);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
