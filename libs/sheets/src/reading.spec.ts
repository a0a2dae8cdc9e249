import { strFromU8, unzipSync, zipSync } from 'fflate';
import type { Cell } from 'hucre';
import { partOf, repacked, vision } from '../test/files.js';
import { drafted, moved, put, reworded, said, unmerged, written, type Draft } from '../test/variants.js';
import { readForm, type ReviewForm } from './index.js';

async function read(bytes: Uint8Array): Promise<ReviewForm> {
  const answer = await readForm({ kind: 'vision-review', bytes, isText: false });
  if (answer.kind !== 'vision-review') throw new Error('another form');
  return answer.form;
}
const readDrafts = async (drafts: readonly Draft[], mode?: 'shared' | 'inline'): Promise<ReviewForm> => read(await written(drafts, mode));

let original: ReviewForm;
let drafts: Draft[];
let [existing, additions]: Draft[] = [];
beforeAll(async () => {
  original = await read(vision);
  drafts = await drafted();
  [existing, additions] = drafts;
});

/** A cell of the first indicator, 助成制度適用設備投資額, changed. Columns: 4 baseline, 8 to 11 R3 to R6, 14 R12. */
const first = async (cell: Partial<Cell>, column = 14) => (await readDrafts([put(existing!, 5, column, cell), additions!])).rows[0]!;
const number = (value: number, numFmt: string): Partial<Cell> => ({ value, type: 'number', style: { numFmt } });

