import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readValue } from '../index.js';
import { tableRecords, visionRows } from '../checks/forms/form-rows.js';
import { checkBasis, type BasisFacts } from './check-basis.js';
import { suggestBases } from './suggest-bases.js';

const table = (path: string): string => readFileSync(join(__dirname, path), 'utf8');
const vision = visionRows(table('../checks/forms/vision.tsv'), readValue);

const ofForm = (name: string, changed: Partial<{ target: string; basis: string; source: string; planFrom: number | null }> = {}) => {
  const row = vision.find((candidate) => candidate.name.startsWith(name));
  if (!row) throw new Error(`no row ${name}`);
  return checkBasis({
    basis: changed.basis ?? row.proposal?.basis ?? null, source: changed.source ?? row.proposal?.source ?? null, rationale: row.proposal?.rationale ?? null,
    target: { value: changed.target === undefined ? (row.proposal?.target?.value ?? readValue('')) : readValue(changed.target), year: 2030 },
    actuals: row.actuals, baseline: row.baseline, planFrom: changed.planFrom === undefined ? 2026 : changed.planFrom, baseYear: 2024,
  });
};

describe('the vision form', () => {
  const expected = tableRecords(table('expectations.tsv'));

  it('has an expectation for every row and no other', () => {
    expect(expected.map((row) => row['指標'])).toEqual(vision.map((row) => row.name));
  });

  it.each(expected)('$指標: $検算', (row) => {
    const check = ofForm(row['指標'] ?? '');
    expect(check.status ?? 'なし').toBe(row['検算']);
    if (check.status !== null) expect(check.arithmetic).toBe(row['計算']);
    expect(check.suggested ?? '').toBe(row['計算した目標値']);
  });

  it('finds exactly one mismatch among the three figures of 乗合タクシー: 運賃補助', () => {
    expect(ofForm('ドアツードア').components.map((component) => component.status)).toEqual(['一致', '一致', '再計算と不一致']);
  });

  it('names what 設備投資額 lacks, and checks it once the year is there', () => {
    expect(ofForm('助成制度').missing).toEqual(['令和2年度の実績値']);
    const row = vision[0]!;
    const withR2 = (text: string) => checkBasis({
      basis: row.proposal!.basis, source: row.proposal!.source, target: { value: readValue('137億円/年'), year: 2030 },
      actuals: [{ year: 2020, value: readValue(text) }, ...row.actuals], baseline: row.baseline, planFrom: 2026, baseYear: 2024,
    }).status;
    expect([withR2('145億円/年'), withR2('146億円/年'), withR2('150億円/年')]).toEqual(['再計算と不一致', '一致', '再計算と不一致']);
  });
});

