import type { Page } from './preconditions.js';

/** One page of a list that is read whole; the cursor is how many came before. */
export function paged<Item>(items: readonly Item[], { limit, after }: Page): { items: readonly Item[]; nextCursor: string | null } {
  const end = after + limit;
  return { items: items.slice(after, end), nextCursor: end < items.length ? String(end) : null };
}
