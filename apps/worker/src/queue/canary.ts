import type { Logger } from 'pino';
import { randomUUID } from 'node:crypto';
import { seldom } from '../log.js';
import { rounds } from '../rounds.js';
import type { Consumer, Producer } from './stores.js';

export interface WatchOptions {
  readonly producer: Producer;
  /** Makes a consuming end. */
  readonly consume: () => Consumer;
  /** Whether this process has jobs of the line in hand: then the canary may have to wait its turn. */
  readonly busy: () => boolean;
  readonly log: Logger;
  readonly everyMs?: number;
}

/** A consuming end that is looked after. */
export interface Watch {
  /** Lets what is in hand end, for as long as is given, and then leaves it. */
  readonly close: (patienceMs: number) => Promise<void>;
}

/**
 * Sends a canary down the line every half minute. A canary that the store has and that nobody has taken by the third look
 * means that our consuming end only seems to live (it has happened: after an outage it waits on a connection that is gone);
 * then it is replaced by a new one. A store that is away is no reason: consuming ends wait for it themselves.
 */
export function watchOver({ producer, consume, busy, log, everyMs = 30_000 }: WatchOptions): Watch {
  const trouble = seldom(log);
  let consumer = consume();
  let canary: { readonly jobId: string; looks: number } | null = null;

  const look = async (): Promise<boolean> => {
    if (!canary) {
      const jobId = `canary-${randomUUID()}`;
      await producer.put([{ name: 'canary', jobId, messageId: '' }]);
      canary = { jobId, looks: 0 };
      return false;
    }
    canary.looks += busy() ? 0 : 1;
    if (!(await producer.waits(canary.jobId))) {
      canary = null;
      return false;
    }
    if (canary.looks < 3) return false;
    log.error({ canary: canary.jobId }, 'nobody takes jobs from the queue: the consuming end is replaced');
    const old = consumer;
    consumer = consume();
    canary = null;
    await old.close(0).catch((error: unknown) => trouble('the old consuming end cannot be closed', error));
    return false;
  };
  const looking = rounds(look, { idleMs: everyMs, troubleMs: everyMs, onTrouble: (error) => trouble('no canary can be sent', error) });

  return {
    close: async (patienceMs) => {
      await looking.stop();
      await consumer.close(patienceMs).catch((error: unknown) => trouble('a consuming end was left', error));
    },
  };
}
