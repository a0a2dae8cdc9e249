import type { Plan, Proposal } from '../../api/types.js';
import { projectsOf } from '../../words/plan.js';
import { yearName } from '../../words/time.js';
import { decisionName, directionName, movesTarget } from '../../words/values.js';
import type { Change } from './compare.js';
import { draftOf, type ProposalDraft } from './proposal-draft.js';

const withYear = (text: string, year: string): string => (text.trim() === '' ? '' : year ? `${text}（${year}）` : text);

/** What the review changes of an indicator, old beside new: as saved, or as it is being typed. */
export function changesOf(proposal: Proposal, draft: ProposalDraft = draftOf(proposal), plan?: Plan): readonly Change[] {
  const { indicator, inForce } = proposal;
  const isNew = draft.decision === 'add';
  const projectName = plan && draft.projectId ? (projectsOf(plan).find(({ id }) => id === draft.projectId)?.name ?? '') : '';
  const moves = movesTarget({ inForce: inForce.target.value, proposed: { text: draft.targetText } });
  const redefines = draft.decision === 'change' || isNew;
  const isGone = draft.decision === 'delete';
  return [
    { word: '判断', now: '', proposed: draft.decision ? decisionName(draft.decision, moves) : '' },
    { word: '指標', now: isNew ? '' : indicator.name, proposed: isGone ? '（削除）' : redefines && draft.name ? draft.name : isNew ? '' : indicator.name },
    ...(redefines && (draft.unit || draft.direction) ? [
      { word: '単位', now: isNew ? '' : (indicator.unit ?? ''), proposed: draft.unit || (isNew ? '' : (indicator.unit ?? '')) },
      { word: '方向', now: isNew ? '' : directionName(indicator.direction), proposed: draft.direction ? directionName(draft.direction) : isNew ? '' : directionName(indicator.direction) },
    ] : []),
    ...(redefines && projectName ? [{ word: '事業', now: isNew ? '' : (indicator.project ?? ''), proposed: projectName }] : []),
    { word: '目標値', now: isNew ? '' : withYear(inForce.target.value.text, inForce.target.year === null ? '' : yearName(inForce.target.year)), proposed: isGone ? '' : withYear(draft.targetText, draft.targetYear) },
    { word: '根拠', now: isNew ? '' : inForce.target.basis, proposed: isGone ? '' : draft.basis },
    ...(draft.source || inForce.target.source ? [{ word: '引用元', now: isNew ? '' : inForce.target.source, proposed: isGone ? '' : draft.source }] : []),
    { word: '理由', now: '', proposed: draft.rationale },
    ...(draft.discrepancyReason ? [{ word: '差異理由', now: '', proposed: draft.discrepancyReason }] : []),
  ];
}
