import { coordinates, findSameMeasures, readValue, Refused } from '#core';
import type { Caller, Db, Reader, Tx } from '#db';
import { answer, type Answer } from './answer.js';

interface MeasuredRow { id: string; plan_id: string; partnership_id: string; name: string; values: { year: number; text: string }[] }

const measured = `select i.id, i.plan_id, i.partnership_id, d.name,
    (select coalesce(json_agg(json_build_object('year', y.year, 'text', y.text)), '[]') from (
      select a.year, a.text from actual a where a.indicator_id = i.id and a.municipality_id is null
      union all select d.baseline_year, d.baseline_text where d.baseline_year is not null and not exists (select from actual a where a.indicator_id = i.id and a.year = d.baseline_year and a.municipality_id is null)) y) as values
  from indicator i join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null where i.ended_at is null and i.plan_id = any ($1::uuid[])`;

/**
 * Looks for the same measure among all indicators that the person may know of and keeps each new candidate, once: what was confirmed or
 * dismissed stays so. A candidate between two plans belongs to the partnership of the plan that is asked about.
 */
export async function proposeLinks(tx: Tx, planId: string): Promise<void> {
  const rows = await tx.rows<MeasuredRow>(measured, [tx.actor.planIds]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = findSameMeasures(rows.map((row) => ({ id: row.id, planId: row.plan_id, name: row.name, values: row.values.map(({ year, text }) => ({ year, value: readValue(text) })) })));
  for (const { first, second } of found) {
    const asked = [first, second].map((id) => byId.get(id)).find((row) => row?.plan_id === planId);
    if (!asked) continue;
    const [one, other] = first < second ? [first, second] : [second, first];
    await tx.rows('insert into measure_link (partnership_id, indicator_id, other_indicator_id) values ($1, $2, $3) on conflict (indicator_id, other_indicator_id) do nothing', [asked.partnership_id, one, other]);
  }
}

/** The links of a plan's indicators, for its coordinator. */
export async function linksOf(reader: Reader, planIds: readonly string[], planId: string): Promise<object[]> {
  const side = (indicator: string): string => `(select json_build_object('id', i.id, 'name', d.name, 'planId', i.plan_id, 'planTitle', pl.title) from indicator i join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null join plan pl on pl.id = i.plan_id where i.id = ${indicator})`;
  const rows = await reader.rows<{ link: object }>(
    `select json_build_object('id', k.id, 'state', k.state, 'version', k.version, 'decidedAt', k.decided_at, 'one', ${side('k.indicator_id')}, 'other', ${side('k.other_indicator_id')}) as link
     from measure_link k join indicator one on one.id = k.indicator_id join indicator other on other.id = k.other_indicator_id
     where $2 in (one.plan_id, other.plan_id) and one.plan_id = any ($1::uuid[]) and other.plan_id = any ($1::uuid[])
     order by k.state, k.id`, [planIds, planId]);
  return rows.map((row) => row.link);
}

/** What a coordinator says of two indicators that look alike, once. */
export class Links {
  constructor(private readonly db: Db) {}

  list(caller: Caller, planId: string): Promise<readonly object[]> {
    return this.db.read(caller, async (reader, actor) => {
      if (!actor.planIds.includes(planId)) throw new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
      if (!coordinates(actor, planId)) throw new Refused('not_allowed', '同じ指標の対応を見られるのは、取りまとめ担当です。');
      return linksOf(reader, actor.planIds, planId);
    });
  }

  /** Confirms or dismisses a link; the checks of both rows follow. @throws Refused not_found, not_allowed, stale */
  decide(caller: Caller, linkId: string, version: number, state: 'confirmed' | 'dismissed'): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const link = await tx.row<{ version: number; state: string; partnership_id: string; plan_ids: string[]; name: string }>(
        `select k.version, k.state, k.partnership_id, array(select i.plan_id::text from indicator i where i.id in (k.indicator_id, k.other_indicator_id)) as plan_ids,
           coalesce((select d.name from indicator_definition d join indicator i on i.id = d.indicator_id where i.id in (k.indicator_id, k.other_indicator_id) and i.plan_id = any ($2::uuid[]) and d.in_force_until is null order by d.name limit 1), '') as name from measure_link k where k.id = $1 for update`, [linkId, actor.planIds]);
      if (!link || !link.plan_ids.some((planId) => actor.planIds.includes(planId))) throw new Refused('not_found', '同じ指標の対応が見つかりません。一覧から選び直してください。');
      if (!link.plan_ids.some((planId) => coordinates(actor, planId))) throw new Refused('not_allowed', '同じ指標かどうかを決められるのは、取りまとめ担当です。');
      if (link.version !== version) throw new Refused('stale', 'この対応は、あなたが開いたあとに決められています。読み直してください。', { version: link.version });
      const row = await tx.row<{ version: number }>('update measure_link set state = $2, decided_by = $3, decided_at = clock_timestamp(), version = version + 1 where id = $1 returning version', [linkId, state, actor.personId]);
      await tx.audit({ partnershipId: link.partnership_id, subjectType: 'measure_link', subjectId: linkId, subjectName: link.name, event: state, from: link.state, to: state });
      return answer({ id: linkId, state, version: row?.version }, row?.version ?? null);
    });
  }
}
