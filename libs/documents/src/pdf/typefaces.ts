import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

function folder(name: string, weight: string): string {
  return join(dirname(require.resolve(`@expo-google-fonts/${name}/package.json`)), weight);
}

/** In the order in which a character is looked for. The machine's own typefaces are never asked. */
export const families = ['BIZ UDPGothic', 'Noto Sans JP', 'M PLUS 1p'] as const;

/** Where the files of these families lie: below node_modules, nothing to install. */
export function typefaceFolders(): string[] {
  return [
    folder('biz-udpgothic', '400Regular'), folder('biz-udpgothic', '700Bold'),
    folder('noto-sans-jp', '400Regular'), folder('noto-sans-jp', '700Bold'),
    folder('m-plus-1p', '400Regular'), folder('m-plus-1p', '700Bold'),
  ];
}

let covered: Set<number> | null = null;

/** The characters of a text that no family has, each once, in order. */
export function missingCharacters(text: string): string[] {
  covered ??= new Set([
    ...coverage(join(folder('biz-udpgothic', '400Regular'), 'BIZUDPGothic_400Regular.ttf')),
    ...coverage(join(folder('noto-sans-jp', '400Regular'), 'NotoSansJP_400Regular.ttf')),
    ...coverage(join(folder('m-plus-1p', '400Regular'), 'MPLUS1p_400Regular.ttf')),
  ]);
  const missing = new Set<string>();
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (!covered.has(code) && !unseen(code)) missing.add(char);
  }
  return [...missing].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
}

/** Characters that have no picture of their own: line ends, joiners, variation selectors. */
function unseen(code: number): boolean {
  return code < 0x20 || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f) || code === 0xfeff ||
    (code >= 0xe0100 && code <= 0xe01ef);
}

/** The code points in a TrueType file's `cmap` table, formats 4 and 12. */
function coverage(path: string): Set<number> {
  const file = readFileSync(path);
  const codes = new Set<number>();
  const start = tableOffset(file, 'cmap');
  for (let index = 0; index < file.readUInt16BE(start + 2); index += 1) {
    const at = start + file.readUInt32BE(start + 4 + 8 * index + 4);
    if (file.readUInt16BE(at) === 12) readGroups(file, at, codes);
    if (file.readUInt16BE(at) === 4) readSegments(file, at, codes);
  }
  return codes;
}

function tableOffset(file: Buffer, tag: string): number {
  for (let index = 0; index < file.readUInt16BE(4); index += 1) {
    const at = 12 + 16 * index;
    if (file.toString('latin1', at, at + 4) === tag) return file.readUInt32BE(at + 8);
  }
  throw new Error(`A typeface has no ${tag} table: reinstall the packages with npm ci.`);
}

function readGroups(file: Buffer, at: number, codes: Set<number>): void {
  for (let group = 0; group < file.readUInt32BE(at + 12); group += 1) {
    const first = file.readUInt32BE(at + 16 + 12 * group);
    const last = file.readUInt32BE(at + 20 + 12 * group);
    for (let code = first; code <= last; code += 1) codes.add(code);
  }
}

function readSegments(file: Buffer, at: number, codes: Set<number>): void {
  const segments = file.readUInt16BE(at + 6) / 2;
  for (let segment = 0; segment < segments; segment += 1) {
    const last = file.readUInt16BE(at + 14 + 2 * segment);
    const first = file.readUInt16BE(at + 16 + 2 * segments + 2 * segment);
    for (let code = first; code <= last && code < 0xffff; code += 1) codes.add(code);
  }
}
