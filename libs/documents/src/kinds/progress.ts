import type { GradeScale } from '#core';
import { heading, paragraph, type Block, type Content, type Part } from '../content.js';
import type { Snapshot, SnapshotIndicator } from '../snapshot.js';
import { longYear, planWords } from '../wording.js';
import { aboutPart, type Sealing } from './about.js';
import { coverOf } from './cover.js';
import { trendFigures } from './figures.js';
import { definitionOf, placedProjects, type PlacedProject } from './outline.js';
import { achievementFigure, attentionTable, byDirection, gradeTable, standingTable } from './progress-tables.js';
import { recordPart } from './record.js';
import { scaleOf, standingOf, ungraded, type Standing } from './standing.js';

/** 進捗状況報告書: how far every indicator that was in force in the fiscal year has come, by which formula, and why. */
export function progressContent(snapshot: Snapshot, sealing: Sealing): Content {
  const { plan, cycle } = snapshot;
  const title = `${plan.title}　進捗状況報告書`;
  const standings = snapshot.indicators.flatMap((indicator) => standingOf(snapshot, indicator) ?? []);
  return {
    title, subtitle: longYear(cycle.fiscalYear),
    author: plan.municipalities.find((each) => each.central)?.name ?? snapshot.partnership.name,
    at: sealing.draft?.at ?? snapshot.takenAt,
    cover: coverOf(snapshot, sealing, title, longYear(cycle.fiscalYear)),
    parts: [
      { landscape: false, sheet: '概要', blocks: overview(snapshot, standings) },
      ...snapshot.sections.flatMap((section, index) => sectionPart(snapshot, { id: section.id, name: section.name, number: index + 1 })),
      { landscape: true, sheet: '取組の強化が必要な指標', blocks: attention(snapshot, standings) },
      recordPart(snapshot, ({ before }) => before !== null),
      aboutPart(snapshot, sealing),
    ],
    draft: sealing.draft,
  };
}

function overview(snapshot: Snapshot, standings: readonly Standing[]): Block[] {
  const { plan, cycle } = snapshot;
  const year = longYear(cycle.fiscalYear);
  const added = snapshot.indicators.filter(({ before }) => before === null).length;
  const scale = scaleOf(snapshot);
  const goodWords = scale.steps.slice(0, -1).map((step) => step.grade);
  const good = standings.filter(({ grade }) => goodWords.includes(grade)).length;
  const graded = standings.filter(({ grade }) => grade !== scale.noValue && grade !== ungraded).length;
  const bySection = snapshot.sections.map((section) => [section.name, standingsIn(snapshot, section.id)] as const);
  return [
    heading(1, `${year}の進捗の概要`, { newPage: true }),
    paragraph(`${planWords[plan.kind]}の指標のうち、${year}に効力のあった${standings.length}指標の実績を、目標値と比べました。評価できた${graded}指標のうち${good}指標が${goodWords.map((word) => `「${word}」`).join('または')}です。` +
      (added > 0 ? `この見直しで新たに設ける${added}指標は、翌年度から評価します。` : '')),
    heading(2, '政策ごとの評価'),
    gradeTable(snapshot, { caption: '政策ごとの評価', first: plan.levelNames[0] ?? '政策' }, bySection),
    ...achievementBySection(scale, bySection),
    heading(2, '目指す方向ごとの評価'),
    gradeTable(snapshot, { caption: '目指す方向ごとの評価', first: '目指す方向' }, byDirection(standings)),
    heading(2, '評価の方法'),
    ...method(scale),
  ];
}

/** Which shares of each section's indicators have reached their targets, in a sentence each: the charts follow by section. */
function achievementBySection(scale: GradeScale, groups: readonly (readonly [string, readonly Standing[]])[]): Block[] {
  return [{ kind: 'list', ordered: false, items: groups.map(([name, standings]) => {
    const reached = standings.filter(({ grade }) => grade === scale.steps[0]?.grade).length;
    return [{ text: `${name}は、${standings.length}指標のうち${reached}指標が「${scale.steps[0]?.grade ?? ''}」です。` }];
  }) }];
}

function method(scale: GradeScale): Block[] {
  const words = scale.steps.map(({ grade, from }) =>
    `${grade}：${from === 'reached' ? '目標値に達したもの' : from === 'rest' ? 'それに満たないもの' : `目標値の${from.percent}%以上のもの`}`);
  return [
    { kind: 'list', ordered: false, items: [
      '達成率 ＝ 実績値 ÷ 目標値（低いほどよい指標では、目標値 ÷ 実績値）',
      '進捗率 ＝（実績値 － 基準値）÷（目標値 － 基準値）',
      `評価は${scale.by === 'level' ? '達成率' : '進捗率'}によります。${words.join('、')}、${scale.noValue}：実績値が報告されていないもの。`,
      '一つの指標に複数の数値があるときは、最も低いものを評価とします。達成率が異なる評価になっても、進捗率とあわせて両方の算式を示しています。',
    ].map((text) => [{ text }]) },
  ];
}

function placedIn(snapshot: Snapshot, sectionId: string): PlacedProject[] {
  return placedProjects(snapshot, ({ before }) => before !== null).filter(({ path, indicators }) => indicators.length > 0 && path[0]?.id === sectionId);
}

function standingsIn(snapshot: Snapshot, sectionId: string): Standing[] {
  return placedIn(snapshot, sectionId).flatMap(({ indicators }) => indicators.flatMap((indicator) => standingOf(snapshot, indicator) ?? []));
}

interface OuterSection {
  readonly id: string;
  readonly name: string;
  readonly number: number;
}

/** One part for each outermost section: for each section within it a chart of all its indicators, the table, and their years. */
function sectionPart(snapshot: Snapshot, { id, name, number }: OuterSection): Part[] {
  const placed = placedIn(snapshot, id);
  if (placed.length === 0) return [];
  const groups = new Map<string, SnapshotIndicator[]>();
  for (const { path, indicators } of placed) {
    const within = path.slice(1).map((section) => section.name).join('　＞　') || name;
    groups.set(within, [...(groups.get(within) ?? []), ...indicators]);
  }
  const blocks = [...groups].flatMap(([within, indicators], index): Block[] => {
    const standings = indicators.flatMap((indicator) => standingOf(snapshot, indicator) ?? []);
    return [
      ...(within === name ? [] : [heading(2, within, { newPage: index > 0 })]),
      ...achievementFigure(snapshot, within, standings), standingTable(snapshot, within, standings),
      ...trendFigures(snapshot, indicators, (indicator) => indicator.before ?? definitionOf(indicator)),
    ];
  });
  return [{ landscape: true, sheet: name, blocks: [heading(1, `${number}　${name}`, { newPage: true }), ...blocks] }];
}

function attention(snapshot: Snapshot, standings: readonly Standing[]): Block[] {
  const { steps, noValue } = scaleOf(snapshot);
  const least = steps.at(-1)?.grade ?? '';
  return [
    heading(1, '取組の強化が必要な指標', { newPage: true }),
    heading(2, `「${least}」の指標`), ...attentionTable(snapshot, least, standings),
    heading(2, '実績値のない指標'), ...attentionTable(snapshot, noValue, standings),
  ];
}
