import { fiscalYearName, objectionToEditing, shortFiscalYear, type Actor } from '#core';
import type { Entry, ReviewRow } from '#sheets';
import { proposalFacts, type RowFacts } from '#views';
import { entriesOf, fieldWord, keyOf, textsOf, yearOf, type FieldTexts, type FormField } from './fields.js';
import type { CellFinding } from './match.js';

/** One field of a row that the form changes. */
export interface FieldChange {
  readonly field: FormField;
  readonly label: string;
  readonly cell: string;
  readonly old: string;
  readonly new: string;
}

/** One field that both sides changed, or that can no longer be changed: both values, and why the form's is not taken. */
export interface FieldConflict {
  readonly field: FormField;
  readonly label: string;
  readonly cell: string;
  readonly kept: string;
  readonly sent: string;
  readonly reason: string;
}

/** What a row of the form does to the review. */
export interface RowComparison {
  readonly row: ReviewRow;
  readonly facts: RowFacts;
  readonly changes: readonly FieldChange[];
  readonly conflicts: readonly FieldConflict[];
}

/** What stood in the form when it went out, by the rows' keys; null for a form of the office's own. */
export type ExportedTexts = Readonly<Record<string, FieldTexts>> | null;

/**
 * Compares a row three ways: what the form says now, what stood in it when it went out, and what the system holds. What changed on
 * one side is taken, what changed on both is a conflict, and what has been submitted since stays as it is.
 */
export function compareRow(row: ReviewRow, facts: RowFacts, { actor, exported }: { readonly actor: Actor; readonly exported: ExportedTexts }, findings: CellFinding[]): RowComparison {
  const base = exported?.[keyOf(facts)] ?? null;
  const held = textsOf(facts);
  const changes: FieldChange[] = [];
  const conflicts: FieldConflict[] = [];
  for (const [field, entry] of Object.entries(entriesOf(row)) as [FormField, Entry][]) {
    const change = changeOf(field, entry, { held, base, facts }, findings);
    if (!change) continue;
    if (change.is === 'change') changes.push(change.change);
    else conflicts.push(change.conflict);
  }
  return settled({ row, facts, changes, conflicts }, actor, findings);
}

interface Sides { readonly held: FieldTexts; readonly base: FieldTexts | null; readonly facts: RowFacts }
type Outcome = { readonly is: 'change'; readonly change: FieldChange } | { readonly is: 'conflict'; readonly conflict: FieldConflict };

function changeOf(field: FormField, { text, cell }: Entry, { held, base, facts }: Sides, findings: CellFinding[]): Outcome | null {
  const [now, before] = [held[field] ?? '', base?.[field] ?? ''];
  // A blank cell of an office's own form says nothing; in a form that went out filled, it says that somebody cleared it.
  if (text === now || (base === null && text === '') || (base !== null && text === before)) return null;
  const year = yearOf(field);
  if (year !== null && (year > facts.fiscalYear || year < facts.fiscalYear - 10)) {
    findings.push({ cell, code: 'year_out_of_range', severity: 'warns', message: `${shortFiscalYear(year)}年度の実績値は、この見直しでは取り込めません。${fiscalYearName(facts.fiscalYear)}までの実績値を取り込みます。`, text });
    return null;
  }
  const label = fieldWord(field);
  if (now === before || (base === null && now === '')) return { is: 'change', change: { field, label, cell, old: now, new: text } };
  const reason = base === null ? 'システムにすでに別の内容があります。' : 'この様式を出力したあとに、システムの側でも変更されています。';
  return { is: 'conflict', conflict: { field, label, cell, kept: now, sent: text, reason } };
}

/** Whether the person may change the row now; if not, its changes are conflicts or, of others' rows, findings. */
function settled(comparison: RowComparison, actor: Actor, findings: CellFinding[]): RowComparison {
  const { row, facts, changes, conflicts } = comparison;
  if (changes.length === 0 || !facts.proposal) return comparison;
  const objection = objectionToEditing(proposalFacts(facts, facts.proposal, () => []), actor);
  if (!objection) return comparison;
  if (objection.code === 'not_allowed') {
    findings.push({ cell: row.name.cell, code: 'not_yours', severity: 'blocks', message: `「${facts.indicator.name}」はあなたの担当課の指標ではないため、変更を取り込めません。この行を元に戻すか、削除してください。`, text: row.name.text });
    return { ...comparison, changes: [] };
  }
  return { ...comparison, changes: [], conflicts: [...conflicts, ...changes.map(({ old, new: sent, ...field }) => ({ ...field, kept: old, sent, reason: objection.detail }))] };
}
