import { failMessage, openMessage, type Db, type Message, type OpenMessage, type Topic } from '#db';
import { Refused } from '#core';
import { UnrecoverableError } from 'bullmq';
import type { Logger } from 'pino';
import { everywhere } from '../everywhere.js';

/** The message of one topic. */
export type MessageOf<T extends Topic> = Extract<Message, { topic: T }>;

/** What a handler is told beside the message. */
export interface Errand {
  readonly messageId: string;
  /** Whose the message is; every message of ours belongs to one partnership. */
  readonly partnershipId: string;
  /** Aborts when the worker has to end now. */
  readonly signal: AbortSignal;
}

/** Acts on one message. It may run twice, at the same time even: the effect and `finishMessage` are one transaction. */
export type Handler<T extends Topic> = (message: MessageOf<T>, errand: Errand) => Promise<void>;

/** One handler for each topic: a topic without one does not compile. */
export type Handlers = { readonly [T in Topic]: Handler<T> };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isId = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);
const isStep = (value: unknown): value is number => Number.isInteger(value);

type Payload = Readonly<Record<string, unknown>>;

/** Reads each message back out of its JSON; null when it is not what its topic says. */
const readers: { readonly [T in Topic]: (payload: Payload) => MessageOf<T> | null } = {
  'proposal.moved': ({ proposalId, step }) => (isId(proposalId) && isStep(step) ? { topic: 'proposal.moved', proposalId, step } : null),
  'cycle.moved': ({ cycleId, step }) => (isId(cycleId) && isStep(step) ? { topic: 'cycle.moved', cycleId, step } : null),
  'document.requested': ({ documentId }) => (isId(documentId) ? { topic: 'document.requested', documentId } : null),
  'reminder.asked': ({ cycleId, departmentIds }) =>
    isId(cycleId) && Array.isArray(departmentIds) && departmentIds.every(isId) ? { topic: 'reminder.asked', cycleId, departmentIds } : null,
};

/** The message of a topic, read from its payload; null when it is not what the topic says. */
export function readMessage<T extends Topic>(topic: T, payload: Payload): MessageOf<T> | null {
  return readers[topic](payload);
}

const isTopic = (topic: string): topic is Topic => topic in readers;

async function handleOne<T extends Topic>(handlers: Handlers, topic: T, open: OpenMessage, errand: Errand): Promise<void> {
  const message = readMessage(topic, open.payload);
  if (!message) throw new UnrecoverableError(`the payload of ${topic} is not what the topic says`);
  await handlers[topic](message, errand);
}

/** A day of tries, at the outbox's pace, before a message is laid aside for a person. */
const lastDispatch = 100;

/**
 * Carries out one message by its id: reads it, acts, and keeps what went wrong. What cannot come right by trying again, a "no"
 * from the rules or a message that nobody understands, is laid aside as dead; everything else is thrown, and tried again.
 */
export function carrier(db: Db, handlers: Handlers, log: Logger): (messageId: string, signal: AbortSignal) => Promise<void> {
  return async (messageId, signal) => {
    if (!isId(messageId)) {
      log.error({ messageId }, 'a job without a message id was dropped');
      return;
    }
    const open = await db.read(await everywhere(db), (reader) => openMessage(reader, messageId));
    if (!open) return;
    try {
      if (!isTopic(open.topic) || !open.partnershipId) throw new UnrecoverableError(`no handler for ${open.topic}${open.partnershipId ? '' : ' without a partnership'}`);
      await handleOne(handlers, open.topic, open, { messageId, partnershipId: open.partnershipId, signal });
    } catch (error) {
      const final = error instanceof UnrecoverableError || error instanceof Refused;
      const dead = final || open.dispatchNumber >= lastDispatch;
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      log.error({ err: error, messageId, topic: open.topic, dead }, 'a message failed');
      await db.write(await everywhere(db), (tx) => failMessage(tx, messageId, { error: text, dead }));
      throw final ? new UnrecoverableError(text) : error;
    }
  };
}
