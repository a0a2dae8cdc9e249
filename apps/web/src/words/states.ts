import { proposalStateWords, type ProposalState } from '#core';

/** How a state looks: one of six shapes, so that it is told apart without its colour. */
export type Mark = 'empty' | 'half' | 'waiting' | 'back' | 'done' | 'table' | 'no';

const marks: Readonly<Record<ProposalState, Mark>> = { draft: 'half', submitted: 'waiting', returned: 'back', accepted: 'done', tabled: 'table', approved: 'done', rejected: 'no' };
const shortWords: Readonly<Record<ProposalState, string>> = { ...proposalStateWords, submitted: '確認待ち' };

const isState = (state: string): state is ProposalState => state in proposalStateWords;

/** The word and the shape of a proposal's state; one that nobody has touched yet is 未着手. */
export function stateLook(state: string, version: number): { readonly word: string; readonly mark: Mark } {
  if (!isState(state)) return { word: state, mark: 'empty' };
  return state === 'draft' && version <= 1 ? { word: '未着手', mark: 'empty' } : { word: shortWords[state], mark: marks[state] };
}

/** The word of a state where many are counted together. */
export const stateWord = (state: ProposalState): string => (state === 'draft' ? '未着手・入力中' : shortWords[state]);
