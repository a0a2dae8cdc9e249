import type { Snapshot, SnapshotIndicator, SnapshotSection } from '../src/index.js';
import { strategySnapshot } from './strategy-snapshot.js';

/** A strategy grown to so many indicators: its own, again and again, each a project's last. */
export async function largeSnapshot(count: number): Promise<Snapshot> {
  const snapshot = await strategySnapshot();
  const own = snapshot.indicators;
  const more: SnapshotIndicator[] = Array.from({ length: Math.max(0, count - own.length) }, (_, index) => {
    const reference = own.length + index + 1;
    return { ...own[index % own.length]!, id: `indicator-${reference}`, reference, actuals: years(own[index % own.length]!) };
  });
  const extra = new Map<string, string[]>();
  more.forEach(({ id }, index) => {
    const like = own[index % own.length]!.id;
    extra.set(like, [...(extra.get(like) ?? []), id]);
  });
  const grown = (section: SnapshotSection): SnapshotSection => ({
    ...section, children: section.children.map(grown),
    projects: section.projects.map((project) => ({ ...project, indicatorIds: project.indicatorIds.flatMap((id) => [id, ...(extra.get(id) ?? [])]) })),
  });
  return { ...snapshot, sections: snapshot.sections.map(grown), indicators: [...own, ...more] };
}

/** Figures for four years, so that every chart has a line to draw. */
function years({ actuals }: SnapshotIndicator): SnapshotIndicator['actuals'] {
  const [first] = actuals;
  return first ? [2021, 2022, 2023, 2024].map((year) => ({ ...first, year })) : actuals;
}
