import { crc32 } from 'node:zlib';
import { zipSync } from 'fflate';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { brokenFile, RefusedFile, saveAnew } from './refused-file.js';
import { workbookLimits } from './workbook-limits.js';
import { beginsLikeXml, embeddedObjects, externalLinks, macros, xmlPart, type WorkbookCount, type XmlPart } from './xml-part.js';

/** The parts that a form is read from, by their outermost element. Drawings, comments, charts and the like are left behind. */
const needed = new Set(['Types', 'Relationships', 'workbook', 'worksheet', 'chartsheet', 'dialogsheet', 'sst', 'styleSheet', 'theme']);

/**
 * Walks through every part of a workbook once, before anything else reads it, and refuses what no office's form needs: other
 * kinds of files, encryption, macros, links to elsewhere, embedded objects, document types in XML, and more than the limits.
 * @returns the parts that were looked through and are needed, packed anew: two readers of one archive can see different files in
 *   it, so that nothing else reads the one that came in
 * @throws RefusedFile
 */
export async function safeWorkbook(bytes: Buffer): Promise<Uint8Array> {
  refuseOtherKinds(bytes);
  const zip = await opened(bytes);
  const names = new Set<string>();
  const kept: Record<string, Uint8Array> = {};
  const roots = new Map<string, string>();
  const count: WorkbookCount = { cells: 0, hasSharedTexts: false };
  try {
    let inflated = 0;
    for await (const entry of entriesOf(zip)) {
      refuseEntry(entry, names);
      if (names.size > workbookLimits.parts) throw new RefusedFile('too_many_parts', `ファイルの中の部品が${workbookLimits.parts}個を超えています。${saveAnew}`);
      const part = await readPart(zip, entry, { bytes, count, left: workbookLimits.inflatedBytes - inflated });
      inflated += part.inflated;
      if (part.root !== null) roots.set(entry.fileName, part.root);
      if (part.content) kept[entry.fileName] = part.content;
    }
  } finally {
    zip.close();
  }
  if (!roots.has('[Content_Types].xml') || ![...roots.values()].includes('workbook')) throw notAWorkbook();
  // Without its texts a workbook would read as an empty form.
  if (count.hasSharedTexts && ![...roots.values()].includes('sst')) throw brokenFile();
  return zipSync(kept, { level: 0, mtime: '2026-01-01T00:00:00' });
}

const notAWorkbook = (): RefusedFile => new RefusedFile('not_a_workbook', `Excel のブック (*.xlsx) ではありません。${saveAnew}`);
const unsafeName = (): RefusedFile => new RefusedFile('unsafe_name', `ファイルの中に、正しくない名前の部品があります。${saveAnew}`);
const encrypted = (): RefusedFile => new RefusedFile('encrypted', 'パスワードで保護されたファイルは読めません。パスワードを外して保存し直してから、もう一度お試しください。');

function refuseOtherKinds(bytes: Buffer): void {
  if (bytes.length === 0) throw new RefusedFile('empty', 'ファイルが空です。もう一度ファイルを選んでください。');
  if (bytes.length > workbookLimits.bytes) throw new RefusedFile('too_large', 'ファイルが 5 MB を超えています。画像などを取り除くか、シートを分けてください。');
  // The compound file of Excel 97, and of every encrypted workbook.
  if (bytes.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) {
    if (['EncryptedPackage', 'EncryptionInfo'].some((name) => bytes.includes(Buffer.from(name, 'utf16le')))) throw encrypted();
    throw new RefusedFile('old_excel', `古い形式の Excel ファイル (*.xls) は読めません。${saveAnew}`);
  }
  if (!bytes.subarray(0, 4).equals(Buffer.from('504b0304', 'hex'))) throw notAWorkbook();
}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true }, (_error, zip) => (zip ? resolve(zip) : reject(brokenFile())));
  });
}

