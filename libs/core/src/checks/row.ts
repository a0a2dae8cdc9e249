import type { Direction } from '../achievement/definition.js';
import type { BasisCheck } from '../basis/check-basis.js';
import type { Value } from '../value/value.js';
import type { Decision } from '../workflow/words.js';
import type { YearlyValue } from './completeness.js';

/** The same measure as another plan, or another row of this one, states it. */
export interface ElsewhereMeasure {
  readonly name: string;
  /** 伊那市 総合戦略; the same plan's title for a measure listed twice. */
  readonly planTitle: string;
  readonly isSamePlan: boolean;
  readonly values: readonly { readonly year: number; readonly value: Value }[];
}

/** Everything the checks of one row look at: what the review sheet shows of one indicator. */
export interface RowFacts {
  readonly name: string;
  readonly direction: Direction | null;
  readonly plan: { readonly fromYear: number; readonly toYear: number };
  /** The fiscal year under review. */
  readonly reviewYear: number;
  readonly baseline: YearlyValue | null;
  /** The target in force. */
  readonly target: YearlyValue | null;
  /** The values of the whole, by fiscal year; a year nobody has filled is left out or blank. */
  readonly actuals: readonly { readonly year: number; readonly value: Value }[];
  readonly proposal: {
    readonly decision: Decision | null;
    readonly target: YearlyValue | null;
    readonly rationale: string | null;
    readonly basis: string | null;
    readonly source: string | null;
    /** 差異理由: why a target that differs from its own basis stands. */
    readonly discrepancyReason: string | null;
  } | null;
  readonly elsewhere: readonly ElsewhereMeasure[];
}

/** What every check gets: the row, and what was already worked out from it. */
export interface RowInHand {
  readonly facts: RowFacts;
  readonly basisCheck: BasisCheck;
  /** The actual of the year under review, and of the year before. */
  readonly actual: Value | null;
  readonly lastActual: Value | null;
  /** The target to judge: the proposed one, else the one in force; null when the indicator is to be deleted. */
  readonly judged: { readonly entry: YearlyValue; readonly field: '/proposal/target' | '/target' } | null;
}

/** Whether a value holds a number. */
export const hasNumbers = (value: Value | null | undefined): value is Value => value != null && value.measures.length > 0;

/** Whether nobody has written anything here. */
export const isBlankValue = (value: Value | null | undefined): boolean =>
  value == null || value.text.trim() === '' || (value.status === 'missing' && value.missing === 'blank');
