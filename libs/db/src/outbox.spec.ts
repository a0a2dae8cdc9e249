import { aPartnership, aWorld, callerFor, outboxOf, say, type Partnership } from '../../../test/support/worker-fixtures.js';
import type { Db } from './db.js';
import { claimDispatches, failMessage, finishAllOf, finishMessage, openMessage, postponeDispatches, returnAllDispatches, returnDispatches, type Dispatch } from './outbox.js';

let world: Awaited<ReturnType<typeof aWorld>>;
let db: Db;
let of: Partnership;
let serial = 0;
beforeAll(async () => {
  world = await aWorld();
  db = world.db;
});
afterAll(() => world.close());
beforeEach(async () => {
  serial += 1;
  of = await aPartnership(db, `便り${serial}`);
});

const claim = (limit = 50, settleMs = 0): Promise<Dispatch[]> => db.write(callerFor(of.id), (tx) => claimDispatches(tx, limit, settleMs));
const leave = async (count: number): Promise<void> => {
  for (let number = 0; number < count; number += 1) await say(db, of, { topic: 'document.requested', documentId: `d${number}` });
};
const pass = (seconds: number): Promise<unknown> => db.write(callerFor(of.id), (tx) => tx.rows(`update outbox set created_at = created_at - make_interval(secs => $1), due_again = due_again - make_interval(secs => $1)`, [seconds]));

it('carries a message if and only if its transaction is kept', async () => {
  await expect(db.write(callerFor(of.id), async (tx) => {
    await tx.say(of.id, { topic: 'document.requested', documentId: 'd' });
    throw new Error('broken off');
  })).rejects.toThrow('broken off');
  expect(await outboxOf(db, of)).toEqual([]);
  await leave(1);
  expect(await claim()).toEqual([{ id: expect.any(String), topic: 'document.requested', number: 1 }]);
});

it('gives each message to one of many relays that ask at the same time, the oldest first', async () => {
  await leave(60);
  const given = (await Promise.all(Array.from({ length: 12 }, () => claim(5)))).flat();
  expect(new Set(given.map(({ id }) => id)).size).toBe(given.length);
  const rest = await claim(100);
  expect(given.length + rest.length).toBe(60);
  await leave(3);
  const [oldest] = (await outboxOf(db, of)).filter(({ state }) => state === 'new');
  expect((await claim(1))[0]?.id).toBe(oldest?.id);
});

it('dispatches again after half a minute, then 1, 5 and 15 minutes, each time under a new number, until it is done', async () => {
  await leave(1);
  const seen: [number, number][] = [];
  for (const seconds of [30, 60, 300, 900, 900]) {
    const [dispatch] = await claim();
    expect(await claim()).toEqual([]);
    await pass(seconds - 5);
    expect(await claim()).toEqual([]);
    await pass(6);
    seen.push([dispatch!.number, seconds]);
  }
  expect(seen).toEqual([[1, 30], [2, 60], [3, 300], [4, 900], [5, 900]]);
  const [last] = await claim();
  expect(await db.write(callerFor(of.id), (tx) => finishMessage(tx, last!.id))).toBe(true);
  await pass(10_000);
  expect(await claim()).toEqual([]);
});

it('gives a dispatch back under the same number, and one that is being worked on is put off', async () => {
  await leave(1);
  const first = await claim();
  await db.write(callerFor(of.id), (tx) => returnDispatches(tx, first));
  await pass(1);
  const again = await claim();
  expect(again).toEqual(first);
  await pass(29);
  await db.write(callerFor(of.id), (tx) => postponeDispatches(tx, [again[0]!.id]));
  await pass(20);
  expect(await claim()).toEqual([]);
  expect(await db.write(callerFor(of.id), (tx) => returnAllDispatches(tx))).toBe(1);
  await pass(1);
  expect(await claim()).toHaveLength(1);
});

it('lets the moves of proposals settle, and nothing else', async () => {
  await say(db, of, { topic: 'proposal.moved', proposalId: 'p', step: 2 });
  await leave(1);
  expect((await claim(50, 60_000)).map(({ topic }) => topic)).toEqual(['document.requested']);
  await pass(61);
  expect((await claim(50, 60_000)).map(({ topic }) => topic)).toContain('proposal.moved');
});

it('is done once, however many try at once; what is dead is not dispatched and keeps why', async () => {
  await leave(2);
  const [one, other] = await claim();
  const finished = await Promise.all([1, 2, 3, 4].map(() => db.write(callerFor(of.id), (tx) => finishMessage(tx, one!.id))));
  expect(finished.filter(Boolean)).toHaveLength(1);
  await db.write(callerFor(of.id), (tx) => failMessage(tx, other!.id, { error: '宛先がありません', dead: true }));
  await pass(10_000);
  expect(await claim()).toEqual([]);
  expect(await db.read(callerFor(of.id), (r) => openMessage(r, other!.id))).toBeNull();
  expect((await outboxOf(db, of)).map(({ state, last_error: error }) => [state, error]).sort()).toEqual([['dead', '宛先がありません'], ['done', null]]);
});

it('gives what was left together to one of those who ask together, each message once, and only of their partnership', async () => {
  const strange = await aPartnership(db, `よその便り${serial}`);
  for (let number = 0; number < 10; number += 1) await say(db, of, { topic: 'proposal.moved', proposalId: `p${number}`, step: 2 });
  await say(db, strange, { topic: 'proposal.moved', proposalId: 'strange', step: 2 });
  const taken = await Promise.all([1, 2, 3, 4].map(() => db.write(callerFor(of.id, strange.id), (tx) => finishAllOf(tx, 'proposal.moved', of.id, 100))));
  expect(taken.map((messages) => messages.length).sort((a, b) => a - b)).toEqual([0, 0, 0, 10]);
  expect(JSON.stringify(taken)).not.toContain('strange');
});

it('hides a message from whoever is not of its partnership', async () => {
  const strange = await aPartnership(db, `壁の向こう${serial}`);
  await leave(1);
  expect(await db.write(callerFor(strange.id), (tx) => claimDispatches(tx, 10, 0))).toEqual([]);
});
