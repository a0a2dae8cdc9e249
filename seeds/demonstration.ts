import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Direction, Role } from '#core';

/** What the two forms do not say, as `demonstration.json` gives it; all of it is the demonstration's assumption. */
export interface Demonstration {
  readonly note: string;
  readonly password: string;
  readonly municipalities: readonly { readonly code: string; readonly name: string }[];
  /** By municipality code. */
  readonly departments: Readonly<Record<string, readonly string[]>>;
  readonly partnerships: Readonly<Record<PlanKind, { readonly name: string; readonly central: string; readonly municipalities: readonly string[] }>>;
  /** The Gregorian fiscal year under review. */
  readonly reviewYear: number;
  /** Days from the day of loading. */
  readonly deadlineDays: { readonly submission: number; readonly review: number; readonly vote: number };
  readonly vision: PlanFrame & { readonly levelNames: readonly string[]; readonly narratives: readonly Narrative[]; readonly indicators: readonly (Attributes & { readonly departments: readonly string[] })[] };
  readonly strategy: PlanFrame & { readonly noActualReason: string; readonly indicators: readonly (Attributes & { readonly project: string })[] };
  readonly people: readonly DemonstrationPerson[];
}

export type PlanKind = 'vision' | 'strategy';

export interface PlanFrame {
  readonly title: string;
  readonly keyPrefix: string;
  readonly fromYear: number;
  readonly toYear: number;
  readonly baseYear: number;
  readonly targetYear: number;
}

export interface Narrative { readonly title: string; readonly afterSections: boolean; readonly markdown: string }

export interface Attributes {
  readonly name: string;
  readonly direction: Direction;
  readonly nature: 'flow' | 'stock' | 'cumulative' | 'rate';
  readonly aggregation?: readonly { readonly fromYear: number; readonly rule: string }[];
  /** What the office has to be asked before anybody judges this indicator. */
  readonly question?: string;
}

export interface DemonstrationPerson {
  readonly email: string;
  readonly name: string;
  readonly municipality: string;
  readonly roles: readonly { readonly role: Role; readonly department?: string; readonly plan?: PlanKind }[];
}

/** The forms and the seed file lie in `seeds/` of the checkout, beside the sources, not beside what was compiled. */
const folder = path.join(fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]dist[\\/]?$/, ''), 'seeds');

export const seedFile = (name: string): Buffer => readFileSync(path.join(folder, name));

/** Reads the seed file. */
export function readDemonstration(): Demonstration {
  return JSON.parse(seedFile('demonstration.json').toString('utf8')) as Demonstration;
}
