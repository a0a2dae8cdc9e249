import { cell, head, heading, paragraph, valueCell, type Block, type Cell, type Content, type Part, type Row } from '../content.js';
import type { Snapshot, SnapshotDefinition, SnapshotIndicator } from '../snapshot.js';
import { longYear, planWords, shortYear, stateWords } from '../wording.js';
import { aboutPart, type Sealing } from './about.js';
import { coverOf } from './cover.js';
import { recordPart, referenceCell } from './record.js';
import { actualText, actualYears, definitionOf, placedProjects, projectName, type PlacedProject } from './outline.js';

/** The office's own review form, filled: the existing indicators with what is to become of each, and the new ones. */
export function reviewFormContent(snapshot: Snapshot, sealing: Sealing): Content {
  const { plan, cycle } = snapshot;
  const title = `${plan.title}　KPI見直し様式`;
  const existing = formPart(snapshot, { sheet: 'KPI見直し', isNew: false });
  const added = formPart(snapshot, { sheet: '新規指標', isNew: true });
  return {
    title, subtitle: `${longYear(cycle.fiscalYear)}の年度見直し`,
    author: plan.municipalities.find((each) => each.central)?.name ?? snapshot.partnership.name,
    at: sealing.draft?.at ?? snapshot.takenAt,
    cover: coverOf(snapshot, sealing, title, `${longYear(cycle.fiscalYear)}の年度見直し`),
    parts: [existing, added, recordPart(snapshot), aboutPart(snapshot, sealing)],
    draft: sealing.draft,
  };
}

interface Form {
  readonly sheet: string;
  /** The form asks of a new indicator why it is added, and of an existing one what becomes of it, and why. */
  readonly isNew: boolean;
}

function formPart(snapshot: Snapshot, { sheet, isNew }: Form): Part {
  const { plan } = snapshot;
  const period = `${longYear(plan.fromYear)}～${longYear(plan.toYear)}（${plan.toYear - plan.fromYear + 1}年間）`;
  const placed = placedProjects(snapshot, ({ state }) => (state === 'added') === isNew).filter(({ indicators }) => indicators.length > 0);
  const none = paragraph(isNew ? '新たに設ける指標はありません。' : '既存の指標はありません。');
  return {
    landscape: true, paper: 'a3', sheet,
    blocks: [
      heading(1, `${plan.title} KPIについて（${isNew ? '新規指標' : '既存の指標'}）`, { newPage: true }),
      paragraph(`■${planWords[plan.kind]}の期間：${period}`),
      ...(placed.length === 0 ? [none] : [formTable(snapshot, placed, { sheet, isNew })]),
    ],
  };
}

function formTable(snapshot: Snapshot, placed: readonly PlacedProject[], { isNew }: Form): Block {
  const { levelNames, targetYear } = snapshot.plan;
  const years = actualYears(snapshot, 4);
  const depth = Math.max(1, ...placed.map(({ path }) => path.length));
  const levels = Array.from({ length: depth }, (_, index) => levelNames[index] ?? `第${index + 1}階層`);
  const tall = (text: string): Cell => head(text, { rowspan: 2 });
  return { kind: 'table', table: {
    caption: isNew ? '新規指標' : 'KPIの見直し', small: true,
    columns: [
      ...levels.map(() => ({ weight: 12 })), { weight: 18 }, { weight: 5 }, { weight: 22 }, { weight: 12, measured: true }, { weight: 5 }, { weight: 12, measured: true }, { weight: 6 },
      ...years.map(() => ({ weight: 11, measured: true })), ...(isNew ? [] : [{ weight: 8 }]), { weight: 40 }, { weight: 12, measured: true }, { weight: 34 }, { weight: 17 },
    ],
    head: [
      [
        ...levels.map(tall), tall('事業名'), head('重要業績評価指標（KPI）', { colspan: 6 }), head('KPI実績値推移', { colspan: years.length }),
        ...(isNew ? [tall('(5)追加理由')] : [tall('(1)KPI指標\n変更の可否'), tall('(2)変更・削除理由')]), tall(`(3)${shortYear(targetYear)}\n指標値`), head('(4)KPI設定（算出）根拠', { colspan: 2 }),
      ],
      [
        ...['番号', '指標', '計画策定時', '年度', '目標値', '達成年度'].map((text) => head(text)), ...years.map((year) => head(`${shortYear(year)}年度`)),
        head('指標値の設定（算出）根拠'), head('指標値引用元'),
      ],
    ],
    body: formRows(placed, { years, depth, isNew }),
  } };
}

interface Shape {
  readonly years: readonly number[];
  readonly depth: number;
  readonly isNew: boolean;
}

function formRows(placed: readonly PlacedProject[], shape: Shape): Row[] {
  return placed.flatMap((each, at) => {
    const levels = Array.from({ length: shape.depth }, (_, level) => levelCell(placed, at, level)).filter((found) => found !== null);
    return each.indicators.map((indicator, index): Row => ({
      cells: [
        ...(index === 0 ? [...levels, cell(projectName(each.project), { rowspan: each.indicators.length })] : []),
        ...indicatorCells(indicator, shape),
      ],
    }));
  });
}

/** The name of a section at its first project, merged down to its last; null below. A level that a project leaves out is empty. */
function levelCell(placed: readonly PlacedProject[], at: number, level: number): Cell | null {
  const key = (index: number): string | undefined => placed[index] && [...placed[index].path.slice(0, level + 1).map(({ id }) => id), placed[index].path.length > level ? '' : 'none'].join(' ');
  if (at > 0 && key(at - 1) === key(at)) return null;
  let rowspan = 0;
  for (let index = at; index < placed.length && key(index) === key(at); index += 1) rowspan += placed[index]?.indicators.length ?? 0;
  return cell(placed[at]?.path[level]?.name ?? '', { rowspan });
}

function indicatorCells(indicator: SnapshotIndicator, { years, isNew }: Shape): Cell[] {
  const present: SnapshotDefinition = indicator.before ?? definitionOf(indicator);
  const { after, rationale, state } = indicator;
  const year = (of: number | null): Cell => cell(of === null ? '―' : shortYear(of), { align: 'center' });
  return [
    referenceCell(indicator), cell(present.name, { rowHead: true }), valueCell(present.baseline.text), year(present.baseline.year),
    valueCell(present.target.text), year(present.target.year), ...years.map((each) => valueCell(actualText(indicator, each))),
    ...(isNew ? [] : [cell(stateWords[state], { align: 'center' })]), cell(reasonOf(indicator, rationale) || '―'),
    valueCell(after?.target.text ?? ''), cell(after?.basis || '―'), cell(after?.source || '―'),
  ];
}

/** The reason as it was written, and of a renamed indicator its new name: the form has no other place for it. */
function reasonOf({ state, before, after, discrepancyReason }: SnapshotIndicator, rationale: string): string {
  const renamed = state === 'changed' && before && after && before.name !== after.name ? `変更後の指標：${after.name}` : '';
  return [renamed, rationale, discrepancyReason ? `再計算との差異の理由：${discrepancyReason}` : ''].filter((text) => text !== '').join('\n');
}
