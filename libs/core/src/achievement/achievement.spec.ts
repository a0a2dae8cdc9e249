import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readValue } from '../index.js';
import { tableRecords, visionRows } from '../checks/forms/form-rows.js';
import { achievement, type AchievementFacts } from './achievement.js';
import { inaScale, scaleFor, type GradeScale } from './grade-scale.js';

const table = (path: string): string => readFileSync(join(__dirname, path), 'utf8');
const vision = visionRows(table('../checks/forms/vision.tsv'), readValue);
const of = (actual: string, target: string, more: Partial<Omit<AchievementFacts, 'actual' | 'target'>> & { from?: string } = {}) => achievement({
  actual: readValue(actual), target: readValue(target), baseline: more.from === undefined ? null : readValue(more.from), direction: more.direction ?? 'higher',
  ...(more.scale ? { scale: more.scale } : {}),
});

describe('the vision, R6 against the target for R7', () => {
  const expected = tableRecords(table('expectations.tsv'));

  it('has an expectation for every existing indicator', () => {
    expect(expected.map((row) => row['指標'])).toEqual(vision.filter((row) => row.target !== null).map((row) => row.name));
  });

  it.each(expected)('$指標: $評価 $達成率', (row) => {
    const facts = vision.find((one) => one.name === row['指標'])!;
    const result = achievement({ actual: facts.actuals.at(-1)!.value, target: facts.target!.value, baseline: facts.baseline!.value, direction: facts.direction });
    const levels = result.components.map((component) => component.level?.percent ?? '比べない');
    expect([result.grade, levels.join('、')]).toEqual([row['評価'], row['達成率']]);
  });

  it('does not compare 件 with 人 and says so, while the 乗合率 is compared', () => {
    const facts = vision.find((one) => one.name.startsWith('ドアツードア'))!;
    const result = achievement({ actual: facts.actuals.at(-1)!.value, target: facts.target!.value, baseline: facts.baseline!.value, direction: 'higher' });
    expect(result.components).toMatchObject([
      { level: null, progress: null, grade: null, reason: '目標値は「件」、実績値は「人」で単位が違うため、比べていません。' },
      { level: { percent: '80.9' }, grade: 'おおむね順調' },
    ]);
  });
});

describe('both formulas', () => {
  it('are shown with what they are made of', () => {
    expect(of('163億円/年', '160億円/年', { from: '186億円/年' }).components[0]).toEqual({
      label: null, grade: '順調', reason: null,
      level: { percent: '101.9', formula: '実績 163億円 ÷ 目標 160億円 = 101.9%' },
      progress: { percent: '88.5', formula: '（実績 163億円 － 基準 186億円）÷（目標 160億円 － 基準 186億円） = 88.5%' },
    });
  });

  it('give different grades for CO₂ at 350,000 t: 82 % by level, 64 % by progress', () => {
    const emissions = { direction: 'lower' as const, from: '461,000t-CO ₂ /年' };
    const result = of('350,000t-CO ₂ /年', '287,182t-CO ₂ /年', emissions);
    expect(result.components[0]).toMatchObject({ level: { percent: '82.1', formula: '目標 287,182t-CO2 ÷ 実績 350,000t-CO2 = 82.1%' }, progress: { percent: '63.9' } });
    expect(result.grade).toBe('おおむね順調');
    const byProgress: GradeScale = { ...inaScale, id: 'by-progress', by: 'progress' };
    expect(of('350,000t-CO ₂ /年', '287,182t-CO ₂ /年', { ...emissions, scale: byProgress }).grade).toBe('努力を要する');
  });

  it('leave progress out where the value is to be kept, and say why', () => {
    expect(of('6校', '6校', { from: '6校', direction: 'maintain' }).components[0]).toMatchObject({
      level: { percent: '100' }, progress: null, grade: '順調', reason: '目標値が計画策定時の値と同じため、進捗の率は計算できません。',
    });
    expect(of('5校', '6校', { from: '6校', direction: 'maintain' }).grade).toBe('おおむね順調');
  });

  it('never take the direction from the figures: a falling ridership does not succeed because its target fell', () => {
    expect(of('17,842人/年', '19,000人/年', { from: '22,549人/年' }).grade).toBe('おおむね順調');
    expect(of('18,000人/年', '19,000人/年', { from: '22,549人/年' }).components[0]!.progress!.percent).toBe('128.2');
  });

  it('compare no level with a change: 120人 has not reached 10人減', () => {
    expect(of('120人', '10人減')).toMatchObject({ grade: null, components: [{ level: null, progress: null, reason: '目標値と実績値の一方が増減、もう一方が水準のため、比べていません。' }] });
    expect(of('12人増', '10人増', { from: '120人' }).components[0]).toMatchObject({ level: { percent: '120' }, progress: null, grade: '順調' });
  });

  it('divide by no zero', () => {
    expect(of('0件', '0件').components[0]).toMatchObject({ level: null, grade: '順調' });
    expect(of('0t', '5t', { direction: 'lower' }).components[0]).toMatchObject({ level: null, grade: '順調' });
    expect(of('3件', '0件', { direction: 'lower' }).components[0]).toMatchObject({ level: { percent: '0' }, grade: '努力を要する' });
  });
});

describe('the grade', () => {
  it.each([['80人', 'おおむね順調'], ['79.99人', '努力を要する'], ['100人', '順調'], ['99.99人', 'おおむね順調']])('of %s against 100人 is %s: compared exactly, not as a rounded percentage', (actual, grade) => {
    expect(of(actual, '100人').grade).toBe(grade);
  });

  it('is 実績値なし without an actual, and none without a target or a direction', () => {
    expect(of('実績なし', '100人').grade).toBe('実績値なし');
    expect(of('未集計', '100人').grade).toBe('実績値なし');
    expect(of('100人', '')).toMatchObject({ grade: null, reason: '目標値が設定されていないため、判定していません。' });
    expect(of('100人', '100人', { direction: 'none' })).toMatchObject({ grade: null, reason: 'この指標は判定しないことになっています。' });
    expect(achievement({ actual: readValue('5.5%'), target: readValue('7%'), baseline: null, direction: null })).toMatchObject({ grade: null, reason: '高いほど良いか低いほど良いかが決まっていないため、判定していません。' });
  });

  it('says with which version of which scale it was given', () => {
    expect(of('100人', '100人').scale).toEqual({ id: 'ina-four-steps', version: 1 });
  });

  it('follows the scale that is in force in the fiscal year, the newest version of it', () => {
    const strict: GradeScale = { ...inaScale, id: 'a-to-d', version: 1, steps: [{ grade: 'A', from: 'reached' }, { grade: 'B', from: { percent: '90' } }, { grade: 'C', from: 'rest' }] };
    const corrected: GradeScale = { ...strict, version: 2 };
    const scales = [{ fromYear: 2024, scale: corrected }, { fromYear: 2024, scale: strict }, { fromYear: 2030, scale: inaScale }];
    expect(scaleFor(scales, 2023)).toBe(inaScale);
    expect(scaleFor(scales, 2026)).toBe(corrected);
    expect(of('85人', '100人', { scale: scaleFor(scales, 2026) }).grade).toBe('C');
  });
});
