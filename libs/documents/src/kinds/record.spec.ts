import { visionSnapshot } from '../../test/vision-snapshot.js';
import type { Row } from '../content.js';
import type { SnapshotRecord } from '../snapshot.js';
import { decisionTable, recordTable } from './record.js';

const said = (rows: readonly Row[]): string[][] => rows.map(({ cells }) => cells.map(({ lines }) => lines.map((line) => line.map(({ text }) => text).join('')).join('\n')));
const bodyOf = (blocks: ReturnType<typeof recordTable>): string[][] => said(blocks.flatMap((block) => (block.kind === 'table' ? block.table.body : [])));

it('tells what was done to many in one go as one act, and what was said on its own', async () => {
  const at = (minute: number, second: number): string => `2026-02-12T10:0${minute}:0${second}+09:00`;
  const record: SnapshotRecord[] = [
    { at: at(0, 1), who: '伊那市', what: '「甲」を承認', comment: '' }, { at: at(0, 2), who: '伊那市', what: '「乙」を承認', comment: '' },
    { at: at(0, 3), who: '伊那市', what: '「丙」を承認（全市町村が承認）', comment: '' }, { at: at(0, 4), who: '箕輪町', what: '「甲」を異議', comment: '低すぎる。' },
    { at: at(0, 5), who: '箕輪町', what: '「乙」を異議', comment: '低すぎる。' }, { at: at(1, 0), who: '箕輪町', what: '見直しの確定', comment: '' },
  ];
  expect(bodyOf(recordTable({ ...(await visionSnapshot()), record }))).toEqual([
    ['令和8年2月12日 10時00分', '伊那市', '2件を承認\n「甲」「乙」', '―'],
    ['令和8年2月12日 10時00分', '伊那市', '「丙」を承認（全市町村が承認）', '―'],
    ['令和8年2月12日 10時00分', '箕輪町', '「甲」を異議', '低すぎる。'],
    ['令和8年2月12日 10時00分', '箕輪町', '「乙」を異議', '低すぎる。'],
    ['令和8年2月12日 10時01分', '箕輪町', '見直しの確定', '―'],
  ]);
});

it('says of a number on what it rests, whether it can be recomputed, who approved it and when, and how each voted', async () => {
  const rows = bodyOf(decisionTable(await visionSnapshot()));
  expect(rows).toHaveLength(23);
  expect(rows[3]).toEqual([
    '4', '子育て拠点施設延べ利用者数', '継続', '57,000人/年\n（R12）', '実績の伸び率\n［引用元］R6年度実績×伸び率(1.136)(千円未満切捨て)',
    '再計算と不一致\n51,416 × 1.136 ＝ 58,408.576 → 千円未満切捨て 58,000\n差異の理由：施設の改修による休館を見込み、千人少なく設定したため。',
    '担当　子育て支援課\n令和8年2月16日 9時30分\n伊那地域定住自立圏連絡協議会が承認\n第1回 伊那市・箕輪町・南箕輪村 賛成',
  ]);
  const snapshot = await visionSnapshot();
  const apart = { ...snapshot.indicators[0]!, basisCheck: null, actuals: [{ year: 2024, text: '60件', municipality: null, status: 'final' as const, arithmetic: '10 ＋ 20 ＋ 30' }] };
  expect(bodyOf(decisionTable({ ...snapshot, indicators: [apart] }))[0]![5]).toBe('R6実績（市町村の値から）：10 ＋ 20 ＋ 30 ＝ 60件');
  expect(rows[18]![6]).toBe('担当　総務課\n令和8年2月16日 9時30分\n伊那地域定住自立圏連絡協議会が承認\n第1回 伊那市・箕輪町 賛成\n第1回 南箕輪村 異議「回数を減らす理由を住民に説明できる形で示してほしい。」\n第1回 南箕輪村 賛成「事務局の回答を了とする。」');
});
