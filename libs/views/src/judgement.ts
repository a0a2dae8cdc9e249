import { achievement, checkRow, completeness, suggestBases, type Achievement, type BasisSuggestion, type CompletenessFacts, type Fault, type KeepGuard } from '#core';
import type { RowFacts } from './row-facts.js';
import { valueOf } from './value-json.js';
import { wholeActuals } from './whole.js';

/** A finding beside a field: stable code, whether it blocks a submission, a sentence. */
export interface Check {
  readonly code: string;
  readonly severity: 'blocks' | 'warns';
  readonly message: string;
  /** JSON pointer into the row of the sheet. */
  readonly field: string;
}

/** What the rules say of one row. Pure: the same facts, the same judgement. */
export interface Judgement {
  readonly checks: readonly Check[];
  readonly basisCheck: { readonly status: string | null; readonly arithmetic: string; readonly suggested: string | null; readonly note: string | null };
  /** What still blocks a submission. */
  readonly missing: readonly Fault[];
  /** Why the row may not be kept in bulk; empty when it may. */
  readonly keepInBulk: readonly KeepGuard[];
  /** The actual of the year under review against the target in force. */
  readonly achievement: Achievement | null;
}

const yearly = (text: string, year: number | null) => ({ value: valueOf(text), year });

/** The facts that completeness asks for (design: domain, section 5). */
export function completenessFacts(facts: RowFacts): CompletenessFacts | null {
  const { proposal, indicator, target } = facts;
  if (!proposal) return null;
  const actual = wholeActuals(facts).find((one) => one.year === facts.fiscalYear);
  const presentDepartments = indicator.departments.map((department) => department.id);
  return {
    decision: proposal.decision,
    name: proposal.name,
    unit: proposal.unit,
    direction: proposal.direction,
    project: proposal.projectId,
    departments: null,
    target: proposal.targetText === '' ? null : yearly(proposal.targetText, proposal.targetYear),
    rationale: proposal.rationale,
    basis: proposal.basis,
    // A deletion that names no successor says 後継なし: the form has no third answer.
    successor: proposal.successorId ? { id: proposal.successorId } : 'none',
    baseline: proposal.baselineText === null ? null : yearly(proposal.baselineText, proposal.baselineYear),
    present: indicator.id === null ? null : {
      name: indicator.name, unit: indicator.unit, direction: indicator.direction, project: indicator.projectId, departments: presentDepartments,
      target: target.text === '' ? null : yearly(target.text, target.year),
    },
    reviewYear: facts.fiscalYear,
    actual: actual ? { value: valueOf(actual.text), note: actual.note } : null,
  };
}

/** The same row in the words of the checks. */
function checkedFacts(facts: RowFacts): Parameters<typeof checkRow>[0] {
  const { proposal, indicator, baseline, target } = facts;
  return {
    name: indicator.name,
    direction: proposal?.direction ?? indicator.direction,
    plan: { fromYear: facts.planFromYear, toYear: facts.planToYear },
    reviewYear: facts.fiscalYear,
    baseline: baseline.text === '' ? null : yearly(baseline.text, baseline.year),
    target: target.text === '' ? null : yearly(target.text, target.year),
    actuals: wholeActuals(facts).map((one) => ({ year: one.year, value: valueOf(one.text) })),
    proposal: proposal && {
      decision: proposal.decision,
      target: proposal.targetText === '' ? null : yearly(proposal.targetText, proposal.targetYear),
      rationale: proposal.rationale, basis: proposal.basis, source: proposal.source, discrepancyReason: proposal.discrepancyReason || null,
    },
    elsewhere: facts.elsewhere.map((other) => ({ ...other, values: other.values.map(({ year, text }) => ({ year, value: valueOf(text) })) })),
  };
}

/** Whether the definition in force was reached in the year under review; a row without an actual is not graded yet. */
function achievementOf(facts: RowFacts): Achievement | null {
  const actual = wholeActuals(facts).find((one) => one.year === facts.fiscalYear);
  if (!actual || facts.target.text === '') return null;
  return achievement({
    actual: valueOf(actual.text), target: valueOf(facts.target.text),
    baseline: facts.baseline.text === '' ? null : valueOf(facts.baseline.text), direction: facts.indicator.direction,
    ...(facts.gradeScale ? { scale: facts.gradeScale } : {}),
  });
}

/** Without a decision, or of a deletion, there is no target to recompute. */
export const nothingToRecompute: Judgement['basisCheck'] = { status: null, arithmetic: '', suggested: null, note: null };

/** Judges one row: what is missing, what looks wrong, and whether the basis gives the target. */
export function judge(facts: RowFacts): Judgement {
  const asked = completenessFacts(facts);
  const missing = asked ? completeness(asked) : [];
  const { findings, basisCheck, guards } = checkRow(checkedFacts(facts));
  const said = new Set(findings.map((finding) => finding.field));
  const lacking = missing
    .map((fault) => ({ code: fault.code, severity: 'blocks' as const, message: fault.message, field: fault.pointer === '/actual' || fault.pointer === '/actual/note' ? `/actuals/${facts.fiscalYear}` : `/proposal${fault.pointer}` }))
    .filter((check) => !said.has(check.field) || check.code !== 'actual_missing');
  const { proposal } = facts;
  return {
    checks: [...findings.map(({ code, severity, message, field }) => ({ code, severity, message, field })), ...lacking],
    basisCheck: proposal?.decision && proposal.decision !== 'delete' ? { status: basisCheck.status, arithmetic: basisCheck.arithmetic, suggested: basisCheck.suggested, note: basisCheck.note } : nothingToRecompute,
    missing: [...missing, ...findings.filter((finding) => finding.severity === 'blocks' && finding.code !== 'actual_missing').map((finding) => ({ pointer: finding.field.replace('/proposal', ''), code: finding.code, message: finding.message }))],
    keepInBulk: guards,
    achievement: achievementOf(facts),
  };
}

/** The usual bases with what they give, as buttons offer them while the department still writes; only who opens one row needs them. */
export function suggestionsFor(facts: RowFacts): readonly BasisSuggestion[] {
  const state = facts.proposal?.state;
  if (state !== 'draft' && state !== 'returned') return [];
  return suggestBases({ ...checkedFacts(facts), planFrom: facts.planFromYear, baseYear: facts.fiscalYear, targetYear: facts.planTargetYear });
}
