import { cell, head, heading, paragraph, valueCell, type Block, type Cell, type Row } from '../content.js';
import type { Snapshot } from '../snapshot.js';
import { shortYear } from '../wording.js';
import { referenceCell } from './record.js';
import { actualText, actualYears, definitionOf, hasBases, placedProjects, projectName, type PlacedProject } from './outline.js';

/**
 * The KPI tables of the new plan as the office's form has them: two header rows, area and project merged over their
 * indicators. One table for each outermost section; levels between the first and the last become bands.
 */
export function kpiTables(snapshot: Snapshot): Block[] {
  const all = placedProjects(snapshot, (indicator) => indicator.state !== 'deleted');
  const placed = all.filter(({ indicators }) => indicators.length > 0);
  const years = actualYears(snapshot, 4);
  const none = all.length - placed.length;
  const tables = snapshot.sections.flatMap((section): Block[] => {
    const own = placed.filter(({ path }) => path[0]?.id === section.id);
    if (own.length === 0) return [];
    return [heading(2, section.name), kpiTable(snapshot, { placed: own, years, caption: section.name })];
  });
  const note = none > 0 ? [paragraph(`指標を設けていない事業（${none}事業）は、この表に掲げていません。`, 'faint')] : [];
  return [...note, ...tables];
}

interface Shown {
  readonly placed: readonly PlacedProject[];
  readonly years: readonly number[];
  readonly caption: string;
}

function kpiTable(snapshot: Snapshot, { placed, years, caption }: Shown): Block {
  const depth = Math.max(1, ...placed.map(({ path }) => path.length));
  const area = depth > 1;
  const based = hasBases(snapshot);
  const width = (area ? 1 : 0) + years.length + (based ? 8 : 7);
  const target = `${shortYear(snapshot.plan.targetYear)}指標値`;
  return { kind: 'table', table: {
    caption: `${caption}の成果指標（KPI）`, small: true,
    columns: [
      ...(area ? [{ weight: 11 }] : []), { weight: 16 }, { weight: 5 }, { weight: 20 }, { weight: 11, measured: true }, { weight: 5 },
      ...years.map(() => ({ weight: 10, measured: true })), { weight: 11, measured: true }, ...(based ? [{ weight: 28 }, { weight: 14 }] : [{ weight: 16 }]),
    ],
    head: [
      [
        ...(area ? [head(snapshot.plan.levelNames[depth - 1] ?? '政策分野', { rowspan: 2 })] : []),
        head('事業名', { rowspan: 2 }), head('重要業績評価指標（KPI）', { colspan: 4 }), head('KPI実績値の推移', { colspan: years.length }),
        head(target, { rowspan: 2 }), based ? head('KPI設定（算出）根拠', { colspan: 2 }) : head('担当課', { rowspan: 2 }),
      ],
      [head('番号'), head('指標'), head('基準値'), head('年度'), ...years.map((year) => head(shortYear(year))), ...(based ? [head('設定（算出）根拠'), head('引用元')] : [])],
    ],
    body: bodyRows(placed, { years, depth, width, based }),
  } };
}

interface Shape {
  readonly years: readonly number[];
  readonly depth: number;
  readonly width: number;
  /** Whether the columns at the end are basis and source; else the departments. */
  readonly based: boolean;
}

function bodyRows(placed: readonly PlacedProject[], shape: Shape): Row[] {
  let place = '';
  return placed.flatMap((each, index) => {
    const between = each.path.slice(1, shape.depth - 1).map((section) => section.name).join('　＞　');
    const band: Row[] = between === place || between === '' ? [] : [{ band: true, cells: [cell(between, { colspan: shape.width, shade: 'band' })] }];
    place = between;
    return [...band, ...projectRows(each, { shape, area: areaCell(placed, index, shape.depth) })];
  });
}

/** The area's name at its first project, spanning every row until another area; null at the projects below. */
function areaCell(placed: readonly PlacedProject[], index: number, depth: number): Cell | null {
  if (depth < 2) return null;
  const here = (at: number): string | undefined => placed[at]?.path.map((section) => section.id).join(' ');
  if (index > 0 && here(index - 1) === here(index)) return null;
  let rowspan = 0;
  for (let at = index; at < placed.length && here(at) === here(index); at += 1) rowspan += placed[at]?.indicators.length ?? 0;
  return cell(placed[index]?.path[depth - 1]?.name ?? '―', { rowspan });
}

function projectRows({ project, indicators }: PlacedProject, { shape, area }: { shape: Shape; area: Cell | null }): Row[] {
  return indicators.map((indicator, index): Row => {
    const { name, baseline, target, basis, source } = definitionOf(indicator);
    return { cells: [
      ...(index === 0 && area ? [area] : []),
      ...(index === 0 ? [cell(projectName(project), { rowspan: indicators.length })] : []),
      referenceCell(indicator),
      cell(name, { rowHead: true }),
      valueCell(baseline.text), cell(baseline.year === null ? '―' : shortYear(baseline.year), { align: 'center' }),
      ...shape.years.map((year) => valueCell(actualText(indicator, year))),
      valueCell(target.text), ...(shape.based ? [cell(basis || '―'), cell(source || '―')] : [cell(indicator.departments.join('、') || '―')]),
    ] };
  });
}