describe('the same rows come out', () => {
  type Variant = readonly [title: string, build: () => Draft[]];
  const each = (change: (draft: Draft) => Draft) => (): Draft[] => drafts.map(change);
  // Blocks of columns in another order: 根拠 and 引用元 first, the year columns backwards.
  const order = (width: number) => (c: number): number => (c >= width - 2 ? c - width + 2 : c >= 8 && c <= 11 ? 2 + 19 - c : c + 2);
  it.each<Variant>([
    ['as they were written again', each((draft) => draft)],
    ['from columns in another order', () => [moved(existing!, { column: order(17) }), moved(additions!, { column: order(16) })]],
    ['among extra columns', each((draft) => put(put(moved(draft, { column: (c) => (c >= 12 ? c + 2 : c) }), 3, 12, { value: '備考' }), 6, 12, { value: '要確認' }))],
    ['from other words in the headings', each((draft) => reworded(draft, { 目標値: '指標値', 指標: '指標名', 計画策定時: '現状値', '(3)R12指標値': '③令和12年度目標値', R3年度: '令和3年度実績値', R4年度: 'R4実績', R5年度: '2023年度', R6年度: 'R6年度（実績）', '(1)KPI指標変更の可否': '見直し区分', '(4)KPI設定(算出)根拠': '根拠等', 指標値引用元: '出典' }))],
    ['from targets that both name their year', each((draft) => reworded(draft, { 目標値: 'R7目標値', '(3)R12指標値': 'R12目標値' }))],
    ['from targets with their years in brackets', each((draft) => reworded(draft, { 目標値: '目標値（R7）', '(3)R12指標値': '目標値（R12）' }))],
    ['from headings with line breaks and spaces', each((draft) => reworded(draft, { 計画策定時: '計画\n策定時', 目標値: '目 標 値', '(3)R12指標値': '(3)\nＲ１２指標値', 指標: '指　標' }))],
    ['from headings lower down', each((draft) => put(moved(draft, { row: (r) => r + 12 }), 3, 0, { value: '記入要領：白い欄に記入してください。' }))],
    ['among blank rows', each((draft) => moved({ ...draft, merges: draft.merges }, { row: (r) => (r >= 5 ? r + 1 : r) }))],
    ['with blank rows between them', () => [moved(existing!, { row: (r) => (r >= 15 ? r + 3 : r) }), additions!]],
    ['with notes below the table', each((draft) => put(put(draft, 30, 0, { value: '※ 目標値は年度末の値とする。' }), 31, 3, { value: '※ 指標名は変更しないこと。' }))],
    ['with a note merged over the whole width', each((draft) => ({ ...put(draft, 30, 0, { value: '※ 目標値は年度末の値とする。' }), merges: [...draft.merges, { startRow: 30, startCol: 0, endRow: 30, endCol: 15 }] }))],
    ['with a note right below, merged', () => [{ ...put(existing!, 24, 0, { value: '※ 目標値は年度末の値とする。' }), merges: [...existing!.merges, { startRow: 24, startCol: 0, endRow: 25, endCol: 16 }] }, additions!]],
    ['from cells that are no longer merged and say it each', each((draft) => unmerged(draft, true))],
    ['with hidden columns', each((draft) => ({ ...draft, columns: Array.from({ length: 17 }, (_, c) => ({ hidden: c % 3 === 1 })) }))],
    ['with formulas for texts', each((draft) => ({ ...draft, cells: new Map([...draft.cells].map(([key, cell]) => [key, Number(key.split(',')[0]) >= 5 ? { ...cell, formula: 'Sheet9!A1', formulaResult: cell.value ?? null } : cell])) }))],
    ['in rich text', each((draft) => ({ ...draft, cells: new Map([...draft.cells].map(([key, cell]) => [key, { ...cell, type: 'richText', richText: [...String(cell.value)].map((text, index) => ({ text, font: { bold: index % 2 === 0 } })) }])) }))],
  ])('%s', async (_, build) => {
    for (const mode of ['shared', 'inline'] as const) {
      const form = await readDrafts(build(), mode);
      expect(said(form)).toEqual(said(original));
      expect(form.findings.map(({ code }) => code)).toEqual(['project_missing']);
    }
  });

  it('with a further year', async () => {
    const more = drafts.map((draft) => put(put({ ...moved(draft, { column: (c) => (c >= 12 ? c + 1 : c) }), merges: moved(draft, { column: (c) => (c >= 12 ? c + 1 : c) }).merges.map((merge) => (merge.startRow === 3 && merge.startCol === 8 ? { ...merge, endCol: 12 } : merge)) }, 4, 12, { value: 'R7年度' }), 5, 12, { value: '170億円/年' }));
    const { rows } = await readDrafts(more);
    expect(rows.map(({ newTarget }) => newTarget.text)).toEqual(original.rows.map(({ newTarget }) => newTarget.text));
    expect(rows[0]!.actuals.map(({ year, text }) => [year, text])).toEqual([[2021, '102億円/年'], [2022, '97億円/年'], [2023, '113億円/年'], [2024, '163億円/年'], [2025, '170億円/年']]);
  });

  it('from several sheets, each with its own headings', async () => {
    const second = { ...existing!, name: 'KPI見直し (2)' };
    const { rows } = await readDrafts([existing!, { name: '表紙', cells: new Map([['0,0', { value: '提出用' }]]), merges: [] }, second, additions!]);
    expect(rows.map(({ sheet }) => sheet)).toEqual([...Array.from({ length: 19 }, () => 'KPI見直し'), ...Array.from({ length: 19 }, () => 'KPI見直し (2)'), ...Array.from({ length: 4 }, () => '新規指標')]);
  });

  it('but not from a hidden sheet, and it is said that it was not read', async () => {
    const form = await readDrafts([{ ...existing!, name: '前年度', hidden: true }, ...drafts]);
    expect(said(form)).toEqual(said(original));
    expect(form.findings.map(({ code, cell }) => [code, cell])).toEqual([['hidden_sheet', '前年度'], ['project_missing', 'KPI見直し!C14']]);
    expect(form.title).toBe(original.title);
  });

  it('where merged cells were lost, of what stands in the row itself, and the rest is named', async () => {
    const { rows, findings } = await readDrafts(drafts.map((draft) => unmerged(draft, false)));
    expect(rows.map(({ name, newTarget }) => [name.text, newTarget.text])).toEqual(original.rows.map(({ name, newTarget }) => [name.text, newTarget.text]));
    const without = rows.filter(({ project }) => project === null);
    expect(findings.filter(({ code }) => code === 'project_missing')).toHaveLength(without.length);
    expect(without).toHaveLength(8);
    expect(rows[0]!.sections).toEqual(['生活機能の強化', '産業振興']);
  });
});

describe('a workbook that was cleaned on its way', () => {
  it('without its styles, zipped anew, or stored', async () => {
    const parts = unzipSync(vision);
    delete parts['xl/styles.xml'];
    delete parts['xl/theme/theme1.xml'];
    delete parts['docProps/core.xml'];
    for (const level of [0, 9] as const) expect(said(await read(zipSync(parts, { level })))).toEqual(said(original));
    const bare = repacked({ 'xl/worksheets/sheet1.xml': (xml) => xml.replaceAll(/ s="\d+"/g, ''), 'xl/_rels/workbook.xml.rels': (xml) => xml.replace(/<Relationship [^>]*styles[^>]*\/>/, ''), 'xl/styles.xml': null });
    expect(said(await read(bare))).toEqual(said(original));
  });

  it('with every element in a namespace of its own', async () => {
    const prefixed = (xml: string): string => xml.replaceAll(/<(\/?)(?=[a-z])/g, '<$1x:').replace('xmlns=', 'xmlns:x=');
    expect(said(await read(repacked({ 'xl/worksheets/sheet1.xml': prefixed, 'xl/worksheets/sheet2.xml': prefixed })))).toEqual(said(original));
  });

  it('with furigana, which nobody meant as text', async () => {
    const phonetic = '<rPh sb="0" eb="2"><t>ジョセイ</t></rPh><phoneticPr fontId="1"/>';
    const shared = await written(drafts, 'shared');
    expect(said(await read(repacked({ 'xl/sharedStrings.xml': (xml) => xml.replaceAll('</si>', `${phonetic}</si>`) }, shared)))).toEqual(said(original));
    expect(said(await read(repacked({ 'xl/worksheets/sheet1.xml': (xml) => xml.replaceAll('</is>', `${phonetic}</is>`) })))).toEqual(said(original));
  });

  it('with a sheet that is a chart', async () => {
    const chart = '<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>';
    const relation = '<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>';
    const bytes = repacked({ 'xl/chartsheets/sheet1.xml': chart, 'xl/_rels/workbook.xml.rels': (xml) => xml.replace('</Relationships>', relation), 'xl/workbook.xml': (xml) => xml.replace('</sheets>', '<sheet name="グラフ" sheetId="77" r:id="rId77"/></sheets>') });
    expect(strFromU8(unzipSync(bytes)['xl/workbook.xml']!)).toContain('グラフ');
    expect(said(await read(bytes))).toEqual(said(original));
  });
});

