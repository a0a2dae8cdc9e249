import { createHash } from 'node:crypto';

/**
 * Checks an exported audit chain by itself: no database, no dependency, no trust in the server it came from.
 *
 * Each line is one event as JSON: `{ chain, number, fields, previous, hash }`, `fields` being its fifteen texts (or null) in
 * the order of the sealing. The content is each field as `<bytes in UTF-8>:<text>,` (a null as `-,`), joined; the line's hash
 * is SHA-256 of the previous hash's bytes followed by SHA-256 of the content; the first previous hash is that of nothing.
 */

/** @param {string | Buffer} bytes @returns {Buffer} */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const ofNothing = sha256('').toString('hex');

/** @param {(string | null)[]} fields @returns {string} */
function contentOf(fields) {
  return fields.map((field) => (field === null ? '-,' : `${Buffer.byteLength(field, 'utf8')}:${field},`)).join('');
}

/**
 * @param {unknown} line
 * @returns {line is { chain: string, number: number, fields: (string | null)[], previous: string, hash: string }}
 */
function isEntry(line) {
  if (typeof line !== 'object' || line === null) return false;
  const { chain, number, fields, previous, hash } = /** @type {Record<string, unknown>} */ (line);
  const isHash = (/** @type {unknown} */ text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
  return typeof chain === 'string' && Number.isSafeInteger(number) && isHash(previous) && isHash(hash)
    && Array.isArray(fields) && fields.length === 15 && fields.every((field) => field === null || typeof field === 'string');
}

/**
 * @typedef {{ chain: string, events: number, head: string, wrong: string | null }} Verdict one chain: `wrong` is a Japanese
 *   sentence that names the first place where it does not hold
 */

/**
 * @param {string} text the export, one event a line
 * @param {string} [expectedHead] the hash that a document or an earlier export names: the chain must still contain it, so that an
 *   export whose end was cut off is found out too
 * @returns {{ holds: boolean, verdicts: Verdict[], wrong: string | null }} `wrong`: what is the matter with the file as a whole
 */
export function verifyChain(text, expectedHead) {
  /** @type {Map<string, Verdict & { next: number, previous: string }>} */
  const chains = new Map();
  let known = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const entry = parsed(line);
    if (!isEntry(entry)) return { holds: false, verdicts: [...chains.values()], wrong: `${index + 1}行目を、監査記録の行として読めません。書き出し直してください。` };
    const chain = chains.get(entry.chain) ?? { chain: entry.chain, events: 0, head: '', wrong: null, next: 1, previous: ofNothing };
    chains.set(entry.chain, chain);
    chain.wrong ??= faultOf(entry, chain);
    chain.events += 1;
    chain.next = entry.number + 1;
    chain.previous = chain.head = entry.hash;
    if (entry.hash === expectedHead) known = true;
  }
  const verdicts = [...chains.values()].map(({ chain, events, head, wrong }) => ({ chain, events, head, wrong }));
  if (verdicts.length === 0) return { holds: false, verdicts, wrong: '監査記録の行が一つもありません。' };
  const wrong = expectedHead && !known ? `指定されたハッシュ ${expectedHead} が、どの連鎖にもありません。終わりが切り取られているか、別の記録です。` : null;
  return { holds: wrong === null && verdicts.every((verdict) => verdict.wrong === null), verdicts, wrong };
}

/** @param {string} line @returns {unknown} */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 * @param {{ number: number, fields: (string | null)[], previous: string, hash: string }} entry
 * @param {{ next: number, previous: string }} expected
 * @returns {string | null}
 */
function faultOf(entry, expected) {
  const what = `${entry.number}番目の記録（${entry.fields[9] ?? ''}「${entry.fields[8] ?? ''}」、${entry.fields[2] ?? ''}）`;
  if (entry.number !== expected.next) return `${expected.next}番目の記録があるはずのところに、${what}があります。記録が抜かれたか、並べ替えられています。`;
  if (entry.previous !== expected.previous) return `${what}は、その前の記録につながっていません。`;
  const sealed = sha256(Buffer.concat([Buffer.from(entry.previous, 'hex'), sha256(contentOf(entry.fields))])).toString('hex');
  return sealed === entry.hash ? null : `${what}の内容が、記録されたあとに変えられています。`;
}
