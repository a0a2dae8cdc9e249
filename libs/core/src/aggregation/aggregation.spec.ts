import { readValue } from '../value/read-value.js';
import { aggregate, requiredYearlyChange, wholeValue, yearlyChange, type Contribution, type MunicipalValue } from './aggregation.js';
import { ruleIn } from './rules.js';

const three: readonly Contribution[] = [
  { municipality: '伊那市', leads: true, number: '60', of: '100' }, { municipality: '箕輪町', leads: false, number: '24', of: '30' }, { municipality: '南箕輪村', leads: false, number: '9', of: '20' },
];

it('takes the rule of the fiscal year: 64.8% is a mean of three from R6 on, and one city’s figure before', () => {
  const rules = [{ fromYear: 2019, rule: 'lead_only' }, { fromYear: 2024, rule: 'mean' }] as const;
  expect([2018, 2023, 2024, 2030].map((year) => ruleIn(year, rules))).toEqual(['lead_only', 'lead_only', 'mean', 'mean']);
  expect(ruleIn(2024, [])).toBe('lead_only');
});

it('makes the whole of the parts, exactly', () => {
  expect(aggregate('lead_only', three)).toBe('60');
  expect(aggregate('sum', three)).toBe('93');
  expect(aggregate('mean', three)).toBe('31');
  expect(aggregate('ratio_of_sums', three)).toBe('0.62');
  expect(aggregate('sum', [{ municipality: 'a', leads: true, number: '0.1' }, { municipality: 'b', leads: false, number: '0.2' }])).toBe('0.3');
});

it('says nothing where a figure is lacking', () => {
  expect(aggregate('lead_only', three.slice(1))).toBeNull();
  expect([aggregate('sum', []), aggregate('mean', [])]).toEqual([null, null]);
  expect(aggregate('ratio_of_sums', [three[0]!, { municipality: 'b', leads: false, number: '1' }])).toBeNull();
  expect(aggregate('ratio_of_sums', [{ municipality: 'a', leads: true, number: '0', of: '0' }])).toBeNull();
});

it('tells the change a year, and what it takes to reach the target', () => {
  expect(yearlyChange({ year: 2021, number: '18768' }, { year: 2024, number: '17842' })?.slice(0, 10)).toBe('-308.66666');
  expect(yearlyChange({ year: 2021, number: '6.0' }, { year: 2024, number: '7.6' })?.slice(0, 6)).toBe('0.5333');
  expect(requiredYearlyChange({ year: 2024, number: '17842' }, { year: 2030, number: '19000' })).toBe('193');
  expect(requiredYearlyChange({ year: 2030, number: '1' }, { year: 2030, number: '2' })).toBeNull();
  expect(yearlyChange({ year: 2024, number: '1' }, { year: 2024, number: '2' })).toBeNull();
});

describe('the value of the whole, of what three municipalities report apart', () => {
  const reported = (...texts: readonly string[]): MunicipalValue[] => texts.map((text, index) => ({ municipality: ['伊那市', '箕輪町', '南箕輪村'][index]!, leads: index === 0, value: readValue(text) }));

  it.each([
    ['lead_only', ['1,200人/年', '300人/年', '80人/年'], '1,200人/年', '伊那市の値'],
    ['sum', ['1,200人/年', '300人/年', '80.5人/年'], '1,580.5人/年', '1200 ＋ 300 ＋ 80.5'],
    ['mean', ['70%', '62.1%', '62.3%'], '64.8%', '（70 ＋ 62.1 ＋ 62.3）÷ 3'],
    ['ratio_of_sums', ['登録: 60件 全体: 100件', '登録: 24件 全体: 30件', '9件 20件'], '62%', '（60 ＋ 24 ＋ 9）÷（100 ＋ 30 ＋ 20）'],
  ] as const)('by %s of %j', (rule, texts, text, arithmetic) => expect(wholeValue(rule, reported(...texts))).toEqual({ text, arithmetic }));

  it.each([
    ['sum', ['1,200人/年', '300件/年'], '単位がそろっていません'],
    ['sum', ['120人', '10人減'], '箕輪町の「10人減」'],
    ['sum', ['1,200人/年', '未集計'], '箕輪町の「未集計」'],
    ['ratio_of_sums', ['60件', '24件'], '分子、分母の順に書いてください'],
    ['ratio_of_sums', ['登録: 0件 全体: 0件'], '分母の合計が 0'],
    ['sum', [], '市町村の実績値がまだありません'],
  ] as const)('says why there is none by %s of %j', (rule, texts, reason) => expect(wholeValue(rule, reported(...texts))).toEqual({ text: null, reason: expect.stringContaining(reason) }));
});
