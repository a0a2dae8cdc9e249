import { coordinates, Refused } from '#core';
import { lockCycle, readCycle, type Caller, type Db, type LockedCycle, type RequestKey, type Tx } from '#db';
import { document as documentView } from '#views';
import { actOnce, answer, type Answer } from './answer.js';
import { takeSnapshot } from './snapshot.js';

export const documentKinds = ['vision', 'comparison', 'review-form', 'progress'] as const;
export type DocumentKind = (typeof documentKinds)[number];
export const documentFormats = ['pdf', 'docx', 'xlsx', 'html'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** Which formats each kind comes in. */
export const formatsOf = {
  vision: ['pdf', 'docx', 'xlsx', 'html'],
  comparison: ['pdf', 'docx', 'xlsx', 'html'],
  'review-form': ['pdf', 'docx', 'xlsx', 'html'],
  progress: ['pdf', 'docx', 'xlsx', 'html'],
} as const satisfies Record<DocumentKind, readonly DocumentFormat[]>;

async function queue(tx: Tx, row: { partnershipId: string; cycleId: string; snapshotId: string; kind: DocumentKind; format: DocumentFormat; draft: boolean }): Promise<string> {
  const inserted = await tx.row<{ id: string }>(
    'insert into document (partnership_id, cycle_id, snapshot_id, kind, format, draft, requested_by) values ($1, $2, $3, $4, $5, $6, $7) on conflict (snapshot_id, kind, format) where not draft do nothing returning id',
    [row.partnershipId, row.cycleId, row.snapshotId, row.kind, row.format, row.draft, tx.actor.personId || null],
  );
  if (!inserted) {
    const there = await tx.row<{ id: string }>('select id from document where snapshot_id = $1 and kind = $2 and format = $3 and not draft', [row.snapshotId, row.kind, row.format]);
    if (!there) throw new Error('the document is neither new nor there');
    // Only who brings it back says so: of two that ask at once, the second would take it from the worker that makes it.
    const again = await tx.row(
      `update document set state = 'queued', error = null, sections_done = 0, sections_total = 0, finished_at = null, version = version + 1 where id = $1 and state in ('failed', 'cancelled') returning id`, [there.id]);
    if (again) await tx.say(row.partnershipId, { topic: 'document.requested', documentId: there.id });
    return there.id;
  }
  await tx.say(row.partnershipId, { topic: 'document.requested', documentId: inserted.id });
  return inserted.id;
}

/** Freezes the snapshot of a cycle that has just been finalized and queues every document of it. */
export async function queueFinalDocuments(tx: Tx, cycle: LockedCycle): Promise<void> {
  const before = await tx.row<{ number: number }>('select coalesce(max(number), 0) as number from snapshot where cycle_id = $1', [cycle.facts.id]);
  const number = (before?.number ?? 0) + 1;
  const { content, sha256 } = await takeSnapshot(tx, cycle.facts.id, number);
  const snapshot = await tx.row<{ id: string }>(
    'insert into snapshot (partnership_id, cycle_id, number, draft, content, sha256) values ($1, $2, $3, false, $4, $5) returning id', [cycle.partnershipId, cycle.facts.id, number, content, sha256]);
  if (!snapshot) throw new Error('the snapshot was not inserted');
  for (const kind of documentKinds) {
    for (const format of formatsOf[kind]) await queue(tx, { partnershipId: cycle.partnershipId, cycleId: cycle.facts.id, snapshotId: snapshot.id, kind, format, draft: false });
  }
}

/** What coordinators do with documents. */
export class Documents {
  constructor(private readonly db: Db) {}

  /**
   * Asks for a document: of the frozen snapshot once the cycle is finalized, before that a draft of how things are now.
   * @throws Refused not_found, not_allowed, invalid
   */
  request(caller: Caller, cycleId: string, body: { kind: DocumentKind; format: DocumentFormat }, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      const cycle = await readCycle(tx, cycleId, actor.planIds);
      if (!coordinates(actor, cycle.facts.planId)) throw new Refused('not_allowed', '文書を作成できるのは、取りまとめ担当です。');
      const possible: readonly string[] = formatsOf[body.kind];
      if (!possible.includes(body.format)) throw new Refused('invalid', `この文書は ${possible.join('・')} で作成できます。形式を選び直してください。`, { errors: [{ pointer: '/format', code: 'format_not_possible', message: `形式は ${possible.join('・')} から選んでください。` }] });
      const final = cycle.facts.state === 'finalized' || cycle.facts.state === 'published';
      const snapshotId = final ? await finalSnapshot(tx, cycleId) : await draftSnapshot(tx, cycle);
      const id = await queue(tx, { partnershipId: cycle.partnershipId, cycleId, snapshotId, kind: body.kind, format: body.format, draft: !final });
      await tx.audit({ partnershipId: cycle.partnershipId, subjectType: 'document', subjectId: id, subjectName: `${cycle.facts.name} ${body.kind}.${body.format}`, event: 'request' });
      const asked = await documentView(tx, actor, id);
      return answer(asked, asked.version, 202);
    });
  }

  /** Stops a document that is not ready yet. */
  cancel(caller: Caller, documentId: string): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const found = await tx.row<{ plan_id: string; partnership_id: string; cycle_id: string }>('select c.plan_id, x.partnership_id, x.cycle_id from document x join cycle c on c.id = x.cycle_id where x.id = $1 and c.plan_id = any ($2::uuid[]) for update of x', [documentId, actor.planIds]);
      if (!found) throw new Refused('not_found', '文書が見つかりません。文書の一覧から選び直してください。');
      if (!coordinates(actor, found.plan_id)) throw new Refused('not_allowed', '文書の作成を取りやめられるのは、取りまとめ担当です。');
      const stopped = await tx.row(`update document set state = 'cancelled', finished_at = clock_timestamp(), version = version + 1 where id = $1 and state in ('queued', 'compiling') returning id`, [documentId]);
      if (!stopped) throw new Refused('wrong_state', 'この文書の作成は、すでに終わっています。');
      await tx.audit({ partnershipId: found.partnership_id, subjectType: 'document', subjectId: documentId, subjectName: '文書の作成', event: 'cancel' });
      const now = await documentView(tx, actor, documentId);
      return answer(now, now.version);
    });
  }
}

async function finalSnapshot(tx: Tx, cycleId: string): Promise<string> {
  const row = await tx.row<{ id: string }>('select id from snapshot where cycle_id = $1 and not draft order by number desc limit 1', [cycleId]);
  if (!row) throw new Error('a finalized cycle has no snapshot');
  return row.id;
}

/** A draft says on every page of what moment it is: each that is asked for has a snapshot of its own, even where nothing else changed. */
async function draftSnapshot(tx: Tx, cycle: Awaited<ReturnType<typeof lockCycle>>): Promise<string> {
  const { content, sha256 } = await takeSnapshot(tx, cycle.facts.id, null);
  const row = await tx.row<{ id: string }>('insert into snapshot (partnership_id, cycle_id, draft, content, sha256) values ($1, $2, true, $3, $4) returning id', [cycle.partnershipId, cycle.facts.id, content, sha256]);
  if (!row) throw new Error('the snapshot was not inserted');
  return row.id;
}
