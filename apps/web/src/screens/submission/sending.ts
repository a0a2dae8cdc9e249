import { call, newKey } from '../../api/call.js';
import type { Bulk, Row } from '../../api/types.js';

/** The acts that a list takes on many at once. */
export type BulkEvent = 'submit' | 'endorse' | 'accept' | 'return' | 'table';

/** As many as the API takes in one bulk. */
const mostAtOnce = 500;

interface Many {
  readonly event: BulkEvent;
  readonly rows: readonly Row[];
  readonly comment?: string;
  readonly key?: string;
}

/** Takes one act on many; what was refused comes back by name. More than the API takes at once go in turns, each under its own key. */
export async function actOnMany(cycleId: string, { event, rows, comment, key = newKey() }: Many): Promise<{ readonly done: number; readonly refused: readonly { readonly name: string; readonly sentence: string }[] }> {
  const items = rows.flatMap(({ proposal }) => (proposal ? [{ id: proposal.id, version: proposal.version }] : []));
  const names = new Map(rows.map(({ proposal, indicator }) => [proposal?.id, proposal?.name ?? indicator.name]));
  const outcome = { done: 0, refused: [] as { name: string; sentence: string }[] };
  for (let from = 0; from < items.length; from += mostAtOnce) {
    const { done, refused } = await call<Bulk>(`/cycles/${cycleId}/bulk`, { method: 'POST', key: from === 0 ? key : `${key}-${from}`, body: { event, items: items.slice(from, from + mostAtOnce), ...(comment ? { comment } : {}) } });
    outcome.done += done.length;
    outcome.refused.push(...refused.map(({ id, detail }) => ({ name: names.get(id) ?? '', sentence: detail })));
  }
  return outcome;
}
