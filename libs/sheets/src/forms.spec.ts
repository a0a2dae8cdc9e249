import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readReviewForm, readStrategyForm, type ReviewForm, type StrategyForm } from './index.js';

const seed = (name: string): Uint8Array => readFileSync(path.resolve(__dirname, '..', '..', '..', 'seeds', name));

describe('the vision form', () => {
  let form: ReviewForm;
  beforeAll(async () => {
    form = await readReviewForm(seed('vision-kpi-review.xlsx'));
  });
  const row = (name: string) => form.rows.find((one) => one.name.text === name)!;

  it('holds 19 existing indicators, 15 to keep, 1 to change, 3 to delete, and 4 new ones', () => {
    const count = (decision: string): number => form.rows.filter((one) => one.decision === decision).length;
    expect([count('keep'), count('change'), count('delete'), count('add'), form.rows.length]).toEqual([15, 1, 3, 4, 23]);
  });

  it('gives every cell of a row to the letter, with its place', () => {
    expect(row('助成制度適用設備投資額')).toMatchObject({
      sheet: 'KPI見直し', row: 6, sections: ['生活機能の強化', '産業振興'], project: '産業振興',
      name: { text: '助成制度適用設備投資額', cell: 'KPI見直し!D6' },
      baseline: { text: '186億円/年', cell: 'KPI見直し!E6', year: 2019 },
      target: { text: '160億円/年', cell: 'KPI見直し!G6', year: 2025 },
      actuals: [
        { year: 2021, text: '102億円/年', cell: 'KPI見直し!I6' }, { year: 2022, text: '97億円/年', cell: 'KPI見直し!J6' },
        { year: 2023, text: '113億円/年', cell: 'KPI見直し!K6' }, { year: 2024, text: '163億円/年', cell: 'KPI見直し!L6' },
      ],
      decision: 'keep', rationale: { text: '', cell: 'KPI見直し!N6' },
      newTarget: { text: '137億円/年', cell: 'KPI見直し!O6', year: 2030 },
      basis: { text: 'R2年度からR6年度の平均値+10%で算出', cell: 'KPI見直し!P6' }, source: { text: '産業振興KPI管理表', cell: 'KPI見直し!Q6' },
    });
  });

  it('inherits through merged ranges, and only through them', () => {
    expect(row('産業立地数').baseline).toEqual({ text: '3件/年', cell: 'KPI見直し!E7', year: 2019 });
    expect(row('病児病後児保育登録者の割合'.replace(/^/, '1歳～11歳に占める')).project).toBe('子育て拠点施設の相互利用の充実');
    expect(row('子育て拠点施設延べ利用者数').sections).toEqual(['生活機能の強化']);
    expect(row('買物サービスシステム利用者数').project).toBeNull();
    expect(row('伊那市LINE公式アカウント利用者数').baseline.year).toBe(2021);
    expect(new Set(form.rows.map((one) => one.project)).size).toBe(14);
  });

  it('names what it could not read', () => {
    expect(form.findings).toEqual([
      { cell: 'KPI見直し!C14', code: 'project_missing', severity: 'warns', message: '「買物サービスシステム利用者数」の事業名が空です。セルが結合されていないため、上の行の事業名は引き継ぎません。', text: '' },
    ]);
  });

  it('keeps line breaks inside a cell', () => {
    expect(row('ドアツードア乗合タクシー・ぐるっとタクシー利用者数 タクシー運賃補助移動支援利用者数').newTarget.text).toBe('乗合タクシー\n・1日平均:129.8人\n・乗合率:38.6% 運賃補助\n・1日平均:163.7件');
  });
});

describe('the strategy form', () => {
  let form: StrategyForm;
  beforeAll(async () => {
    form = await readStrategyForm(seed('strategy-kpi.xlsx'));
  });
  const project = (name: string) => form.projects.find((one) => one.name === name)!;

  it('holds 3 viewpoints, 9 leading projects, 66 projects, 6 of them without indicators, 92 indicators, 9 of them without target, 20 departments', () => {
    const indicators = form.projects.flatMap((one) => one.indicators);
    expect(form.levelNames).toEqual(['基本的視点', '基本目標', 'リーディング・プロジェクト']);
    expect(new Set(form.projects.map((one) => one.sections[0])).size).toBe(3);
    expect(new Set(form.projects.map((one) => one.sections.join('/'))).size).toBe(9);
    expect(form.projects).toHaveLength(66);
    expect(form.projects.filter((one) => one.indicators.length === 0)).toHaveLength(6);
    expect(indicators).toHaveLength(92);
    expect(indicators.filter((one) => one.target.text === '')).toHaveLength(9);
    expect(new Set(form.projects.flatMap((one) => one.departments)).size).toBe(20);
    expect(form.findings).toEqual([]);
  });

  it('gives several departments as several owners', () => {
    expect(project('メディアを活用したシティプロモーションやローカルブランド発信').departments).toEqual(['秘書広報課', '地域創造課']);
    expect(project('官民共創の新しいまちづくりの推進').departments).toEqual(['企画政策課', '地域創造課', '商工振興課', '都市整備課', '学校教育課']);
  });

  it('reads up to four KPIs side by side, to the letter', () => {
    const names = form.projects.find((one) => one.name === '森林整備・保全の推進')!.indicators.map((one) => [one.name.text, one.baseline.text, one.target.text]);
    expect(names).toEqual([
      ['山林資源活用機器(薪ストーブ等)間伐材の利活用', '5,184m ³ /年', '5,400m ³ /年'], ['ペレットボイラー及びストーブ導入数', '48台/年', '30台/年'],
      ['地域内のペレット消費量', '680t/年', '1,120t/年'], ['主伐・再造林面積', '17ha', '185ha'],
    ]);
    expect(project('モバイルクリニック事業(妊産婦検診)').indicators[0]!.target).toEqual({ text: '120人/年', cell: '基本目標1!I5', year: 2029 });
  });
});
