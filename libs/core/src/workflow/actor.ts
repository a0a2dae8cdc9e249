/** The roles of `docs/architecture.md`; each is held for a scope. */
export type Role = 'officer' | 'section_head' | 'coordinator' | 'committee_member' | 'viewer' | 'administrator';

/** One role as it is held: for a department, a plan, a municipality, or the whole installation. */
export interface RoleHeld {
  readonly role: Role;
  readonly departmentId?: string | null;
  readonly planId?: string | null;
  readonly municipalityId?: string | null;
}

/** Who is acting, as read from the session inside the very transaction that acts. */
export interface Actor {
  readonly personId: string;
  readonly name: string;
  readonly municipalityId: string | null;
  readonly roles: readonly RoleHeld[];
  /** The partnerships that the person's municipality belongs to: the wall of row-level security. */
  readonly partnershipIds: readonly string[];
  /** The plans that the person may know of: the wall of `visibleTo`. */
  readonly planIds: readonly string[];
}

export const coordinates = (actor: Actor, planId: string): boolean =>
  actor.roles.some((held) => held.role === 'coordinator' && held.planId === planId);

export const administers = (actor: Actor): boolean => actor.roles.some((held) => held.role === 'administrator');

/** The departments for which the person holds the role, in the order in which the roles were given. */
export const departmentsOf = (actor: Actor, role: 'officer' | 'section_head'): string[] =>
  actor.roles.flatMap((held) => (held.role === role && held.departmentId ? [held.departmentId] : []));

/** The municipality for which the person votes, or null. */
export const votesFor = (actor: Actor): string | null =>
  actor.roles.find((held) => held.role === 'committee_member')?.municipalityId ?? null;

/** Whether the person may say something about proposals: whoever works on them or votes. Viewers read, and administrators keep the installation. */
export const mayComment = (actor: Actor): boolean => actor.roles.some(({ role }) => role !== 'viewer' && role !== 'administrator');
