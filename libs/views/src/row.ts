import { mayRead, offersOnProposal, objectionToEditing, type Actor, type Fault, type ProposalFacts } from '#core';
import { judge, nothingToRecompute, type Judgement } from './judgement.js';
import type { RowFacts } from './row-facts.js';
import { valueJson } from './value-json.js';
import { derivedWholes } from './whole.js';

/** What every reader of a row gets, worked out once per content: the facts, what the rules say of them, and the JSON of it. */
interface KnownRow {
  readonly facts: RowFacts;
  readonly judgement: Judgement;
  /** JSON without the closing of `proposal`, which each person's actions complete. */
  readonly open: string;
  /** The same for those who may not read a draft. */
  readonly masked: string;
}

export interface AssembledRow {
  readonly facts: RowFacts;
  readonly judgement: Judgement;
  readonly actions: readonly string[];
  /** Whether the person may change its content now. */
  readonly editable: boolean;
  readonly json: string;
}

/**
 * Rows by the very text that PostgreSQL gave: a row that did not change is not judged again. Nothing in it depends on who
 * asks or on the clock, except `exceptionHolds`, which is part of the text.
 */
const known = new Map<string, KnownRow>();
const limit = 4_000;

function knownRow(text: string, judged?: Judgement): KnownRow {
  let row = known.get(text);
  if (!row) {
    row = work(text, judged);
    if (known.size >= limit) known.clear();
    known.set(text, row);
  }
  return row;
}

function work(text: string, judged?: Judgement): KnownRow {
  const facts = JSON.parse(text) as RowFacts;
  const judgement = judged ?? judge(facts);
  const { indicator, baseline, target, proposal } = facts;
  const { basis, source } = indicator;
  // The target's own texts stand beside the target, and the rules of aggregation show in what they make.
  const definition = { ...indicator, basis: undefined, source: undefined, aggregation: undefined };
  const common = {
    indicator: definition,
    baseline: { year: baseline.year, value: valueJson(baseline.text) },
    target: { year: target.year, value: valueJson(target.text), basis, source },
    actuals: actualsWithYearUnderReview(facts),
    wholes: derivedWholes(facts).map(({ text, ...whole }) => ({ ...whole, value: text === null ? null : valueJson(text) })),
    achievement: judgement.achievement,
  };
  const head = JSON.stringify(common).slice(0, -1);
  const findings = `,"checks":${JSON.stringify(judgement.checks)},"basisCheck":${JSON.stringify(judgement.basisCheck)},"keepInBulk":${JSON.stringify(judgement.keepInBulk)}`;
  if (!proposal) return { facts, judgement, open: `${head}${findings},"proposal":null}`, masked: `${head}${findings},"proposal":null}` };
  const { targetText, targetYear, baselineText, baselineYear, ...rest } = proposal;
  const content = {
    // Who submitted, and whether an exception holds, is for the rules; what follows from it is in the actions.
    ...rest, submittedBy: undefined, exceptionHolds: undefined,
    target: { text: targetText, year: targetYear, value: valueJson(targetText) },
    baseline: baselineText === null ? null : { text: baselineText, year: baselineYear, value: valueJson(baselineText) },
    missing: judgement.missing,
  };
  // Nothing of a draft that is not theirs, in the shape that every row has.
  const hidden = { id: proposal.id, state: proposal.state, version: proposal.version, decision: null, name: null, target: { text: '', year: null, value: valueJson('') }, rationale: '', basis: '', source: '' };
  return {
    facts,
    judgement,
    open: `${head}${findings},"proposal":${JSON.stringify(content).slice(0, -1)}`,
    masked: `${head},"checks":[],"basisCheck":${JSON.stringify(nothingToRecompute)},"keepInBulk":null,"proposal":${JSON.stringify(hidden).slice(0, -1)}`,
  };
}

/** The year under review is always in the row, at version 0 until somebody records it. */
function actualsWithYearUnderReview(facts: RowFacts): object[] {
  const actuals = facts.actuals.map(({ text, ...actual }) => ({ ...actual, leads: undefined, value: valueJson(text) }));
  const recorded = facts.actuals.some((actual) => actual.year === facts.fiscalYear && actual.municipality === null);
  if (recorded || facts.indicator.id === null) return actuals;
  return [...actuals, { year: facts.fiscalYear, note: '', municipality: null, settlement: 'final', expectedOn: null, version: 0, value: valueJson('') }];
}

/** The facts that the rules decide from, of the proposal of a row. */
export function proposalFacts(facts: RowFacts, proposal: NonNullable<RowFacts['proposal']>, missing: () => readonly Fault[]): ProposalFacts {
  return {
    id: proposal.id, name: facts.indicator.name, planId: facts.planId, state: proposal.state, version: proposal.version, cycleState: facts.cycleState,
    owningDepartmentIds: facts.indicator.departments.map((department) => department.id),
    submittedBy: proposal.submittedBy, submittedDepartmentId: proposal.submittedDepartmentId, exceptionHolds: proposal.exceptionHolds,
    endorsementAsked: facts.endorsementAsked, endorsed: proposal.endorsed, municipalityIds: facts.municipalityIds, votes: proposal.votes, missing,
  };
}

/**
 * A row for one person: with the actions that they may take on it now.
 * @param judged what the rules said of the very same content a moment ago, in the same transaction: then they are not asked again
 */
export function assembleRow(text: string, actor: Actor, judged?: Judgement): AssembledRow {
  const { facts, judgement, open, masked } = knownRow(text, judged);
  if (!facts.proposal) return { facts, judgement, actions: [], editable: false, json: open };
  const rules = proposalFacts(facts, facts.proposal, () => judgement.missing);
  if (!mayRead(rules, actor)) return { facts, judgement, actions: [], editable: false, json: `${masked},"editable":false,"actions":[]}}` };
  const actions = offersOnProposal(rules, actor);
  const editable = objectionToEditing(rules, actor) === null;
  return { facts, judgement, actions, editable, json: `${open},"editable":${editable},"actions":${JSON.stringify(actions)}}}` };
}

/** The facts of a row for one person: what others still draft is not in it. */
export function readableFacts(text: string, actor: Actor): RowFacts {
  const facts = JSON.parse(text) as RowFacts;
  const { proposal } = facts;
  if (!proposal || mayRead(proposalFacts(facts, proposal, () => []), actor)) return facts;
  const nothing = { decision: null, name: null, targetText: '', rationale: '', basis: '', source: '', discrepancyReason: '' } as const;
  return { ...facts, actuals: facts.actuals.filter(({ year }) => year < facts.fiscalYear), proposal: { ...proposal, ...nothing } };
}
