import { readXlsx, type CellValue } from 'hucre';
import { strFromU8, unzipSync } from 'fflate';
import type { DocumentFormat } from '../src/index.js';
import { pdfText } from './pdf-text.js';

/** Everything that a document says, in the order of reading and without white space, as somebody else's program reads it. */
export async function saidIn(format: DocumentFormat, bytes: Uint8Array): Promise<string> {
  return (await readers[format](bytes)).replace(/\s/g, '');
}

const readers: Record<DocumentFormat, (bytes: Uint8Array) => string | Promise<string>> = {
  pdf: (bytes) => pdfText(bytes).join(''),
  docx: (bytes) => [...part(bytes, 'word/document.xml').matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => plain(text)).join(''),
  xlsx: async (bytes) => (await rowsOf(bytes)).map((row) => row.filter((cell) => typeof cell === 'string').join('')).join(''),
  html: (bytes) => plain(strFromU8(bytes).replace(/<(style|svg)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, '')),
};

const part = (bytes: Uint8Array, name: string): string => strFromU8(unzipSync(bytes)[name] ?? new Uint8Array());
const plain = (text = ''): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');

/** The rows of every sheet of a workbook. */
export async function rowsOf(bytes: Uint8Array): Promise<CellValue[][]> {
  return (await readXlsx(bytes)).sheets.flatMap(({ rows }) => rows);
}

/** The rows of the body of every table of a page, without the cells that span several rows: those stand in different places elsewhere. */
export function tableRows(html: Uint8Array): string[] {
  return [...strFromU8(html).replace(/<thead>[\s\S]*?<\/thead>/g, '').matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd]([^>]*)>([\s\S]*?)<\/t[hd]>/g)].filter(([, attributes]) => !attributes?.includes('rowspan'))
      .map(([, , text]) => plain(text?.replace(/<[^>]*>/g, ''))).join('').replace(/\s/g, ''));
}

/** The numbers in a text: 18,600 and 35.9 are one each. */
export const numbersIn = (text: string): string[] => text.match(/\d[\d,]*(?:\.\d+)?/g) ?? [];
