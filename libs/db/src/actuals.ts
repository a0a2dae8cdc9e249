import { fiscalYearName, Refused } from '#core';
import type { LockedProposal } from './proposals.js';
import type { Tx } from './tx.js';

export interface ActualToRecord {
  readonly year: number;
  readonly municipalityId: string | null;
  readonly text: string;
  readonly note: string;
  readonly settlement: 'preliminary' | 'expected' | 'final';
  readonly expectedOn: string | null;
}

interface ActualRow { id: string; version: number; text: string; note: string; settlement: ActualToRecord['settlement']; expectedOn: string | null }

const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Records the actual of one indicator, year and municipality, if the person saw its latest version (0 when there is none yet).
 * @returns its version afterwards; unchanged when nothing changed
 * @throws Refused stale; wrong_state while the year's own review decides on it
 */
export async function recordActual(
  tx: Tx,
  proposal: LockedProposal,
  actual: ActualToRecord,
  seen: { readonly version: number; readonly onBehalfOf?: string | null },
): Promise<number> {
  const before = await tx.row<ActualRow>(
    `select id, version, text, note, settlement, expected_on::text as "expectedOn" from actual
     where indicator_id = $1 and year = $2 and coalesce(municipality_id, $4::uuid) = coalesce($3::uuid, $4::uuid) for update`,
    [proposal.indicatorId, actual.year, actual.municipalityId, nobody],
  );
  if ((before?.version ?? 0) !== seen.version) {
    throw new Refused('stale', `「${proposal.facts.name}」の${fiscalYearName(actual.year)}の実績値は、あなたが開いたあとに更新されています。最新の値を確認してください。`, { version: before?.version ?? 0 });
  }
  const { text, note, settlement, expectedOn } = actual;
  const after = { text, note, settlement, expectedOn };
  const difference = Object.fromEntries(
    (Object.keys(after) as (keyof typeof after)[]).filter((field) => (before?.[field] ?? null) !== after[field]).map((field) => [field, { old: before?.[field] ?? null, new: after[field] }]),
  );
  if (before && Object.keys(difference).length === 0) return before.version;
  const resting = await tx.row(
    `select p.id from proposal p join cycle c on c.id = p.cycle_id where p.indicator_id = $1 and c.fiscal_year = $2 and p.state in ('submitted', 'accepted', 'tabled')`, [proposal.indicatorId, actual.year]);
  if (resting) throw new Refused('wrong_state', `「${proposal.facts.name}」の${fiscalYearName(actual.year)}の実績値は、その年度の見直しで審議されています。決定か差戻しのあとに入力してください。`);
  const row = before
    ? await tx.row<{ version: number }>(
        `update actual set text = $2, note = $3, settlement = $4, expected_on = $5, version = version + 1, recorded_by = $6, recorded_at = clock_timestamp() where id = $1 returning version`,
        [before.id, text, note, settlement, expectedOn, tx.actor.personId || null],
      )
    : await tx.row<{ version: number }>(
        `insert into actual (partnership_id, indicator_id, year, municipality_id, text, note, settlement, expected_on, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning version`,
        [proposal.partnershipId, proposal.indicatorId, actual.year, actual.municipalityId, text, note, settlement, expectedOn, tx.actor.personId || null],
      );
  if (!row) throw new Refused('stale', `「${proposal.facts.name}」の実績値は、ほかの人が先に入力しました。最新の値を確認してください。`);
  await tx.audit({
    partnershipId: proposal.partnershipId, subjectType: 'actual', subjectId: proposal.facts.id, subjectName: `${proposal.facts.name}（${fiscalYearName(actual.year)}実績）`,
    event: 'record', difference, ...(seen.onBehalfOf ? { onBehalfOf: seen.onBehalfOf } : {}),
  });
  return row.version;
}