describe('other figures and sentences on the same rows', () => {
  const variations: readonly (readonly [string, Parameters<typeof ofForm>[1], string, string])[] = [
    ['子育て', { target: '58,000人/年' }, '一致', '51,416 × 1.136 = 58,408.6 → 58,000（千未満切捨て）、記載 58,000'],
    ['子育て', { target: '58,408人/年', source: 'R6年度実績×伸び率(1.136)' }, '再計算と不一致', '51,416 × 1.136 = 58,408.6 → 58,409（小数点以下四捨五入）、記載 58,408'],
    ['子育て', { target: '58,408人/年', source: 'R6年度実績×1.136（小数点以下切捨て）' }, '一致', '51,416 × 1.136 = 58,408.6 → 58,408（小数点以下切捨て）、記載 58,408'],
    ['子育て', { target: '59,000人/年', source: 'R6年度実績×伸び率(1.136)(千人未満切上げ)' }, '一致', '51,416 × 1.136 = 58,408.6 → 59,000（千未満切上げ）、記載 59,000'],
    ['伊那本線', { target: '18,940人/年' }, '一致', '17,842 × 1.01⁶ = 18,939.6 → 18,940（十未満四捨五入）、記載 18,940'],
    ['伊那本線', { target: '20,000人/年' }, '再計算と不一致', '17,842 × 1.01⁶ = 18,939.6 → 19,000（千未満四捨五入）、記載 20,000'],
    ['伊那本線', { target: '18,752人/年' }, '期間注意', '6年では 17,842 × 1.01⁶ = 18,939.6 → 18,940（小数点以下四捨五入）、5年では 17,842 × 1.01⁵ = 18,752.1 → 18,752（小数点以下四捨五入）、記載 18,752'],
    ['伊那本線', { target: '18,752人/年', basis: 'R6の現状から5年間、年1%の増加を目指す。' }, '一致', '17,842 × 1.01⁵ = 18,752.1 → 18,752（小数点以下四捨五入）、記載 18,752'],
    ['伊那本線', { target: '20,100人/年', basis: 'Ｒ６の現状から年２％の増加を目指す。' }, '一致', '17,842 × 1.02⁶ = 20,093.0 → 20,100（百未満四捨五入）、記載 20,100'],
    ['買物', { target: '350人' }, '一致', '116 × 1.2⁶ = 346.4 → 350（十未満四捨五入）、記載 350'],
    ['買物', { target: '300人' }, '再計算と不一致', '116 × 1.2⁶ = 346.4 → 350（十未満四捨五入）、記載 300'],
    ['オンライン', { target: '22機関' }, '期間注意', '6年では 12 ＋ 2 × 6 = 24、5年では 12 ＋ 2 × 5 = 22、記載 22'],
    ['オンライン', { target: '0機関', basis: '毎年2機関の減少' }, '一致', '12 － 2 × 6 = 0、記載 0'],
    ['1歳', { target: '12.6%' }, '再計算と不一致', '7.6 ＋ 0.8 × 6 = 12.4、記載 12.6'],
    ['介護', { target: '69.8%' }, '再計算と不一致', '64.8 × 1.05 = 68.04 → 68.0（小数第2位を四捨五入）、記載 69.8'],
    ['介護', { target: '69.8%', basis: 'R6の現状から5ポイント増加' }, '一致', '64.8 ＋ 5 = 69.8、記載 69.8'],
    ['産業立地', { target: '3件/年' }, '再計算と不一致', '根拠に書かれた数 2、記載 3'],
    ['産業立地', { target: '5件/年', basis: 'R3からR6の平均' }, '一致', '（3 ＋ 5 ＋ 5 ＋ 7）÷ 4 = 5、記載 5'],
    ['産業立地', { target: '5件/年', basis: 'R元年度の実績から2件増' }, '一致', '3 ＋ 2 = 5、記載 5'],
    ['助成', { target: '131億円/年', basis: 'R3年度からR6年度の平均値+10%で算出' }, '一致', '（102億 ＋ 97億 ＋ 113億 ＋ 163億）÷ 4 × 1.1 = 130.6億 → 131億（億未満四捨五入）、記載 131億'],
    ['圏域での', { target: '2回/年' }, '再計算と不一致', 'R8に1、R9に1、R10に2、R11に2、R12に3、記載 2'],
    ['圏域での', { target: '3回/年', basis: 'R6の現状から年1%の増加を目指す。' }, '検証不能', '令和6年度の実績値がないため計算できません、記載 3'],
    ['放送番組数', { target: '200件/年' }, '再計算と不一致', '60 ＋ 数件（2～9）× 6 = 72～114、記載 200'],
    ['ファミリー', { source: '', basis: '実績の伸び率' }, '検証不能', '設定根拠に伸び率の値が書かれていないため、計算できません。伸び率の値を書き添えてください。'],
  ];
  it.each(variations)('%s %j: %s', (name, changed, status, arithmetic) => {
    const check = ofForm(name, changed);
    expect(check.status).toBe(status);
    expect(check.arithmetic).toBe(arithmetic);
  });

  it('names another reading under which a mismatch would agree', () => {
    expect(ofForm('介護', { target: '69.8%' }).note).toContain('「%」を「ポイント」とする計算なら');
    expect(ofForm('伊那本線', { target: '18,913人/年' }).note).toContain('単利');
  });

  it('sees that a written-out chain ends elsewhere, and that the average it names is another', () => {
    const chain = 'R4～R6の増の平均0.8ポイントについて、毎年増を目指す。 8.4⇒9.2⇒10.0⇒10.8⇒11.6⇒12.6';
    expect(ofForm('1歳', { basis: chain })).toMatchObject({ status: '再計算と不一致', note: '根拠に並べた数の最後は 12.6 で、目標値と違います。' });
    const mean = 'R4～R6の増の平均0.9ポイントについて、毎年増を目指す。';
    expect(ofForm('1歳', { basis: mean, target: '13.0%' })).toMatchObject({ status: '再計算と不一致' });
  });

  it('gives the target that the basis leads to while none is entered, without judging', () => {
    expect(ofForm('伊那本線', { target: '' })).toMatchObject({ status: null, suggested: '18,940人/年' });
  });

  it('says that a target in words cannot be recomputed', () => {
    expect(ofForm('伊那本線', { target: '大きく増やす' }).status).toBe('検証不能');
  });

  it('says that a target of so much less cannot be recomputed: a basis leads to a level', () => {
    expect(ofForm('伊那本線', { target: '100人減' })).toMatchObject({ status: '検証不能', missing: ['水準で書いた目標値'], suggested: null, arithmetic: '目標値が増減（－100）で書かれているため計算できません' });
  });

  it('starts from the newest year that has a number while the year under review is 未集計', () => {
    const facts: BasisFacts = {
      basis: '現状から年1%の増加を目指す。', source: '', target: { value: readValue('106人/年'), year: 2029 },
      actuals: [{ year: 2024, value: readValue('未集計') }], baseline: { year: 2023, value: readValue('100人/年') }, planFrom: 2024, baseYear: 2024,
    };
    expect(checkBasis(facts)).toMatchObject({ status: '一致', arithmetic: '100 × 1.01⁶ = 106.2 → 106（小数点以下四捨五入）、記載 106' });
    expect(checkBasis({ ...facts, basis: 'R6の現状から年1%の増加を目指す。' })).toMatchObject({ status: '検証不能', missing: ['令和6年度の実績値'] });
  });
});

