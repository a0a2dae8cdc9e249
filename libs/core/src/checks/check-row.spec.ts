import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readValue } from '../index.js';
import { checkRow } from './check-row.js';
import { strategyRows, tableRecords, visionRows } from './forms/form-rows.js';
import { findingCodes } from './finding.js';
import type { RowFacts } from './row.js';
import { checkLink, findSameMeasures } from './same-measures.js';

const table = (path: string): string => readFileSync(join(__dirname, path), 'utf8');
const vision = visionRows(table('forms/vision.tsv'), readValue);
const strategy = strategyRows(table('forms/strategy.tsv'), readValue);

const known = (row: RowFacts) => [...row.actuals, ...(row.baseline?.year == null ? [] : [{ year: row.baseline.year, value: row.baseline.value }])];
const everyRow = [
  ...vision.map((row, index) => ({ id: `共生ビジョン ${index + 1}`, plan: '共生ビジョン', row })),
  ...strategy.map((row, index) => ({ id: `総合戦略 ${index + 1}`, plan: '総合戦略', row })),
];
const links = findSameMeasures(everyRow.map(({ id, plan, row }) => ({ id, planId: plan, name: row.name, values: known(row) })));

const linked = (id: string): RowFacts['elsewhere'] => links.filter((link) => link.first === id || link.second === id).map((link) => {
  const other = everyRow.find((one) => one.id === (link.first === id ? link.second : link.first))!;
  return { name: other.row.name, planTitle: other.plan, isSamePlan: link.isSamePlan, values: known(other.row) };
});

describe('the two forms', () => {
  const found = everyRow.flatMap(({ id, plan, row }) => checkRow({ ...row, elsewhere: linked(id) }).findings.map((finding) => ({
    計画: plan, 行: id.split(' ')[1]!, 指標: row.name, コード: finding.code, 欄: finding.field, 知らせ: finding.message,
  })));

  it('give the findings of the expectation table and none beside it', () => {
    expect(found).toEqual(tableRecords(table('expectations.tsv')));
  });

  it('are read whole: 23 rows of the vision, 92 indicators of the strategy, 9 of them without a target', () => {
    expect([vision.length, strategy.length, strategy.filter((row) => row.target === null).length]).toEqual([23, 92, 9]);
  });

  it('hold back from bulk keeping every row that needs a look, and let the plain ones through', () => {
    const kept = vision.filter((row) => row.proposal?.decision === 'keep' && checkRow(row).guards.length === 0).map((row) => row.name);
    expect(kept).toEqual(['空き家バンク登録件数', '空き家バンク成約件数', '空き家バンク利用居住者数']);
  });
});

describe('the same measure in two plans', () => {
  it('is found for LINE, 買物, ファミサポ and 間伐材, and for nothing else in the forms', () => {
    const names = links.map((link) => [link.first, link.second].map((id) => everyRow.find((one) => one.id === id)!.row.name));
    expect(names.sort()).toEqual([
      ['ファミリーサポートセンター協力会員養成講座受講者数', 'ファミリーサポート協会会員養成講座受講者数'],
      ['伊那市LINE公式アカウント利用者数', '市公式ライン登録者数'],
      ['買物サービスシステム利用者数', '支え合い買物サービス利用登録世帯数'],
      ['間伐材の利活用', '山林資源活用機器(薪ストーブ等)間伐材の利活用'],
    ].sort());
  });

  it('is not the same name: 移動診療車での受診者数 stands under three projects and is three things', () => {
    expect(strategy.filter((row) => row.name === '移動診療車での受診者数')).toHaveLength(3);
    expect(links.some((link) => everyRow.find((one) => one.id === link.first)!.row.name.startsWith('移動診療車'))).toBe(false);
  });

  it('says nothing when both plans agree', () => {
    const row = strategy.find((one) => one.name === '市公式ライン登録者数')!;
    const other = { name: '伊那市LINE', planTitle: '共生ビジョン', isSamePlan: false, values: [{ year: 2023, value: readValue('5,383人') }] };
    expect(checkLink({ facts: row }, other)).toBeNull();
  });
});

