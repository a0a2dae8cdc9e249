import { cycleStates, proposalActions } from '#core';
import { documentFormats, documentKinds } from '#services';
import { day, flag, id, listOf, oneOf, orNull, shape, text, whole, year, type Schema } from './schemas.js';

const typed = shape({ text, 'year?': orNull(year) });
const content: Readonly<Record<string, Schema>> = {
  'unit?': orNull(text), 'direction?': orNull(oneOf(['higher', 'lower', 'maintain', 'none'])), 'nature?': orNull(oneOf(['flow', 'stock', 'cumulative', 'rate'])),
  'changeKind?': orNull(oneOf(['rename', 'redefinition', 'both'])), 'baseline?': orNull(typed), 'actuals?': listOf(shape({ year, text })), 'target?': orNull(typed), 'rationale?': text, 'basis?': text, 'source?': text,
  'successorId?': { ...orNull(id), description: 'Of a deletion: the indicator that takes over; null is 後継なし' }, 'discrepancyReason?': { ...text, description: '差異理由, where the recomputed basis does not give the target' },
};
const role = shape({ role: oneOf(['officer', 'section_head', 'coordinator', 'committee_member', 'viewer', 'administrator']), 'departmentId?': orNull(id), 'planId?': orNull(id), 'municipalityId?': orNull(id) });
const deadlines = shape({ 'submission?': orNull(day), 'review?': orNull(day), 'vote?': orNull(day) });

/** What the API's requests carry. */
export const bodySchemas: Readonly<Record<string, Schema>> = {
  SignIn: shape({ email: text, password: text }),
  SaveProposal: shape({ decision: orNull(oneOf(['keep', 'change', 'delete', 'add'])), 'name?': orNull(text), 'projectId?': orNull(id), ...content }),
  AddIndicator: shape({ 'decision?': oneOf(['add']), name: text, projectId: id, 'departmentIds?': listOf(id), ...content }),
  RecordActual: shape({ text, 'note?': text, 'municipality?': orNull(text), 'settlement?': oneOf(['preliminary', 'expected', 'final']), 'expectedOn?': orNull(day) }),
  ProposalAction: shape({ 'comment?': orNull(text) }),
  CycleAction: shape({ 'reason?': orNull(text), 'to?': oneOf(cycleStates.slice(0, 4)) }),
  BulkAct: shape({ event: oneOf(proposalActions), items: listOf(shape({ id, version: whole })), 'comment?': orNull(text) }),
  BeginCycle: shape({ planId: id, fiscalYear: year, 'deadlines?': deadlines }),
  ChangeCycle: shape({ deadlines }),
  Remind: shape({ 'departmentIds?': listOf(id) }),
  GrantException: shape({ until: day, reason: text }),
  Say: shape({ text }),
  RequestDocument: shape({ kind: oneOf(documentKinds), format: oneOf(documentFormats) }),
  DecideLink: shape({ state: oneOf(['confirmed', 'dismissed']) }),
  Assign: shape({ departmentIds: listOf(id) }),
  Invite: shape({ email: text, name: text, municipalityCode: text, password: text, roles: listOf(role) }),
  ChangePerson: shape({ 'name?': text, 'active?': flag, 'password?': text, 'roles?': listOf(role) }),
};
