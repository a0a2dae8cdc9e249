import * as fc from 'fast-check';
import type { Basis } from './basis.js';
import { readBasis } from './read-basis.js';
import { writeBasis } from './write-basis.js';

/** A yearly basis in the short form of the tables below. */
const yearly = (method: 'compound' | 'simple' | 'yearly_amount' | 'yearly_points', step: string, more: object = {}): object =>
  ({ method, step, ...more });

describe('a basis sentence of the forms', () => {
  const forms: readonly (readonly [string, string, object])[] = [
    ['R2年度からR6年度の平均値+10%で算出', '産業振興KPI管理表',
      { method: 'average', years: { kind: 'span', from: 2020, to: 2024 }, change: { kind: 'percent', percent: '10' } }],
    ['実績の伸び率', 'R6年度実績×伸び率(1.136)(千円未満切捨て)',
      { method: 'latest', start: 2024, change: { kind: 'factor', factor: '1.136' }, rounding: { mode: 'down', to: { kind: 'place', place: '1000' } } }],
    ['R4～R6の増の平均0.8ポイントについて、毎年増を目指す。 8.4⇒9.2⇒10.0⇒10.8⇒11.6⇒12.4', '過去の実績',
      yearly('yearly_points', '0.8', { start: 'latest', stepFrom: { from: 2022, to: 2024 }, chain: ['8.4', '9.2', '10.0', '10.8', '11.6', '12.4'] })],
    ['実績の伸び率', 'R6年度実績×伸び率(1.227)', { method: 'latest', start: 2024, change: { kind: 'factor', factor: '1.227' }, rounding: null }],
    ['登録医療機関及び介護保険事業所登録割合(3市町村平均)から5%増加。', '', { method: 'latest', start: 'latest', change: { kind: 'percent', percent: '5' } }],
    ['令和7年度の市内全域へのサービスエリア拡大、令和8年度以降スマートフォン注文、置き配等利便性向上により年間2割程度の利用者拡大を目指す。', '',
      yearly('compound', '20', { start: 'latest', times: null, approximate: true })],
    ['実績ベースで年間2医療機関の増加を目指す。', '', yearly('yearly_amount', '2', { unit: '医療機関' })],
    ['R6の現状から年1%の増加を目指す。', '運行実績', yearly('compound', '1', { start: 2024, times: null })],
    ['過去の実績を踏まえR6の現状から約10%の増加を目指す。', 'R1-6実績数値', { method: 'latest', start: 2024, change: { kind: 'percent', percent: '10' }, approximate: true }],
    ['過去の実績を踏まえR6の現状から1.5倍の増加を目指す。', 'R1-6実績数値', { method: 'latest', start: 2024, change: { kind: 'factor', factor: '1.5' } }],
    ['コアメンバーの負担等を考慮しこれまでの4回/年から3回/年へと変更する。', '', { method: 'stated', number: '3', unit: '回' }],
    ['全体で毎年数件程度の増加を目指す。', '', yearly('yearly_amount', '2', { stepUpTo: '9', unit: '件' })],
    ['毎年100人程度の利用者増を見込む。', '', yearly('yearly_amount', '100', { unit: '人' })],
    ['R8とR9に各1回、R10とR11に各2回、R12に3回の実施を見込む。', '',
      { method: 'path', unit: '回', steps: [2026, 2027, 2028, 2029, 2030].map((year, index) => ({ year, number: ['1', '1', '2', '2', '3'][index] })) }],
  ];
  it.each(forms)('reads 「%s」 with the source 「%s」', (text, source, expected) => {
    expect(readBasis(text, source)).toMatchObject(expected);
  });

  it('reads the figure out of the rationale, where two rows of the form have it, when basis and source hold none', () => {
    expect(readBasis('', '産業振興KPI管理表', '完成に最低2年かかることを考慮し、目標値を2件とする。')).toMatchObject({ method: 'stated', number: '2', unit: '件' });
    expect(readBasis(null, '産業振興KPI管理表', '過去の実績値が1件のみのため1件/年とする。')).toMatchObject({ method: 'stated', number: '1' });
    expect(readBasis('R6の現状から年1%の増加', null, '目標値を2件とする。')).toMatchObject({ method: 'compound' });
  });

  it('says what a formula that was begun does not say, and why free text is not read', () => {
    expect(readBasis('実績の伸び率', '')).toMatchObject({ method: 'text', lacks: '伸び率の値' });
    const free = readBasis('現状、定期的に開催している部会や担当者会議の実施回数を参考とし、目標回数の実施を目指す。', '');
    expect(free).toMatchObject({ method: 'text', lacks: null });
    expect(free.method === 'text' && free.reason).toContain('計算式を読み取れません');
    expect(readBasis('', null)).toMatchObject({ method: 'text', text: '', lacks: null });
  });
});