const plainRow: RowFacts = {
  name: '利用者数', direction: 'higher', plan: { fromYear: 2026, toYear: 2030 }, reviewYear: 2024,
  baseline: { value: readValue('100人/年'), year: 2019 }, target: { value: readValue('200人/年'), year: 2025 },
  actuals: [{ year: 2023, value: readValue('150人/年') }, { year: 2024, value: readValue('165人/年') }],
  proposal: {
    decision: 'keep', target: { value: readValue('220人/年'), year: 2030 }, rationale: '', basis: '', source: '', discrepancyReason: null,
  },
  elsewhere: [],
};
const proposing = (changed: Partial<NonNullable<RowFacts['proposal']>>): RowFacts => ({ ...plainRow, proposal: { ...plainRow.proposal!, ...changed } });
const withBasis = (row: RowFacts): RowFacts => ({ ...row, proposal: { ...row.proposal!, basis: 'R6の現状から年5%の増加を目指す。' } });
const target = (text: string, year = 2030) => ({ value: readValue(text), year });
const actual = (text: string) => [plainRow.actuals[0]!, { year: 2024, value: readValue(text) }];
const codes = (row: RowFacts): string[] => checkRow(row).findings.map((finding) => finding.code);

describe('each check', () => {
  it('is silent about an ordinary row', () => {
    expect(checkRow(withBasis(plainRow))).toMatchObject({ findings: [], guards: [], basisCheck: { status: '一致' } });
  });

  const cases: readonly (readonly [string, RowFacts, string[]])[] = [
    ['another unit', proposing({ target: target('220件/年') }), ['unit_changed']],
    ['another period', proposing({ target: target('220人/月') }), ['period_changed']],
    ['a period that is left out', { ...plainRow, actuals: actual('165人') }, ['period_changed']],
    ['two figures instead of one', { ...plainRow, actuals: actual('165人/年 30%') }, ['measure_changed']],
    ['a note on how it was measured', { ...plainRow, actuals: actual('165人/年(町外を含む)') }, ['note_changed']],
    ['a digit too many', { ...plainRow, actuals: actual('1,650人/年') }, ['tenfold_of_last_year', 'target_already_reached']],
    ['a digit too few', { ...plainRow, actuals: actual('16人/年') }, ['tenth_of_last_year']],
    ['a value copied from last year', { ...plainRow, actuals: actual('150 人／年') }, ['same_as_last_year']],
    ['a target below the baseline', proposing({ target: target('90人/年') }), ['target_worse_than_baseline', 'target_already_reached']],
    ['a target already reached', proposing({ target: target('165人/年') }), ['target_already_reached']],
    ['a target year after the plan', proposing({ target: target('220人/年', 2031) }), ['target_year_outside_plan']],
    ['a target year before the plan', proposing({ target: target('220人/年', 2025) }), ['target_year_outside_plan']],
    ['no actual', { ...plainRow, actuals: [plainRow.actuals[0]!] }, ['actual_missing']],
    ['a blank actual', { ...plainRow, actuals: actual('') }, ['actual_missing']],
    ['a target that its basis does not give', withBasis(proposing({ target: target('300人/年') })), ['basis_differs']],
  ];
  it.each(cases)('finds %s', (_, row, expected) => {
    expect(codes(row)).toEqual(expected);
  });

  it('compares by direction: where less is better, a higher target is worse and a lower value has reached it', () => {
    const emissions: RowFacts = { ...plainRow, direction: 'lower', proposal: null, baseline: { value: readValue('8,189t-CO2/年'), year: 2023 }, actuals: [{ year: 2024, value: readValue('7,000t-CO2/年') }] };
    expect(codes({ ...emissions, target: target('8,500t-CO2/年', 2029) })).toEqual(['target_worse_than_baseline', 'target_already_reached']);
    expect(codes({ ...emissions, target: target('7,308t-CO2/年', 2029) })).toEqual(['target_already_reached']);
    expect(codes({ ...emissions, target: target('6,000t-CO2/年', 2029) })).toEqual([]);
    expect(codes({ ...emissions, direction: null, target: target('8,500t-CO2/年', 2029) })).toEqual([]);
  });

  it('takes 実績なし and 未集計 as answers, and zero as a value', () => {
    expect(codes({ ...plainRow, actuals: actual('実績なし') })).toEqual([]);
    expect(codes({ ...plainRow, actuals: actual('未集計') })).toEqual([]);
    expect(codes({ ...plainRow, actuals: actual('0人/年') })).toEqual([]);
  });

  it('asks for no actual of a new indicator, and judges no target of one that is to be deleted', () => {
    expect(codes({ ...proposing({ decision: 'add' }), actuals: [], target: null })).toEqual([]);
    expect(codes(proposing({ decision: 'delete', target: null }))).toEqual([]);
  });

  it('asks for a 差異理由 and is content with one', () => {
    const row = withBasis(proposing({ target: target('300人/年') }));
    expect(checkRow(row).findings).toMatchObject([{ code: 'basis_differs', severity: 'warns', field: '/proposal/target' }]);
    expect(checkRow(row).findings[0]!.message).toContain('165 × 1.05⁶ = 221.1 → 220（十未満四捨五入）、記載 300');
    expect(codes(withBasis(proposing({ target: target('300人/年'), discrepancyReason: '新しい路線の開業を見込むため。' })))).toEqual([]);
  });

  it('says of a value in words that it is not a number, and guesses nothing', () => {
    expect(codes(proposing({ target: target('大幅に増やす') }))).toEqual(['value_not_understood']);
  });

  it('blocks a submission only for a missing actual and a year outside the plan', () => {
    const blocking = new Set(cases.flatMap(([, row]) => checkRow(row).findings).filter((finding) => finding.severity === 'blocks').map((finding) => finding.code));
    expect([...blocking].sort()).toEqual(['actual_missing', 'target_year_outside_plan']);
  });

  it('has a sentence that ends, names no code, and says where to look', () => {
    for (const finding of cases.flatMap(([, row]) => checkRow(row).findings)) {
      expect(findingCodes).toContain(finding.code);
      expect(finding.message).toMatch(/。$/);
      expect(finding.fields[0]).toBe(finding.field);
      expect(finding.field).toMatch(/^\//);
    }
  });
});

describe('what needs a look before it is kept', () => {
  const guards = (row: RowFacts): string[] => checkRow(row).guards.map((guard) => guard.code);
  it.each<readonly [string, RowFacts, string[]]>([
    ['less than 80 % of the target', { ...plainRow, actuals: actual('159人/年') }, ['achievement_below_80']],
    ['80 % itself', { ...plainRow, actuals: actual('160人/年') }, []],
    ['more than 150 %', { ...plainRow, target: target('109人/年', 2025) }, ['achievement_above_150']],
    ['a falling target', proposing({ target: target('190人/年') }), ['target_falls']],
    ['an actual that moved by more than half', { ...plainRow, actuals: actual('226人/年'), target: target('226人/年', 2025), proposal: null }, ['actual_moved_by_half']],
    ['an actual that moved by half', { ...plainRow, actuals: actual('225人/年'), target: target('225人/年', 2025), proposal: null }, []],
    ['a basis that gives another target', withBasis(proposing({ target: target('300人/年') })), ['basis_differs']],
    ['a changed note', { ...plainRow, actuals: actual('165人/年(町外を含む)') }, ['note_changed']],
  ])('%s', (_, row, expected) => {
    expect(guards(row)).toEqual(expected);
  });
});

describe('any cell texts at all', () => {
  it('are checked without an error', () => {
    const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('186億円/年', '実績なし', '0件(R6)', '88.9件 37.7%', '△3.5%', '１，２３４人', '\u0000', '9'.repeat(80)));
    fc.assert(fc.property(fc.array(text, { minLength: 8, maxLength: 8 }), (cells) => {
      const [baseline, present, last, now, proposed, basis, source, name] = cells.map((cell) => cell ?? '');
      const review = checkRow({
        ...plainRow, name: name!, baseline: { value: readValue(baseline!), year: null }, target: target(present!),
        actuals: [{ year: 2023, value: readValue(last!) }, { year: 2024, value: readValue(now!) }],
        proposal: { decision: 'keep', target: target(proposed!), rationale: basis!, basis: basis!, source: source!, discrepancyReason: null },
        elsewhere: [{ name: name!, planTitle: '総合戦略', isSamePlan: false, values: [{ year: 2024, value: readValue(present!) }] }],
      });
      expect(Array.isArray(review.findings)).toBe(true);
      findSameMeasures([{ id: 'a', planId: 'x', name: name!, values: [] }, { id: 'b', planId: 'y', name: source!, values: [] }]);
    }), { numRuns: 200 });
  });
});
