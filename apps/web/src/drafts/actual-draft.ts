import { call } from '../api/call.js';
import type { Actual, ActualOfRow, Proposal } from '../api/types.js';
import type { Port } from './autosave.js';

/** An actual as it is typed. */
export interface ActualDraft {
  readonly text: string;
  readonly note: string;
  readonly settlement: ActualOfRow['settlement'];
  /** When a figure that is not final yet will be: YYYY-MM-DD. */
  readonly expectedOn: string | null;
}

/** Which actual it is. */
export interface ActualPlace {
  readonly cycleId: string;
  readonly indicatorId: string;
  readonly proposalId: string;
  readonly year: number;
  /** The code of the municipality that reports on its own; null for a value of the whole. */
  readonly municipality: string | null;
}

/** The typed form of what the row holds; blank where nobody has recorded it. */
export const actualDraftOf = (actual: ActualOfRow | null): ActualDraft => ({ text: actual?.value.text ?? '', note: actual?.note ?? '', settlement: actual?.settlement ?? 'final', expectedOn: actual?.expectedOn ?? null });

/** How an actual reaches the server. */
export function actualPort({ cycleId, indicatorId, proposalId, year, municipality }: ActualPlace, onSaved: (saved: Actual) => void): Port<ActualDraft> {
  return {
    send: async (draft, version, leaving) => {
      const saved = await call<Actual>(`/cycles/${cycleId}/indicators/${indicatorId}/actuals/${year}`, { method: 'PUT', body: { ...draft, municipality }, version, leaving });
      onSaved(saved);
      return saved;
    },
    latest: async () => {
      const { actuals } = await call<Proposal>(`/proposals/${proposalId}`);
      const actual = actuals.find((one) => one.year === year && one.municipality === municipality) ?? null;
      return { content: actualDraftOf(actual), version: actual?.version ?? 0 };
    },
  };
}
