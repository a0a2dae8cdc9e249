import { Refused, type Actor } from '#core';
import type { Reader } from '#db';
import { visibleTo } from './visible.js';

/** A text of the plan's document as the API gives it; version 0 where nobody has written one for the section yet. */
export interface NarrativeAnswer {
  /** Its own id, or that of the section whose text it is. */
  readonly id: string;
  readonly sectionId: string | null;
  readonly title: string;
  readonly markdown: string;
  readonly afterSections: boolean;
  readonly position: number;
  readonly version: number;
}

const answer = (id: string, title: string, position: string): string => `json_build_object('id', ${id}, 'sectionId', n.section_id, 'title', ${title}, 'markdown', coalesce(n.markdown, ''),
  'afterSections', coalesce(n.after_sections, false), 'position', ${position}, 'version', coalesce(n.version, 0), 'updatedAt', n.updated_at,
  'updatedBy', (select json_build_object('id', pe.id, 'name', pe.name) from person pe where pe.id = n.updated_by))`;

/** Chapters of the whole plan, and the text of each of its sections; in the order of reading. */
const texts = `select ${answer('n.id', 'n.title', 'n.position')}::jsonb as narrative, case when n.after_sections then 2 else 0 end as place, n.position, n.id
    from narrative n where n.plan_id = $2 and n.plan_id = any ($1::uuid[]) and n.section_id is null
  union all
  select ${answer('s.id', 's.name', 's.position')}::jsonb || jsonb_build_object('sectionId', s.id), 1, s.position, s.id
    from section s left join narrative n on n.section_id = s.id where s.plan_id = $2 and s.plan_id = any ($1::uuid[])`;

const noPlan = (): Refused => new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
const noChapter = (): Refused => new Refused('not_found', 'この章は計画にありません。本文の一覧から選び直してください。');

async function mustSee(reader: Reader, actor: Actor, planId: string): Promise<void> {
  if (!(await reader.row('select id from plan where id = $2 and id = any ($1::uuid[])', [visibleTo(actor), planId]))) throw noPlan();
}

/** Every text of a plan, in the order of reading. @throws Refused not_found */
export async function narratives(reader: Reader, actor: Actor, planId: string): Promise<NarrativeAnswer[]> {
  await mustSee(reader, actor, planId);
  const rows = await reader.rows<{ narrative: NarrativeAnswer }>(`select narrative from (${texts}) t order by place, position, id`, [visibleTo(actor), planId]);
  return rows.map((row) => row.narrative);
}

/** One text of a plan. @throws Refused not_found */
export async function narrative(reader: Reader, actor: Actor, planId: string, chapterId: string): Promise<NarrativeAnswer> {
  await mustSee(reader, actor, planId);
  const row = await reader.row<{ narrative: NarrativeAnswer }>(`select narrative from (${texts}) t where id = $3`, [visibleTo(actor), planId, chapterId]);
  if (!row) throw noChapter();
  return row.narrative;
}

/** Every version of one text, the latest first: what it said, who wrote it and when. @throws Refused not_found */
export async function narrativeHistory(reader: Reader, actor: Actor, planId: string, chapterId: string): Promise<object[]> {
  await narrative(reader, actor, planId, chapterId);
  const rows = await reader.rows<{ version: object }>(
    `select json_build_object('version', v.number, 'title', v.title, 'markdown', v.markdown, 'at', v.written_at,
       'actor', (select json_build_object('id', pe.id, 'name', pe.name) from person pe where pe.id = v.written_by)) as version
     from narrative_version v join narrative n on n.id = v.narrative_id where n.plan_id = $1 and (n.id = $2 or n.section_id = $2) order by v.number desc`, [planId, chapterId]);
  return rows.map((row) => row.version);
}