describe('a cell says what a person sees in it', () => {
  it.each([
    [0.14, '0%', '14%'], [0.145, '0.0%', '14.5%'], [2618714000, '#,##0"円"', '2,618,714,000円'], [1234.5, '#,##0.0', '1,234.5'], [137, '0"億円/年"', '137億円/年'],
    [1234, '#,##0_ ', '1,234'], [1234, '#,##0_);[Red]\\(#,##0\\)', '1,234'], [-5, '#,##0;[Red]-#,##0', '-5'], [-5, '0_ ;[Red]\\-0\\ ', '-5'], [12, '0"件"', '12件'], [12, 'General', '12'], [1200, '[$¥-411]#,##0', '¥1,200'], [12, '@', '12'],
    [0.1 + 0.2, 'General', '0.3'], [0, '0;-0;;@', ''], [12, 'General"人"', '12人'], [-12, 'General"人"', '-12人'], [0.145, '0%', '15%'], [1.005, '0.00', '1.01'], [-1234, '#,##0;"△"#,##0', '△1,234'], [45383, '[$-411]ge"年度"', '2024-04-01'], [45383, '[$-411]ggge"年"m"月"d"日"', '2024-04-01'], [1234567, '#,##0,"千円"', '1,235千円'], [1200, '[DBNum3]#,##0', '1,200'],
  ] as const)('%s in the format %s is %s', async (value, numFmt, text) => {
    expect((await first(number(value, numFmt))).newTarget.text).toBe(text);
  });

  it('a date is a date, and in a column of years its year', async () => {
    const date = { value: new Date('2024-04-01T00:00:00Z'), type: 'date', style: { numFmt: 'yyyy/m/d' } } as const;
    expect((await first(date)).newTarget.text).toBe('2024-04-01');
    expect((await first(date, 5)).baseline.year).toBe(2024);
    expect((await first(number(7, '"R"0'), 7)).target.year).toBe(2025);
  });

  it('a formula is its result', async () => {
    expect((await first({ value: 137, formula: 'AVERAGE(I6:L6)', formulaResult: 137, type: 'formula', style: { numFmt: '0"億円/年"' } })).newTarget.text).toBe('137億円/年');
    expect((await first({ value: '137億円/年', formula: 'A1&"億円/年"', formulaResult: '137億円/年', type: 'formula' })).newTarget.text).toBe('137億円/年');
  });

  it.each([
    ['a formula that failed', '<c r="O6" t="e"><f>A1/0</f><v>#DIV/0!</v></c>', '#DIV/0!'],
    ['a formula that nobody calculated', '<c r="O6"><f>A1/2</f></c>', ''],
  ])('%s is reported, and its row not taken', async (_, cell, text) => {
    const { rows, findings } = await read(repacked({ 'xl/worksheets/sheet1.xml': (xml) => xml.replace(/<c r="O6"[\s\S]*?<\/c>/, cell) }));
    expect(rows).toHaveLength(22);
    expect(findings).toContainEqual({ cell: 'KPI見直し!O6', code: 'formula_without_result', severity: 'blocks', message: expect.stringContaining('KPI見直し!O6 の数式'), text });
  });

  it('line breaks stay, whichever way they were written', async () => {
    for (const value of ['1行目\n2行目', '1行目\r\n2行目', '1行目\r2行目', '  1行目\n2行目\n']) expect((await first({ value, type: 'string' })).newTarget.text).toBe('1行目\n2行目');
    const escaped = repacked({ 'xl/worksheets/sheet1.xml': (xml) => xml.replace('137億円/年', '1行目_x000D_\n2行目') });
    expect((await read(escaped)).rows[0]!.newTarget.text).toBe('1行目\n2行目');
    expect(partOf(escaped, 'xl/worksheets/sheet1.xml')).toContain('_x000D_');
  });
});