describe('a basis sentence of other offices', () => {
  const others: readonly (readonly [string, object])[] = [
    ['Ｒ６の現状から年２％の増加を目指す。', yearly('compound', '2', { start: 2024 })],
    ['令和6年度の実績から毎年3%ずつ増加', yearly('compound', '3', { start: 2024 })],
    ['R6の現状から年1.5％の減少を目指す', yearly('compound', '-1.5', { start: 2024 })],
    ['年1%（単利）増加', yearly('simple', '1')],
    ['年平均伸び率2%で増加', yearly('compound', '2')],
    ['対前年比102%', yearly('compound', '2')],
    ['R6から5年間、毎年2%増', yearly('compound', '2', { start: 2024, times: 5 })],
    ['5年間で20%増', { method: 'latest', change: { kind: 'percent', percent: '20' } }],
    ['R6実績×1.01⁶', yearly('compound', '1', { start: 2024, times: 6 })],
    ['R6年度実績に1.1を乗じた', { method: 'latest', start: 2024, change: { kind: 'factor', factor: '1.1' } }],
    ['R6年度実績×伸び率(1.2)(百人未満四捨五入)', { method: 'latest', rounding: { mode: 'half_up', to: { kind: 'place', place: '100' } } }],
    ['伸び率13.6%', { method: 'latest', change: { kind: 'percent', percent: '13.6' } }],
    ['現状値の110%', { method: 'latest', change: { kind: 'factor', factor: '1.1' } }],
    ['二割五分の増加', { method: 'latest', change: { kind: 'percent', percent: '25' } }],
    ['倍増', { method: 'latest', change: { kind: 'factor', factor: '2' } }],
    ['現状維持とする', { method: 'latest', change: { kind: 'factor', factor: '1' } }],
    ['R6から20件増', { method: 'latest', start: 2024, change: { kind: 'amount', amount: '20', unit: '件' } }],
    ['5ポイント増', { method: 'latest', change: { kind: 'points', points: '5' } }],
    ['毎年0.5ポイントの増加', yearly('yearly_points', '0.5')],
    ['年間3施設の減少', yearly('yearly_amount', '-3', { unit: '施設' })],
    ['毎年度約1,000人増加', yearly('yearly_amount', '1000', { unit: '人', approximate: true })],
    ['各年度2人の増員', yearly('yearly_amount', '2')],
    ['R6＋2×6年', yearly('yearly_amount', '2', { times: 6 })],
    ['過去5年間の平均増加数3件を毎年加算', yearly('yearly_amount', '3')],
    ['過去3年間の平均値から5%増', { method: 'average', years: { kind: 'latest', count: 3 }, change: { kind: 'percent', percent: '5' } }],
    ['直近5年平均×1.1', { method: 'average', years: { kind: 'latest', count: 5 }, change: { kind: 'factor', factor: '1.1' } }],
    ['H30からR4の平均値（小数点以下切り捨て）', { method: 'average', years: { kind: 'span', from: 2018, to: 2022 }, rounding: { mode: 'down', to: { kind: 'shown', place: '1' } } }],
    ['R7:10件、R8:20件、R9:30件', { method: 'path', steps: [{ year: 2025, number: '10' }, { year: 2026, number: '20' }, { year: 2027, number: '30' }] }],
    ['県計画の目標値60%に合わせる', { method: 'external', number: '60', origin: '県計画の目標' }],
    ['11.9人/年(令和5年度の19市平均)', { method: 'external', number: '11.9' }],
    ['10人×12か月', { method: 'stated', number: '120', unit: '人', factors: [{ number: '10', unit: '人' }, { number: '12', unit: 'か月' }] }],
    ['月10人x12か月=120人', { method: 'stated', number: '120' }],
    ['1日2人×60日を見込む', { method: 'stated', number: '120', unit: '人' }],
    ['51,416×1.136', { method: 'stated', number: '58408.576', unit: null }],
    ['R6実績×1/2', { method: 'latest', start: 2024, change: { kind: 'factor', factor: '0.5' } }],
    ['毎年10人増×6年', yearly('yearly_amount', '10', { times: 6 })],
    ['R8から毎年1%増', yearly('compound', '1', { start: 2026, begins: true })],
    ['R5～6の平均', { method: 'average', years: { kind: 'span', from: 2023, to: 2024 } }],
    ['毎年3回開催する', { method: 'text' }],
    ['総合計画による', { method: 'text' }],
  ];
  it.each(others)('reads 「%s」', (text, expected) => {
    expect(readBasis(text)).toMatchObject(expected);
  });
});