describe('the suggested bases', () => {
  const row = vision.find((candidate) => candidate.name === '伊那本線利用者人数')!;
  const offered = suggestBases({ actuals: row.actuals, baseline: row.baseline, planFrom: 2026, baseYear: 2024, targetYear: 2030, direction: 'higher' });

  it('are the usual ones, each with its sentence, target and arithmetic', () => {
    expect(offered.map(({ sentence, target }) => [sentence, target])).toEqual([
      ['R6の現状の維持を目指す。', '17,842人/年'],
      ['R6の現状から毎年1%の増加を目指す。', '18,940人/年'],
      ['R6の現状から毎年2%の増加を目指す。', '20,093人/年'],
      ['R6の現状から10%の増加を目指す。', '19,626人/年'],
      ['R6の現状から毎年309人の減少を目指す。', '15,988人/年'],
      ['R3からR6の平均値で算出', '18,088人/年'],
      ['R3からR6の平均値+10%で算出', '19,897人/年'],
    ]);
    expect(offered[1]!.arithmetic).toBe('17,842 × 1.01⁶ = 18,939.6 → 18,940（小数点以下四捨五入）');
  });

  it('agree with themselves when taken over', () => {
    for (const { sentence, target } of offered) {
      expect(ofForm('伊那本線', { basis: sentence, target }).status).toBe('一致');
    }
  });

  it('go down where less is better, stay where the value is to be kept, and are none without a value', () => {
    const facts = { actuals: [{ year: 2023, value: readValue('8,189t-CO ₂ /年') }], baseline: null, planFrom: 2024, baseYear: 2023, targetYear: 2029 };
    expect(suggestBases({ ...facts, direction: 'lower' })[1]).toMatchObject({ sentence: 'R5の現状から毎年1%の減少を目指す。', target: '7,710t-CO ₂ /年' });
    expect(suggestBases({ ...facts, direction: 'maintain' }).map((one) => one.sentence)).toEqual(['R5の現状の維持を目指す。']);
    expect(suggestBases({ ...facts, actuals: [{ year: 2023, value: readValue('実績なし') }], direction: 'higher' })).toEqual([]);
  });
});
