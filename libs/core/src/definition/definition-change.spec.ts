import { breaksSeries, changeKindOf, explainedAfter, type ChangeKind, type Measured } from './definition-change.js';

const present: Measured = { name: '利用者数', unit: '人/年', direction: 'higher', nature: 'flow' };
const nothing: Measured = { name: null, unit: null, direction: null, nature: null };

describe('the kind of a change', () => {
  const kind = (proposed: Partial<Measured>, said: ChangeKind | null = null) => changeKindOf({ ...nothing, ...proposed, decision: 'change', changeKind: said }, present);

  it.each<[string, Partial<Measured>, ChangeKind | null, boolean]>([
    ['only the name differs', { name: '延べ利用者数' }, 'rename', false],
    ['the unit differs', { unit: '件/年' }, 'redefinition', true],
    ['the direction differs', { direction: 'lower' }, 'redefinition', true],
    ['the nature differs', { nature: 'stock' }, 'redefinition', true],
    ['name and unit differ', { name: '利用件数', unit: '件/年' }, 'both', true],
    ['everything is said again as it is', present, null, false],
    ['the unit is only written otherwise', { unit: ' 人／年 ' }, null, false],
    ['nothing of it is said: another project or department', {}, null, false],
  ])('when %s', (_when, proposed, expected, breaks) => {
    expect(kind(proposed)).toBe(expected);
    expect(breaksSeries(kind(proposed))).toBe(breaks);
  });

  it('is what the proposal says, where it says so: the office knows whether 人 and 名 count the same', () => {
    expect(kind({ unit: '名/年' }, 'rename')).toBe('rename');
    expect(kind({ name: '新しい測り方の利用者数' }, 'redefinition')).toBe('redefinition');
  });

  it('is none where nothing is changed: 継続 with other words in its fields', () => {
    expect(changeKindOf({ ...nothing, unit: '件', decision: 'keep', changeKind: null }, present)).toBeNull();
    expect(changeKindOf({ ...nothing, unit: '件', decision: 'keep', changeKind: 'redefinition' }, present)).toBeNull();
  });
});

describe('target, basis and source after a proposal', () => {
  const before = { targetText: '20件', targetYear: 2030, basis: 'R6の現状から毎年2件の増加', source: '産業振興課調べ' };

  it('stay where nothing is said of them', () => {
    expect(explainedAfter({ targetText: '', targetYear: null, basis: '', source: '' }, before)).toEqual(before);
    expect(explainedAfter({ targetText: '', targetYear: 2031, basis: '県計画による', source: '' }, before)).toEqual({ ...before, basis: '県計画による' });
    expect(explainedAfter({ targetText: '２０件', targetYear: 2030, basis: '', source: '' }, before)).toEqual({ ...before, targetText: '２０件' });
  });

  it('are nothing else of the proposal: its unsaid name must not overwrite the present one', () => {
    expect(explainedAfter({ ...nothing, targetText: '30件', targetYear: 2030, basis: '', source: '' }, before)).toEqual({ targetText: '30件', targetYear: 2030, basis: '', source: '' });
  });

  it('leave the former basis behind with the former target', () => {
    const after = { targetText: '30件', targetYear: 2030, basis: '', source: '' };
    expect(explainedAfter(after, before)).toEqual(after);
    expect(explainedAfter({ ...after, basis: '県計画による' }, before)).toEqual({ ...after, basis: '県計画による' });
  });
});
