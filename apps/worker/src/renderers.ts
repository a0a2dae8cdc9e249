import { fiscalYearName } from '#core';
import type { DocumentToMake } from '#db';
import { RenderFailed, renderInChild, type DocumentFormat, type DocumentKind, type Snapshot } from '#documents';
import { CannotRender, type Renderer, type Renderers } from './handlers/document-requested.js';

/** What one document may cost: the child that makes it is ended beyond that. */
const limits = { timeoutMs: 120_000, memoryMb: 1_024 } as const;

const formats: readonly DocumentFormat[] = ['pdf', 'docx', 'xlsx', 'html'];
const isFormat = (format: string): format is DocumentFormat => (formats as readonly string[]).includes(format);

/** A document of the compiled kinds, in a process of its own: the typesetter never runs in the worker's. */
const compiled = (kind: DocumentKind): Renderer => async (document, { onProgress, signal }) => {
  const { format } = document;
  if (!isFormat(format)) throw new CannotRender(`「${document.name}」の文書は ${format} では作成できません。形式を選び直してください。`);
  const snapshot = snapshotOf(document);
  const draft = document.draft ? { watermark: '案', at: snapshot.takenAt } : null;
  const number = document.number === null ? null : `${fiscalYearName(snapshot.cycle.fiscalYear)}第${document.number}号`;
  try {
    return await renderInChild({ snapshot, kind, format, draft, number }, { ...limits, onProgress, signal });
  } catch (error) {
    throw error instanceof RenderFailed ? new CannotRender(error.message, { cause: error }) : error;
  }
};

/** What was frozen is read as it was written: the snapshot's own room made it, and nobody can have changed it since. */
const snapshotOf = (document: DocumentToMake): Snapshot => JSON.parse(document.snapshot) as Snapshot;

/** What can be made, by kind. */
export const renderers = (): Renderers => ({
  vision: compiled('vision'),
  comparison: compiled('comparison'),
  'review-form': compiled('review-form'),
  progress: compiled('progress'),
});
