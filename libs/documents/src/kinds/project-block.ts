import { cell, head, heading, paragraph, valueCell, type Block, type Row, type Run } from '../content.js';
import type { Snapshot, SnapshotIndicator } from '../snapshot.js';
import { shortYear, stateWords } from '../wording.js';
import { trendFigures } from './figures.js';
import { referenceCell } from './record.js';
import { actualText, actualYears, definitionOf, hasBases, projectName, type PlacedProject } from './outline.js';

/** One project of the plan: its aim, who does it, and its indicators with their figures. */
export function projectBlocks(placed: PlacedProject, { snapshot, level }: { snapshot: Snapshot; level: number }): Block[] {
  const { project, number, indicators } = placed;
  const aim = project.aim === '' ? [] : project.aim.split('\n').filter((text) => text.trim() !== '').map((text) => paragraph(text));
  return [
    heading(level, `事業${number}　${projectName(project)}`),
    ...aim,
    { kind: 'paragraph', runs: responsible(project, snapshot.plan.municipalities.length > 1) },
    ...(indicators.length > 0 ? [indicatorTable(snapshot, placed), ...trendFigures(snapshot, indicators)] : [paragraph('この事業には成果指標（KPI）を設けていません。', 'faint')]),
  ];
}

/** Who answers for it; whose municipality it is goes without saying where there is one. */
function responsible(project: PlacedProject['project'], shared: boolean): Run[] {
  const runs: Run[] = [{ text: '担当課', mark: 'strong' }, { text: `　${project.departments.join('、') || '（未定）'}` }];
  if (shared && project.municipalities.length > 0) {
    runs.push({ text: '　　' }, { text: '関係市町村', mark: 'strong' }, { text: `　${project.municipalities.join('、')}` });
  }
  return runs;
}

function indicatorTable(snapshot: Snapshot, { project, indicators }: PlacedProject): Block {
  const years = actualYears(snapshot, 4);
  return { kind: 'table', table: {
    caption: `${projectName(project)}の成果指標（KPI）`, small: true,
    columns: [{ weight: 6 }, { weight: 24 }, { weight: 13, measured: true }, ...years.map(() => ({ weight: 12, measured: true })), { weight: 13, measured: true }],
    head: [
      [head('番号', { rowspan: 2 }), head('指標', { rowspan: 2 }), head('基準値', { rowspan: 2 }), head('実績値', { colspan: years.length }), head(`${shortYear(snapshot.plan.targetYear)}\n指標値`, { rowspan: 2 })],
      years.map((year) => head(shortYear(year))),
    ],
    body: indicators.flatMap((indicator) => indicatorRows(indicator, years, hasBases(snapshot))),
  } };
}

/** Two rows for one indicator: its figures, and below them what the target rests on, where the plan says that. */
function indicatorRows(indicator: SnapshotIndicator, years: readonly number[], based: boolean): Row[] {
  const { name, baseline, target, basis, source } = definitionOf(indicator);
  const mark = indicator.state === 'kept' ? '' : `（${stateWords[indicator.state]}）`;
  const year = baseline.year === null || baseline.text === '' ? '' : `\n（${shortYear(baseline.year)}）`;
  const figures: Row = {
    cells: [
      referenceCell(indicator, { rowspan: based ? 2 : 1 }),
      cell(`${name}${mark}`, { rowHead: true }),
      valueCell(`${baseline.text === '' ? '―' : baseline.text}${year}`, { value: baseline.text }),
      ...years.map((each) => valueCell(actualText(indicator, each))),
      valueCell(target.text),
    ],
  };
  if (!based) return [figures];
  return [
    figures,
    { cells: [
      cell('設定（算出）根拠', { align: 'center' }),
      cell([basis || '―', source === '' ? '' : `［引用元］${source}`].filter((text) => text !== '').join('\n'), { colspan: years.length + 2 }),
    ] },
  ];
}
