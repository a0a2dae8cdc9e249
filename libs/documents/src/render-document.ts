import { sha256, snapshotHash } from './canonical.js';
import type { Content, Draft } from './content.js';
import type { Sealing } from './kinds/about.js';
import { visionContent } from './kinds/vision.js';
import { prepare } from './pdf/prepare.js';
import { setPdf } from './pdf/render.js';
import { missingCharacters } from './pdf/typefaces.js';
import type { Snapshot } from './snapshot.js';

export type DocumentKind = 'vision' | 'comparison' | 'progress';
export type DocumentFormat = 'pdf' | 'docx' | 'xlsx' | 'html';

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
  readonly fileName: string;
}

/** A document is a pure function of its request: the same request gives the same bytes, on every machine. */
export async function renderDocument(request: DocumentRequest): Promise<RenderedDocument> {
  const base: Sealing = { draft: request.draft, number: request.number, snapshotHash: snapshotHash(request.snapshot), missing: [] };
  const first = visionContent(request.snapshot, base);
  const missing = missingCharacters(textOf(first));
  const content: Content = missing.length > 0 ? visionContent(request.snapshot, { ...base, missing }) : first;
  const bytes = setPdf(prepare(content, missing));
  return { bytes, sha256: sha256(bytes), mediaType: 'application/pdf', fileName: 'x.pdf' };
}

function textOf(content: Content): string {
  return JSON.stringify(content);
}
