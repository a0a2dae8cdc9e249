import type { GradeScale } from '#core';

/**
 * What a cycle froze when it was finalized: everything a document may say, as plain JSON.
 *
 * A document is a pure function of a snapshot, so nothing may be looked up later: names are written out, orders are the
 * orders of the lists, times are texts. Whoever builds one sorts every list by something that does not change.
 * Values stay the texts that people wrote; the renderers read their meaning with `readValue` of the rules.
 * Fiscal years are Gregorian (2024 is 令和6年度). Times are ISO 8601 with offset.
 */
export interface Snapshot {
  readonly formatVersion: 1;
  /** What the plan graded with in this fiscal year; nothing: 伊那市's four steps. */
  readonly gradeScale?: GradeScale;
  /** When it was taken: every document's only date. */
  readonly takenAt: string;
  readonly cycle: SnapshotCycle;
  readonly plan: SnapshotPlan;
  readonly partnership: { readonly name: string };
  /** Narrative of the whole plan, in the order of reading. */
  readonly chapters: readonly SnapshotChapter[];
  /** The plan's hierarchy, outermost level first. */
  readonly sections: readonly SnapshotSection[];
  /** Every indicator that was reviewed, deleted ones too, ordered by reference. */
  readonly indicators: readonly SnapshotIndicator[];
  /** The committee's record in the order of time: who did what, and what was said. */
  readonly record: readonly SnapshotRecord[];
  /** The last hash of the audit chain when the snapshot was taken; null where there is none yet. */
  readonly auditHead: string | null;
}

export interface SnapshotCycle {
  readonly id: string;
  /** The fiscal year under review. */
  readonly fiscalYear: number;
  /** 第n回変更: how often the plan was changed, this time included; null for a new plan or where nobody counts. */
  readonly number: number | null;
}

export interface SnapshotPlan {
  readonly id: string;
  readonly kind: 'vision' | 'strategy';
  readonly title: string;
  readonly fromYear: number;
  readonly toYear: number;
  readonly baseYear: number;
  readonly targetYear: number;
  /** What the plan calls its levels, outermost first: 政策分野, or 基本的視点, 基本目標, リーディング・プロジェクト. */
  readonly levelNames: readonly string[];
  /** Central city first. */
  readonly municipalities: readonly SnapshotMunicipality[];
}

export interface SnapshotMunicipality {
  /** 全国地方公共団体コード, six digits. */
  readonly code: string;
  readonly name: string;
  readonly central: boolean;
}

export interface SnapshotChapter {
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  /** True for what is read after the measures, such as 推進体制. */
  readonly afterSections: boolean;
}

export interface SnapshotSection {
  readonly id: string;
  /** 1 is the outermost level. */
  readonly level: number;
  readonly name: string;
  /** Empty where nobody wrote anything. */
  readonly markdown: string;
  readonly projects: readonly SnapshotProject[];
  readonly children: readonly SnapshotSection[];
}

export interface SnapshotProject {
  readonly id: string;
  /** Null where the office's form lost the name. */
  readonly name: string | null;
  /** Empty where nobody wrote one. */
  readonly aim: string;
  readonly departments: readonly string[];
  readonly municipalities: readonly string[];
  /** All of the project's indicators, deleted ones too; none is legitimate. */
  readonly indicatorIds: readonly string[];
}

export type IndicatorState = 'kept' | 'changed' | 'deleted' | 'added';
export type Direction = 'higher' | 'lower' | 'maintain' | 'none';
export type Nature = 'flow' | 'stock' | 'cumulative' | 'rate';

/** A value as it was written, and the fiscal year it belongs to; null where the form leaves the year out. */
export interface YearText {
  readonly text: string;
  readonly year: number | null;
}

/** How an indicator is defined in one version of the plan. Texts are empty where nobody wrote anything. */
export interface SnapshotDefinition {
  readonly name: string;
  readonly unit: string | null;
  readonly baseline: YearText;
  readonly target: YearText;
  readonly basis: string;
  readonly source: string;
}

export interface SnapshotActual {
  readonly year: number;
  readonly text: string;
  /** Whose figure it is, where municipalities report apart; null for the whole partnership. */
  readonly municipality: string | null;
  /** 速報, 見込, 確定. */
  readonly status: 'preliminary' | 'expected' | 'final';
  /** Of a value of the whole that nobody entered: how it was made of the municipalities' own, written out. */
  readonly arithmetic?: string;
}

export interface SnapshotVote {
  readonly municipality: string;
  readonly choice: 'approve' | 'object';
  readonly comment: string;
  readonly at: string;
  readonly round: number;
}

export interface SnapshotIndicator {
  readonly id: string;
  /** The number by which every document refers to it, unique in the snapshot. */
  readonly reference: number;
  readonly state: IndicatorState;
  readonly decision: 'keep' | 'change' | 'delete' | 'add';
  /** In force before the review; null for an added one. */
  readonly before: SnapshotDefinition | null;
  /** In force from the review on; null for a deleted one. */
  readonly after: SnapshotDefinition | null;
  readonly direction: Direction;
  readonly nature: Nature;
  /** The first fiscal year whose figures follow the changed definition; null where the series goes on. */
  readonly seriesBreakYear: number | null;
  /** Ordered by year, then by the municipality's place in the plan. */
  readonly actuals: readonly SnapshotActual[];
  readonly rationale: string;
  readonly successorId: string | null;
  readonly departments: readonly string[];
  readonly municipalities: readonly string[];
  /** The recomputed basis, its arithmetic written out; null where there was nothing to recompute. */
  readonly basisCheck: { readonly status: string; readonly arithmetic: string } | null;
  readonly discrepancyReason: string | null;
  /** The grade of the year under review on the plan's own scale; null where the office gave none. */
  readonly grade: string | null;
  readonly votes: readonly SnapshotVote[];
  /** Who decided it, and when; null while nobody has. */
  readonly approved: { readonly by: string; readonly at: string } | null;
  /** Who turned the proposal down, and when: the indicator goes on as it was. */
  readonly rejected?: { readonly by: string; readonly at: string };
  readonly remarks: string;
}

export interface SnapshotRecord {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly comment: string;
}
