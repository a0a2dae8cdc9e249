import type { Plan, Section } from '../api/types.js';

/** A project with the way to it through the plan's sections. */
export interface ProjectPath {
  readonly id: string;
  readonly name: string | null;
  readonly path: string;
}

/** Every project of a plan in its order, named with its sections. */
export function projectsOf(plan: Plan): readonly ProjectPath[] {
  const inside = (section: Section, above: readonly string[]): readonly ProjectPath[] => {
    const names = [...above, section.name];
    const own = section.projects.map(({ id, name }) => ({ id, name, path: [...names, name ?? '（事業名なし）'].join(' ＞ ') }));
    return [...own, ...section.children.flatMap((child) => inside(child, names))];
  };
  return plan.sections.flatMap((section) => inside(section, []));
}
