import { call } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import type { Plan, Proposal, Row, RowProposal } from '../../api/types.js';

/** What a 継続 of this row would say; the person may change it before they confirm. */
export interface Keeping {
  readonly target: string;
  readonly basis: string;
}

/** Where a row of the sheet stands for the decisions at once. */
export type Group = 'ready' | 'look' | 'decided' | 'closed';

/** Whether the row may be kept with others: the API names the reasons against it, and blocks what is not filled in. */
export function groupOf(row: Row): Group {
  const { proposal } = row;
  if (!proposal || !proposal.editable) return 'closed';
  if (proposal.decision !== null) return 'decided';
  return reasonsOf(row).length === 0 ? 'ready' : 'look';
}

/** Why a row has to be opened by itself. */
export function reasonsOf(row: Row): readonly string[] {
  const blocked = row.checks.filter(({ severity, field }) => severity === 'blocks' && field.startsWith('/actuals/')).map(({ message }) => message);
  const targetless = row.target.value.text.trim() === '' ? ['今の目標値がありません。目標を置くかどうかを決めてください。'] : [];
  return [...blocked, ...(row.keepInBulk ?? []).map(({ message }) => message), ...targetless];
}

/** The target in force, and its basis or a sentence that says it stays. */
export function keepingOf(row: Row): Keeping {
  const { value, basis } = row.target;
  return { target: value.text, basis: basis.trim() === '' ? `現行の目標値（${value.text}）を継続する。` : basis };
}

/** Saves 継続 for one row. @returns null, or why it was refused */
export async function keep(row: Row, proposal: RowProposal, { keeping, plan }: { readonly keeping: Keeping; readonly plan: Plan }): Promise<string | null> {
  try {
    await call<Proposal>(`/proposals/${proposal.id}`, {
      method: 'PUT', version: proposal.version,
      body: { decision: 'keep', target: { text: keeping.target, year: proposal.target?.year ?? plan.targetYear }, basis: keeping.basis, source: row.target.source, rationale: proposal.rationale ?? '' },
    });
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}
