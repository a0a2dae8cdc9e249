import { coordinates, Refused } from '#core';
import type { Caller, Db, Tx } from '#db';
import { narrative as narrativeView } from '#views';
import { answer, type Answer } from './answer.js';

/** What a coordinator writes: Markdown under a title. What is left out stays as it is. */
export interface NarrativeBody {
  readonly title: string;
  readonly markdown: string;
  /** Whether it is read after the measures, such as 推進体制. */
  readonly afterSections?: boolean;
  readonly position?: number;
}

interface Present { id: string; section_id: string | null; version: number; title: string; markdown: string; after_sections: boolean; position: number }

/** The texts of a plan's document: 圏域の概況, 将来像, 推進体制, and what a coordinator adds; each version is kept. */
export class Narratives {
  constructor(private readonly db: Db) {}

  /**
   * Writes a chapter of the plan, or the text of one of its sections, whose id is the chapter's. A chapter that is not there
   * yet begins with version 0 under an id of the caller's choice. The documents made from now on have it; the final ones stay.
   * @throws Refused not_found, not_allowed, stale
   */
  save(caller: Caller, { planId, chapterId }: { planId: string; chapterId: string }, version: number, body: NarrativeBody): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      // The plan is locked, so that two who begin the same chapter come one after the other.
      const plan = await tx.row<{ partnership_id: string; title: string }>('select partnership_id, title from plan where id = $1 and id = any ($2::uuid[]) for update', [planId, actor.planIds]);
      if (!plan) throw new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
      if (!coordinates(actor, planId)) throw new Refused('not_allowed', '計画の本文を書けるのは、取りまとめ担当です。');
      const present = await tx.row<Present>('select id, section_id, version, title, markdown, after_sections, position from narrative where plan_id = $1 and (id = $2 or section_id = $2) for update', [planId, chapterId]);
      if ((present?.version ?? 0) !== version) throw staleOrGone(present);
      const id = present ? await change(tx, present, body) : await begin(tx, { planId, chapterId, partnershipId: plan.partnership_id }, body);
      const difference = differenceOf(present, body);
      await tx.audit({ partnershipId: plan.partnership_id, subjectType: 'narrative', subjectId: id, subjectName: `${plan.title} ${body.title}`, event: 'save', difference });
      const now = await narrativeView(tx, actor, planId, chapterId);
      return answer(now, now.version);
    });
  }
}

const staleOrGone = (present: Present | null): Refused => present
  ? new Refused('stale', 'この本文は、あなたが開いたあとに書き換えられています。読み直して、あなたの変更を加えてください。', { version: present.version })
  : new Refused('not_found', 'この章は計画にありません。本文の一覧から選び直してください。');

async function change(tx: Tx, present: Present, body: NarrativeBody): Promise<string> {
  await tx.rows(
    `update narrative set title = $2, markdown = $3, after_sections = $4, position = $5, version = version + 1, updated_by = $6, updated_at = clock_timestamp() where id = $1`,
    [present.id, present.section_id ? present.title : body.title, body.markdown, body.afterSections ?? present.after_sections, body.position ?? present.position, tx.actor.personId]);
  return present.id;
}

async function begin(tx: Tx, { planId, chapterId, partnershipId }: { planId: string; chapterId: string; partnershipId: string }, body: NarrativeBody): Promise<string> {
  const section = await tx.row<{ name: string }>('select name from section where id = $1 and plan_id = $2', [chapterId, planId]);
  const begun = await tx.row<{ id: string }>(
    `insert into narrative (id, partnership_id, plan_id, section_id, title, position, after_sections, markdown, updated_by)
     values (case when $4::uuid is null then $1::uuid else gen_random_uuid() end, $2, $3, $4, $5, coalesce($6, (select coalesce(max(position), 0) + 1 from narrative where plan_id = $3)), $7, $8, $9)
     on conflict (id) do nothing returning id`,
    [chapterId, partnershipId, planId, section ? chapterId : null, section?.name ?? body.title, body.position ?? null, body.afterSections ?? false, body.markdown, tx.actor.personId]);
  // The id is taken by another plan: whose, is nobody's business.
  if (!begun) throw staleOrGone(null);
  return begun.id;
}

function differenceOf(present: Present | null, body: NarrativeBody): Record<string, { old: unknown; new: unknown }> {
  const before = { title: present?.title ?? null, markdown: present?.markdown ?? null, afterSections: present?.after_sections ?? null, position: present?.position ?? null };
  const after: Partial<Record<keyof typeof before, unknown>> = { ...body, ...(present?.section_id ? { title: present.title } : {}) };
  return Object.fromEntries((Object.keys(before) as (keyof typeof before)[])
    .filter((field) => after[field] !== undefined && after[field] !== before[field])
    .map((field) => [field, { old: before[field], new: after[field] }]));
}
