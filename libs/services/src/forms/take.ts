import { beginProposal, lockProposal, recordActual, saveProposal, type Tx } from '#db';
import type { Actor } from '#core';
import { contentOf, onBehalfOf, type ProposalBody } from '../proposals.js';
import type { Addition } from './additions.js';
import type { RowComparison } from './compare.js';
import { yearOf } from './fields.js';
import { changesByField, factsAfter } from './report.js';

/** Writes what one row changes, as if it had been typed: the same versions, the same events. */
export async function takeRow(tx: Tx, actor: Actor, comparison: RowComparison): Promise<void> {
  const { proposal } = comparison.facts;
  if (!proposal || comparison.changes.length === 0) return;
  const locked = await lockProposal(tx, proposal.id);
  const behalf = await onBehalfOf(tx, actor, locked);
  const after = factsAfter(comparison);
  const changes = changesByField(comparison);
  const isNew = locked.indicatorId === null;
  if (isNew || [...changes.keys()].some((field) => yearOf(field) === null)) await saveProposal(tx, locked, contentOf(bodyOf(after, isNew)), behalf);
  if (isNew) return;
  for (const [field, text] of changes) {
    const year = yearOf(field);
    if (year === null) continue;
    const before = comparison.facts.actuals.find((actual) => actual.year === year && actual.municipality === null);
    const { note, settlement, expectedOn } = before ?? { note: '', settlement: 'final' as const, expectedOn: null };
    await recordActual(tx, locked, { year, municipalityId: null, text, note, settlement, expectedOn }, { version: before?.version ?? 0, onBehalfOf: behalf });
  }
}

function bodyOf(facts: RowComparison['facts'], isNew: boolean): ProposalBody {
  const { proposal } = facts;
  if (!proposal) throw new Error('a row without a proposal is not saved');
  return {
    decision: proposal.decision, name: proposal.name, unit: proposal.unit, direction: proposal.direction, nature: proposal.nature, changeKind: proposal.changeKind, projectId: proposal.projectId,
    baseline: proposal.baselineText === null ? null : { text: proposal.baselineText, year: proposal.baselineYear }, target: { text: proposal.targetText, year: proposal.targetYear ?? facts.planTargetYear },
    actuals: isNew ? facts.actuals.map(({ year, text }) => ({ year, text })) : [],
    rationale: proposal.rationale, basis: proposal.basis, source: proposal.source, successorId: proposal.successorId, discrepancyReason: proposal.discrepancyReason,
  };
}

/** Begins the proposal of a new indicator. @returns its id */
export async function takeAddition(tx: Tx, addition: Addition, of: { readonly cycleId: string; readonly partnershipId: string; readonly targetYear: number; readonly onBehalfOf: string | null }): Promise<string> {
  const { row, projectId, departmentIds, unit } = addition;
  const last = await tx.row<{ next: number }>('select coalesce(max(position), 0) + 1 as next from proposal where cycle_id = $1', [of.cycleId]);
  const body: ProposalBody = {
    decision: 'add', name: row.name.text, unit, direction: 'higher', projectId, baseline: row.baseline.text === '' ? null : { text: row.baseline.text, year: row.baseline.year },
    target: { text: row.newTarget.text, year: row.newTarget.year ?? of.targetYear }, actuals: row.actuals.filter(({ text }) => text !== '').map(({ year, text }) => ({ year, text })),
    rationale: row.rationale.text, basis: row.basis.text, source: row.source.text, discrepancyReason: row.discrepancyReason.text,
  };
  return beginProposal(tx, { cycleId: of.cycleId, partnershipId: of.partnershipId, indicatorId: null, name: row.name.text, content: contentOf(body), departmentIds, position: last?.next ?? 1, onBehalfOf: of.onBehalfOf });
}
