import { claimKey, storeAnswer, type Caller, type Db, type RequestKey, type StoredAnswer, type Tx } from '#db';
import type { Actor } from '#core';

/** What an act gives back: the thing as it is now as JSON text, and its version for the next `If-Match`. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: string,
    readonly etag: string | null,
    /** True when this is the stored answer of an earlier request with the same key. */
    readonly replayed = false,
  ) {}
}

/** JSON of a thing with its version, as an answer. */
export const answer = (body: object | string, version: number | null, status = 200): Answer =>
  new Answer(status, typeof body === 'string' ? body : JSON.stringify(body), version === null ? null : `"${version}"`);

/** The answer that was given to an earlier request with the same key. */
export const replayed = ({ status, body, etag }: StoredAnswer): Answer => new Answer(status, body, etag, true);

/**
 * Runs one act in one transaction, once for each key: a repeated request gets the stored answer and changes nothing.
 * Without a key the act is run as it comes.
 */
export async function actOnce(db: Db, caller: Caller, key: RequestKey | null, act: (tx: Tx, actor: Actor) => Promise<Answer>): Promise<Answer> {
  return db.write(caller, async (tx, actor) => {
    const stored: StoredAnswer | null = key ? await claimKey(tx, key) : null;
    if (stored) return replayed(stored);
    const given = await act(tx, actor);
    if (key) await storeAnswer(tx, key, { status: given.status, body: given.body, etag: given.etag });
    return given;
  });
}
