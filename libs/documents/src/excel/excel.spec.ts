import { readXlsx, type Sheet } from 'hucre';
import { strategySnapshot } from '../../test/strategy-snapshot.js';
import { visionSnapshot } from '../../test/vision-snapshot.js';
import { renderDocument } from '../render-document.js';
import { typedNumbers } from './numbers.js';

const number = '令和6年度第1号';
const workbook = async (kind: 'vision' | 'comparison', of: typeof visionSnapshot): Promise<readonly Sheet[]> => {
  const { bytes } = await renderDocument({ snapshot: await of(), kind, format: 'xlsx', draft: null, number });
  return (await readXlsx(bytes, { readStyles: true })).sheets;
};

it('types numbers to the last digit, with scale and unit, and none that were not written', () => {
  const typed = (text: string): unknown[] => typedNumbers(text).map(({ number: exact, format }) => [exact, format]);
  expect(typed('186億円/年')).toEqual([[18_600_000_000, '#,##0"円/年"']]);
  expect(typed('64.8%(R6年度から3市町村平均)')).toEqual([[64.8, '#,##0.0"%"']]);
  expect(typed('88.9件 37.7%')).toEqual([[88.9, '#,##0.0"件"'], [37.7, '#,##0.0"%"']]);
  expect(typed('実績なし')).toEqual([]);
  expect(typed('増加')).toEqual([]);
});

it('has one sheet for each section of the vision, and its number beside its text', async () => {
  const sheets = await workbook('vision', visionSnapshot);
  expect(sheets.map(({ name }) => name)).toEqual([
    '表紙', '概要', '生活機能の強化', '結びつきやネットワークの強化', '圏域のマネジメント強化', 'KPI一覧', '新規と削除', '新旧対照', '推進体制', '記録', 'この文書について',
  ]);
  const row = sheets[2]!.rows.find((cells) => cells.includes('助成制度適用設備投資額'))!;
  expect(row).toEqual([1, '助成制度適用設備投資額', '186億円/年\n（R1）', 18_600_000_000, '102億円/年', 10_200_000_000, '97億円/年', 9_700_000_000, '113億円/年', 11_300_000_000, '163億円/年', 16_300_000_000, '137億円/年', 13_700_000_000]
    .map((value) => (value === 1 ? '1' : value)));
});

it('is set up for printing: fitted to the width, A3 where it is wide, the head on every page', async () => {
  const sheets = await workbook('vision', visionSnapshot);
  const list = sheets.find(({ name }) => name === 'KPI一覧')!;
  expect(list.pageSetup).toMatchObject({ paperSize: 'a3', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '$4:$5' });
  expect(list.headerFooter).toMatchObject({ oddFooter: '&L伊那市&C&P / &N' });
});

it('is no higher than a row of Excel can be, in both plans', async () => {
  for (const plan of [visionSnapshot, strategySnapshot]) {
    for (const sheet of await workbook('vision', plan)) {
      expect([...(sheet.rowDefs?.values() ?? [])].every(({ height }) => (height ?? 0) <= 409)).toBe(true);
    }
  }
});
