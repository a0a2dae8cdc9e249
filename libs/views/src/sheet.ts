import { proposalStates, Refused, type Actor, type ProposalState } from '#core';
import { readCycle, type Reader } from '#db';
import { likePattern } from './plans.js';
import { assembleRow, readableFacts } from './row.js';
import { fromIndicators, fromProposals, rowFactsJson, type RowFacts } from './row-facts.js';
import { visibleTo } from './visible.js';

export interface SheetQuery {
  readonly cycleId: string;
  readonly departmentId: string | null;
  readonly states: readonly ProposalState[];
  readonly search: string;
  readonly limit: number;
  /** The ordinal after which the page begins; 0 from the start. */
  readonly after: number;
}

const filters = `
  where c.id = $1 and c.plan_id = any ($2::uuid[])
    and ($5 = '' or normalize(coalesce(d.name, p.name), nfkc) ilike $5)
    and coalesce(i.position, 1000000 + p.position) > $6
    and (cardinality($4::text[]) = 0 or p.state = any ($4))`;
const page = `order by coalesce(i.position, 1000000 + p.position) limit $7`;

const ofAll = `select coalesce(i.position, 1000000 + p.position) as ordinal, ${rowFactsJson('$2')} as facts ${fromProposals} ${filters} and $3::uuid is null ${page}`;
/** The rows of one department's sheet; the bench asks the same of a bare server. */
export const sheetOfDepartment = `select coalesce(i.position, 1000000 + p.position) as ordinal, ${rowFactsJson('$2')} as facts ${fromProposals} ${filters}
  and p.id in (select o.proposal_id from proposal_department o where o.department_id = $3::uuid) ${page}`;
const inPreparation = `select i.position as ordinal, ${rowFactsJson('$2')} as facts ${fromIndicators} ${filters}
  and ($3::uuid is null or i.id in (select o.indicator_id from indicator_department o where o.department_id = $3::uuid)) ${page}`;

/**
 * The review sheet: one row for each indicator and each proposed one, with everything the screen needs, as the JSON text of
 * the answer. @throws Refused not_found when the cycle is not there or not the person's to know of
 */
export async function sheet(reader: Reader, actor: Actor, query: SheetQuery): Promise<string> {
  const values = [query.cycleId, visibleTo(actor), query.departmentId, query.states, likePattern(query.search), query.after, query.limit + 1];
  let rows = await reader.rows<{ ordinal: number; facts: string }>(query.departmentId ? sheetOfDepartment : ofAll, values);
  if (rows.length === 0) {
    const { facts } = await readCycle(reader, query.cycleId, visibleTo(actor));
    if (facts.state === 'preparing') rows = await reader.rows(inPreparation, values);
  }
  const items = rows.slice(0, query.limit).flatMap((row) => assembleRow(row.facts, actor)?.json ?? []);
  const next = rows.length > query.limit ? JSON.stringify(String(rows[query.limit - 1]?.ordinal ?? '')) : 'null';
  return `{"items":[${items.join(',')}],"nextCursor":${next}}`;
}

/** Every row of a review as the person may read it: what others have typed and not sent is left out. @throws Refused not_found */
export async function cycleRows(reader: Reader, actor: Actor, cycleId: string): Promise<RowFacts[]> {
  const values = [cycleId, visibleTo(actor), null, [], '', 0, 1_000_000];
  const { facts } = await readCycle(reader, cycleId, visibleTo(actor));
  const rows = await reader.rows<{ facts: string }>(facts.state === 'preparing' ? inPreparation : ofAll, values);
  return rows.flatMap((row) => readableFacts(row.facts, actor) ?? []);
}

/** States as they are written in a query: `submitted,returned`. @throws Refused malformed */
export function readStates(text: string | undefined): ProposalState[] {
  const asked = (text ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');
  return asked.map((one) => {
    const state = proposalStates.find((known) => known === one);
    if (!state) throw new Refused('malformed', `状態「${one}」はありません。${proposalStates.join('、')} のいずれかにしてください。`, { errors: [{ pointer: '?state', code: 'unknown_state', message: `状態「${one}」はありません。` }] });
    return state;
  });
}
