/**
 * How a target was arrived at, as data. The kinds are those of the offices' own forms; what cannot be put into one of
 * them stays free text, because a wrong formula is worse than none.
 *
 * All numbers are exact decimal strings with the scale applied (1.5億 is '150000000'). Years are Gregorian fiscal years.
 */

/** Where a calculated figure is cut. */
export type RoundingPlace =
  /** As precisely as the target is printed (`impliedPlace`). */
  | { readonly kind: 'printed' }
  /** An absolute place: 千未満 is '1000', 億円未満 is '100000000'. */
  | { readonly kind: 'place'; readonly place: string }
  /** A place of the figure as it is shown: 小数第2位以下 of `137.25億円` is '0.1' of the shown 億. */
  | { readonly kind: 'shown'; readonly place: string }
  | { readonly kind: 'significant'; readonly digits: number };

export interface Rounding {
  readonly mode: 'down' | 'up' | 'half_up';
  readonly to: RoundingPlace;
}

/** The value that a formula starts from: a named fiscal year, the newest actual, or the value when the plan was made. */
export type BasisStart = number | 'latest' | 'baseline';

/** The fiscal years of an average: named ones, or the newest `count`. */
export type BasisYears =
  | { readonly kind: 'span'; readonly from: number; readonly to: number }
  | { readonly kind: 'latest'; readonly count: number };

/** What is done to a value once. `percent` is relative: +10 is × 1.1. */
export type Change =
  | { readonly kind: 'percent'; readonly percent: string }
  | { readonly kind: 'factor'; readonly factor: string }
  | { readonly kind: 'amount'; readonly amount: string; readonly unit: string | null }
  | { readonly kind: 'points'; readonly points: string };

/** One year's figure of a path; the year is null in a bare chain of figures (8.4⇒9.2⇒10.0). */
export interface PathStep {
  readonly year: number | null;
  readonly number: string;
}

interface Common {
  /** The rounding that the sentence itself states; null means: as printed. */
  readonly rounding: Rounding | null;
  /** 約, 程度, おおむね. It never widens the agreement; it is kept so that the sentence can be written again. */
  readonly approximate: boolean;
}

/** Average of years, and a change. */
export interface AverageBasis extends Common {
  readonly method: 'average';
  readonly years: BasisYears;
  readonly change: Change | null;
}

/** One value changed once: × 1.136, +10%, 1.5倍, +20件, +5ポイント; 現状維持 is factor 1. */
export interface LatestBasis extends Common {
  readonly method: 'latest';
  readonly start: BasisStart;
  readonly change: Change;
}

/** The same change every year. `percent` grows on the year before (compound) or on the start (simple). */
export interface YearlyBasis extends Common {
  readonly method: 'compound' | 'simple' | 'yearly_amount' | 'yearly_points';
  readonly start: BasisStart;
  /** Percent, amount or points a year; signed. */
  readonly step: string;
  /** Greater than `step` where the sentence gives a range: 毎年数件 is 2 to 9. */
  readonly stepUpTo: string | null;
  readonly unit: string | null;
  /** The start is when the change begins (R8から毎年), so that a year without a value yet starts from the newest one. */
  readonly begins?: true;
  /** How many times; null means: from the start's year to the target's year. */
  readonly times: number | null;
  /** The years whose average increase the step is said to be, to be recomputed too. */
  readonly stepFrom: { readonly from: number; readonly to: number } | null;
  /** The chain of figures written out beside the formula, oldest first; empty when there is none. */
  readonly chain: readonly string[];
}

/** A figure for each year. */
export interface PathBasis extends Common {
  readonly method: 'path';
  readonly steps: readonly PathStep[];
  readonly unit: string | null;
}

/** One number of a product: 12か月. */
export interface Factor {
  readonly number: string;
  readonly unit: string | null;
}

/** A figure set outright (目標値を2件とする, 10人×12か月), or taken from somewhere else (県計画の目標値 60%). */
export interface FigureBasis extends Common {
  readonly method: 'stated' | 'external';
  readonly number: string;
  readonly unit: string | null;
  /** The words that name the origin of an external figure; null for a figure set outright. */
  readonly origin: string | null;
  /** What the figure is the product of, where the sentence writes it so. */
  readonly factors?: readonly Factor[];
}

/** A sentence that holds no formula this program can follow. */
export interface TextBasis extends Common {
  readonly method: 'text';
  readonly text: string;
  /** A Japanese sentence: why it was not read. */
  readonly reason: string;
  /** What a formula that was begun does not say (伸び率の値); null where no formula was begun. */
  readonly lacks: string | null;
}

export type Basis = AverageBasis | LatestBasis | YearlyBasis | PathBasis | FigureBasis | TextBasis;
