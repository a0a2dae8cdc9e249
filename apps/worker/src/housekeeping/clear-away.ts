import { clearAway, keptForAWhile, type Db } from '#db';
import { everywhere } from '../everywhere.js';

const together = 1_000;

/**
 * Clears away what is kept only for a while, some of each kind in a transaction of its own. Several workers may do so at once: what
 * one has deleted, the other finds gone.
 * @returns how many rows of each kind are gone, and whether there may be more
 */
export async function clearOnce(db: Db, limit = together): Promise<{ readonly gone: Readonly<Record<string, number>>; readonly more: boolean }> {
  const caller = await everywhere(db);
  const gone: Record<string, number> = {};
  for (const what of keptForAWhile) gone[what] = await db.write(caller, (tx) => clearAway(tx, what, limit));
  return { gone, more: Object.values(gone).some((count) => count >= limit) };
}
