import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF as a reader gets it: page by page, in the order of its content, each glyph translated by the font's own
 * ToUnicode table. A character that the table lacks, or translates wrongly, is lost here as it would be when copied.
 */
export function pdfText(bytes: Uint8Array): string[] {
  const objects = readObjects(Buffer.from(bytes));
  const root = [...objects.values()].find(({ text }) => /\/Type\s*\/Catalog\b/.test(text));
  if (!root) throw new Error('not a PDF');
  return pagesBelow(objects, refIn(root.text, 'Pages')).map((page) => pageText(objects, page));
}

interface PdfObject {
  readonly text: string;
  readonly stream: Buffer | null;
}
type Objects = ReadonlyMap<number, PdfObject>;

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function readObjects(file: Buffer): Objects {
  const objects = new Map<number, PdfObject>();
  const source = latin(file);
  const starts = /(?:^|[\r\n])(\d+) 0 obj\b/g;
  for (let found = starts.exec(source); found; found = starts.exec(source)) {
    const from = starts.lastIndex;
    const end = source.indexOf('endobj', from);
    const streamAt = source.indexOf('stream', from);
    const hasStream = streamAt > 0 && streamAt < end;
    const text = source.slice(from, hasStream ? streamAt : end);
    const length = Number(/\/Length\s+(\d+)/.exec(text)?.[1] ?? 0);
    const begin = hasStream ? streamAt + 6 + (source[streamAt + 6] === '\r' ? 2 : 1) : 0;
    const raw = hasStream ? file.subarray(begin, begin + length) : null;
    objects.set(Number(found[1]), { text, stream: raw && (text.includes('FlateDecode') ? inflateSync(raw) : raw) });
    starts.lastIndex = hasStream ? begin + length : end;
  }
  for (const { text, stream } of [...objects.values()]) if (stream && /\/Type\s*\/ObjStm/.test(text)) unpack(objects, text, latin(stream));
  return objects;
}

/** The objects that are kept together in one compressed stream. */
function unpack(objects: Map<number, PdfObject>, text: string, content: string): void {
  const first = Number(/\/First\s+(\d+)/.exec(text)?.[1]);
  const places = content.slice(0, first).trim().split(/\s+/).map(Number);
  for (let index = 0; index < places.length; index += 2) {
    const next = places[index + 3];
    objects.set(places[index] ?? 0, { text: content.slice(first + (places[index + 1] ?? 0), next === undefined ? undefined : first + next), stream: null });
  }
}

const refIn = (text: string, key: string): number => Number(new RegExp(`/${key}\\s+(\\d+) 0 R`).exec(text)?.[1] ?? -1);

function pagesBelow(objects: Objects, id: number): string[] {
  const text = objects.get(id)?.text ?? '';
  const kids = /\/Kids\s*\[([^\]]*)\]/.exec(text)?.[1];
  if (kids === undefined) return [text];
  return [...kids.matchAll(/(\d+) 0 R/g)].flatMap(([, kid]) => pagesBelow(objects, Number(kid)));
}

function pageText(objects: Objects, page: string): string {
  const resources = /\/Resources\s+\d+ 0 R/.test(page) ? objects.get(refIn(page, 'Resources'))?.text ?? '' : page;
  const fontDictionary = /\/Font\s+\d+ 0 R/.test(resources) ? objects.get(refIn(resources, 'Font'))?.text ?? '' : /\/Font\s*<<([^>]*)>>/.exec(resources)?.[1] ?? '';
  const fonts = new Map([...fontDictionary.matchAll(/\/(\w+)\s+(\d+) 0 R/g)].map(([, name, id]) => [name ?? '', unicodeOf(objects, Number(id))]));
  const contents = [...(/\/Contents\s*(?:\[([^\]]*)\]|(\d+ 0 R))/.exec(page)?.slice(1).find((part) => part !== undefined) ?? '').matchAll(/(\d+) 0 R/g)];
  return contents.map(([, id]) => contentText(latin(objects.get(Number(id))?.stream ?? Buffer.alloc(0)), fonts)).join('');
}

type Unicode = ReadonlyMap<number, string>;

/** What each glyph of a font means. */
function unicodeOf(objects: Objects, font: number): Unicode {
  const table = latin(objects.get(refIn(objects.get(font)?.text ?? '', 'ToUnicode'))?.stream ?? Buffer.alloc(0));
  const text = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  const meaning = new Map<number, string>();
  for (const [, block = ''] of table.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = '', to = ''] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) meaning.set(parseInt(code, 16), text(to));
  }
  for (const [, block = ''] of table.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from = '', to = '', start = ''] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) {
      for (let code = parseInt(from, 16); code <= parseInt(to, 16); code += 1) meaning.set(code, String.fromCodePoint((text(start).codePointAt(0) ?? 0) + code - parseInt(from, 16)));
    }
  }
  return meaning;
}

/** Walks through a page's program: the font that is set, and the strings that are shown between BT and ET. */
function contentText(content: string, fonts: ReadonlyMap<string, Unicode>): string {
  let font: Unicode = new Map();
  let inText = false;
  let out = '';
  let at = 0;
  const show = (codes: Buffer): void => {
    // Strings outside of text objects belong to tags, not to the page.
    if (inText) for (let code = 0; code + 1 < codes.length; code += 2) out += font.get(codes.readUInt16BE(code)) ?? '\ufffd';
  };
  while (at < content.length) {
    if (content[at] === '(') {
      const end = closing(content, at);
      show(unescaped(content.slice(at + 1, end)));
      at = end + 1;
    } else if (content[at] === '<' && content[at + 1] !== '<') {
      const end = content.indexOf('>', at);
      show(Buffer.from(content.slice(at + 1, end).replace(/\s/g, ''), 'hex'));
      at = end + 1;
    } else {
      const word = /^(?:\/?[^\s()<>[\]/]+|[\s\S])/.exec(content.slice(at, at + 80))?.[0] ?? ' ';
      if (word.startsWith('/') && fonts.has(word.slice(1)) && /^\s+[-\d.]+\s+Tf/.test(content.slice(at + word.length, at + word.length + 30))) font = fonts.get(word.slice(1)) ?? font;
      if (word === 'BT' || word === 'ET') inText = word === 'BT';
      at += word.length;
    }
  }
  return out;
}

/** Where a string in parentheses ends; parentheses within it come in pairs, or behind a backslash. */
function closing(content: string, from: number): number {
  let depth = 0;
  for (let at = from; at < content.length; at += 1) {
    if (content[at] === '\\') at += 1;
    else if (content[at] === '(') depth += 1;
    else if (content[at] === ')' && (depth -= 1) === 0) return at;
  }
  throw new Error('a string of the PDF does not end');
}

function unescaped(literal: string): Buffer {
  const plain = literal.replace(/\\([0-7]{1,3}|[\s\S])/g, (_, code: string) => (/^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8)) : { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[code] ?? code));
  return Buffer.from(plain, 'latin1');
}
