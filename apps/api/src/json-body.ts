import { Refused } from '#core';
import type { FastifyInstance } from 'fastify';

const malformed = (detail: string): Refused => new Refused('malformed', detail);
const utf8 = /;\s*charset\s*=\s*"?([^";\s]*)/i;

/** JSON bodies, an empty one standing for `{}`; prototype tricks, names said twice and what no table can hold are refused before a handler sees them. */
export function readJson(instance: FastifyInstance, bodyLimit: number): void {
  instance.removeAllContentTypeParsers();
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (request, bytes, done) => {
    let body: unknown;
    try {
      const text = textOf(bytes as Buffer, request.headers['content-type'] ?? '');
      body = text === '' ? {} : storable(parsed(text, (given, then) => void parse(request, given, then)));
    } catch (refused) {
      return done(refused as Error);
    }
    return done(null, body);
  });
}

/** Fastify's reader calls back at once, and takes what is thrown in there for its own failure: so nothing is. */
function parsed(text: string, parse: (text: string, then: (error: Error | null, body?: unknown) => void) => void): unknown {
  const read: { error: Error | null; body?: unknown } = { error: null };
  parse(text, (error, body) => Object.assign(read, { error, body }));
  if (read.error) throw malformed('送られた内容を JSON として読み取れません。形を確かめてください。');
  refuseNamesTwice(text);
  return read.body;
}

/** @throws Refused wrong_type for another charset, malformed for bytes that are no UTF-8 */
function textOf(bytes: Buffer, contentType: string): string {
  const charset = utf8.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new Refused('wrong_type', `文字コード ${charset} は受け付けていません。UTF-8 で送ってください。`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('送られた内容に、UTF-8 として読み取れない部分があります。文字コードを UTF-8 にして送ってください。');
  }
}

/**
 * Of two members of one name a reader takes the last, another the first: who checks and who acts would see different things. Runs over a
 * text that is known to be JSON. @throws Refused malformed
 */
export function refuseNamesTwice(text: string): void {
  const open: (Set<string> | null)[] = [];
  let at = 0;
  while (at < text.length) {
    const sign = text[at];
    if (sign === '{') open.push(new Set());
    else if (sign === '[') open.push(null);
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === '"') {
      const end = endOfText(text, at);
      const names = open.at(-1);
      if (names && nextSign(text, end) === ':') {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (names.has(name)) throw malformed(`「${name.slice(0, 50)}」が二度書かれています。一つにして送ってください。`);
        names.add(name);
      }
      at = end - 1;
    }
    at += 1;
  }
}

/** The place after the closing quotation mark of the text that opens here. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function nextSign(text: string, from: number): string | undefined {
  let at = from;
  while (/\s/.test(text[at] ?? 'x')) at += 1;
  return text[at];
}

const deepest = 20;
/** What neither PostgreSQL nor XML 1.0 can hold: a document or a form made of it could not be opened. */
const unstorable = /[\u0000-\u0008\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * A body as it may be stored. A vertical tab, which Excel puts where a cell breaks its line, becomes that line break.
 * @throws Refused malformed for what no later layer can hold: control characters, halves of characters, nests without end
 */
export function storable(given: unknown, pointer = '', depth = 0): unknown {
  if (depth > deepest) throw malformed('送られた内容の入れ子が深すぎます。');
  if (typeof given === 'string') return storableText(given, pointer);
  if (Array.isArray(given)) return given.map((one, index) => storable(one, `${pointer}/${index}`, depth + 1));
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, one]) => [storableText(name, pointer), storable(one, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1)]));
}

function storableText(text: string, pointer: string): string {
  if (unstorable.test(text) || !text.isWellFormed()) {
    const message = '使えない文字（制御文字または壊れた文字）が含まれています。取り除いてください。';
    throw new Refused('malformed', message, { errors: [{ pointer, code: 'unstorable_text', message }] });
  }
  return text.replaceAll('\u000b', '\n');
}
