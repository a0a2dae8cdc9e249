/** A basis sentence on its way into data, and what every reader of one is. */
import type { Basis, Rounding, TextBasis } from './basis.js';

export interface Sentence {
  readonly original: string;
  readonly text: string;
  readonly rounding: Rounding | null;
  readonly approximate: boolean;
}

/** Null: the sentence is not of this reader's kind. A text with what it lacks: it is, and cannot be computed. */
export type Reader = (sentence: Sentence) => Basis | null;

/** A formula that was begun and cannot be followed: a wrong result would be worse than none. */
export const unfollowed = (sentence: Sentence, lacks: string, reason: string): TextBasis =>
  ({ method: 'text', text: sentence.original, rounding: null, approximate: false, lacks, reason });
