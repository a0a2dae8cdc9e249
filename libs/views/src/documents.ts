import { Refused, type Actor } from '#core';
import type { Reader } from '#db';
import { createHash } from 'node:crypto';
import { visibleTo } from './visible.js';

/** The person ($3) coordinates the plan whose cycle is `c`. */
const ofTheOffice = `exists (select from role_held r where r.person_id = $3 and r.role = 'coordinator' and r.plan_id = c.plan_id)`;

const documentJson = `json_build_object('id', x.id, 'cycleId', x.cycle_id, 'snapshotId', x.snapshot_id, 'kind', x.kind, 'format', x.format, 'draft', x.draft, 'state', x.state,
  'progress', case when x.state = 'ready' then 1 when x.sections_total = 0 then 0 else round(x.sections_done::numeric / x.sections_total, 3) end,
  'sectionsDone', x.sections_done, 'sectionsTotal', x.sections_total, 'sha256', x.sha256, 'fileName', x.file_name, 'size', x.size, 'error', x.error,
  'createdAt', x.created_at, 'finishedAt', x.finished_at, 'version', x.version,
  'actions', case when x.state in ('queued', 'compiling') and ${ofTheOffice} then json_build_array('cancel') else json_build_array() end)`;

const notFound = (): Refused => new Refused('not_found', '文書が見つかりません。文書の一覧から選び直してください。');

/** Drafts of documents are for the planning office; final ones for everybody who knows the plan. */
const readable = `c.plan_id = any ($2::uuid[]) and (not x.draft or ${ofTheOffice})`;

/** A document as the API gives it; the fields are told by the OpenAPI schema. */
export interface DocumentAnswer { readonly id: string; readonly state: string; readonly version: number; readonly actions: readonly 'cancel'[] }

/** One document's state. @throws Refused not_found */
export async function document(reader: Reader, actor: Actor, documentId: string): Promise<DocumentAnswer> {
  const row = await reader.row<{ document: DocumentAnswer }>(`select ${documentJson} as document from document x join cycle c on c.id = x.cycle_id where x.id = $1 and ${readable}`, [documentId, visibleTo(actor), actor.personId]);
  if (!row) throw notFound();
  return row.document;
}

/** The documents of a cycle, the latest first. @throws Refused not_found */
export async function documents(reader: Reader, actor: Actor, cycleId: string): Promise<object[]> {
  const known = await reader.row('select id from cycle where id = $1 and plan_id = any ($2::uuid[])', [cycleId, visibleTo(actor)]);
  if (!known) throw new Refused('not_found', '年度見直しが見つかりません。一覧に戻って、もう一度開いてください。');
  const rows = await reader.rows<{ document: object }>(
    `select ${documentJson} as document from document x join cycle c on c.id = x.cycle_id where x.cycle_id = $1 and ${readable} order by x.created_at desc, x.kind, x.format`,
    [cycleId, visibleTo(actor), actor.personId],
  );
  return rows.map((row) => row.document);
}

export interface DocumentFile { readonly bytes: Buffer; readonly mediaType: string; readonly fileName: string; readonly sha256: string }

/**
 * The bytes of a finished document, verified against their hash as they are read.
 * @throws Refused not_found, wrong_state while it is not ready; Error when the bytes are not what was stored
 */
export async function documentFile(reader: Reader, actor: Actor, documentId: string): Promise<DocumentFile> {
  const row = await reader.row<{ state: string; error: string | null; bytes: Buffer | null; media_type: string; file_name: string; sha256: string }>(
    `select x.state, x.error, f.bytes, f.media_type, x.file_name, x.sha256 from document x join cycle c on c.id = x.cycle_id left join document_file f on f.sha256 = x.sha256 where x.id = $1 and ${readable}`,
    [documentId, visibleTo(actor), actor.personId],
  );
  if (!row) throw notFound();
  if (row.state !== 'ready') throw new Refused('wrong_state', row.error ?? 'この文書はまだできていません。できあがるまで、しばらくお待ちください。');
  if (!row.bytes || createHash('sha256').update(row.bytes).digest('hex') !== row.sha256) {
    throw new Refused('unavailable', '保存されている文書が、作成したときの内容と一致しません。配布せず、管理者に知らせてください。');
  }
  return { bytes: row.bytes, mediaType: row.media_type, fileName: row.file_name, sha256: row.sha256 };
}
