import type { Caller, Db } from '#db';

/** The name under which the worker's own acts stand in the records. */
const name = 'システム（自動処理）';

/** The worker's rounds see every partnership; read anew each time, because partnerships come to be while it runs. */
export async function everywhere(db: Db): Promise<Caller> {
  return { kind: 'system', name, partnershipIds: await db.partnershipIds() };
}

/** What is done for one partnership sees only that one. */
export const within = (partnershipId: string): Caller => ({ kind: 'system', name, partnershipIds: [partnershipId] });
