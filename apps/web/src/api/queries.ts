import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { call } from './call.js';
import type {
  AuditEvent, Comment, Cycle, CycleStep, Document, GradeScale, HistoryEntry, IndicatorInForce, IndicatorLife, Link, Narrative, NarrativeVersion, Organisation, Page, Person, Plan, PlanDepartment, Progress, Proposal, Row,
  Task, Verification,
} from './types.js';

/** What a list of the sheet is narrowed to; all of it stands in the address. */
export interface SheetFilter {
  readonly department?: string | undefined;
  readonly state?: string | undefined;
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

const search = (asked: Readonly<Record<string, string | number | undefined>>): string => {
  const given = Object.entries(asked).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

const read = <T>(key: readonly unknown[], path: string) => queryOptions({ queryKey: key, queryFn: ({ signal }) => call<T>(path, { signal }) });

/** Where the sheet of a review is read. */
export const sheetPath = (id: string, filter: SheetFilter): string => `/cycles/${id}/sheet${search({ ...filter })}`;

/** Every read of the app, each under its own key, so that a write can say what it outdates. */
export const reads = {
  session: () => ({ ...read<Person>(['session'], '/session'), staleTime: 60_000 }),
  tasks: () => read<Page<Task>>(['tasks'], '/tasks'),
  cycles: () => read<Page<Cycle>>(['cycles'], '/cycles'),
  cycle: (id: string) => read<Cycle>(['cycle', id], `/cycles/${id}`),
  cycleHistory: (id: string) => read<Page<CycleStep>>(['cycle', id, 'history'], `/cycles/${id}/history`),
  progress: (id: string) => read<Progress>(['cycle', id, 'progress'], `/cycles/${id}/progress`),
  sheet: (id: string, filter: SheetFilter) => read<Page<Row>>(['cycle', id, 'sheet', filter], sheetPath(id, filter)),
  documents: (id: string) => read<Page<Document>>(['cycle', id, 'documents'], `/cycles/${id}/documents`),
  proposal: (id: string) => read<Proposal>(['proposal', id], `/proposals/${id}`),
  proposalHistory: (id: string) => read<Page<HistoryEntry>>(['proposal', id, 'history'], `/proposals/${id}/history`),
  comments: (id: string) => read<Page<Comment>>(['proposal', id, 'comments'], `/proposals/${id}/comments`),
  plans: () => ({ ...read<Page<Plan>>(['plans'], '/plans'), staleTime: 300_000 }),
  plan: (id: string) => ({ ...read<Plan>(['plan', id], `/plans/${id}`), staleTime: 300_000 }),
  planDepartments: (id: string) => ({ ...read<Page<PlanDepartment>>(['plan', id, 'departments'], `/plans/${id}/departments${search({ limit: 1_000 })}`), staleTime: 60_000 }),
  indicators: (id: string, asked: { readonly department?: string | undefined; readonly q?: string | undefined; readonly cursor?: string | undefined; readonly limit?: number }) =>
    read<Page<IndicatorInForce>>(['plan', id, 'indicators', asked], `/plans/${id}/indicators${search({ ...asked })}`),
  indicator: (id: string) => read<IndicatorLife>(['indicator', id], `/indicators/${id}`),
  links: (id: string, cursor?: string) => read<Page<Link>>(['plan', id, 'links', cursor], `/plans/${id}/links${search({ cursor })}`),
  gradeScales: (id: string) => read<Page<GradeScale>>(['plan', id, 'grade-scales'], `/plans/${id}/grade-scales`),
  narratives: (id: string) => read<Page<Narrative>>(['plan', id, 'narratives'], `/plans/${id}/narratives${search({ limit: 200 })}`),
  narrative: (id: string, chapter: string) => read<Narrative>(['plan', id, 'narratives', chapter], `/plans/${id}/narratives/${chapter}`),
  narrativeHistory: (id: string, chapter: string) => read<Page<NarrativeVersion>>(['plan', id, 'narratives', chapter, 'history'], `/plans/${id}/narratives/${chapter}/history`),
  audit: (asked: { readonly subject?: string | undefined; readonly actor?: string | undefined; readonly from?: string | undefined; readonly to?: string | undefined; readonly cursor?: string | undefined; readonly limit?: number }) =>
    read<Page<AuditEvent>>(['audit', asked], `/audit${search({ ...asked })}`),
  auditVerification: () => ({ ...read<Verification>(['audit', 'verification'], '/audit/verification'), staleTime: 300_000 }),
  people: () => read<Page<Person>>(['people'], '/people'),
  organisation: () => ({ ...read<Organisation>(['organisation'], '/people/organisation'), staleTime: 60_000 }),
};

/** What is, or was, before the committee. */
export const agendaFilter: SheetFilter = { state: 'tabled,approved,rejected', limit: 200 };

/** The person at the screen; the shell shows nothing else before they are known. */
export function useMe(): Person | null {
  return useQuery(reads.session()).data ?? null;
}

export type Read<T> = UseQueryResult<T>;
