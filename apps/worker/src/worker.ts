import type { Config } from '#config';
import type { Db } from '#db';
import type { Logger } from 'pino';
import { cycleMoved } from './handlers/cycle-moved.js';
import { documentRequested, type Renderers } from './handlers/document-requested.js';
import { proposalMoved } from './handlers/proposal-moved.js';
import { reminderAsked } from './handlers/reminder-asked.js';
import { clearOnce } from './housekeeping/clear-away.js';
import { seldom } from './log.js';
import { openPostOffice } from './mail/post-office.js';
import type { MailRelay } from './mail/smtp.js';
import { watchOver, type Watch } from './queue/canary.js';
import { carrier, type Handlers } from './queue/carry.js';
import { startRelay } from './queue/relay.js';
import { aConsumer, aProducer, memoryOf, storeOf, type Line, type NewJob } from './queue/stores.js';
import { scanForReminders } from './reminders/due-scan.js';
import { rounds } from './rounds.js';

const lines: readonly Line[] = ['messages', 'documents'];
const scanEveryMs = 60_000;
const clearEveryMs = 3_600_000;
/** How long jobs in hand may take to end; then they are left to the next worker. */
const patienceMs = 20_000;

export interface WorkerOptions {
  readonly config: Pick<Config, 'DATABASE_URL' | 'REDIS_URL' | 'MAIL_FROM' | 'PUBLIC_URL'>;
  readonly db: Db;
  readonly relay: MailRelay;
  readonly renderers: Renderers;
  readonly log: Logger;
  /** How long moves of proposals wait for the rest of their bulk act. */
  readonly settleMs?: number;
}

/** A running worker. */
export interface RunningWorker {
  readonly close: () => Promise<void>;
}

/** Everything that acts on a message. */
export const handlersOf = ({ config, db, renderers, log }: Pick<WorkerOptions, 'config' | 'db' | 'renderers' | 'log'>): Handlers => ({
  'proposal.moved': proposalMoved(db, config.PUBLIC_URL),
  'cycle.moved': cycleMoved(db, config.PUBLIC_URL),
  'reminder.asked': reminderAsked(db, config.PUBLIC_URL),
  'document.requested': documentRequested(db, renderers, log),
});

/**
 * Starts the parts: relay, two lines of jobs, the post office, the due-scan, the clearing away. None of them needs another to be there; each
 * waits in its own round for its store, its database, or its mail relay, and goes on when that comes back.
 *
 * The due-scan is woken by a timer of this process: a schedule kept in the queue could be emptied away (it was, when tried),
 * and who is due is decided by the database in any case, for all workers together.
 */
export function startWorker({ config, db, relay, renderers, log, settleMs = 1_500 }: WorkerOptions): RunningWorker {
  const store = storeOf(config);
  const trouble = seldom(log);
  const queueTrouble = (error: unknown): void => trouble('the store of the queues is in trouble', error);
  const ending = new AbortController();
  const inHand: Readonly<Record<Line, Set<NewJob>>> = { messages: new Set(), documents: new Set() };
  const carry = carrier(db, handlersOf({ config, db, renderers, log }), log);

  const work = (line: Line) => async (job: NewJob): Promise<void> => {
    if (job.name === 'canary') return;
    inHand[line].add(job);
    try {
      await carry(job.messageId, ending.signal);
    } finally {
      inHand[line].delete(job);
    }
  };

  const producers = { messages: aProducer(store, 'messages', queueTrouble), documents: aProducer(store, 'documents', queueTrouble) };
  const memory = memoryOf(store, queueTrouble);
  const watches: Watch[] = lines.map((line) => watchOver({ producer: producers[line], consume: () => aConsumer(store, line, work(line), queueTrouble), busy: () => inHand[line].size > 0, log }));
  const postOffice = openPostOffice({ db, log, from: config.MAIL_FROM, relay });
  const relaying = startRelay({ db, producers, memory, log, settleMs, inHand: () => lines.flatMap((line) => [...inHand[line]].map((job) => job.messageId)) });
  const scanning = rounds(
    async () => {
      const written = await scanForReminders(db, config.PUBLIC_URL);
      if (written) log.info({ written }, 'reminders were written');
      return false;
    },
    { idleMs: scanEveryMs, troubleMs: 5_000, onTrouble: (error) => trouble('the due-scan failed', error) },
  );
  const clearing = rounds(
    async () => {
      const { gone, more } = await clearOnce(db);
      if (Object.values(gone).some((count) => count > 0)) log.info({ gone }, 'what was kept long enough is cleared away');
      return more;
    },
    { idleMs: clearEveryMs, troubleMs: 60_000, onTrouble: (error) => trouble('what is old cannot be cleared away', error) },
  );

  return {
    close: async () => {
      // What brings new work ends first, then what is in hand, then what carries it; the database is closed by whoever opened it.
      await Promise.all([relaying.stop(), scanning.stop(), clearing.stop()]);
      const late = setTimeout(() => ending.abort(), patienceMs);
      await Promise.all([...watches.map((watch) => watch.close(patienceMs + 2_000)), postOffice.stop()]);
      clearTimeout(late);
      memory.close();
      await Promise.all(lines.map((line) => producers[line].close().catch(queueTrouble)));
    },
  };
}
