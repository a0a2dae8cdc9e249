import type { Snapshot, SnapshotIndicator, SnapshotProject, SnapshotSection } from '../snapshot.js';

/** A project with the sections it stands under, outermost first. */
export interface PlacedProject {
  readonly project: SnapshotProject;
  /** 1, 2, 3 … through the whole plan: what documents call it. */
  readonly number: number;
  readonly path: readonly SnapshotSection[];
  readonly indicators: readonly SnapshotIndicator[];
}

/** All projects in the order of the plan; `keeps` says which indicators are of interest. */
export function placedProjects(snapshot: Snapshot, keeps: (indicator: SnapshotIndicator) => boolean): PlacedProject[] {
  const byId = new Map(snapshot.indicators.map((indicator) => [indicator.id, indicator]));
  const placed: PlacedProject[] = [];
  const walk = (section: SnapshotSection, above: readonly SnapshotSection[]): void => {
    const path = [...above, section];
    for (const project of section.projects) {
      const indicators = project.indicatorIds.flatMap((id) => byId.get(id) ?? []).filter(keeps);
      placed.push({ project, number: placed.length + 1, path, indicators });
    }
    for (const child of section.children) walk(child, path);
  };
  for (const section of snapshot.sections) walk(section, []);
  return placed;
}

/** The name of a project, or a sentence that the form has none. */
export function projectName(project: SnapshotProject): string {
  return project.name ?? '（様式に事業名の記載なし）';
}

/** The definition that a reader of the new plan sees; of a deleted indicator, the last one it had. */
export function definitionOf(indicator: SnapshotIndicator): NonNullable<SnapshotIndicator['after']> {
  const definition = indicator.after ?? indicator.before;
  if (!definition) throw new Error(`Indicator ${indicator.reference} of the snapshot has neither an old nor a new definition.`);
  return definition;
}

/** The years for which anybody reported anything, and the year under review, in order; no more than `most` of the latest. */
export function actualYears(snapshot: Snapshot, most = 5): number[] {
  const years = new Set(snapshot.indicators.flatMap((indicator) => indicator.actuals.map((actual) => actual.year)));
  years.add(snapshot.cycle.fiscalYear);
  return [...years].filter((year) => year <= snapshot.cycle.fiscalYear).sort((a, b) => a - b).slice(-most);
}

/** What was reported for one year: the whole partnership's figure first, then each municipality's own. */
export function actualText(indicator: SnapshotIndicator, year: number): string {
  const actuals = indicator.actuals.filter((actual) => actual.year === year);
  return actuals
    .map((actual) => {
      const mark = actual.status === 'preliminary' ? '（速報）' : actual.status === 'expected' ? '（見込）' : '';
      return `${actual.municipality ? `${actual.municipality} ` : ''}${actual.text}${mark}`;
    })
    .join('\n');
}

/** Whether anybody said of any indicator on what its target rests; a strategy's form does not ask, and its tables have no such column. */
export function hasBases(snapshot: Snapshot): boolean {
  return snapshot.indicators.some((indicator) => {
    const { basis, source } = definitionOf(indicator);
    return basis !== '' || source !== '';
  });
}
