import { randomBytes } from 'node:crypto';
import type { Caller, Db } from '#db';
import { tokenHashOf } from '#services';
import { callerFor, type Partnership, type Post } from './worker-fixtures.js';

/** Gives every person of a partnership their municipality: department people and the office the central city, members their own. */
export async function settle(db: Db, of: Partnership): Promise<void> {
  const homes: [string, string][] = [
    ...of.officers.map((post): [string, string] => [post.id, of.municipalityIds[0]]), [of.coordinator.id, of.municipalityIds[0]],
    ...of.committee.map((post, index): [string, string] => [post.id, of.municipalityIds[index]!]),
  ];
  await db.write(callerFor(of.id), async (tx) => {
    for (const [person, municipality] of homes) await tx.rows('update person set municipality_id = $2 where id = $1', [person, municipality]);
  });
}

/** A living session of a person, as the door finds one. */
export async function sessionOf(db: Db, person: Post): Promise<Caller> {
  const token = randomBytes(32).toString('base64url');
  const tokenHash = tokenHashOf(token);
  await db.write(callerFor(), (tx) => tx.rows(`insert into session (token_hash, person_id, expires_at) values ($1, $2, clock_timestamp() + interval '1 hour')`, [tokenHash, person.id]));
  return { kind: 'session', tokenHash, requestId: null };
}

/** What became of something that may be refused: its code, or null when it was done. */
export async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Error && error.name === 'Refused' && 'code' in error) return String(error.code);
    throw error;
  }
}
