import { offersOnProposal, objectionToEditing, ruleIn, type Actor, type Fault, type ProposalFacts } from '#core';
import { judge, nothingToRecompute, type Judgement } from './judgement.js';
import type { RowFacts } from './row-facts.js';
import { readsAll, sentFacts } from './unsent.js';
import { valueJson } from './value-json.js';
import { derivedWholes, wholeJson } from './whole.js';

/** What every reader of a row gets, worked out once per content: the facts, what the rules say of them, and the JSON of it. */
interface KnownRow {
  readonly facts: RowFacts;
  readonly judgement: Judgement;
  readonly says: true;
  /** JSON without the closing of `proposal`, which each person's actions complete. */
  readonly open: string;
  /** The same for those who may not read what is not sent yet, worked out when the first of them asks; null: not there for them. */
  sent?: Sent | null;
}

interface Sent { readonly facts: RowFacts; readonly judgement: Judgement; readonly says: boolean; readonly open: string }

export interface AssembledRow {
  readonly facts: RowFacts;
  readonly judgement: Judgement;
  readonly actions: readonly string[];
  /** Whether the person may change its content now. */
  readonly editable: boolean;
  /** False where nothing of the proposal may be read but that it is there. */
  readonly says: boolean;
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
  return { facts, judgement, says: true, open: openJson(facts, judgement) };
}

function openJson(facts: RowFacts, judgement: Judgement): string {
  const findings = `,"checks":${JSON.stringify(judgement.checks)},"basisCheck":${JSON.stringify(judgement.basisCheck)},"keepInBulk":${JSON.stringify(judgement.keepInBulk)}`;
  const { proposal } = facts;
  if (!proposal) return `${headJson(facts, judgement)}${findings},"proposal":null}`;
  const { targetText, targetYear, baselineText, baselineYear, ...rest } = proposal;
  const content = {
    // Who submitted, and whether an exception holds, is for the rules; what follows from it is in the actions.
    ...rest, submittedBy: undefined, exceptionHolds: undefined, sent: undefined,
    target: { text: targetText, year: targetYear, value: valueJson(targetText) },
    baseline: baselineText === null ? null : { text: baselineText, year: baselineYear, value: valueJson(baselineText) },
    missing: judgement.missing,
  };
  return `${headJson(facts, judgement)}${findings},"proposal":${JSON.stringify(content).slice(0, -1)}`;
}

/** The JSON of a row before its findings, its brace still open. */
function headJson(facts: RowFacts, judgement: Judgement): string {
  const { indicator, baseline, target } = facts;
  const { basis, source } = indicator;
  // The target's own texts stand beside the target; of the rules of aggregation, the one of the year under review does.
  const definition = { ...indicator, basis: undefined, source: undefined, aggregation: undefined };
  const common = {
    indicator: definition,
    baseline: { year: baseline.year, value: valueJson(baseline.text) },
    target: { year: target.year, value: valueJson(target.text), basis, source },
    actuals: actualsWithYearUnderReview(facts),
    wholeRule: ruleIn(facts.fiscalYear, indicator.aggregation),
    wholes: derivedWholes(facts).map(wholeJson),
    achievement: judgement.achievement,
  };
  return JSON.stringify(common).slice(0, -1);
}

/** The row for those who may not read what is not sent yet: judged anew, so that nothing of it shows in what follows from it. */
function sentOf(row: KnownRow): Sent | null {
  if (row.sent !== undefined) return row.sent;
  const sent = sentFacts(row.facts);
  row.sent = sent && maskedOrWhole(sent);
  return row.sent;
}

function maskedOrWhole({ facts, says }: { readonly facts: RowFacts; readonly says: boolean }): Sent {
  const judgement = judge(facts);
  const { proposal } = facts;
  if (says || !proposal) return { facts, judgement, says, open: openJson(facts, judgement) };
  // Nothing of a draft that is not theirs, in the shape that every row has.
  const hidden = { id: proposal.id, state: proposal.state, version: proposal.version, decision: null, name: null, target: { text: '', year: null, value: valueJson('') }, rationale: '', basis: '', source: '' };
  const open = `${headJson(facts, judgement)},"checks":[],"basisCheck":${JSON.stringify(nothingToRecompute)},"keepInBulk":null,"proposal":${JSON.stringify(hidden).slice(0, -1)}`;
  return { facts, judgement: { ...judgement, checks: [], basisCheck: nothingToRecompute, missing: [], keepInBulk: [] }, says, open };
}

/** The year under review is always in the row, at version 0 until somebody records it. */
function actualsWithYearUnderReview(facts: RowFacts): object[] {
  const actuals = facts.actuals.map(({ text, ...actual }) => ({ ...actual, leads: undefined, unsent: undefined, value: valueJson(text) }));
  const recorded = facts.actuals.some((actual) => actual.year === facts.fiscalYear && actual.municipality === null);
  if (recorded || facts.indicator.id === null) return actuals;
  return [...actuals, { year: facts.fiscalYear, note: '', municipality: null, municipalityName: null, settlement: 'final', expectedOn: null, version: 0, value: valueJson('') }];
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
 * A row for one person: with the actions that they may take on it now. Null: it is not there for them.
 * @param judged what the rules said of the very same content a moment ago, in the same transaction: then they are not asked again
 */
export function assembleRow(text: string, actor: Actor, judged?: Judgement): AssembledRow | null {
  const row = knownRow(text, judged);
  const { proposal } = row.facts;
  if (!proposal) return { facts: row.facts, judgement: row.judgement, actions: [], editable: false, says: true, json: row.open };
  const read = readsAll(row.facts, actor) ? row : sentOf(row);
  if (!read) return null;
  const { facts, judgement, says, open } = read;
  const rules = proposalFacts(row.facts, proposal, () => row.judgement.missing);
  const actions = offersOnProposal(rules, actor);
  const editable = objectionToEditing(rules, actor) === null;
  return { facts, judgement, actions, editable, says, json: `${open},"editable":${editable},"actions":${JSON.stringify(actions)}}}` };
}

/** The facts of a row for one person: what others have typed and not sent is not in it. Null: it is not there for them. */
export function readableFacts(text: string, actor: Actor): RowFacts | null {
  const facts = JSON.parse(text) as RowFacts;
  return readsAll(facts, actor) ? facts : (sentFacts(facts)?.facts ?? null);
}
