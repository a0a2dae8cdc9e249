import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { aPartnership, aWorld, eventually, outboxOf, say } from '../../../../test/support/worker-fixtures.js';
import { startRelay } from './relay.js';
import type { Line, NewJob, Producer } from './stores.js';

/** A store that is away, or takes what it is given: the queues stand outside. */
const aStore = (put: (jobs: readonly NewJob[]) => Promise<void>): Producer => ({ put, waits: () => Promise.resolve(false), close: () => Promise.resolve() });
const away = aStore(() => Promise.reject(new Error('the store is away')));

it.each([['messages', 'documents'], ['documents', 'messages']] as const)('while %s are not taken, %s go on, and nothing stays claimed that nobody took', async (down, up) => {
  const world = await aWorld();
  const of = await aPartnership(world.db, '中継');
  const put: NewJob[] = [];
  const producers: Record<Line, Producer> = { [down]: away, [up]: aStore(async (jobs) => void put.push(...jobs)) } as Record<Line, Producer>;
  await say(world.db, of, { topic: 'reminder.asked', cycleId: of.id, departmentIds: [] });
  await say(world.db, of, { topic: 'document.requested', documentId: randomUUID() });
  const [asked, document] = await outboxOf(world.db, of);
  const relay = startRelay({ db: world.db, producers, memory: { wasEmptied: () => Promise.resolve(false), close: () => undefined }, log: pino({ level: 'silent' }), settleMs: 0, inHand: () => [] });
  try {
    await eventually(async () => put, (jobs) => jobs.length > 0, 3_000);
  } finally {
    await relay.stop();
  }
  const [taken, left] = up === 'documents' ? [document!, asked!] : [asked!, document!];
  expect(put.map(({ messageId }) => messageId)).toEqual([taken.id]);
  // Given back under its number, to be tried in the next round.
  expect((await outboxOf(world.db, of)).find(({ id }) => id === left.id)?.dispatch_number).toBe(0);
  await world.close();
});
