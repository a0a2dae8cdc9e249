import type { Reader } from './reader.js';
import type { Tx } from './tx.js';

/**
 * What is kept only for a while, and why so long. Everything is counted by the database's clock. What people did stays: the audit
 * chain, the history of proposals, mails, snapshots and documents are not cleared away.
 */
const kept = {
  /** A browser repeats a request within minutes, a program after its holidays: Golden Week and the turn of the year are shorter. */
  answers: { days: 14, sql: `delete from idempotency_key where ctid in (select ctid from idempotency_key where created_at < clock_timestamp() - make_interval(days => $1) limit $2) returning 1 as gone` },
  /** A message that is done is looked at when somebody asks why a mail came: within the month. */
  messages: { days: 30, sql: `delete from outbox where ctid in (select ctid from outbox where state = 'done' and done_at < clock_timestamp() - make_interval(days => $1) limit $2) returning 1 as gone` },
  /** The limiter looks one day back; the audit chain keeps every sign-in. */
  signIns: { days: 7, sql: `delete from sign_in_attempt where ctid in (select ctid from sign_in_attempt where at < clock_timestamp() - make_interval(days => $1) limit $2) returning 1 as gone` },
  /** A session that has ended lets nobody in; a day's grace for whoever looks why. */
  sessions: { days: 1, sql: `delete from session where ctid in (select ctid from session where expires_at < clock_timestamp() - make_interval(days => $1) limit $2) returning 1 as gone` },
} as const;

export type Kept = keyof typeof kept;

/** Everything that is cleared away by age. */
export const keptForAWhile = Object.keys(kept) as Kept[];

/**
 * Clears away what is older than it is kept for, at most `limit` rows, so that no lock is held for long.
 * @returns how many rows are gone; as many as `limit` when there may be more
 */
export async function clearAway(tx: Tx, what: Kept, limit: number): Promise<number> {
  return (await tx.rows(kept[what].sql, [kept[what].days, limit])).length;
}

/** What is on its way or for a person to look at, by state: everything but messages that are done and mails that are sent. */
export interface OpenCounts {
  readonly messages: Readonly<Record<'new' | 'enqueued' | 'dead', number>>;
  readonly mails: Readonly<Record<'pending' | 'claimed' | 'handed_over' | 'refused' | 'unknown', number>>;
}

/** @returns the counts, with a zero for each state that has none */
export async function openCounts(reader: Reader): Promise<OpenCounts> {
  const counted = async (sql: string): Promise<Record<string, number>> => Object.fromEntries((await reader.rows<{ state: string; n: number }>(sql)).map(({ state, n }) => [state, n]));
  return {
    messages: { new: 0, enqueued: 0, dead: 0, ...(await counted(`select state, count(*)::int as n from outbox where state <> 'done' group by state`)) },
    mails: { pending: 0, claimed: 0, handed_over: 0, refused: 0, unknown: 0, ...(await counted(`select state, count(*)::int as n from mail where state <> 'sent' group by state`)) },
  };
}