describe('a formula that was begun and cannot be followed surely', () => {
  it.each([
    ['10人×12か月の増加', '何に何を掛けるか'], ['R6実績+10人×12か月', '何に何を掛けるか'], ['R6実績×1.1×1.05', '何に何を掛けるか'], ['R6実績×1.1+5人', '何に何を掛けるか'],
    ['R6実績×10%増', '何に何を掛けるか'], ['R6実績×12か月', '何に何を掛けるか'], ['R6実績×1/3', '何に何を掛けるか'], ['120人×1.1=133人', '何に何を掛けるか'],
    ['10人/年×6年', '何に加える数か'], ['10人×6年', '何に加える数か'],
    ['毎年1%～2%増', '一つに決まった数'], ['毎年1～2%増', '一つに決まった数'], ['毎年1%から2%の増', '一つに決まった数'], ['R6から5～10%増', '一つに決まった数'],
    ['R6実績×1.1～1.2', '一つに決まった数'], ['100～120人を目標とする', '一つに決まった数'],
  ])('「%s」 lacks %s', (text, lacks) => {
    expect(readBasis(text)).toMatchObject({ method: 'text', text, lacks });
  });
});

const common = { rounding: null, approximate: false } as const;
const written: readonly (readonly [Basis, string])[] = [
  [{ method: 'average', years: { kind: 'span', from: 2020, to: 2024 }, change: { kind: 'percent', percent: '10' }, ...common }, 'R2からR6の平均値+10%で算出'],
  [{ method: 'average', years: { kind: 'latest', count: 3 }, change: null, ...common }, '過去3年間の平均値で算出'],
  [{ method: 'latest', start: 2024, change: { kind: 'factor', factor: '1.136' }, rounding: { mode: 'down', to: { kind: 'place', place: '1000' } }, approximate: false }, 'R6年度実績×1.136（千未満切捨て）'],
  [{ method: 'latest', start: 2024, change: { kind: 'percent', percent: '-10' }, ...common }, 'R6の現状から10%の減少を目指す。'],
  [{ method: 'latest', start: 'latest', change: { kind: 'factor', factor: '1' }, ...common }, '現状の維持を目指す。'],
  [{ method: 'latest', start: 'baseline', change: { kind: 'points', points: '5' }, ...common }, '計画策定時の値から5ポイントの増加を目指す。'],
  [{ method: 'latest', start: 2024, change: { kind: 'factor', factor: '1.5' }, ...common }, 'R6の現状の1.5倍を目指す。'],
  [{ method: 'latest', start: 2024, change: { kind: 'amount', amount: '1200', unit: '人' }, rounding: null, approximate: true }, 'R6の現状から約1,200人の増加を目指す。'],
  [{ method: 'compound', start: 2024, step: '1', stepUpTo: null, unit: '%', times: null, stepFrom: null, chain: [], ...common }, 'R6の現状から毎年1%の増加を目指す。'],
  [{ method: 'compound', start: 2024, step: '1', stepUpTo: null, unit: '%', times: 5, stepFrom: null, chain: [], ...common }, 'R6の現状から5年間、毎年1%の増加を目指す。'],
  [{ method: 'simple', start: 2024, step: '2', stepUpTo: null, unit: '%', times: null, stepFrom: null, chain: [], ...common }, 'R6の現状から毎年2%の増加を目指す。（単利）'],
  [{ method: 'yearly_amount', start: 'latest', step: '-3', stepUpTo: null, unit: '施設', times: null, stepFrom: null, chain: [], ...common }, '現状から毎年3施設の減少を目指す。'],
  [{ method: 'yearly_amount', start: 'latest', step: '2', stepUpTo: '9', unit: '件', times: null, stepFrom: null, chain: [], ...common }, '現状から毎年数件の増加を目指す。'],
  [{ method: 'yearly_points', start: 2024, step: '0.8', stepUpTo: null, unit: 'ポイント', times: null, stepFrom: { from: 2022, to: 2024 }, chain: ['8.4', '9.2', '10.0'], ...common }, 'R4～R6の増の平均として、R6の現状から毎年0.8ポイントの増加を目指す。 8.4⇒9.2⇒10.0'],
  [{ method: 'path', steps: [{ year: 2029, number: '2' }, { year: 2030, number: '3' }], unit: '回', ...common }, 'R11に2回、R12に3回を見込む。'],
  [{ method: 'stated', number: '2', unit: '件', origin: null, ...common }, '目標値を2件とする。'],
  [{ method: 'stated', number: '120', unit: '人', origin: null, factors: [{ number: '10', unit: '人' }, { number: '12', unit: 'か月' }], ...common }, '10人×12か月で算出'],
  [{ method: 'compound', start: 2026, begins: true, step: '1', stepUpTo: null, unit: '%', times: null, stepFrom: null, chain: [], ...common }, 'R8から毎年1%の増加を目指す。'],
  [{ method: 'external', number: '60', unit: '%', origin: '県計画の目標', ...common }, '県計画の目標の60%とする。'],
];

describe('the sentence of a basis', () => {
  it.each(written)('%j', (basis, sentence) => {
    expect(writeBasis(basis)).toBe(sentence);
    expect(readBasis(sentence)).toEqual(basis);
  });

  it('gives free text back to the letter', () => {
    const text = ' 部会の回数を\n参考とする ';
    expect(writeBasis(readBasis(text))).toBe(text);
  });
});

describe('any text at all', () => {
  const pieces = ['R6', 'R2年度からR6年度の', '平均値', '+', '10%', '年', '毎年', '×', '1.136', '(', ')', '倍', '件', '⇒', '8.4', '約', '、', '０', '⁶', '億', 'ポイント', '未満切捨て', '\u0000', '\ud800', '増'];
  it('is read without an error', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const basis = readBasis(text, text, text);
      expect(typeof writeBasis(basis)).toBe('string');
    }), { numRuns: 300 });
  });

  it('is read in time that a long text does not run away with', () => {
    const started = performance.now();
    for (const piece of ['R6', '10人×', '人', '×1', 'R6～', '1,', '年1%', '8.4⇒', '平均', '（', '毎年', '数']) readBasis(piece.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
