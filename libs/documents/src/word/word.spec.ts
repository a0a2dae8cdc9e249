import { strFromU8, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { strategySnapshot } from '../../test/strategy-snapshot.js';
import { visionSnapshot } from '../../test/vision-snapshot.js';
import { renderDocument, type DocumentKind } from '../render-document.js';

const kinds: readonly DocumentKind[] = ['vision', 'comparison', 'review-form', 'progress'];
const files = async (kind: DocumentKind, plan = visionSnapshot): Promise<Record<string, string>> => {
  const { bytes } = await renderDocument({ snapshot: await plan(), kind, format: 'docx', draft: { watermark: '案', at: '2026-02-01T09:05:00+09:00' }, number: null });
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));
};
const count = (text: string, words: RegExp): number => text.match(words)?.length ?? 0;

it.each(kinds.flatMap((kind) => [[kind, 'vision', visionSnapshot], [kind, 'strategy', strategySnapshot]] as const))('is well-formed in every part: %s of the %s', async (kind, _plan, plan) => {
  for (const [name, text] of Object.entries(await files(kind, plan))) {
    const parser = new SaxesParser({ fileName: name });
    expect(() => parser.write(text).close()).not.toThrow();
  }
});

it('has real headings with a table of contents that Word can fill again', async () => {
  const text = (await files('vision'))['word/document.xml']!;
  expect(count(text, /<w:pStyle w:val="Heading1"\/>/g)).toBe(11);
  expect(text).toContain('TOC \\o "1-3" \\h \\z \\u');
  const named = [...text.matchAll(/<w:bookmarkStart w:id="\d+" w:name="([^"]+)"/g)].map(([, name]) => name);
  expect(new Set(named).size).toBe(named.length);
  for (const [, anchor] of text.matchAll(/<w:hyperlink w:anchor="([^"]+)"/g)) expect(named).toContain(anchor);
});

it('has real tables: heads repeated on every page, no row cut, every row as wide as the table', async () => {
  for (const kind of kinds) {
    const text = (await files(kind))['word/document.xml']!;
    for (const [, table = ''] of text.matchAll(/<w:tbl>([\s\S]*?)<\/w:tbl>/g)) {
      const columns = count(table, /<w:gridCol /g);
      const rows = [...table.matchAll(/<w:tr>([\s\S]*?)<\/w:tr>/g)].map(([, row = '']) => row);
      expect(rows[0]).toContain('<w:tblHeader/>');
      expect(rows.every((row) => row.includes('<w:cantSplit/>'))).toBe(true);
      for (const row of rows) expect([...row.matchAll(/<w:tc>([\s\S]*?)<\/w:tc>/g)].reduce((all, [, cell = '']) => all + Number(/w:gridSpan w:val="(\d+)"/.exec(cell)?.[1] ?? 1), 0)).toBe(columns);
    }
  }
});

it('carries the watermark and the time of a draft, and A3 for the review form', async () => {
  const form = await files('review-form');
  expect(form['word/header1.xml']).toContain('string="案"');
  expect(form['word/header1.xml']).toContain('【案】令和8年2月1日 9時05分作成');
  expect(form['word/document.xml']).toContain('<w:pgSz w:w="23811" w:h="16838" w:orient="landscape"/>');
});
