import type { Reader } from './reader.js';

/** One message on its way: its row, and how often it has now been given to the queue. */
export interface Dispatch {
  readonly id: string;
  readonly topic: string;
  readonly number: number;
}

/** A message as the worker finds it again by its id. */
export interface OpenMessage {
  readonly id: string;
  readonly partnershipId: string | null;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly dispatchNumber: number;
}

/**
 * Claims messages for the queue, oldest first, so that no two relays carry the same one. A message that is not done is due
 * again after 30 seconds, then 1, 5 and 15 minutes: the queue may lose everything, this table does not.
 *
 * Moves of proposals settle for a moment first, so that a bulk act becomes one mail and not twenty.
 */
export async function claimDispatches(tx: Reader, limit: number, settleMs: number): Promise<Dispatch[]> {
  return tx.rows<Dispatch>(
    `update outbox o set state = 'enqueued', dispatch_number = o.dispatch_number + 1,
       due_again = clock_timestamp() + (case o.dispatch_number when 0 then interval '30 seconds' when 1 then interval '1 minute' when 2 then interval '5 minutes' else interval '15 minutes' end)
     where o.id in (
       select id from outbox
       where (state = 'new' and (topic <> 'proposal.moved' or created_at <= clock_timestamp() - make_interval(secs => $2::float8 / 1000)))
          or (state = 'enqueued' and due_again < clock_timestamp())
       order by created_at limit $1 for update skip locked)
     returning o.id, o.topic, o.dispatch_number as number`,
    [limit, settleMs],
  );
}

/**
 * Gives back a claim that the queue did not take, so that the next round tries again, under the same number: should the queue
 * have taken the job after all and only its answer was lost, the second job of that name is the same one.
 */
export async function returnDispatches(tx: Reader, dispatches: readonly Dispatch[]): Promise<void> {
  await tx.rows(
    `update outbox o set due_again = clock_timestamp(), dispatch_number = o.dispatch_number - 1 from unnest($1::uuid[], $2::int[]) as claimed(id, number)
     where o.id = claimed.id and o.dispatch_number = claimed.number and o.state = 'enqueued'`,
    [dispatches.map((one) => one.id), dispatches.map((one) => one.number)],
  );
}

/** Makes every message due at once that the queue was given and nobody has done: for a queue found empty. */
export async function returnAllDispatches(tx: Reader): Promise<number> {
  return (await tx.rows<{ id: string }>(`update outbox set due_again = clock_timestamp() where state = 'enqueued' returning id`)).length;
}

/** Puts off the next dispatch of messages that are being worked on. */
export async function postponeDispatches(tx: Reader, ids: readonly string[]): Promise<void> {
  await tx.rows(`update outbox set due_again = greatest(due_again, clock_timestamp() + interval '30 seconds') where id = any ($1::uuid[]) and state = 'enqueued'`, [ids]);
}

/** The message, or null when it is done, dead or unknown. */
export async function openMessage(reader: Reader, id: string): Promise<OpenMessage | null> {
  return reader.row<OpenMessage>(
    `select id, partnership_id as "partnershipId", topic, payload, dispatch_number as "dispatchNumber" from outbox where id = $1 and state in ('new', 'enqueued')`,
    [id],
  );
}

/** Marks a message done inside the transaction of its effect. False: somebody has done it already, and the effect must not happen. */
export async function finishMessage(tx: Reader, id: string): Promise<boolean> {
  const done = await tx.row(`update outbox set state = 'done', done_at = clock_timestamp(), last_error = null where id = $1 and state in ('new', 'enqueued') returning id`, [id]);
  return done !== null;
}

/**
 * Marks done whatever waits under one topic, at most `limit`, oldest first, and gives it: each message comes out exactly once,
 * of however many that ask. They ask one after the other, so that what was left together is not torn apart between two of them.
 */
export async function finishAllOf(tx: Reader, topic: string, partnershipId: string, limit: number): Promise<OpenMessage[]> {
  await tx.rows(`select pg_advisory_xact_lock(4712, hashtext($1 || $2))`, [topic, partnershipId]);
  return tx.rows<OpenMessage>(
    `with taken as (
       select id from outbox where topic = $1 and partnership_id = $2 and state in ('new', 'enqueued') order by created_at limit $3 for update)
     update outbox o set state = 'done', done_at = clock_timestamp(), last_error = null from taken where o.id = taken.id
     returning o.id, o.partnership_id as "partnershipId", o.topic, o.payload, o.dispatch_number as "dispatchNumber"`,
    [topic, partnershipId, limit],
  );
}

/** Keeps why a message failed. A dead one is not dispatched again: it is for a person to look at. */
export async function failMessage(tx: Reader, id: string, { error, dead }: { readonly error: string; readonly dead: boolean }): Promise<void> {
  await tx.rows(
    `update outbox set last_error = left($2, 2000), state = case when $3 then 'dead' else state end where id = $1 and state in ('new', 'enqueued')`,
    [id, error, dead],
  );
}
