import { readValue } from '../index.js';
import { completeness, type CompletenessFacts } from './completeness.js';

const target = (text: string, year: number | null = 2030) => ({ value: readValue(text), year });
const keep: CompletenessFacts = {
  decision: 'keep', name: null, unit: null, direction: null, project: null, departments: null,
  target: target('5件/年'), rationale: '', basis: '過去の実績から見込む。', successor: null, baseline: null,
  present: { name: '産業立地数', unit: '件/年', direction: 'higher', project: '産業振興', departments: ['商工振興課'], target: target('4件/年', 2025) },
  reviewYear: 2024, actual: { value: readValue('7件/年'), note: null },
};
const codes = (facts: CompletenessFacts): string[] => completeness(facts).map((fault) => `${fault.pointer} ${fault.code}`);

describe('継続', () => {
  it('is complete with a target, a basis and the actual', () => {
    expect(codes(keep)).toEqual([]);
  });
  it('lacks what is not there', () => {
    expect(codes({ ...keep, target: null, basis: ' ', actual: null })).toEqual(['/target/text target_missing', '/basis basis_missing', '/actual actual_missing']);
    expect(codes({ ...keep, target: target('', 2030) })).toEqual(['/target/text target_missing']);
    expect(codes({ ...keep, target: target('5件/年', null) })).toEqual(['/target/year target_year_missing']);
  });
  it('needs a rationale where the target is worse than the present one: 4件/年 → 2件/年', () => {
    expect(codes({ ...keep, target: target('2件/年') })).toEqual(['/rationale rationale_missing']);
    expect(completeness({ ...keep, target: target('2件/年') })[0]!.message).toBe('目標値 2件/年 は、今の目標値 4件/年 より後退しています。その理由を入力してください。');
    expect(codes({ ...keep, target: target('2件/年'), rationale: '区画が1つのため。' })).toEqual([]);
    expect(codes({ ...keep, target: target('4件/年') })).toEqual([]);
  });
  it('asks by direction: where less is better, a higher target is the worse one', () => {
    const lower = { ...keep, present: { ...keep.present!, direction: 'lower' as const } };
    expect(codes({ ...lower, target: target('2件/年') })).toEqual([]);
    expect(codes({ ...lower, target: target('5件/年') })).toEqual(['/rationale rationale_missing']);
    expect(codes({ ...keep, present: { ...keep.present!, direction: 'none' }, target: target('2件/年') })).toEqual([]);
  });
  it('lets an indicator that has no target go on without one, but not without the basis of a target it gets', () => {
    const without = { ...keep, present: { ...keep.present!, target: null } };
    expect(codes({ ...without, target: null, basis: null })).toEqual([]);
    expect(codes({ ...without, basis: null })).toEqual(['/basis basis_missing']);
  });
});

describe('変更', () => {
  const change: CompletenessFacts = { ...keep, decision: 'change', name: '企業立地数', rationale: '表記を正すため。' };
  it('says what changes and why', () => {
    expect(codes(change)).toEqual([]);
    expect(codes({ ...change, name: null, unit: '社/年' })).toEqual([]);
    expect(codes({ ...change, name: null, departments: ['商工振興課', '企画政策課'] })).toEqual([]);
  });
  it('is none without a change of the definition: a target that moves is a 継続', () => {
    expect(codes({ ...change, name: null })).toEqual(['/name nothing_changes']);
    expect(codes({ ...change, name: '産業立地数', unit: '件/年', direction: 'higher', departments: ['商工振興課'] })).toEqual(['/name nothing_changes']);
    expect(codes({ ...change, rationale: '' })).toEqual(['/rationale rationale_missing']);
  });
});

describe('削除', () => {
  const remove: CompletenessFacts = { ...keep, decision: 'delete', target: null, basis: null, rationale: '対象を見直すため。', successor: 'none' };
  it('needs a rationale, and the successor or 後継なし', () => {
    expect(codes(remove)).toEqual([]);
    expect(codes({ ...remove, successor: { id: '40' } })).toEqual([]);
    expect(codes({ ...remove, rationale: null, successor: null })).toEqual(['/rationale rationale_missing', '/successorId successor_missing']);
  });
});

describe('新規', () => {
  const add: CompletenessFacts = {
    ...keep, decision: 'add', name: '放送番組数', unit: '件/年', baseline: target('60件/年', 2024), rationale: '情報発信の充実を図るため。', present: null, actual: null,
  };
  it('needs name, unit, baseline, target, rationale and basis, and no actual', () => {
    expect(codes(add)).toEqual([]);
    expect(codes({ ...add, baseline: target('実績なし', 2024) })).toEqual([]);
    expect(codes({ ...add, name: '', unit: null, baseline: null, target: null, rationale: '', basis: '' })).toEqual([
      '/name name_missing', '/unit unit_missing', '/baseline baseline_missing', '/target/text target_missing', '/rationale rationale_missing', '/basis basis_missing',
    ]);
  });
});

describe('the actual of the year under review', () => {
  it('may be 実績なし or 未集計 with a reason, in the note or in the cell', () => {
    expect(codes({ ...keep, actual: { value: readValue('未集計'), note: null } })).toEqual(['/actual/note actual_reason_missing']);
    expect(codes({ ...keep, actual: { value: readValue('実績なし'), note: ' ' } })).toEqual(['/actual/note actual_reason_missing']);
    expect(codes({ ...keep, actual: { value: readValue('未集計'), note: '国の調査が9月に公表されるため。' } })).toEqual([]);
    expect(codes({ ...keep, actual: { value: readValue('未集計(国の調査が9月に公表されるため)'), note: null } })).toEqual([]);
  });
  it('is missing while blank, and zero is a value', () => {
    expect(codes({ ...keep, actual: { value: readValue(''), note: '理由' } })).toEqual(['/actual actual_missing']);
    expect(codes({ ...keep, actual: { value: readValue('0件/年'), note: null } })).toEqual([]);
  });
  it.each(['keep', 'change', 'delete'] as const)('is asked of %s', (decision) => {
    expect(codes({ ...keep, decision, name: '別の名前', rationale: '理由', successor: 'none', actual: null })).toEqual(['/actual actual_missing']);
  });
});

it('asks for a decision first', () => {
  expect(codes({ ...keep, decision: null })).toEqual(['/decision decision_missing']);
});
