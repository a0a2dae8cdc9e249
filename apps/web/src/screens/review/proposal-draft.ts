import { fiscalYearIn, fiscalYearName } from '#core';
import { call } from '../../api/call.js';
import type { Proposal, SaveProposal } from '../../api/types.js';
import type { Port } from '../../drafts/autosave.js';

/** What the form holds: texts as they are typed. */
export interface ProposalDraft {
  readonly decision: 'keep' | 'change' | 'delete' | 'add' | null;
  readonly name: string;
  readonly unit: string;
  readonly direction: string;
  readonly nature: string;
  readonly changeKind: string;
  readonly projectId: string;
  readonly baselineText: string;
  readonly baselineYear: string;
  readonly targetText: string;
  readonly targetYear: string;
  readonly rationale: string;
  readonly basis: string;
  readonly source: string;
  readonly successorId: string;
  readonly discrepancyReason: string;
  /** Of a new indicator only: what is known of the years before. */
  readonly actuals: readonly { readonly year: number; readonly text: string }[];
}

const yearText = (year: number | null | undefined): string => (year == null ? '' : fiscalYearName(year));
const orNull = (text: string): string | null => (text.trim() === '' ? null : text);

/** The form of what the API holds. */
export function draftOf(proposal: Proposal): ProposalDraft {
  const own = proposal.decision === 'add' ? proposal.baseline : undefined;
  return {
    decision: proposal.decision, name: proposal.name ?? '', unit: proposal.unit ?? '', direction: proposal.direction ?? '', nature: proposal.nature ?? '', changeKind: proposal.changeKind ?? '',
    projectId: proposal.projectId ?? '', baselineText: own?.text ?? '', baselineYear: yearText(own?.year), targetText: proposal.target?.text ?? '', targetYear: yearText(proposal.target?.year),
    rationale: proposal.rationale ?? '', basis: proposal.basis ?? '', source: proposal.source ?? '', successorId: proposal.successorId ?? '', discrepancyReason: proposal.discrepancyReason ?? '',
    actuals: proposal.decision === 'add' ? proposal.actuals.map(({ year, value }) => ({ year, text: value.text })) : [],
  };
}

/** What the API takes of the form: the whole of it, every time. */
export function bodyOf(draft: ProposalDraft): SaveProposal {
  const changes = draft.decision === 'change' || draft.decision === 'add';
  return {
    decision: draft.decision,
    name: changes ? orNull(draft.name) : null,
    unit: changes ? orNull(draft.unit) : null,
    direction: changes ? (orNull(draft.direction) as SaveProposal['direction']) : null,
    nature: changes ? (orNull(draft.nature) as SaveProposal['nature']) : null,
    changeKind: draft.decision === 'change' ? (orNull(draft.changeKind) as SaveProposal['changeKind']) : null,
    projectId: changes ? orNull(draft.projectId) : null,
    baseline: draft.decision === 'add' ? { text: draft.baselineText, year: fiscalYearIn(draft.baselineYear) } : null,
    actuals: draft.actuals.filter(({ text }) => text.trim() !== '').map(({ year, text }) => ({ year, text })),
    target: { text: draft.targetText, year: fiscalYearIn(draft.targetYear) },
    rationale: draft.rationale, basis: draft.basis, source: draft.source,
    successorId: draft.decision === 'delete' ? orNull(draft.successorId) : null,
    discrepancyReason: draft.discrepancyReason,
  };
}

/** How the form reaches the server; `onSaved` gets each answer, with the checks of what was saved. */
export function proposalPort(id: string, onSaved: (proposal: Proposal) => void): Port<ProposalDraft> {
  return {
    send: async (draft, version, leaving) => {
      const saved = await call<Proposal>(`/proposals/${id}`, { method: 'PUT', body: bodyOf(draft), version, leaving });
      onSaved(saved);
      return saved;
    },
    latest: async () => {
      const latest = await call<Proposal>(`/proposals/${id}`);
      return { content: draftOf(latest), version: latest.version };
    },
  };
}

/** The words of the fields, for whoever compares two versions. */
export const fieldWords: Readonly<Record<Exclude<keyof ProposalDraft, 'actuals'>, string>> = {
  decision: '判断', name: '指標名', unit: '単位', direction: '望ましい方向', nature: '値の性質', changeKind: '変更の種類', projectId: '事業', baselineText: '計画策定時の値', baselineYear: '計画策定時の年度',
  targetText: '目標値', targetYear: '目標年度', rationale: '理由', basis: '設定（算出）根拠', source: '引用元', successorId: '後継の指標', discrepancyReason: '差異理由',
};
