import { call, newKey } from '../../api/call.js';
import type { Bulk, Row } from '../../api/types.js';

/** The acts that a list takes on many at once. */
export type BulkEvent = 'submit' | 'endorse' | 'accept' | 'return' | 'table';

/** Takes one act on many; what was refused comes back by name. */
export async function actOnMany(cycleId: string, { event, rows, comment, key = newKey() }: { readonly event: BulkEvent; readonly rows: readonly Row[]; readonly comment?: string; readonly key?: string }): Promise<{ readonly done: number; readonly refused: readonly { readonly name: string; readonly sentence: string }[] }> {
  const items = rows.flatMap(({ proposal }) => (proposal ? [{ id: proposal.id, version: proposal.version }] : []));
  const answer = await call<Bulk>(`/cycles/${cycleId}/bulk`, { method: 'POST', key, body: { event, items, ...(comment ? { comment } : {}) } });
  const nameOf = (id: string): string => {
    const row = rows.find(({ proposal }) => proposal?.id === id);
    return row?.proposal?.name ?? row?.indicator.name ?? '';
  };
  return { done: answer.done.length, refused: answer.refused.map(({ id, detail }) => ({ name: nameOf(id), sentence: detail })) };
}
