/**
 * What a proposal makes of a definition. What it does not say stays as it is; whether the series goes on, it says, or else
 * what differs says so: another unit, direction or nature is another measure, however the indicator is called.
 */
import type { Direction, Nature } from '../achievement/definition.js';
import type { Decision } from '../workflow/words.js';

/** A change of an indicator: by name alone (the series goes on), by what is measured (the series breaks), or by both. */
export type ChangeKind = 'rename' | 'redefinition' | 'both';

/** What an indicator is called and what it measures. */
export interface Measured {
  readonly name: string | null;
  readonly unit: string | null;
  readonly direction: Direction | null;
  readonly nature: Nature | null;
}

/** How a target is explained: the basis, where its figures come from, and the target that they belong to. */
export interface Explained {
  readonly targetText: string;
  readonly targetYear: number | null;
  readonly basis: string;
  readonly source: string;
}

const folded = (text: string | null): string => (text ?? '').normalize('NFKC').replaceAll(/\s/g, '');

const differs = (proposed: string | null, present: string | null): boolean => folded(proposed) !== '' && folded(proposed) !== folded(present);

/** Which kind of change a proposal is: as it says, otherwise by what differs. Null: it is no change, or of neither kind. */
export function changeKindOf(proposal: Measured & { readonly decision: Decision | null; readonly changeKind: ChangeKind | null }, present: Measured): ChangeKind | null {
  if (proposal.decision !== 'change') return null;
  if (proposal.changeKind !== null) return proposal.changeKind;
  const isRenamed = differs(proposal.name, present.name);
  const isRedefined = differs(proposal.unit, present.unit) || differs(proposal.direction, present.direction) || differs(proposal.nature, present.nature);
  if (isRenamed && isRedefined) return 'both';
  return isRedefined ? 'redefinition' : isRenamed ? 'rename' : null;
}

/** Whether figures from before a change can no longer be set beside those after it. */
export const breaksSeries = (kind: ChangeKind | null): boolean => kind === 'redefinition' || kind === 'both';

/**
 * The target with its basis and source after a proposal. A target that is not said stays, and so do basis and source while
 * the target stays; the basis of a former target explains no other one.
 */
export function explainedAfter(proposal: Explained, present: Explained): Explained {
  const isSaid = folded(proposal.targetText) !== '';
  const { targetText, targetYear } = isSaid ? proposal : present;
  const stays = !isSaid || (folded(targetText) === folded(present.targetText) && targetYear === present.targetYear);
  const { basis, source } = proposal;
  return { targetText, targetYear, basis: basis || (stays ? present.basis : ''), source: source || (stays ? present.source : '') };
}
