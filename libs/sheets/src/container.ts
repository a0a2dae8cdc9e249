import { SaxesParser } from 'saxes';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { RefusedFile } from './refused-file.js';

/** What a workbook may cost, counted while it is read and never taken from what the file says of itself. */
export const workbookLimits = { bytes: 5_000_000, parts: 200, inflatedBytes: 50_000_000, rows: 20_000, columns: 200 } as const;

const saveAnew = 'Excel で開いて「Excel ブック (*.xlsx)」として保存し直してから、もう一度お試しください。';
const broken = (): RefusedFile => new RefusedFile('broken', `ファイルが壊れているか、途中で切れています。${saveAnew}`);

/**
 * Walks through every part of a workbook once, before anything else reads it, and refuses what no office's form needs: other
 * kinds of files, encryption, macros, links to elsewhere, embedded objects, document types in XML, and more than the limits.
 * @throws RefusedFile
 */
export async function checkContainer(bytes: Buffer): Promise<void> {
  refuseOtherKinds(bytes);
  const zip = await opened(bytes);
  try {
    let inflated = 0;
    const names = new Set<string>();
    for await (const entry of entriesOf(zip)) {
      refuseEntry(entry, names);
      if (names.size > workbookLimits.parts) throw new RefusedFile('too_many_parts', `ファイルの中の部品が${workbookLimits.parts}個を超えています。${saveAnew}`);
      const left = workbookLimits.inflatedBytes - inflated;
      inflated += await readPart(zip, entry, left);
    }
    if (!names.has('[Content_Types].xml') || ![...names].some((name) => /^xl\/workbook\.xml$/i.test(name))) throw notAWorkbook();
  } finally {
    zip.close();
  }
}

const notAWorkbook = (): RefusedFile => new RefusedFile('not_a_workbook', `Excel のブック (*.xlsx) ではありません。${saveAnew}`);

function refuseOtherKinds(bytes: Buffer): void {
  if (bytes.length === 0) throw new RefusedFile('empty', 'ファイルが空です。もう一度ファイルを選んでください。');
  if (bytes.length > workbookLimits.bytes) throw new RefusedFile('too_large', 'ファイルが 5 MB を超えています。画像などを取り除くか、シートを分けてください。');
  // The compound file of Excel 97, and of every encrypted workbook.
  if (bytes.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) {
    const isEncrypted = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')) || bytes.includes(Buffer.from('EncryptionInfo', 'utf16le'));
    if (isEncrypted) throw new RefusedFile('encrypted', 'パスワードで保護されたファイルは読めません。パスワードを外して保存し直してから、もう一度お試しください。');
    throw new RefusedFile('old_excel', `古い形式の Excel ファイル (*.xls) は読めません。${saveAnew}`);
  }
  if (!bytes.subarray(0, 4).equals(Buffer.from('504b0304', 'hex'))) throw notAWorkbook();
}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true }, (error, zip) => (zip ? resolve(zip) : reject(error ? broken() : broken())));
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
      const onError = settle<Error>((error) => reject(/file name|relative path|absolute path|characters/i.test(error.message) ? unsafeName() : broken()));
      zip.once('entry', onEntry).once('end', onEnd).once('error', onError);
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

const unsafeName = (): RefusedFile => new RefusedFile('unsafe_name', `ファイルの中に、正しくない名前の部品があります。${saveAnew}`);

function refuseEntry(entry: Entry, names: Set<string>): void {
  const name = entry.fileName;
  const isSymbolicLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
  if (names.has(name) || isSymbolicLink || /(?:^|\/)\.\.(?:\/|$)|^[/\\]|^[a-z]:|\\/i.test(name)) throw unsafeName();
  names.add(name);
  if (entry.isEncrypted()) throw new RefusedFile('encrypted', 'パスワードで保護されたファイルは読めません。パスワードを外して保存し直してから、もう一度お試しください。');
  if (/vbaProject|^xl\/(?:activeX|macrosheets)\//i.test(name)) throw new RefusedFile('macros', `マクロを含むファイルは受け付けていません。${saveAnew}`);
  if (/^xl\/externalLinks\//i.test(name)) throw new RefusedFile('external_links', '別のファイルを参照する数式が含まれています。「データ」の「リンクの編集」でリンクを解除し、保存し直してください。');
  if (/^xl\/(?:embeddings|ctrlProps)\//i.test(name)) throw new RefusedFile('embedded_objects', 'ほかのファイルが埋め込まれています。埋め込まれたものを取り除いて、保存し直してください。');
}

/** Inflates one part, counting; XML parts are looked through on the way. @returns how many bytes came out */
async function readPart(zip: ZipFile, entry: Entry, left: number): Promise<number> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => zip.openReadStream(entry, (error, opening) => (opening ? resolve(opening) : reject(error ? broken() : broken()))));
  const inspect = /\.(?:xml|rels|vml)$/i.test(entry.fileName) ? xmlInspector(entry.fileName) : null;
  let inflated = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      inflated += chunk.length;
      if (inflated > left) throw new RefusedFile('inflates_too_far', `ファイルを開くと${workbookLimits.inflatedBytes / 1_000_000} MB を超えるため、読めません。使っていないシートや書式を削除して、保存し直してください。`);
      inspect?.take(chunk);
    }
    inspect?.end();
  } catch (error) {
    throw error instanceof RefusedFile ? error : broken();
  }
  return inflated;
}

/** Looks through one XML part as it streams by: no document type, and of a sheet no cell outside the limits. */
function xmlInspector(name: string): { take(chunk: Buffer): void; end(): void } {
  // Only UTF-8 is decoded: a part in another encoding could carry what nobody looked at.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw broken();
  });
  parser.on('doctype', () => {
    throw new RefusedFile('xml_dtd', `ファイルの中の XML に、文書型の宣言 (DOCTYPE) があります。安全のため読めません。${saveAnew}`);
  });
  if (/^xl\/worksheets\/[^/]+\.xml$/i.test(name)) countCells(parser);
  if (/\.rels$/i.test(name)) refuseLinks(parser);
  return {
    take: (chunk) => void parser.write(decoder.decode(chunk, { stream: true })),
    end: () => {
      parser.write(decoder.decode());
      parser.close();
    },
  };
}

function countCells(parser: SaxesParser): void {
  let rows = 0;
  parser.on('opentag', ({ name, attributes }) => {
    const local = name.split(':').at(-1);
    if (local === 'row') rows += 1;
    const place = local === 'c' || local === 'row' ? /^([A-Z]*)(\d*)$/.exec(String(attributes['r'] ?? '')) : null;
    const column = [...(place?.[1] ?? '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
    if (rows > workbookLimits.rows || Number(place?.[2] ?? 0) > workbookLimits.rows || column > workbookLimits.columns) {
      throw new RefusedFile('too_many_cells', `シートが ${workbookLimits.rows.toLocaleString('en-US')} 行または ${workbookLimits.columns} 列を超えています。表より下や右の、使っていない行と列を削除して、保存し直してください。`);
    }
  });
}

/** A link that a person follows is harmless; a part that would be fetched, or that stands in another file, is not. */
function refuseLinks(parser: SaxesParser): void {
  parser.on('opentag', ({ attributes }) => {
    const type = String(attributes['Type'] ?? '');
    if (attributes['TargetMode'] === 'External' && !/\/hyperlink$/.test(type)) throw new RefusedFile('external_links', '別のファイルやサイトを参照する部品が含まれています。リンクを解除し、保存し直してください。');
  });
}
