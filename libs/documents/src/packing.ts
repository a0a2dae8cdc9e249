import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate';

/** Office files carry the times of their entries; ours all carry this one, the first that a ZIP can name. */
const earliest = new Date(1980, 0, 1, 0, 0, 0);

/**
 * Packs parts into an Office file with the same bytes on every machine: fixed times, a fixed order, and a deflate written in
 * JavaScript, because the one in Node answers differently on different processors.
 */
export function packOffice(parts: ReadonlyMap<string, string | Uint8Array>): Uint8Array {
  const names = [...parts.keys()].sort(byRole);
  const entries: Zippable = {};
  for (const name of names) {
    const part = parts.get(name) ?? '';
    entries[name] = [typeof part === 'string' ? strToU8(part) : part, { mtime: earliest, level: 6 }];
  }
  return zipSync(entries);
}

/** Packs again what another writer packed; `change` may replace a part. */
export function repackOffice(bytes: Uint8Array, change: (name: string, part: Uint8Array) => string | Uint8Array): Uint8Array {
  return packOffice(new Map(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, change(name, part)])));
}

/** The list of types comes first, as readers of the format expect it. */
function byRole(a: string, b: string): number {
  const first = '[Content_Types].xml';
  if (a === first || b === first) return a === b ? 0 : a === first ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Text for XML: what XML 1.0 cannot hold is left out. */
export function xml(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** The properties of an Office file, with the content's own time and no other. */
export function coreProperties({ title, subject, author, at }: { title: string; subject: string; author: string; at: string }): string {
  const time = new Date(Date.parse(at)).toISOString().replace(/\.\d+Z$/, 'Z');
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xml(title)}</dc:title><dc:subject>${xml(subject)}</dc:subject><dc:creator>${xml(author)}</dc:creator><dc:language>ja-JP</dc:language><cp:lastModifiedBy>${xml(author)}</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">${time}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${time}</dcterms:modified></cp:coreProperties>`;
}
