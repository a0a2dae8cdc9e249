import { claimDispatches, postponeDispatches, returnAllDispatches, returnDispatches, type Db, type Dispatch, type Topic } from '#db';
import type { Logger } from 'pino';
import { rounds, type Rounds } from '../rounds.js';
import { seldom } from '../log.js';
import { everywhere } from '../everywhere.js';
import type { Line, Memory, NewJob, Producer } from './stores.js';

/** Which line a message takes; a topic without a line does not compile. */
const lineOf = {
  'proposal.moved': 'messages',
  'cycle.moved': 'messages',
  'reminder.asked': 'messages',
  'document.requested': 'documents',
} as const satisfies Record<Topic, Line>;

export interface RelayOptions {
  readonly db: Db;
  readonly producers: Readonly<Record<Line, Producer>>;
  readonly memory: Memory;
  readonly log: Logger;
  /** How long moves of proposals wait for others of the same bulk act. */
  readonly settleMs: number;
  /** The ids of messages that this process is working on: not to be dispatched again. */
  readonly inHand: () => readonly string[];
}

const batch = 50;
const idleMs = 400;
const postponeEveryMs = 10_000;

/** A job's name is its message and the number of the dispatch: a message that is dispatched again is a new job. */
const jobOf = (dispatch: Dispatch): NewJob => ({ name: 'carry', jobId: `o-${dispatch.id}-${dispatch.number}`, messageId: dispatch.id });

const isTopic = (topic: string): topic is Topic => topic in lineOf;

/**
 * Carries what the outbox holds to the queues. The claim is committed before the queue is told, so a crash in between costs
 * half a minute and nothing else; what the queue did not take is given back and tried in the next round.
 */
export function startRelay({ db, producers, memory, log, settleMs, inHand }: RelayOptions): Rounds {
  const trouble = seldom(log);
  let postponedAt = performance.now();

  const postpone = async (): Promise<void> => {
    if (performance.now() - postponedAt < postponeEveryMs) return;
    postponedAt = performance.now();
    const ids = inHand();
    if (ids.length > 0) await db.write(await everywhere(db), (tx) => postponeDispatches(tx, ids));
  };

  const forgiveEmptiedStore = async (): Promise<void> => {
    const emptied = await memory.wasEmptied().catch(() => false);
    if (!emptied) return;
    const again = await db.write(await everywhere(db), (tx) => returnAllDispatches(tx));
    log.warn({ again }, 'the store of the queues is empty: what it held is dispatched again');
  };

  const round = async (): Promise<boolean> => {
    await forgiveEmptiedStore();
    await postpone();
    const claimed = await db.write(await everywhere(db), (tx) => claimDispatches(tx, batch, settleMs));
    let taken = true;
    // One line that is away does not keep what was claimed for the other.
    for (const line of ['messages', 'documents'] as const) {
      const ours = claimed.filter((one) => (isTopic(one.topic) ? lineOf[one.topic] : 'messages') === line);
      if (ours.length === 0) continue;
      try {
        await producers[line].put(ours.map(jobOf));
      } catch (error) {
        trouble('the queue does not take messages: they stay in the outbox', error);
        await db.write(await everywhere(db), (tx) => returnDispatches(tx, ours));
        taken = false;
      }
    }
    return taken && claimed.length === batch;
  };
  return rounds(round, { idleMs, troubleMs: 1_000, onTrouble: (error) => trouble('the relay cannot read the outbox', error) });
}
