import { pdfText } from '../../test/pdf-text.js';
import { strategySnapshot } from '../../test/strategy-snapshot.js';
import { visionSnapshot } from '../../test/vision-snapshot.js';
import { renderDocument, type DocumentKind } from '../render-document.js';
import type { Snapshot } from '../snapshot.js';

const made = async (snapshot: Snapshot, kind: DocumentKind = 'vision'): Promise<Uint8Array> =>
  (await renderDocument({ snapshot, kind, format: 'pdf', draft: null, number: '令和6年度第1号' })).bytes;
const plainText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

it.each<DocumentKind>(['vision', 'comparison', 'review-form', 'progress'])('%s is PDF/UA-1: tagged, in Japanese, with title and bookmarks, its typefaces embedded in part', async (kind) => {
  const text = plainText(await made(await visionSnapshot(), kind));
  for (const mark of ['/MarkInfo', '/StructTreeRoot', '/Lang (ja-JP)', '/DisplayDocTitle true', '/Outlines', 'pdfuaid:part']) expect(text).toContain(mark);
  const fonts = [...text.matchAll(/\/FontName\s*\/([^\s/]+)/g)].map(([, name]) => name);
  expect(fonts.length).toBeGreaterThan(1);
  expect(fonts.filter((name) => !/^[A-Z]{6}\+/.test(name ?? ''))).toEqual([]);
  expect(text.match(/\/FontFile[23]? /g)).toHaveLength(fonts.length);
});

it('repeats the head of a table and the band of its section on every page that the table reaches', async () => {
  const pages = pdfText(await made(await strategySnapshot())).map((page) => page.replace(/\s/g, ''));
  // The list of all indicators, from its chapter to the records.
  const from = pages.findIndex((page, index) => index > 2 && page.includes('第4章成果指標（KPI）一覧'));
  const to = pages.findIndex((page, index) => index > 2 && page.includes('資料数値の根拠と決定の経過'));
  expect(to - from).toBeGreaterThan(3);
  for (const page of pages.slice(from, to)) expect(page).toContain('番号指標基準値年度R5R6');
  expect(pages.slice(to, -1).every((page) => page.includes('番号指標区分目標値'))).toBe(true);
});

it('numbers its pages and names the plan on each but the cover', async () => {
  const pages = pdfText(await made(await visionSnapshot())).map((page) => page.replace(/\s/g, ''));
  pages.slice(1).forEach((page, index) => {
    expect(page).toContain('第3期伊那地域定住自立圏共生ビジョン');
    expect(page).toContain(`${index + 2}/${pages.length}`);
  });
  expect(pages[0]).not.toContain(`1/${pages.length}`);
});

it('prints 〓 for a character that no typeface has, and says on the last page which it was', async () => {
  const snapshot = await visionSnapshot();
  const pages = pdfText(await made({ ...snapshot, chapters: [{ ...snapshot.chapters[0]!, markdown: '人名の\u{2cfff}さん' }] }));
  expect(pages.join('')).toContain('人名の〓さん');
  expect(pages.at(-1)!.replace(/\s/g, '')).toContain('〓で示した文字U+2CFFF');
});
