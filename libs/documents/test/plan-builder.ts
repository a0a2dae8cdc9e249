import type { SnapshotIndicator, SnapshotProject, SnapshotSection } from '../src/index.js';

/** Puts rows of a form into a tree of sections and projects, in the order of the rows. */
export interface PlanBuilder {
  readonly sections: SnapshotSection[];
  readonly indicators: SnapshotIndicator[];
  project(path: readonly string[], project: Omit<SnapshotProject, 'id' | 'indicatorIds'>): { readonly id: string; add(indicator: SnapshotIndicator): void };
}

interface OpenSection extends SnapshotSection {
  readonly projects: SnapshotProject[];
  readonly children: OpenSection[];
}

/** Starts with an empty plan. */
export function planBuilder(): PlanBuilder {
  const sections: OpenSection[] = [];
  const indicators: SnapshotIndicator[] = [];
  let count = 0;
  const section = (path: readonly string[]): OpenSection => {
    let level = sections;
    let found: OpenSection | undefined;
    path.forEach((name, index) => {
      found = level.find((each) => each.name === name);
      if (!found) {
        found = { id: `section-${(count += 1)}`, level: index + 1, name, markdown: '', projects: [], children: [] };
        level.push(found);
      }
      level = found.children;
    });
    if (!found) throw new Error('A project of the form stands under no section.');
    return found;
  };
  return {
    sections, indicators,
    project(path, fields) {
      const home = section(path);
      const known = fields.name === null ? undefined : home.projects.find((each) => each.name === fields.name);
      const ids = known ? (known.indicatorIds as string[]) : [];
      const id = known?.id ?? `project-${(count += 1)}`;
      if (!known) home.projects.push({ ...fields, id, indicatorIds: ids });
      return { id, add: (indicator) => { ids.push(indicator.id); indicators.push(indicator); } };
    },
  };
}
