import { cell, head, heading, type Block, type Row } from '../content.js';
import type { IndicatorState, Snapshot, SnapshotIndicator, SnapshotSection } from '../snapshot.js';
import { longYear, planWords, shortYear } from '../wording.js';

/** What the plan is, and its projects and indicators counted by section. */
export function overviewBlocks(snapshot: Snapshot): Block[] {
  const { plan, partnership } = snapshot;
  const count = (state: IndicatorState): number => snapshot.indicators.filter((each) => each.state === state).length;
  const inForce = snapshot.indicators.length - count('deleted');
  const facts: [string, string][] = [
    ['名称', plan.title],
    ...(plan.municipalities.length > 1 ? [['圏域', partnership.name] as [string, string]] : []),
    [plan.municipalities.length > 1 ? '構成市町村' : '市町村', plan.municipalities.map((each) => `${each.name}${each.central && plan.municipalities.length > 1 ? '（中心市）' : ''}`).join('、')],
    ['計画期間', `${longYear(plan.fromYear)}～${longYear(plan.toYear)}（${plan.toYear - plan.fromYear + 1}年間）`],
    ['基準年度・目標年度', `基準 ${longYear(plan.baseYear)}・目標 ${longYear(plan.targetYear)}`],
    ['見直しの対象年度', longYear(snapshot.cycle.fiscalYear)],
    ['成果指標（KPI）', `${inForce}指標（継続${count('kept')}・変更${count('changed')}・新規${count('added')}）${count('deleted') > 0 ? `。このほか削除${count('deleted')}指標` : ''}`],
  ];
  return [
    heading(2, `この${planWords[plan.kind]}について`),
    { kind: 'table', table: {
      caption: '計画の概要', small: false, columns: [{ weight: 22 }, { weight: 68 }], head: [[head('項目'), head('内容')]],
      body: facts.map(([name, text]) => ({ cells: [cell(name, { rowHead: true }), cell(text)] })),
    } },
    heading(2, '施策の体系'),
    systemTable(snapshot),
  ];
}

/** The hierarchy with its projects and how many indicators each section has: 体系. */
function systemTable(snapshot: Snapshot): Block {
  const byId = new Map(snapshot.indicators.map((each) => [each.id, each]));
  const depth = Math.max(1, plan(snapshot).levelNames.length);
  const levels = Array.from({ length: depth }, (_, index) => plan(snapshot).levelNames[index] ?? `第${index + 1}階層`);
  const body = snapshot.sections.flatMap((section) => systemRows(section, byId, depth));
  const total = snapshot.indicators.filter((each) => each.state !== 'deleted').length;
  return { kind: 'table', table: {
    caption: '施策の体系と指標の数', small: false,
    columns: [...levels.map(() => ({ weight: 26 })), { weight: 10 }, { weight: 10 }],
    head: [[...levels.map((name) => head(name)), head('事業'), head(`指標（${shortYear(snapshot.plan.targetYear)}）`)]],
    body: [...body, { cells: [
      cell('合計', { colspan: depth, shade: 'band', rowHead: true }),
      cell(String(countProjects(snapshot.sections)), { align: 'right', shade: 'band' }), cell(String(total), { align: 'right', shade: 'band' }),
    ] }],
  } };
}

const plan = (snapshot: Snapshot): Snapshot['plan'] => snapshot.plan;
const countProjects = (sections: readonly SnapshotSection[]): number =>
  sections.reduce((sum, each) => sum + each.projects.length + countProjects(each.children), 0);

/** A section's own projects come as a row of their own above its children; its name spans all its rows. */
function systemRows(section: SnapshotSection, byId: ReadonlyMap<string, SnapshotIndicator>, depth: number): Row[] {
  const room = depth - section.level;
  const below = room > 0 ? section.children.flatMap((child) => systemRows(child, byId, depth)) : [];
  const own: Row[] = section.projects.length > 0 || below.length === 0
    ? [{ cells: [...(room > 0 ? [cell('（直接に属する事業）', { colspan: room })] : []), ...counts(section, byId)] }]
    : [];
  const rows = [...own, ...below];
  const name = cell(section.name, { rowspan: rows.length, rowHead: true });
  return rows.map((row, index) => (index === 0 ? { cells: [name, ...row.cells] } : row));
}

function counts(section: SnapshotSection, byId: ReadonlyMap<string, SnapshotIndicator>): [ReturnType<typeof cell>, ReturnType<typeof cell>] {
  const ids = section.projects.flatMap((project) => project.indicatorIds);
  const indicators = ids.filter((id) => byId.has(id) && byId.get(id)?.state !== 'deleted');
  return [cell(String(section.projects.length), { align: 'right' }), cell(String(indicators.length), { align: 'right' })];
}
