/**
 * The words an office grades with, and from which percentage on. A scale is a setting of a plan and a fiscal year, and
 * versioned: other cities changed their bands between years, and a grade must stay what it was when it was given.
 */
import { Exact } from '../basis/exact.js';

export interface GradeStep {
  readonly grade: string;
  /** 'reached': the target itself is reached (compared as numbers, not as a rounded percentage); a percentage; or the rest. */
  readonly from: 'reached' | { readonly percent: string } | 'rest';
}

export interface GradeScale {
  readonly id: string;
  readonly version: number;
  readonly by: 'level' | 'progress';
  /** Best first; the last one is the rest. */
  readonly steps: readonly GradeStep[];
  readonly noValue: string;
}

/** 伊那市's own scale: 順調 reached, おおむね順調 80 % or more, 努力を要する less, 実績値なし. */
export const inaScale: GradeScale = {
  id: 'ina-four-steps',
  version: 1,
  by: 'level',
  steps: [
    { grade: '順調', from: 'reached' },
    { grade: 'おおむね順調', from: { percent: '80' } },
    { grade: '努力を要する', from: 'rest' },
  ],
  noValue: '実績値なし',
};

/** A scale of one plan, in force from a fiscal year on. */
export interface ScaleInForce {
  readonly fromYear: number;
  readonly scale: GradeScale;
}

/** The scale of a fiscal year: the one with the latest start not after it, and of those the newest version; else the default. */
export function scaleFor(scales: readonly ScaleInForce[], fiscalYear: number): GradeScale {
  const started = scales.filter((entry) => entry.fromYear <= fiscalYear);
  const newest = started.reduce<ScaleInForce | null>((kept, entry) => {
    if (kept === null || entry.fromYear > kept.fromYear) return entry;
    return entry.fromYear === kept.fromYear && entry.scale.version > kept.scale.version ? entry : kept;
  }, null);
  return newest?.scale ?? inaScale;
}

/** The grade of a ratio (1 is 100 %). Without a ratio only 'reached' and the rest can apply. */
export function gradeFor(scale: GradeScale, of: { readonly isReached: boolean; readonly ratio: Exact | null }): string | null {
  const step = scale.steps.find(({ from }) => {
    if (from === 'reached') return of.isReached;
    return from === 'rest' || (of.ratio !== null && of.ratio.times(100).gte(from.percent));
  });
  return step?.grade ?? null;
}

/** The word for an indicator without an actual. */
export function noValueGrade(scale: GradeScale): string {
  return scale.noValue;
}
