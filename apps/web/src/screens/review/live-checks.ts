import { fiscalYearIn, type RowFacts, type Value } from '#core';
import type { Plan, Proposal } from '../../api/types.js';
import type { useRules } from '../../rules/use-rules.js';
import { wholesByYear } from '../../words/values.js';
import type { ProposalDraft } from './proposal-draft.js';

type Rules = NonNullable<ReturnType<typeof useRules>>;

/** What is said of the form while it is being filled: the same rules as the server's, on what is typed at this moment. */
export interface LiveReview {
  readonly checks: readonly { readonly code: string; readonly severity: 'blocks' | 'warns'; readonly message: string; readonly field: string }[];
  readonly basisCheck: { readonly status: string | null; readonly arithmetic: string; readonly suggested: string | null; readonly note: string | null };
}

const yearly = (value: Value, year: number | null) => (value.text.trim() === '' ? null : { value, year });

/** The row as the rules see it, with what is typed in the place of what was saved. */
function factsOf(rules: Rules, { proposal, plan, draft, actualText }: { proposal: Proposal; plan: Plan; draft: ProposalDraft; actualText: string }): RowFacts {
  const target = rules.readValue(draft.targetText);
  const kept = wholesByYear(proposal).filter(({ year }) => year !== proposal.fiscalYear).map(({ year, value }) => ({ year, value: rules.readValue(value.text) }));
  // An empty field leaves the year to what the municipalities reported apart.
  const ofYear = actualText.trim() === '' ? (proposal.wholes.find(({ year }) => year === proposal.fiscalYear)?.value?.text ?? actualText) : actualText;
  const isNew = draft.decision === 'add';
  return {
    name: proposal.indicator.name,
    direction: (draft.decision === 'change' || isNew) && draft.direction !== '' ? (draft.direction as RowFacts['direction']) : proposal.indicator.direction,
    plan: { fromYear: plan.fromYear, toYear: plan.toYear },
    reviewYear: proposal.fiscalYear,
    baseline: isNew ? yearly(rules.readValue(draft.baselineText), fiscalYearIn(draft.baselineYear)) : yearly(rules.readValue(proposal.inForce.baseline.value.text), proposal.inForce.baseline.year),
    target: yearly(rules.readValue(proposal.inForce.target.value.text), proposal.inForce.target.year),
    actuals: isNew ? draft.actuals.map(({ year, text }) => ({ year, value: rules.readValue(text) })) : [...kept, { year: proposal.fiscalYear, value: rules.readValue(ofYear) }],
    proposal: {
      decision: draft.decision, target: draft.targetText.trim() === '' ? null : { value: target, year: fiscalYearIn(draft.targetYear) },
      rationale: draft.rationale, basis: draft.basis, source: draft.source, discrepancyReason: draft.discrepancyReason || null,
    },
    elsewhere: [],
  };
}

/** Reviews what is typed; what the rules need of other plans stays as the server last said it. */
export function reviewLive(rules: Rules | null, given: { proposal: Proposal; plan: Plan | undefined; draft: ProposalDraft; actualText: string }): LiveReview {
  const { proposal, plan, draft } = given;
  if (!rules || !plan) return { checks: proposal.checks, basisCheck: proposal.basisCheck };
  const { findings, basisCheck } = rules.checkRow(factsOf(rules, { ...given, plan }));
  const elsewhere = proposal.checks.filter((check) => check.code.startsWith('other_plan') || check.code === 'listed_twice');
  const isJudged = draft.decision !== null && draft.decision !== 'delete';
  return { checks: [...findings, ...elsewhere], basisCheck: isJudged ? basisCheck : { status: null, arithmetic: '', suggested: null, note: null } };
}
