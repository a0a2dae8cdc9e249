/** The parts of the API's answers that the demonstration looks at. */
export interface Cycle {
  readonly id: string; readonly planId: string; readonly name: string; readonly fiscalYear: number; readonly state: string; readonly version: number;
  readonly actions: readonly string[]; readonly deadlines: { readonly submission: string | null; readonly review: string | null; readonly vote: string | null };
}

export interface Plan {
  readonly id: string; readonly kind: 'vision' | 'strategy'; readonly title: string; readonly sections: readonly Section[];
}

export interface Section { readonly name: string; readonly projects: readonly { readonly id: string; readonly name: string | null }[]; readonly children: readonly Section[] }

export interface Proposal {
  readonly id: string; readonly state: string; readonly version: number; readonly actions: readonly string[]; readonly decision: string | null;
  readonly target: { readonly text: string; readonly year: number | null }; readonly rationale: string; readonly basis: string;
}

export interface Row {
  readonly indicator: { readonly id: string | null; readonly name: string; readonly project: string | null; readonly departments: readonly { readonly id: string; readonly name: string; readonly lead: boolean }[] };
  readonly target: { readonly year: number | null; readonly value: { readonly text: string } };
  readonly actuals: readonly { readonly year: number; readonly version: number; readonly value: { readonly text: string } }[];
  readonly proposal: Proposal;
}

export interface Bulk { readonly done: readonly { readonly id: string }[]; readonly refused: readonly { readonly id: string; readonly code: string; readonly detail: string }[] }

export interface HistoryEntry { readonly event: string; readonly to: string | null; readonly actor: { readonly name: string } | null }

export interface Document { readonly id: string; readonly kind: string; readonly format: string; readonly state: string; readonly sha256: string | null; readonly error?: string | null }
