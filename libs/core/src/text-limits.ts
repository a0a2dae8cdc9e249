/**
 * How many signs a text may have, as readers count them (code points), wherever it comes from: a screen, a program, or a form. What
 * one door lets in, the others must take back, or a saved form could not be saved again.
 */
export const textLimits = {
  /** A figure as it is typed, or the name of an indicator. */
  line: 300,
  unit: 50,
  /** The name of a department, a municipality, a person or a plan. */
  title: 100,
  /** Rationale, basis, source, note, comment. */
  prose: 4_000,
} as const;

/** The length of a text in signs. */
export const lengthOf = (text: string): number => [...text].length;
