import type { Person } from '../api/types.js';

/** Whether a person coordinates a plan: for what is shown; the API decides. */
export const coordinatesPlan = ({ scopes }: Person, planId: string): boolean => scopes.some((held) => held.role === 'coordinator' && held.planId === planId);

/** Whether a person reads the records: the planning office and administrators. */
export const readsRecords = ({ roles }: Person): boolean => roles.includes('coordinator') || roles.includes('administrator');
