import { cell, head, paragraph, type Block, type Cell, type Row, type Run } from '../content.js';
import type { Snapshot, SnapshotDefinition, SnapshotIndicator } from '../snapshot.js';
import { longYear, shortYear, stateWords } from '../wording.js';
import { wordsApart } from '../words-apart.js';
import { referenceCell } from './record.js';
import { placedProjects, projectName, type PlacedProject } from './outline.js';

/** Whether the new plan says anything else about this indicator than the one in force. */
export function hasChanged({ state, before, after }: SnapshotIndicator): boolean {
  if (state !== 'kept' || !before || !after) return true;
  return before.name !== after.name || before.unit !== after.unit || targetMoved({ before, after });
}

/** Whether the target's value is another one; the year alone moves with every new plan and is no change. */
export function targetMoved({ before, after }: Pick<SnapshotIndicator, 'before' | 'after'>): boolean {
  return before !== null && after !== null && before.target.text !== after.target.text;
}

/** How many of each, in a sentence. */
export function comparisonNote(snapshot: Snapshot): Block {
  const count = (keeps: (each: SnapshotIndicator) => boolean): number => snapshot.indicators.filter(keeps).length;
  const moved = count((each) => each.state === 'kept' && targetMoved(each));
  return paragraph(
    `${longYear(snapshot.cycle.fiscalYear)}の見直しによる変更は、新規${count((each) => each.state === 'added')}、変更${count((each) => each.state === 'changed')}、` +
    `削除${count((each) => each.state === 'deleted')}、継続のうち目標値の見直し${moved}です。変わった語は、新に下線（太字）、旧に取消線で示します。`);
}

/** 新旧対照表: the new on the left, the one in force on the right, the reason beside them; only what changed. */
export function comparisonTable(snapshot: Snapshot): Block[] {
  const placed = placedProjects(snapshot, hasChanged).filter(({ indicators }) => indicators.length > 0);
  if (placed.length === 0) return [paragraph('この見直しで変わった指標はありません。')];
  return [{ kind: 'table', table: {
    caption: '新旧対照表', small: true,
    columns: [{ weight: 15 }, { weight: 5 }, { weight: 6 }, { weight: 18 }, { weight: 13, measured: true }, { weight: 18 }, { weight: 13, measured: true }, { weight: 36 }],
    head: [
      [head('事業', { rowspan: 2 }), head('番号', { rowspan: 2 }), head('区分', { rowspan: 2 }), head('新（見直し後）', { colspan: 2 }), head('旧（見直し前）', { colspan: 2 }), head('変更の理由', { rowspan: 2 })],
      [head('指標'), head('目標値'), head('指標'), head('目標値')],
    ],
    body: rows(placed),
  } }];
}

function rows(placed: readonly PlacedProject[]): Row[] {
  let place = '';
  return placed.flatMap(({ project, path, indicators }) => {
    const here = path.map((section) => section.name).join('　＞　');
    const band: Row[] = here === place ? [] : [{ band: true, cells: [cell(here, { colspan: 8, shade: 'band' })] }];
    place = here;
    const own = indicators.map((indicator, index): Row => ({
      cells: [...(index === 0 ? [cell(projectName(project), { rowspan: indicators.length })] : []), ...indicatorCells(indicator)],
    }));
    return [...band, ...own];
  });
}

function indicatorCells(indicator: SnapshotIndicator): Cell[] {
  const { before, after, state } = indicator;
  const word = state === 'kept' ? '継続\n（目標\n見直し）' : stateWords[state];
  const names = wordsApart(before?.name ?? '', after?.name ?? '');
  return [
    referenceCell(indicator),
    cell(word, { align: 'center' }),
    ...(after ? side(after, names.after, target(indicator, 'after')) : [absent('（削除）', 'removed')]),
    ...(before ? side(before, names.before, target(indicator, 'before')) : [absent('（新設）', 'added')]),
    cell(reason(indicator)),
  ];
}

function absent(text: string, shade: 'added' | 'removed'): Cell {
  return cell(text, { colspan: 2, align: 'center', shade });
}

function side(definition: SnapshotDefinition, name: Run[], targetLines: Run[][]): [Cell, Cell] {
  return [
    { lines: [name], rowHead: true },
    { lines: targetLines, align: 'center', value: definition.target.text },
  ];
}

/** The target with its changed words marked; a target that stands on one side only is plain. */
function target({ before, after }: SnapshotIndicator, which: 'before' | 'after'): Run[][] {
  const definition = which === 'before' ? before : after;
  const text = definition?.target.text ?? '';
  const year = definition?.target.year;
  const runs = before && after ? wordsApart(before.target.text, after.target.text)[which] : [{ text }];
  const lines = splitLines(text === '' ? [{ text: '（目標値なし）' }] : runs);
  return year ? [...lines, [{ text: `（${shortYear(year)}）` }]] : lines;
}

function splitLines(runs: readonly Run[]): Run[][] {
  const lines: Run[][] = [[]];
  for (const run of runs) {
    run.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...run, text });
    });
  }
  return lines;
}

function reason(indicator: SnapshotIndicator): string {
  const said = [indicator.rationale];
  if (indicator.rationale === '' && indicator.after) said.push(indicator.after.basis);
  if (indicator.discrepancyReason) said.push(`再計算との差異の理由：${indicator.discrepancyReason}`);
  return said.filter((text) => text !== '').join('\n') || '―';
}
