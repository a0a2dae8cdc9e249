import { sha256, snapshotHash } from './canonical.js';
import type { Content, Draft } from './content.js';
import type { Sealing } from './kinds/about.js';
import { comparisonContent } from './kinds/comparison.js';
import { progressContent } from './kinds/progress.js';
import { reviewFormContent } from './kinds/review-form.js';
import { visionContent } from './kinds/vision.js';
import type { Snapshot } from './snapshot.js';

export type DocumentKind = keyof typeof contents;
export type DocumentFormat = keyof typeof renderings;

export interface DocumentRequest {
  readonly snapshot: Snapshot;
  readonly kind: DocumentKind;
  readonly format: DocumentFormat;
  readonly draft: Draft | null;
  /** The number of the final document; null for a draft. */
  readonly number: string | null;
}

export interface RenderedDocument {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly mediaType: string;
  /** What a person saves it as. */
  readonly fileName: string;
}

/** How far it is, in sections of the document and a last step for the setting. */
export type OnProgress = (done: number, total: number) => void;

const mediaTypes = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
} as const satisfies Record<DocumentFormat, string>;

const contents = {
  vision: visionContent,
  comparison: comparisonContent,
  progress: progressContent,
  'review-form': reviewFormContent,
} as const satisfies Record<string, (snapshot: Snapshot, sealing: Sealing) => Content>;

/** `again` makes the content anew where some characters have no typeface, so that the last page can list them. */
type Rendering = (content: Content, again: (missing: readonly string[]) => Content) => Promise<Uint8Array>;

/** Each loads what it needs when it is asked for: the typesetter alone is 50 MB that a page or a workbook can do without. */
const renderings = {
  pdf: async (content, again) => {
    const [{ prepare }, { setPdf }, { missingCharacters }] = await Promise.all([import('./pdf/prepare.js'), import('./pdf/render.js'), import('./pdf/typefaces.js')]);
    const missing = missingCharacters(JSON.stringify(content));
    return setPdf(prepare(missing.length === 0 ? content : again(missing), missing));
  },
  docx: async (content) => (await import('./word/render.js')).renderWord(content),
  xlsx: async (content) => (await import('./excel/render.js')).renderExcel(content),
  html: async (content) => new TextEncoder().encode((await import('./html.js')).renderHtml(content)),
} as const satisfies Record<string, Rendering>;

/**
 * A document is a pure function of its request: the same request gives the same bytes, on every machine. It is made in
 * this process, and takes its time; whoever must not wait uses `renderInChild`.
 */
export async function renderDocument(request: DocumentRequest, onProgress?: OnProgress, signal?: AbortSignal): Promise<RenderedDocument> {
  const { snapshot, kind, format, draft, number } = request;
  if (snapshot.formatVersion !== 1) throw new Error(`この記録の形式（${String(snapshot.formatVersion)}）は読めません。見直しをもう一度確定してください。`);
  const sealing: Sealing = { draft, number, snapshotHash: snapshotHash(snapshot), missing: [] };
  const content = contents[kind](snapshot, sealing);
  signal?.throwIfAborted();
  const total = content.parts.length + 1;
  onProgress?.(0, total);
  onProgress?.(content.parts.length, total);
  const bytes = await renderings[format](content, (missing) => contents[kind](snapshot, { ...sealing, missing }));
  onProgress?.(total, total);
  return { bytes, sha256: sha256(bytes), mediaType: mediaTypes[format], fileName: `${content.title}${draft ? `（${draft.watermark}）` : ''}.${format}` };
}
