import type { Actor } from '#core';

/**
 * The first wall: of everything, a person sees only the plans that are theirs to know of. Every view takes this list and
 * compares `plan_id` with it; row-level security is the second wall and knows nothing of this one.
 */
export const visibleTo = (actor: Actor): readonly string[] => actor.planIds;
