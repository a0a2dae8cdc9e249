/** Files as offices and attackers send them, made on the fly. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

export const seed = (name: string): Buffer => readFileSync(path.resolve(__dirname, '..', '..', '..', 'seeds', name));
export const vision = seed('vision-kpi-review.xlsx');

/** The parts of a workbook as texts, changed, and zipped anew; null takes a part away. */
export function repacked(changes: Readonly<Record<string, string | Uint8Array | null | ((text: string) => string)>> = {}, of: Uint8Array = vision): Buffer {
  const parts: Record<string, Uint8Array> = unzipSync(of);
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) delete parts[name];
    else if (typeof change === 'function') parts[name] = strToU8(change(partOf(of, name)));
    else parts[name] = typeof change === 'string' ? strToU8(change) : change;
  }
  return Buffer.from(zipSync(parts));
}

export const partOf = (of: Uint8Array, name: string): string => strFromU8(unzipSync(of)[name] ?? new Uint8Array());

/** One entry of an archive that is written by hand, so that it can say what no honest tool says. */
export interface HandMade {
  readonly name: string;
  readonly content?: Uint8Array | string;
  /** Deflated already: what `content` is for everything else. */
  readonly deflated?: Uint8Array;
  /** What the headers say; the truth where left out. */
  readonly says?: { readonly size?: number; readonly packed?: number; readonly crc?: number; readonly flags?: number; readonly method?: number };
  readonly localName?: string;
  /** As Unix counts them: 0o120777 is a symbolic link. */
  readonly mode?: number;
  readonly extra?: Uint8Array;
}

/** An archive to the byte, with as many entries as given and an end record that says `entries`. */
export function handMadeZip(all: readonly HandMade[], says: { readonly entries?: number; readonly zip64?: Buffer } = {}): Buffer {
  const [locals, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const one of all) {
    const content = typeof one.content === 'string' ? strToU8(one.content) : (one.content ?? new Uint8Array());
    const packed = one.deflated ?? deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(one.says?.flags ?? 0x800, 2);
    fields.writeUInt16LE(one.says?.method ?? 8, 4);
    fields.writeUInt32LE(one.says?.crc ?? crc32(content), 10);
    fields.writeUInt32LE(one.says?.packed ?? packed.length, 14);
    fields.writeUInt32LE(one.says?.size ?? content.length, 18);
    const named = (name: string, extra: Uint8Array): Buffer => {
      const said = Buffer.from(fields);
      said.writeUInt16LE(Buffer.byteLength(name), 22);
      said.writeUInt16LE(extra.length, 24);
      return said;
    };
    const localName = one.localName ?? one.name;
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), named(localName, new Uint8Array()), Buffer.from(localName), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((one.mode ?? 0) * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('504b01021403', 'hex'), named(one.name, one.extra ?? new Uint8Array()), tail, Buffer.from(one.name), Buffer.from(one.extra ?? []));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('504b0506', 0, 'hex');
  end.writeUInt16LE((says.entries ?? all.length) & 0xffff, 8);
  end.writeUInt16LE((says.entries ?? all.length) & 0xffff, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, says.zip64 ?? Buffer.alloc(0), end]);
}

/** The entries of a workbook for an archive by hand. */
export const entriesOf = (bytes: Uint8Array): HandMade[] => Object.entries(unzipSync(bytes)).map(([name, content]) => ({ name, content }));

/** A stream of half a kilobyte for each megabyte of `fill` that comes out of it. */
export function megabytes(count: number, fill = ' '): Uint8Array {
  const one = deflateRawSync(Buffer.alloc(1024 * 1024, fill), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: count }, () => one), Buffer.from('0300', 'hex')]);
}

/** A sheet with nothing but these rows. */
export const sheetXml = (rows: string, before = ''): string => `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${before}<sheetData>${rows}</sheetData></worksheet>`;
