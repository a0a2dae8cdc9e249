import { isSent, mayReadUnsent, type Actor } from '#core';
import type { RowFacts } from './row-facts.js';

/*
 * What a department has typed and not sent is its own and the planning office's. Of a draft, others see that it is there; of a
 * returned proposal, what it said when it was sent. The actual of the year under review is part of what is sent: one that was in
 * force before the review began stays visible, one that was typed for it does not.
 */

/** Whether the person may read what the department of a row has typed and not sent. */
export const readsUnsent = ({ planId, indicator }: RowFacts, actor: Actor): boolean => mayReadUnsent({ planId, owningDepartmentIds: indicator.departments.map(({ id }) => id) }, actor);

/** Whether the person may read the row as it is, unsent words included. */
export const readsAll = (facts: RowFacts, actor: Actor): boolean => !facts.proposal || isSent(facts.proposal.state) || readsUnsent(facts, actor);

const nothingSaid = {
  decision: null, name: null, unit: null, direction: null, nature: null, changeKind: null, projectId: null, baselineText: null, baselineYear: null, targetText: '', targetYear: null,
  rationale: '', basis: '', source: '', discrepancyReason: '', successorId: null,
} as const;

/** A row as everybody may read it, and whether its proposal has said anything yet. Null: a new indicator that was never sent is not there for others. */
export function sentFacts(facts: RowFacts): { readonly facts: RowFacts; readonly says: boolean } | null {
  const { proposal, indicator, actuals } = facts;
  if (!proposal || isSent(proposal.state)) return { facts, says: true };
  const { sent } = proposal;
  if (!sent) return indicator.id === null ? null : { facts: { ...facts, actuals: ofEarlierYears(facts), proposal: { ...proposal, ...nothingSaid, sent: null } }, says: false };
  const { actuals: sentActualsOfYear, addedActuals, ...content } = sent;
  const restored = { ...facts, proposal: { ...proposal, ...content, sent: null } };
  if (indicator.id !== null) return { facts: { ...restored, actuals: [...actuals.filter(({ year }) => year < facts.fiscalYear), ...sentActualsOfYear] }, says: true };
  return { facts: { ...restored, ...newIndicatorAsSent(facts, content), actuals: addedOnes(addedActuals) }, says: true };
}

/** Of the year under review, what was in force before the review; a returned proposal of which nothing was kept shows none. */
const ofEarlierYears = ({ actuals, fiscalYear, proposal }: RowFacts): RowFacts['actuals'] =>
  actuals.filter(({ year, unsent }) => year < fiscalYear || (proposal?.state === 'draft' && unsent !== true));

function newIndicatorAsSent({ indicator }: RowFacts, sent: Pick<NonNullable<RowFacts['proposal']>, 'name' | 'unit' | 'direction' | 'nature' | 'projectId' | 'baselineText' | 'baselineYear'>): Pick<RowFacts, 'indicator' | 'baseline'> {
  // Where it was moved since, the former place is not at hand, and the new one has not been sent.
  const place = sent.projectId === indicator.projectId ? {} : { project: null, projectId: sent.projectId ?? indicator.projectId, sections: [] };
  return {
    indicator: { ...indicator, ...place, name: sent.name ?? '', unit: sent.unit, direction: sent.direction ?? 'higher', nature: sent.nature ?? 'flow' },
    baseline: { year: sent.baselineYear, text: sent.baselineText ?? '' },
  };
}

const addedOnes = (json: string): RowFacts['actuals'] => (JSON.parse(json) as { year: number; text: string }[]).map(({ year, text }) =>
  ({ year, text, note: '', municipality: null, municipalityName: null, leads: null, settlement: 'final', expectedOn: null, version: 1, unsent: false }));

/** One entry of a proposal's history. */
export interface HistoryEntry { readonly event: string; readonly difference?: Readonly<Record<string, { readonly old?: unknown; readonly new?: unknown }>> | null }

/**
 * What happened, as everybody may read it: what was saved before a submission shows as what that submission changed, without the
 * words in between; what was saved since the last one is not there.
 */
export function sentHistory<Entry extends HistoryEntry>(entries: readonly Entry[]): Entry[] {
  const shown: Entry[] = [];
  let typed: Entry[] = [];
  for (const entry of entries) {
    if (entry.event === 'save' || entry.event === 'record') {
      typed.push(entry);
      continue;
    }
    if (entry.event === 'submit') {
      shown.push(...changedAtOnce(typed));
      typed = [];
    }
    shown.push(entry);
  }
  return shown;
}

/** The last saving stands for all of them, with what they changed together; of recorded actuals, that they were recorded. */
function changedAtOnce<Entry extends HistoryEntry>(typed: readonly Entry[]): Entry[] {
  const saved = typed.filter(({ event }) => event === 'save');
  const last = saved.at(-1);
  const net = new Map<string, { old?: unknown; new?: unknown }>();
  for (const { difference } of saved) for (const [field, change] of Object.entries(difference ?? {})) net.set(field, { old: (net.get(field) ?? change).old, new: change.new });
  const changed = Object.fromEntries([...net].filter(([, change]) => change.old !== change.new));
  return typed.flatMap((entry) => (entry === last ? [{ ...entry, difference: changed }] : entry.event === 'record' ? [{ ...entry, difference: {} }] : []));
}

