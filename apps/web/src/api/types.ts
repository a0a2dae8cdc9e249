import type { components } from './schema.js';

type Schemas = components['schemas'];

export type Person = Schemas['Person'];
export type Plan = Schemas['Plan'];
export type PlanDepartment = Schemas['PlanDepartment'];
export type Section = Schemas['Section'];
export type IndicatorInForce = Schemas['IndicatorInForce'];
export type IndicatorLife = Schemas['IndicatorLife'];
export type Cycle = Schemas['Cycle'];
export type CycleStep = Schemas['CycleStep'];
export type Progress = Schemas['Progress'];
export type Row = Schemas['Row'];
export type RowProposal = NonNullable<Row['proposal']>;
export type Proposal = Schemas['Proposal'];
export type Value = Schemas['Value'];
export type Check = Schemas['Check'];
export type BasisCheck = Schemas['BasisCheck'];
export type Actual = Schemas['Actual'];
export type ActualOfRow = Row['actuals'][number];
export type Bulk = Schemas['Bulk'];
export type HistoryEntry = Schemas['HistoryEntry'];
export type Comment = Schemas['Comment'];
export type Task = Schemas['Task'];
export type Document = Schemas['Document'];
export type ImportReport = Schemas['ImportReport'];
export type ImportItem = Schemas['ImportItem'];
export type Link = Schemas['Link'];
export type GradeScale = Schemas['GradeScale'];
export type Narrative = Schemas['Narrative'];
export type NarrativeVersion = Schemas['NarrativeVersion'];
export type AuditEvent = Schemas['AuditEvent'];
export type Verification = Schemas['Verification'];
export type Organisation = Schemas['Organisation'];
export type SaveProposal = Schemas['SaveProposal'];

/** A list as the API gives it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
