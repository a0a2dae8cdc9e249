import { cycleName } from '#core';
import { createHash } from 'node:crypto';
import type { Reader } from './reader.js';
import type { Tx } from './tx.js';

/** A document that is to be made: what of, in which form, and from what was frozen. */
export interface DocumentToMake {
  readonly id: string;
  /** Of this taking up: a document that was cancelled and asked for again, or taken up by another worker, has another. */
  readonly version: number;
  readonly partnershipId: string;
  readonly cycleId: string;
  readonly kind: string;
  readonly format: string;
  readonly draft: boolean;
  /** The number of the snapshot among the cycle's final ones; null for a draft. */
  readonly number: number | null;
  /** The snapshot as JSON text, letter by letter as it was frozen. */
  readonly snapshot: string;
  /** How people call it: plan and fiscal year. */
  readonly name: string;
}

/** A rendered document, as the renderer gives it. */
export interface RenderedFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly mediaType: string;
  readonly fileName: string;
}

/** Takes up a document: `compiling`, from the beginning. Null when it is ready, failed or cancelled, or is not there. */
export async function beginCompiling(tx: Reader, documentId: string): Promise<DocumentToMake | null> {
  const begun = await tx.row<{ id: string }>(
    `update document set state = 'compiling', sections_done = 0, sections_total = 0, error = null, version = version + 1
     where id = $1 and state in ('queued', 'compiling') returning id`,
    [documentId],
  );
  if (!begun) return null;
  const found = await tx.row<Omit<DocumentToMake, 'name'> & { readonly title: string; readonly fiscalYear: number }>(
    `select x.id, x.version, x.partnership_id as "partnershipId", x.cycle_id as "cycleId", x.kind, x.format, x.draft, s.number, s.content as snapshot,
       pl.title, c.fiscal_year as "fiscalYear"
     from document x join snapshot s on s.id = x.snapshot_id join cycle c on c.id = x.cycle_id join plan pl on pl.id = c.plan_id where x.id = $1`,
    [documentId],
  );
  if (!found) return null;
  const { title, fiscalYear, ...document } = found;
  return { ...document, name: cycleName(title, fiscalYear) };
}

/** Shows how far the document is. False when somebody cancelled it, or it is made already. */
export async function keepProgress(tx: Reader, documentId: string, done: number, total: number): Promise<boolean> {
  const row = await tx.row(
    `update document set sections_done = least($2::int, $3::int), sections_total = $3::int where id = $1 and state = 'compiling' returning id`,
    [documentId, done, total],
  );
  return row !== null;
}

/** Whether the document is still wanted. */
export async function isCompiling(reader: Reader, documentId: string): Promise<boolean> {
  return (await reader.row(`select id from document where id = $1 and state = 'compiling'`, [documentId])) !== null;
}

/**
 * Stores the bytes under their hash, reads them back, and makes the document ready, with its audit event: all in the caller's
 * transaction, so that nobody ever sees half of it. Does nothing when the document is no longer wanted.
 * @throws Error when the bytes are not what the renderer says, or not what the database gives back
 */
export async function keepDocument(tx: Tx, document: DocumentToMake, file: RenderedFile): Promise<boolean> {
  const hash = createHash('sha256').update(file.bytes).digest('hex');
  if (hash !== file.sha256) throw new Error(`the renderer says ${file.sha256}, its bytes say ${hash}`);
  await tx.rows('insert into document_file (sha256, partnership_id, bytes, media_type) values ($1, $2, $3, $4) on conflict (sha256) do nothing', [
    hash, document.partnershipId, Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength), file.mediaType,
  ]);
  const kept = await tx.row<{ hash: string; size: number }>(`select encode(sha256(bytes), 'hex') as hash, octet_length(bytes) as size from document_file where sha256 = $1`, [hash]);
  if (kept?.hash !== hash) throw new Error(`the stored bytes of ${hash} are not what was stored`);
  const ready = await tx.row(
    `update document set state = 'ready', sha256 = $2, file_name = $3, size = $4, sections_total = greatest(sections_total, 1), sections_done = greatest(sections_total, 1),
       error = null, finished_at = clock_timestamp(), version = version + 1
     where id = $1 and state = 'compiling' returning id`,
    [document.id, hash, file.fileName, kept.size],
  );
  if (!ready) return false;
  await tx.audit({
    partnershipId: document.partnershipId, subjectType: 'document', subjectId: document.id, subjectName: document.name, event: 'compile', from: 'compiling', to: 'ready',
    difference: { sha256: { old: null, new: hash }, kind: { old: null, new: document.kind }, format: { old: null, new: document.format } },
  });
  return true;
}

/**
 * Says that the document cannot be made, and why, in a sentence for people; with its audit event. False, and nothing is said, when it
 * was cancelled meanwhile, even if it was asked for again since: that is for whoever takes it up then.
 */
export async function failDocument(tx: Tx, document: Pick<DocumentToMake, 'id' | 'version' | 'partnershipId' | 'name'>, sentence: string): Promise<boolean> {
  const failed = await tx.row(
    `update document set state = 'failed', error = $2, finished_at = clock_timestamp(), version = version + 1 where id = $1 and state = 'compiling' and version = $3 returning id`,
    [document.id, sentence, document.version],
  );
  if (!failed) return false;
  await tx.audit({
    partnershipId: document.partnershipId, subjectType: 'document', subjectId: document.id, subjectName: document.name, event: 'compile', from: 'compiling', to: 'failed', comment: sentence,
  });
  return true;
}
