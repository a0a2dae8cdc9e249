import { checkBasis, completeness, readValue, type CompletenessFacts, type Fault } from '#core';
import type { RowFacts } from './row-facts.js';

/** A finding beside a field: stable code, whether it blocks a submission, a sentence. */
export interface Check {
  readonly code: string;
  readonly severity: 'blocks' | 'warns';
  readonly message: string;
  readonly field: string;
}

/** What the rules say of one row. Pure: the same facts, the same judgement. */
export interface Judgement {
  readonly checks: readonly Check[];
  readonly basisCheck: { readonly status: string | null; readonly arithmetic: string; readonly suggested: string | null } | null;
  /** What still blocks a submission. */
  readonly missing: readonly Fault[];
  readonly suggestions: readonly object[];
  /** Why the row may not be kept in bulk; empty when it may. */
  readonly keepInBulk: readonly string[];
  readonly grade: { readonly word: string; readonly formula: string } | null;
}

const yearly = (text: string, year: number | null) => ({ value: readValue(text), year });

/** The facts that completeness asks for (design: domain, section 5). */
export function completenessFacts(facts: RowFacts): CompletenessFacts | null {
  const { proposal, indicator, target } = facts;
  if (!proposal) return null;
  const actual = facts.actuals.find((one) => one.year === facts.fiscalYear && one.municipality === null);
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
    actual: actual ? { value: readValue(actual.text), note: actual.note } : null,
  };
}

function basisCheckOf(facts: RowFacts): ReturnType<typeof checkBasis> | null {
  const { proposal } = facts;
  if (!proposal || proposal.decision === null || proposal.decision === 'delete') return null;
  return checkBasis({
    basis: proposal.basis,
    source: proposal.source,
    rationale: proposal.rationale,
    target: { value: readValue(proposal.targetText), year: proposal.targetYear },
    actuals: facts.actuals.filter((one) => one.municipality === null).map((one) => ({ year: one.year, value: readValue(one.text) })),
    baseline: facts.baseline.text === '' ? null : { year: facts.baseline.year, value: readValue(facts.baseline.text) },
    planFrom: facts.planFromYear,
    baseYear: facts.fiscalYear,
  });
}

/** Judges one row: what is missing, what looks wrong, and whether the basis gives the target. */
export function judge(facts: RowFacts): Judgement {
  const asked = completenessFacts(facts);
  const missing = asked ? completeness(asked) : [];
  const basis = basisCheckOf(facts);
  return {
    checks: missing.map((fault) => ({ code: fault.code, severity: 'blocks' as const, message: fault.message, field: fault.pointer.slice(1).replaceAll('/', '.') })),
    basisCheck: basis && { status: basis.status, arithmetic: basis.arithmetic, suggested: basis.suggested },
    missing,
    suggestions: [],
    keepInBulk: [],
    grade: null,
  };
}
