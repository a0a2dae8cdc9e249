import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { template } from './template.js';
import { typefaceFolders } from './typefaces.js';

/** A PDF could not be set. The message names the cause that the typesetter gave. */
export class PdfNotSet extends Error {}

/** Sets prepared content as tagged PDF/UA-1 and PDF 1.7. The same input has the same bytes, always and everywhere. */
export function setPdf(prepared: string): Uint8Array {
  // The typesetter reads files below its workspace only; an empty one means none at all.
  const workspace = mkdtempSync(join(tmpdir(), 'documents-'));
  try {
    const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: typefaceFolders() }] });
    const result = compiler.compile({ mainFileContent: template, inputs: { content: prepared } });
    const document = result.result;
    if (!document) throw new PdfNotSet(`PDFを組むことができませんでした。${explain(result.takeError()?.shortDiagnostics)}`);
    const bytes = new Uint8Array(compiler.pdf(document, { pdfStandard: 'ua-1' }));
    compiler.evictCache(0);
    return bytes;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function explain(diagnostics: unknown): string {
  return diagnostics === undefined ? '' : JSON.stringify(diagnostics);
}
