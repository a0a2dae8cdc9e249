import { Refused } from '#core';
import type { Tx } from './tx.js';

/** The answer that a repeated request gets again, as it was sent the first time. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly etag: string | null;
}

export interface RequestKey {
  readonly key: string;
  /** A hash of method, path and body: the same key with another request is a mistake. */
  readonly fingerprint: string;
}

/**
 * Takes a key for this transaction. Of two requests with one key, the second waits here until the first has ended.
 * @returns the answer already given under this key, or null when this request is the first
 * @throws Refused key_reused when the key was used for another request
 */
export async function claimKey(tx: Tx, request: RequestKey): Promise<StoredAnswer | null> {
  const taken = await tx.row('insert into idempotency_key (person_id, key, fingerprint) values ($1, $2, $3) on conflict do nothing returning key', [tx.actor.personId, request.key, request.fingerprint]);
  if (taken) return null;
  const stored = await tx.row<{ fingerprint: string; status: number | null; body: string | null; etag: string | null }>(
    'select fingerprint, status, body, etag from idempotency_key where person_id = $1 and key = $2', [tx.actor.personId, request.key],
  );
  if (stored?.fingerprint !== request.fingerprint) {
    throw new Refused('key_reused', 'この Idempotency-Key は、別の内容の要求で使われています。新しい要求には新しいキーを付けてください。');
  }
  return stored.status === null ? null : { status: stored.status, body: stored.body ?? '', etag: stored.etag };
}

/** Keeps the answer under the key, in the transaction whose answer it is. */
export async function storeAnswer(tx: Tx, request: RequestKey, answer: StoredAnswer): Promise<void> {
  await tx.rows('update idempotency_key set status = $3, body = $4, etag = $5 where person_id = $1 and key = $2', [tx.actor.personId, request.key, answer.status, answer.body, answer.etag]);
}