/** The entries as the central directory lists them, one at a time. */
async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | null>((resolve, reject) => {
      const settle = <T>(done: (value: T) => void) => (value: T): void => {
        zip.removeListener('entry', onEntry).removeListener('end', onEnd).removeListener('error', onError);
        done(value);
      };
      const onEntry = settle<Entry>(resolve);
      const onEnd = settle<void>(() => resolve(null));
      const onError = settle<Error>((error) => reject(refusalOf(error)));
      zip.once('entry', onEntry).once('end', onEnd).once('error', onError);
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

function refusalOf({ message }: Error): RefusedFile {
  if (/relative path|absolute path|characters/i.test(message)) return unsafeName();
  return /encryption/i.test(message) ? encrypted() : brokenFile();
}

function refuseEntry(entry: Entry, names: Set<string>): void {
  const name = entry.fileName;
  const isSymbolicLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
  // The parts of a workbook are told apart without regard to case.
  if (names.has(name.toLowerCase()) || isSymbolicLink || /(?:^|\/)\.\.(?:\/|$)|^[/\\]|^[a-z]:|[\\\0]/i.test(name)) throw unsafeName();
  names.add(name.toLowerCase());
  if (entry.isEncrypted()) throw encrypted();
  if (/vbaProject|^xl\/(?:activeX|macrosheets)\//i.test(name)) throw macros();
  if (/^xl\/externalLinks\//i.test(name)) throw externalLinks();
  if (/^xl\/embeddings\//i.test(name)) throw embeddedObjects();
}

interface Walk {
  readonly bytes: Buffer;
  readonly count: WorkbookCount;
  /** How many bytes may still come out. */
  readonly left: number;
}

interface Part {
  readonly inflated: number;
  /** The outermost element of an XML part. */
  readonly root: string | null;
  /** Null for what a form is not read from. */
  readonly content: Uint8Array | null;
}

/** Inflates one part, counting; XML is looked through on the way. What came out has to be what its checksum says. */
async function readPart(zip: ZipFile, entry: Entry, { bytes, count, left }: Walk): Promise<Part> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => zip.openReadStream(entry, (_error, opening) => (opening ? resolve(opening) : reject(brokenFile()))));
  if (!isNamedAlike(bytes, entry)) throw brokenFile();
  let xml: XmlPart | null = null;
  const chunks: Buffer[] = [];
  let [inflated, checksum] = [0, 0];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (inflated === 0 && (/\.(?:xml|rels|vml)$/i.test(entry.fileName) || beginsLikeXml(chunk))) xml = xmlPart(count);
      inflated += chunk.length;
      if (inflated > left) throw new RefusedFile('inflates_too_far', `ファイルを開くと${workbookLimits.inflatedBytes / 1_000_000} MB を超えるため、読めません。使っていないシートや書式を削除して、保存し直してください。`);
      checksum = crc32(chunk, checksum);
      xml = looked(xml, entry, (part) => part.take(chunk));
      if (xml && (xml.root === null || needed.has(xml.root))) chunks.push(chunk);
    }
    xml = looked(xml, entry, (part) => part.end());
  } catch (error) {
    throw error instanceof RefusedFile ? error : brokenFile();
  }
  if (checksum !== entry.crc32) throw brokenFile();
  const root = xml?.root ?? null;
  return { inflated, root, content: root !== null && needed.has(root) ? asReadable(root, Buffer.concat(chunks)) : null };
}

/** What the library that reads the parts does not know: how a text is pronounced is no text, and a sheet that is a chart holds no cells. */
function asReadable(root: string, content: Buffer): Buffer {
  if (root === 'worksheet' && content.includes('rPh')) return Buffer.from(content.toString().replaceAll(/<((?:\w+:)?rPh)\b[^>]*>[\s\S]*?<\/\1>/g, ''));
  if (root === 'Relationships' && content.includes('/chartsheet')) return Buffer.from(content.toString().replaceAll(/\/chartsheet(?=["'])/g, '/worksheet'));
  return content;
}

/** Legacy drawings are often not well-formed; as no form is read from them, they are looked through as far as they are. */
function looked(xml: XmlPart | null, { fileName }: Entry, look: (part: XmlPart) => void): XmlPart | null {
  try {
    if (xml) look(xml);
    return xml;
  } catch (error) {
    if (/\.vml$/i.test(fileName) && error instanceof RefusedFile && error.code === 'broken') return null;
    throw error;
  }
}

/** Each part is named twice, in the directory and before its content; where the names differ, one of them was changed. */
function isNamedAlike(bytes: Buffer, { relativeOffsetOfLocalHeader: start, fileNameRaw }: Entry): boolean {
  const length = bytes.readUInt16LE(start + 26);
  return bytes.subarray(start + 30, start + 30 + length).equals(fileNameRaw);
}
