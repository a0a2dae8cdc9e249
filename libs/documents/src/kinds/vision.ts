import { heading, paragraph, type Block, type Content, type Part } from '../content.js';
import { readMarkdown } from '../markdown.js';
import type { Snapshot, SnapshotSection } from '../snapshot.js';
import { longDate, longYear, planWords } from '../wording.js';
import { aboutPart, type Sealing } from './about.js';
import { overviewBlocks } from './overview.js';
import { comparisonTable, comparisonNote, hasChanged } from './comparison-table.js';
import { deletedTable, newTable } from './new-and-deleted.js';
import { placedProjects, type PlacedProject } from './outline.js';
import { projectBlocks } from './project-block.js';
import { kpiTables } from './kpi-table.js';
import { decisionTable, recordTable } from './record.js';
import { coverOf } from './cover.js';

/** The whole plan as it is published: narrative, measures with their indicators, what changed, the committee's record. */
export function visionContent(snapshot: Snapshot, sealing: Sealing): Content {
  const chapter = counter();
  const { plan } = snapshot;
  const parts: Part[] = [
    { landscape: false, sheet: '概要', blocks: openingBlocks(snapshot, chapter) },
    ...measureParts(snapshot, chapter),
    { landscape: true, sheet: 'KPI一覧', blocks: [heading(1, chapter('成果指標（KPI）一覧'), { newPage: true }), ...kpiTables(snapshot)] },
    ...changeParts(snapshot, chapter),
    ...closingParts(snapshot, chapter),
    { landscape: true, sheet: '記録', blocks: recordBlocks(snapshot) },
    aboutPart(snapshot, sealing),
  ];
  return {
    title: plan.title,
    subtitle: `計画期間 ${longYear(plan.fromYear)}～${longYear(plan.toYear)}`,
    author: plan.municipalities.find((each) => each.central)?.name ?? snapshot.partnership.name,
    at: sealing.draft?.at ?? snapshot.takenAt,
    cover: coverOf(snapshot, sealing, plan.title, `計画期間　${longYear(plan.fromYear)}～${longYear(plan.toYear)}`),
    parts,
    draft: sealing.draft,
  };
}

type Chapter = (title: string) => string;

function counter(): Chapter {
  let number = 0;
  return (title) => `第${(number += 1)}章　${title.replace(/^第[0-9０-９一二三四五六七八九十]+章[\s　]*/, '')}`;
}

function openingBlocks(snapshot: Snapshot, chapter: Chapter): Block[] {
  const kind = planWords[snapshot.plan.kind];
  return [
    heading(1, chapter(`${kind}の概要`), { newPage: true }),
    ...overviewBlocks(snapshot),
    ...narrative(snapshot.chapters.filter((each) => !each.afterSections), chapter),
  ];
}

/** A chapter of a few lines does not get a page of its own beside its like. */
const fewLines = 400;

function narrative(chapters: Snapshot['chapters'], chapter: Chapter): Block[] {
  return chapters.flatMap((each, index) => {
    const before = chapters[index - 1];
    const follows = before !== undefined && before.markdown.length + each.markdown.length < fewLines;
    return [heading(1, chapter(each.title), { newPage: !follows }), ...readMarkdown(each.markdown, 2)];
  });
}

function closingParts(snapshot: Snapshot, chapter: Chapter): Part[] {
  const after = snapshot.chapters.filter((each) => each.afterSections);
  const [first] = after;
  if (!first) return [];
  return [{ landscape: false, sheet: first.title, blocks: narrative(after, chapter) }];
}

/** One part for each outermost section, so that Excel has one sheet for each. */
function measureParts(snapshot: Snapshot, chapter: Chapter): Part[] {
  const placed = placedProjects(snapshot, (indicator) => indicator.state !== 'deleted');
  return snapshot.sections.map((section, index): Part => {
    const opening = index === 0 ? [
      heading(1, chapter('具体的取組と成果指標（KPI）'), { newPage: true }),
      paragraph(`政策ごとに、事業の目的、担当課、成果指標（KPI）を掲げます。番号は指標の参照番号で、巻末の「数値の根拠と決定の経過」に同じ番号で根拠と決定の日を記しています。`),
    ] : [];
    return { landscape: false, sheet: section.name, blocks: [...opening, ...sectionBlocks(section, { snapshot, placed, index })] };
  });
}

const ordinals = [
  (index: number) => `${index + 1}　`,
  (index: number) => `(${index + 1})　`,
  (index: number) => `${'アイウエオカキクケコサシスセソタチツテト'.charAt(index) || index + 1}　`,
];

interface Place {
  readonly snapshot: Snapshot;
  readonly placed: readonly PlacedProject[];
  readonly index: number;
}

function sectionBlocks(section: SnapshotSection, place: Place): Block[] {
  const ordinal = ordinals[section.level - 1]?.(place.index) ?? '';
  const level = section.level + 1;
  const own = place.placed.filter(({ path }) => path.at(-1)?.id === section.id);
  return [
    heading(level, `${ordinal}${section.name}`, { newPage: section.level === 1 && place.index > 0 }),
    ...readMarkdown(section.markdown, level + 1),
    ...own.flatMap((each) => projectBlocks(each, { snapshot: place.snapshot, level: level + 1 })),
    ...section.children.flatMap((child, index) => sectionBlocks(child, { ...place, index })),
  ];
}

/** What the review changes: chapters that a plan without a change does not have. */
function changeParts(snapshot: Snapshot, chapter: Chapter): Part[] {
  const isNewOrGone = snapshot.indicators.some(({ state }) => state === 'added' || state === 'deleted');
  const parts: Part[] = isNewOrGone ? [{ landscape: true, sheet: '新規と削除', blocks: newAndDeleted(snapshot, chapter) }] : [];
  if (!snapshot.indicators.some(hasChanged)) return parts;
  return [...parts, { landscape: true, sheet: '新旧対照', blocks: [
    heading(1, chapter('新旧対照表'), { newPage: true }), comparisonNote(snapshot), ...comparisonTable(snapshot),
  ] }];
}

function newAndDeleted(snapshot: Snapshot, chapter: Chapter): Block[] {
  return [
    heading(1, chapter('新たに設ける指標と削除する指標'), { newPage: true }),
    heading(2, '新たに設ける指標'),
    ...newTable(snapshot),
    heading(2, '削除する指標'),
    ...deletedTable(snapshot),
  ];
}

/** The committee's record, where a committee decides, and for each number on what it rests. */
function recordBlocks(snapshot: Snapshot): Block[] {
  const discussed = snapshot.record.length > 0;
  return [
    ...(discussed ? [heading(1, '資料1　協議の経過', { newPage: true }), ...recordTable(snapshot)] : []),
    heading(1, `${discussed ? '資料2' : '資料'}　数値の根拠と決定の経過`, { newPage: true }),
    paragraph(`${longDate(snapshot.takenAt)}現在の記録です。番号は本文の指標の参照番号です。`),
    ...decisionTable(snapshot),
  ];
}
