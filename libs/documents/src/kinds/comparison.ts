import { heading, type Content } from '../content.js';
import type { Snapshot } from '../snapshot.js';
import { longYear } from '../wording.js';
import { aboutPart, type Sealing } from './about.js';
import { comparisonNote, comparisonTable, hasChanged } from './comparison-table.js';
import { coverOf } from './cover.js';
import { recordPart } from './record.js';

/** 新旧対照表: exactly what the review changes, the new beside the one in force, with the reason. */
export function comparisonContent(snapshot: Snapshot, sealing: Sealing): Content {
  const { plan, cycle } = snapshot;
  const review = `${longYear(cycle.fiscalYear)}の年度見直し`;
  return {
    title: `${plan.title}　新旧対照表`,
    subtitle: review,
    author: plan.municipalities.find((each) => each.central)?.name ?? snapshot.partnership.name,
    at: sealing.draft?.at ?? snapshot.takenAt,
    cover: coverOf(snapshot, sealing, `${plan.title}　新旧対照表`, review),
    parts: [
      { landscape: true, sheet: '新旧対照', blocks: [heading(1, '新旧対照表', { newPage: true }), comparisonNote(snapshot), ...comparisonTable(snapshot)] },
      ...(snapshot.indicators.some(hasChanged) ? [recordPart(snapshot, hasChanged)] : []),
      aboutPart(snapshot, sealing),
    ],
    draft: sealing.draft,
  };
}
