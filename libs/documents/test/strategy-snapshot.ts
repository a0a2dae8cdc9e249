import type { Snapshot, SnapshotDefinition, SnapshotIndicator } from '../src/index.js';
import { filledSheets, type FilledRow } from './forms.js';
import { planBuilder } from './plan-builder.js';

/** The whole strategy of the office's form, one city's own: 92 indicators, 66 projects, no committee and no votes. */
export async function strategySnapshot(): Promise<Snapshot> {
  const builder = planBuilder();
  let reference = 0;
  for (const { rows } of await filledSheets('strategy-kpi.xlsx')) {
    for (const row of rows.slice(4)) {
      const path = row.slice(1, 4).filter((name): name is string => typeof name === 'string' && name !== '');
      const [name, ...aim] = (row[4] ?? '').split('\n');
      if (path.length < 3 || name === undefined || name === '') continue;
      const departments = (row[5] ?? '').split(/[\n・、]/).map((each) => each.trim()).filter((each) => each !== '');
      const project = builder.project(path, { name, aim: aim.join('\n'), departments, municipalities: [] });
      for (let column = 6; column < row.length; column += 3) {
        if (row[column]) project.add(indicatorOf(row, column, { reference: (reference += 1), departments }));
      }
    }
  }
  return {
    formatVersion: 1,
    takenAt: '2026-02-20T16:30:00+09:00',
    cycle: { id: '7c0f2f54-11c1-4a7e-8d0e-6a5b9b1f0002', fiscalYear: 2024, number: 1 },
    plan: {
      id: 'a3f4b0d4-5a4e-4c61-8f7c-5b2de0f0c002', kind: 'strategy', title: '伊那市総合戦略', fromYear: 2025, toYear: 2029, baseYear: 2023, targetYear: 2029,
      levelNames: ['基本的視点', '基本目標', 'リーディング・プロジェクト'], municipalities: [{ code: '202096', name: '伊那市', central: true }],
    },
    partnership: { name: '伊那市' },
    chapters: [{ id: 'chapter-1', title: '目指す姿', afterSections: false, markdown: '持続可能な地域社会の実現' }],
    sections: builder.sections, indicators: builder.indicators, record: [], auditHead: null,
  };
}

interface Known {
  readonly reference: number;
  readonly departments: readonly string[];
}

function indicatorOf(row: FilledRow, column: number, { reference, departments }: Known): SnapshotIndicator {
  const baseline = row[column + 1] ?? '';
  const definition: SnapshotDefinition = {
    name: row[column] ?? '', unit: null, baseline: { text: baseline, year: 2023 }, target: { text: row[column + 2] ?? '', year: 2029 }, basis: '', source: '',
  };
  // The form knows R5 only; for R6 the fixture says the same again, or that nobody has counted yet.
  const latest = reference % 7 === 0 ? '未集計' : baseline;
  const actuals = [{ year: 2023, text: baseline }, { year: 2024, text: latest }].filter(({ text }) => text !== '');
  return {
    id: `indicator-${reference}`, reference, state: 'kept', decision: 'keep', before: definition, after: definition, direction: 'higher', nature: 'flow',
    seriesBreakYear: null, actuals: actuals.map((actual) => ({ ...actual, municipality: null, status: 'final' })), rationale: '', successorId: null, departments, municipalities: ['伊那市'],
    basisCheck: null, discrepancyReason: null, grade: null, votes: [], approved: { by: '伊那市企画政策課', at: '2026-02-16T09:30:00+09:00' },
    remarks: latest === '未集計' ? '国の統計が7月に公表されるため。' : '',
  };
}
