import { cell, head, paragraph, valueCell, type Block, type Row } from '../content.js';
import { achievementAlternative, achievementSvg } from '../achievement-chart.js';
import type { Direction, Snapshot } from '../snapshot.js';
import { directionWords, shortYear } from '../wording.js';
import { yearly } from './new-and-deleted.js';
import { referenceCell } from './record.js';
import { gradeWords, type Standing } from './standing.js';

/** How many indicators have which grade, by whatever divides them: a row each, and all of them together. */
export function gradeTable(snapshot: Snapshot, { caption, first }: { caption: string; first: string }, groups: readonly (readonly [string, readonly Standing[]])[]): Block {
  const all = groups.flatMap(([, standings]) => standings);
  const words = gradeWords(snapshot);
  const counts = (standings: readonly Standing[], shade: { shade?: 'band' }) => words.map((word) =>
    cell(String(standings.filter(({ grade }) => grade === word).length), { align: 'right', ...shade }));
  const row = (name: string, standings: readonly Standing[], shade: { shade?: 'band' } = {}): Row =>
    ({ cells: [cell(name, { rowHead: true, ...shade }), ...counts(standings, shade), cell(String(standings.length), { align: 'right', ...shade })] });
  return { kind: 'table', table: {
    caption, small: false,
    columns: [{ weight: 30 }, ...words.map(() => ({ weight: 12 })), { weight: 9 }],
    head: [[head(first), ...words.map((word) => head(word)), head('計')]],
    body: [...groups.map(([name, standings]) => row(name, standings)), row('合計', all, { shade: 'band' })],
  } };
}

/** The indicators by the direction in which they are meant to go: what has improved says nothing without it. */
export function byDirection(standings: readonly Standing[]): (readonly [string, readonly Standing[]])[] {
  const directions: readonly Direction[] = ['higher', 'lower', 'maintain', 'none'];
  return directions.map((direction) => [directionWords[direction], standings.filter(({ indicator }) => indicator.direction === direction)] as const)
    .filter(([, those]) => those.length > 0);
}

/** One bar for each indicator: how much of its target it has reached; no chart where nothing can be compared. */
export function achievementFigure(snapshot: Snapshot, title: string, standings: readonly Standing[]): Block[] {
  const words = gradeWords(snapshot);
  const chart = { title, bars: standings.map(({ indicator, definition, achievement, grade }) => {
    const levels = achievement.components.flatMap(({ level }) => (level ? [Number(level.percent)] : []));
    return { label: `${indicator.reference} ${definition.name}`, percent: levels.length === 0 ? null : Math.min(...levels), grade, rank: words.indexOf(grade) };
  }) };
  if (chart.bars.every(({ percent }) => percent === null)) return [];
  const drawn = achievementSvg(chart);
  return drawn ? [{ kind: 'figures', figures: [{ ...drawn, alternative: achievementAlternative(chart), caption: `${title}の達成率` }] }] : [];
}

/** The indicators of one section: figures, how they compare, and below each the formulas and what the department says. */
export function standingTable(snapshot: Snapshot, caption: string, standings: readonly Standing[]): Block {
  const { fiscalYear } = snapshot.cycle;
  return { kind: 'table', table: {
    caption: `${caption}の指標の進捗`, small: true,
    columns: [
      { weight: 5 }, { weight: 22 }, { weight: 9 }, { weight: 11, measured: true }, { weight: 11, measured: true }, { weight: 11, measured: true }, { weight: 13 },
      { weight: 11, measured: true }, { weight: 9, measured: true }, { weight: 9, measured: true }, { weight: 10 }, { weight: 14 },
    ],
    head: [['番号', '指標', '方向', '基準値', `${shortYear(fiscalYear - 1)}実績`, `${shortYear(fiscalYear)}実績`, '前年度との差', '目標値', '達成率', '進捗率', '評価', '目標までに\n必要な変化'].map((text) => head(text))],
    body: standings.flatMap(standingRows),
  } };
}

function standingRows({ indicator, definition, achievement, grade, actual, previous, trend, required }: Standing): Row[] {
  const { components } = achievement;
  const rates = (which: 'level' | 'progress'): string => components.flatMap((each) => (each[which] ? [`${each[which].percent}%`] : [])).join('\n');
  const formulas = components.flatMap(({ label, level, progress }) => [level, progress].flatMap((rate) => (rate ? [`${label === null ? '' : `${label}：`}${rate.formula}`] : [])));
  const reasons = [...new Set([achievement.reason, ...components.map(({ reason }) => reason)].filter((reason) => reason !== null))];
  const said = [
    `算式　${[...formulas, ...reasons].join('\n')}`,
    `担当課　${indicator.departments.join('、') || '（未定）'}　　所見　${indicator.remarks || '（記載なし）'}`,
  ];
  return [
    { cells: [
      referenceCell(indicator, { rowspan: 2 }),
      cell(definition.name, { rowHead: true, rowspan: 2 }), cell(directionWords[indicator.direction].replace('ほど', 'ほど\n'), { align: 'center' }),
      valueCell(yearly(definition.baseline) || '―', { value: definition.baseline.text }), valueCell(previous), valueCell(actual), cell(trend, { align: 'center' }),
      valueCell(yearly(definition.target) || '―', { value: definition.target.text }), valueCell(rates('level')), valueCell(rates('progress')),
      cell(grade, { align: 'center' }), cell(required, { align: 'center' }),
    ] },
    { cells: [cell(said.join('\n'), { colspan: 10 })] },
  ];
}

/** What wants attention: the indicators of one grade with what the departments say, or a sentence that there is none. */
export function attentionTable(snapshot: Snapshot, grade: string, standings: readonly Standing[]): Block[] {
  const those = standings.filter((each) => each.grade === grade);
  if (those.length === 0) return [paragraph(`「${grade}」の指標はありません。`)];
  return [{ kind: 'table', table: {
    caption: `${grade}の指標`, small: true,
    columns: [{ weight: 6 }, { weight: 30 }, { weight: 15, measured: true }, { weight: 15, measured: true }, { weight: 20 }, { weight: 44 }],
    head: [['番号', '指標', `${shortYear(snapshot.cycle.fiscalYear)}実績`, '目標値', '担当課', '担当課の所見'].map((text) => head(text))],
    body: those.map(({ indicator, definition, actual }) => ({ cells: [
      referenceCell(indicator), cell(definition.name, { rowHead: true }), valueCell(actual), valueCell(yearly(definition.target) || '―', { value: definition.target.text }),
      cell(indicator.departments.join('、') || '―'), cell(indicator.remarks || '（記載なし）'),
    ] })),
  } }];
}
