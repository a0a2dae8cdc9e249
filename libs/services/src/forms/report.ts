import { judge, type RowFacts } from '#views';
import type { ReviewRow } from '#sheets';
import type { Addition } from './additions.js';
import { keyOf, yearOf, type FormField } from './fields.js';
import type { RowComparison } from './compare.js';
import type { FormFinding } from './match.js';

/** What an import does, or in a dry run would do. The counts are of rows; of conflicts, of cells. */
export interface ImportReport {
  readonly form: string;
  readonly planId: string;
  readonly cycleId: string | null;
  readonly dryRun: boolean;
  readonly rows: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly conflicts: number;
  readonly items: readonly ImportItem[];
  readonly findings: readonly FormFinding[];
}

export interface ImportItem {
  readonly kind: 'created' | 'changed' | 'conflict';
  readonly cell: string;
  readonly key: string | null;
  readonly name: string;
  readonly proposalId: string | null;
  readonly changes: readonly { readonly field: string; readonly label: string; readonly cell: string; readonly old: string; readonly new: string }[];
  readonly conflicts: readonly { readonly field: string; readonly label: string; readonly cell: string; readonly kept: string; readonly sent: string; readonly reason: string }[];
}

/** The rows of the report that say more than "unchanged". */
export function itemsOf(comparisons: readonly RowComparison[], additions: readonly Addition[]): ImportItem[] {
  const touched = comparisons.filter(({ changes, conflicts }) => changes.length + conflicts.length > 0).map(({ row, facts, changes, conflicts }): ImportItem => ({
    kind: changes.length > 0 ? 'changed' : 'conflict', cell: row.name.cell, key: keyOf(facts), name: facts.indicator.name, proposalId: facts.proposal?.id ?? null, changes, conflicts,
  }));
  const created = additions.map(({ row }): ImportItem => ({
    kind: 'created', cell: row.name.cell, key: null, name: row.name.text, proposalId: null, conflicts: [],
    changes: [{ field: 'newTarget', label: '指標値', cell: row.newTarget.cell, old: '', new: row.newTarget.text }],
  }));
  return [...touched, ...created];
}

const proposalFields = { decision: 'decision', newName: 'name', rationale: 'rationale', newTarget: 'targetText', basis: 'basis', source: 'source', discrepancyReason: 'discrepancyReason' } as const;
const decisionCodes = { 継続: 'keep', 変更: 'change', 削除: 'delete', 新規: 'add' } as const;

/** The facts as they are once the changes are taken. */
export function factsAfter({ facts, changes }: RowComparison): RowFacts {
  const { proposal } = facts;
  if (!proposal) return facts;
  const fields: Record<string, unknown> = {};
  let actuals = facts.actuals;
  for (const { field, new: text } of changes) {
    const year = yearOf(field);
    if (year !== null) actuals = [...actuals.filter((one) => one.year !== year || one.municipality !== null), { year, text, note: '', municipality: null, municipalityName: null, leads: null, settlement: 'final', expectedOn: null, version: 1 }];
    else if (field === 'decision') fields['decision'] = text === '' ? null : decisionCodes[text as keyof typeof decisionCodes];
    else fields[proposalFields[field as keyof typeof proposalFields]] = field === 'newName' && text === '' ? null : text;
  }
  return { ...facts, actuals, proposal: { ...proposal, ...fields } };
}

/** What the checks say of rows that the form changes, each beside the cell it speaks of, with the severity that it has beside a typed field. */
export function checksOf(comparison: RowComparison): FormFinding[] {
  if (comparison.changes.length === 0) return [];
  return judge(factsAfter(comparison)).checks.map(({ code, severity, message, field }) => {
    const entry = entryFor(comparison.row, field);
    return { cell: entry.cell, code, severity, message, text: entry.text, stopsImport: false };
  });
}

function entryFor(row: ReviewRow, pointer: string): { cell: string; text: string } {
  const actual = /^\/actuals\/(\d{4})/.exec(pointer);
  if (actual) return row.actuals.find(({ year }) => year === Number(actual[1])) ?? row.name;
  const field = /^\/proposal\/(\w+)/.exec(pointer)?.[1];
  const entries: Partial<Record<string, { cell: string; text: string }>> = { target: row.newTarget, rationale: row.rationale, basis: row.basis, source: row.source, discrepancyReason: row.discrepancyReason, name: row.newName };
  const entry = field === undefined ? row.name : (entries[field] ?? row.name);
  return entry.cell.includes('!') ? entry : row.name;
}

/** The fields that a comparison changes, by name. */
export const changesByField = ({ changes }: RowComparison): ReadonlyMap<FormField, string> => new Map(changes.map(({ field, new: text }) => [field, text]));
