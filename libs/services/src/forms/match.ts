import type { Severity } from '#core';
import type { ReviewRow } from '#sheets';
import type { RowFacts } from '#views';
import { keyOf } from './fields.js';

/** A finding about a cell of the sent form; what blocks its row stops the whole import. */
export interface CellFinding {
  readonly cell: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly text: string;
}

/**
 * A finding as the API gives it. A check has the severity that it has beside a typed field: one that blocks the submission does not
 * stop the import, as it does not keep anybody from saving a draft.
 */
export interface FormFinding extends CellFinding {
  readonly stopsImport: boolean;
}

/** What was found in reading and matching the form, as the API gives it. */
export const ofForm = (finding: CellFinding): FormFinding => ({ ...finding, stopsImport: finding.severity === 'blocks' });

/** A row of the form with what it is about: an indicator or a new one that is known, one that is to be created, or neither. */
export type Matched = { readonly row: ReviewRow; readonly facts: RowFacts } | { readonly row: ReviewRow; readonly facts: null };

/** Texts are the same names when they differ in width and spaces alone. */
export const plainName = (text: string): string => text.normalize('NFKC').replaceAll(/\s/g, '');

/**
 * Finds what each row is about: by the visible key where there is one, otherwise by name, and by project where the name stands
 * under several. A key under another name, an unknown or ambiguous name, and a row that stands twice are findings, never guesses.
 */
export function matchRows(rows: readonly ReviewRow[], known: readonly RowFacts[], findings: CellFinding[]): Matched[] {
  const byKey = new Map(known.map((facts) => [keyOf(facts), facts]));
  const taken = new Map<RowFacts, string>();
  return rows.flatMap((row): Matched[] => {
    const found = row.key.text === '' ? byName(row, known, findings) : byItsKey(row, byKey, findings);
    if (found === 'refused') return [];
    if (found === null) return [{ row, facts: null }];
    const earlier = taken.get(found);
    if (earlier) {
      findings.push(blocks(row.name, 'row_twice', `「${row.name.text}」の行が2つあります（${earlier} と ${row.name.cell}）。どちらかを削除してください。`));
      return [];
    }
    taken.set(found, row.name.cell);
    return [{ row, facts: found }];
  });
}

const blocks = ({ cell, text }: { cell: string; text: string }, code: string, message: string): CellFinding => ({ cell, code, severity: 'blocks', message, text });

function byItsKey(row: ReviewRow, known: ReadonlyMap<string, RowFacts>, findings: CellFinding[]): RowFacts | 'refused' {
  const facts = known.get(row.key.text.normalize('NFKC').trim());
  if (!facts) {
    findings.push(blocks(row.key, 'unknown_key', `番号「${row.key.text}」の指標は、この見直しにありません。別の計画や年度の様式ではないか、確かめてください。`));
    return 'refused';
  }
  if (facts.indicator.id !== null && plainName(facts.indicator.name) !== plainName(row.name.text)) {
    findings.push(blocks(row.name, 'name_differs', `番号「${row.key.text}」は「${facts.indicator.name}」ですが、様式では「${row.name.text}」になっています。行がずれていないか確かめてください。名称を変えるときは「変更後の指標名」に入力します。`));
    return 'refused';
  }
  return facts;
}

function byName(row: ReviewRow, known: readonly RowFacts[], findings: CellFinding[]): RowFacts | null | 'refused' {
  const isNew = row.decision === 'add';
  const sameName = known.filter(({ indicator }) => (indicator.id === null) === isNew && plainName(indicator.name) === plainName(row.name.text));
  const sameProject = row.project === null ? sameName : sameName.filter(({ indicator }) => plainName(indicator.project ?? '') === plainName(row.project ?? ''));
  const candidates = sameProject.length > 0 ? sameProject : sameName;
  const [only] = candidates;
  if (candidates.length > 1) {
    findings.push(blocks(row.name, 'ambiguous_name', `「${row.name.text}」は${candidates.map(({ indicator }) => `「${indicator.project ?? '事業名なし'}」`).join('と')}にあり、どれか分かりません。事業名を入れるか、番号のある様式を使ってください。`));
    return 'refused';
  }
  if (only) {
    if (sameProject.length === 0 && row.project !== null) {
      findings.push({ ...blocks(row.name, 'project_differs', `「${row.name.text}」の事業名が、登録されている「${only.indicator.project ?? '（なし）'}」と違います。指標は名前で照合しました。`), severity: 'warns' });
    }
    return only;
  }
  if (isNew) return null;
  findings.push(blocks(row.name, 'unknown_indicator', `「${row.name.text}」という指標は、この見直しにありません。${hintFor(row, known)}`));
  return 'refused';
}

/** In a row that slid, the name stands in the next column; in one that was renamed, much of it is the same. */
function hintFor(row: ReviewRow, known: readonly RowFacts[]): string {
  const slid = known.find(({ indicator }) => plainName(indicator.name) === plainName(row.baseline.text));
  if (slid) return `${row.baseline.cell} の「${row.baseline.text}」が指標の名前のようです。セルの結合が失われて、左の列の値が抜けていないか確かめてください。`;
  const name = plainName(row.name.text);
  const near = known.map(({ indicator }) => ({ name: indicator.name, likeness: likeness(name, plainName(indicator.name)) })).sort((one, other) => other.likeness - one.likeness)[0];
  return near && near.likeness >= 0.5 ? `「${near.name}」のことであれば、名前を元に戻してください。` : '新しい指標は、シート「新規指標」に入力してください。';
}

/** The share of neighbouring pairs of characters that two names have in common (Dice). */
function likeness(one: string, other: string): number {
  const pairs = (text: string): Set<string> => new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)));
  const [first, second] = [pairs(one), pairs(other)];
  const common = [...first].filter((pair) => second.has(pair)).length;
  return first.size + second.size === 0 ? 0 : (2 * common) / (first.size + second.size);
}
