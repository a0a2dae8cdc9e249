import type { Proposal } from '../../api/types.js';
import type { ActualDraft } from '../../drafts/actual-draft.js';
import type { ProposalDraft } from './proposal-draft.js';

const fields: Readonly<Record<string, string>> = {
  '/decision': 'f-decision', '/name': 'f-name', '/unit': 'f-unit', '/direction': 'f-direction', '/nature': 'f-nature', '/changeKind': 'f-kind', '/projectId': 'f-project', '/baseline': 'f-baseline', '/baseline/text': 'f-baseline',
  '/baseline/year': 'f-baseline-year', '/target': 'f-target', '/target/text': 'f-target', '/target/year': 'f-target-year', '/rationale': 'f-rationale', '/basis': 'f-basis', '/source': 'f-source',
  '/successorId': 'f-successor', '/discrepancyReason': 'f-discrepancy', '/actual': 'f-actual', '/actual/note': 'f-note',
};

/** The field of the form that a pointer of the API speaks of. */
export const fieldOf = (pointer: string): string => fields[pointer] ?? (pointer.startsWith('/actuals/') ? 'f-actual' : 'f-decision');

/** What the server found missing, less what was put in since: an error goes as soon as it is mended. */
export function errorsOf(proposal: Proposal, draft: ProposalDraft, actual: ActualDraft): readonly { readonly id: string; readonly message: string }[] {
  const filled: Readonly<Record<string, boolean>> = {
    'f-decision': draft.decision !== null && proposal.decision === null,
    'f-actual': actual.text.trim() !== '' && !proposal.actuals.some((one) => one.year === proposal.fiscalYear && one.value.text.trim() !== ''),
    'f-rationale': draft.rationale.trim() !== '' && (proposal.rationale ?? '').trim() === '',
    'f-basis': draft.basis.trim() !== '' && (proposal.basis ?? '').trim() === '',
    'f-target': draft.targetText.trim() !== '' && draft.targetText !== proposal.target?.text,
    'f-note': actual.note.trim() !== '' && !proposal.actuals.some((one) => one.year === proposal.fiscalYear && one.note.trim() !== ''),
  };
  const seen = new Set<string>();
  return (proposal.missing ?? []).flatMap(({ pointer, message }) => {
    const id = fieldOf(pointer);
    if (filled[id] || seen.has(`${id} ${message}`)) return [];
    seen.add(`${id} ${message}`);
    return [{ id, message }];
  });
}
