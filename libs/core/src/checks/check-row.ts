import { checkBasis, type BasisCheck } from '../basis/check-basis.js';
import type { Value } from '../value/value.js';
import type { Finding } from './finding.js';
import { keepGuards, type KeepGuard } from './keep-guards.js';
import { isBlankValue, type RowFacts, type RowInHand } from './row.js';
import { checkLink } from './same-measures.js';
import { basisDiffers, targetAlreadyReached, targetWorseThanBaseline, targetYearOutsidePlan } from './target-checks.js';
import {
  actualMissing, measureChanged, noteChanged, notUnderstood, periodChanged, sameAsLastYear, tenfold, tenth, unitChanged,
} from './value-checks.js';

/** All checks of a row, in the order in which a person reads the row. */
const checks: readonly ((row: RowInHand) => Finding | null | readonly Finding[])[] = [
  actualMissing, notUnderstood, unitChanged, periodChanged, measureChanged, noteChanged, tenfold, tenth, sameAsLastYear,
  targetWorseThanBaseline, targetAlreadyReached, targetYearOutsidePlan, basisDiffers,
  (row) => row.facts.elsewhere.flatMap((other) => checkLink(row, other) ?? []),
];

const nothing: Value = { text: '', status: 'missing', missing: 'blank', measures: [], note: null };

function basisOf(facts: RowFacts): BasisCheck {
  const { proposal } = facts;
  const isJudged = proposal !== null && proposal.decision !== 'delete';
  return checkBasis({
    basis: isJudged ? proposal.basis : null, source: isJudged ? proposal.source : null, rationale: isJudged ? proposal.rationale : null,
    target: { value: proposal?.target?.value ?? nothing, year: proposal?.target?.year ?? facts.plan.toYear },
    actuals: facts.actuals, baseline: facts.baseline, planFrom: facts.plan.fromYear, baseYear: facts.reviewYear,
  });
}

function judgedTarget(facts: RowFacts): RowInHand['judged'] {
  if (facts.proposal?.decision === 'delete') return null;
  const proposed = facts.proposal?.target ?? null;
  if (proposed !== null && !isBlankValue(proposed.value)) return { entry: proposed, field: '/proposal/target' };
  return facts.target !== null && !isBlankValue(facts.target.value) ? { entry: facts.target, field: '/target' } : null;
}

export interface RowReview {
  readonly findings: readonly Finding[];
  readonly basisCheck: BasisCheck;
  /** Why the row may not be kept in bulk; empty when it may. */
  readonly guards: readonly KeepGuard[];
}

/**
 * Everything there is to say about one row of the review sheet: findings, the recomputed basis, and whether it may be
 * kept in bulk. The same in the browser, in the API and for an uploaded sheet. Pure; never throws.
 */
export function checkRow(facts: RowFacts): RowReview {
  const basisCheck = basisOf(facts);
  const actualOf = (year: number): Value | null => facts.actuals.find((entry) => entry.year === year)?.value ?? null;
  const row: RowInHand = {
    facts, basisCheck, actual: actualOf(facts.reviewYear), lastActual: actualOf(facts.reviewYear - 1), judged: judgedTarget(facts),
  };
  return { findings: checks.flatMap((check) => check(row) ?? []), basisCheck, guards: keepGuards(row) };
}
