/**
 * Reads a mail as a person would: the words of its headers and its plain text, whatever they were encoded with.
 * Covers what nodemailer and the offices' relays write: RFC 2047 headers, quoted-printable, base64, any charset that
 * Node knows (ISO-2022-JP too), and the first plain-text part of a multipart body. Never throws: what is not
 * well-formed is shown as it came.
 */
export interface ReadMail {
  readonly subject: string;
  readonly from: string;
  readonly date: string | null;
  readonly messageId: string | null;
  readonly text: string;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** @param raw the mail as it was received, bytes untouched */
export function readMail(raw: Buffer): ReadMail {
  const mail = split(raw);
  const date = new Date(mail.headers.get('date') ?? '');
  return {
    subject: decodeWords(mail.headers.get('subject') ?? ''),
    from: decodeWords(mail.headers.get('from') ?? ''),
    date: Number.isNaN(date.getTime()) ? null : date.toISOString(),
    messageId: mail.headers.get('message-id') ?? null,
    text: plainText(mail) ?? '',
  };
}

/** Parts header and body; a header continued on further lines becomes one line. The first of several wins. */
function split(raw: Buffer): Part {
  const found = /\r?\n\r?\n/.exec(raw.toString('latin1'));
  const end = found ? found.index : raw.length;
  const lines = raw.subarray(0, end).toString('utf8').replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: found ? raw.subarray(end + found[0].length) : Buffer.alloc(0) };
}

function plainText(part: Part): string | null {
  const type = part.headers.get('content-type') ?? 'text/plain';
  if (/^multipart\//i.test(type)) return firstText(part.body, parameter(type, 'boundary'));
  if (!/^text\//i.test(type)) return null;
  const text = decode(transferred(part), parameter(type, 'charset') ?? 'utf-8').replace(/\r\n/g, '\n');
  // The dot-terminated wire format ends every mail with a line break that the writer did not mean.
  return text.replace(/\n$/, '');
}

function firstText(body: Buffer, boundary: string | null): string | null {
  if (boundary === null) return null;
  const pieces = body.toString('latin1').split(new RegExp(`(?:^|\\r?\\n)--${escape(boundary)}(?:--)?[ \\t]*(?:\\r?\\n|$)`));
  const texts = pieces.slice(1).map((piece) => split(Buffer.from(piece, 'latin1'))).filter(isNotEmpty);
  const plain = texts.find(({ headers }) => !/^text\/html/i.test(headers.get('content-type') ?? '') && plainText({ headers, body: Buffer.alloc(0) }) !== null);
  const chosen = plain ?? texts[0];
  return chosen ? plainText(chosen) : null;
}

function isNotEmpty({ headers, body }: Part): boolean {
  return headers.size > 0 || body.length > 0;
}

function transferred({ headers, body }: Part): Buffer {
  switch ((headers.get('content-transfer-encoding') ?? '').toLowerCase()) {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return quotedPrintable(body.toString('latin1').replace(/[ \t]+(?=\r?\n)/g, '').replace(/=\r?\n/g, ''));
    default:
      return body;
  }
}

function quotedPrintable(text: string): Buffer {
  return Buffer.from(text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
}

/** Words such as `=?UTF-8?B?…?=`. White space between two of them belongs to neither; a character may be cut between them. */
function decodeWords(text: string): string {
  const word = /=\?([^?]+)\?([bq])\?([^?]*)\?=(?:\s+(?==\?[^?]+\?[bq]\?[^?]*\?=))?/gi;
  const runs = text.replace(new RegExp(`(?:${word.source})+`, 'gi'), (run) => {
    const words = [...run.matchAll(word)];
    const charset = words[0]?.[1]?.split('*')[0] ?? 'utf-8';
    const same = words.every(([, other]) => other?.split('*')[0]?.toLowerCase() === charset.toLowerCase());
    const bytes = words.map(([, , how, content]) => wordBytes(how ?? '', content ?? ''));
    return same ? decode(Buffer.concat(bytes), charset) : words.map(([, other], index) => decode(bytes[index] ?? Buffer.alloc(0), other ?? 'utf-8')).join('');
  });
  return runs;
}

function wordBytes(how: string, content: string): Buffer {
  return how.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : quotedPrintable(content.replace(/_/g, ' '));
}

function decode(bytes: Buffer, charset: string): string {
  return new TextDecoder(isKnown(charset) ? charset : 'utf-8').decode(bytes);
}

function isKnown(charset: string): boolean {
  try {
    new TextDecoder(charset);
    return true;
  } catch {
    // Its one reason to throw is a name that it does not know.
    return false;
  }
}

function parameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(header);
  return found ? (found[1] ?? found[2] ?? null) : null;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
