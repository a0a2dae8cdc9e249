import type { FormRow, ReviewFormToWrite } from '../src/index.js';

/** Texts that a spreadsheet would like to calculate, or to read as something else. */
export const nasty = ['=1+1', '+81-265-78', '-5', '-5%', '@SUM(A1)', '|calc', '－', '＝1+1', "'=1+1", "'引用", '=HYPERLINK("http://127.0.0.1:1/","x")', '1行目\n2行目', '"引用", と', '<b>&amp;</b>', '0012', '1e5', '2024/4/1', 'TRUE', '𠮷野家 ①㈱', '_x000D_'] as const;

const row = (key: string, more: Partial<FormRow>): FormRow => ({
  key, sections: ['生活機能の強化', '産業振興'], project: '産業振興', name: `指標 ${key}`, baseline: { text: '186億円/年', year: 2019 }, target: { text: '160億円/年', year: 2025 },
  actuals: [2021, 2022, 2023, 2024].map((year) => ({ year, text: `${year - 1920}億円/年` })), decision: 'keep', rationale: '', newTarget: '137億円/年', basis: '', source: '',
  discrepancyReason: '', newName: '', departments: ['産業政策課', '商工振興課'], ...more,
});

/** A form with each of the nasty texts in fields of every kind. */
export const form: ReviewFormToWrite = {
  title: '第3期ビジョン KPIの見直し', subtitle: '令和8年度～令和12年度', exportNumber: '7F3K-12', levelNames: ['柱', '分野'], reviewYear: 2024, newTargetYear: 2030,
  rows: [
    ...nasty.map((text, index) => row(`V-${String(index + 1).padStart(3, '0')}`, { rationale: text, basis: text, source: text, newName: text, discrepancyReason: text, newTarget: text, sections: index < 8 ? ['生活機能の強化', '産業振興'] : ['生活機能の強化', '福祉'], project: index % 5 === 0 ? '産業振興' : `事業${index % 3}`, decision: (['keep', 'change', 'delete', null] as const)[index % 4] ?? null })),
  ],
  additions: [row('新-20', { decision: 'add', departments: ['企画政策課'], baseline: { text: '実績なし', year: 2024 }, target: { text: '3回/年', year: 2030 } })],
};
