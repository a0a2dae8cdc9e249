import { visionSnapshot } from '../../test/vision-snapshot.js';
import type { Snapshot, SnapshotIndicator } from '../snapshot.js';
import { progressContent } from './progress.js';
import { standingOf } from './standing.js';

const named = async (name: string, change: Partial<SnapshotIndicator> = {}): Promise<ReturnType<typeof standingOf>> => {
  const snapshot: Snapshot = await visionSnapshot();
  const indicator = snapshot.indicators.find(({ before }) => before?.name === name)!;
  return standingOf(snapshot, { ...indicator, ...change });
};

it.each([
  ['助成制度適用設備投資額', '順調', '＋50億円\n（改善）', '達成済み'],
  ['伊那本線利用者人数', '努力を要する', '＋28人\n（改善）', 'R7まで毎年\n＋6,158人'],
  ['ふるさと融資実行数', '努力を要する', '－1件\n（悪化）', 'R7まで毎年\n＋1件'],
  ['1歳～11歳に占める病児病後児保育登録者の割合', '努力を要する', '＋1.2ポイント\n（改善）', 'R7まで毎年\n＋12.4ポイント'],
])('says of %s how it stands, how it moved and what it still takes', async (name, grade, trend, required) => {
  expect(await named(name)).toMatchObject({ grade, trend, required });
});

it('turns better and worse round where less is better, and says nothing of better where no direction is meant', async () => {
  expect(await named('伊那本線利用者人数', { direction: 'lower' })).toMatchObject({ grade: '順調', trend: '＋28人\n（悪化）', required: '達成済み' });
  expect(await named('伊那本線利用者人数', { direction: 'none' })).toMatchObject({ grade: '判定なし', trend: '＋28人\n（増加）', required: '―' });
});

it('compares nothing across a change of the definition', async () => {
  expect((await named('介護保険事業所に占める登録事業の割合'))!.trend).toBe('定義の変更により比べられません');
});

it('keeps 実績値なし apart from bad, and leaves out what was not in force', async () => {
  expect(await named('産業立地数', { actuals: [] })).toMatchObject({ grade: '実績値なし', trend: '―', required: '―' });
  expect(await named('産業立地数', { before: null })).toBeNull();
});

it('grades by the plan’s own scale, and tells its words', async () => {
  const scale = { id: 'abc', version: 2, by: 'progress', steps: [{ grade: 'A', from: 'reached' }, { grade: 'B', from: { percent: '60' } }, { grade: 'C', from: 'rest' }], noValue: '－' } as const;
  const snapshot: Snapshot = { ...(await visionSnapshot()), gradeScale: scale };
  const find = (name: string): SnapshotIndicator => snapshot.indicators.find(({ before }) => before?.name === name)!;
  expect(standingOf(snapshot, find('助成制度適用設備投資額'))!.grade).toBe('A');
  expect(standingOf(snapshot, find('子育て拠点施設延べ利用者数'))!.grade).toBe('C');
  expect(standingOf(snapshot, { ...find('産業立地数'), actuals: [] })!.grade).toBe('－');
  const { parts } = progressContent(snapshot, { draft: null, number: null, snapshotHash: '', missing: [] });
  const said = JSON.stringify(parts);
  expect(said).toContain('評価は進捗率によります。A：目標値に達したもの、B：目標値の60%以上のもの、C：それに満たないもの、－：実績値が報告されていないもの。');
  expect(said).toContain('指標が「A」または「B」です。');
  expect(said).not.toContain('おおむね順調');
});

it('spreads what is missing over the years that are left, in the unit that the office writes', async () => {
  const of = async (actual: string, target: string): Promise<string> => {
    const snapshot = await visionSnapshot();
    const indicator = snapshot.indicators[0]!;
    return standingOf(snapshot, { ...indicator, before: { ...indicator.before!, target: { text: target, year: 2030 } }, actuals: [{ year: 2024, text: actual, municipality: null, status: 'final' }] })!.required;
  };
  expect(await of('17,842人/年', '19,000人/年')).toBe('R12まで毎年\n＋193人');
  expect(await of('100億円', '112億円')).toBe('R12まで毎年\n＋2億円');
  expect(await of('37.7万件/月', '45万件/月')).toBe('R12まで毎年\n＋1.22万件');
  expect(await of('2件', '4件')).toBe('R12まで毎年\n＋0.33件');
});
