import { aggregationRules, cycleStates, proposalActions, textLimits } from '#core';
import { documentFormats, documentKinds } from '#services';
import { between, day, flag, id, listOf, oneOf, orNull, shape, upTo, type Schema } from './schemas.js';

const short = upTo(textLimits.line);
const long = upTo(textLimits.prose);
const password = upTo(1_000);
const recordedYear = between(1950, 2200);
const municipalityCode: Schema = { type: 'string', pattern: '^\\d{6}$', description: '全国地方公共団体コード' };
const title: Schema = { type: 'string', pattern: '^(?=.*\\S)[^\\r\\n<>"]{1,100}$' };
const planYear = between(1990, 2200);
const grade: Schema = { ...upTo(30), pattern: '\\S' };
const typed = shape({ text: short, 'year?': orNull(recordedYear) });
const content: Readonly<Record<string, Schema>> = {
  'unit?': orNull(upTo(textLimits.unit)), 'direction?': orNull(oneOf(['higher', 'lower', 'maintain', 'none'])), 'nature?': orNull(oneOf(['flow', 'stock', 'cumulative', 'rate'])),
  'changeKind?': orNull(oneOf(['rename', 'redefinition', 'both'])), 'baseline?': orNull(typed), 'actuals?': listOf(shape({ year: recordedYear, text: short }), 30), 'target?': orNull(typed),
  'rationale?': long, 'basis?': long, 'source?': long,
  'successorId?': { ...orNull(id), description: 'Of a deletion: the indicator that takes over; null is 後継なし' }, 'discrepancyReason?': { ...long, description: '差異理由, where the recomputed basis does not give the target' },
};
const role = shape({ role: oneOf(['officer', 'section_head', 'coordinator', 'committee_member', 'viewer', 'administrator']), 'departmentId?': orNull(id), 'planId?': orNull(id), 'municipalityId?': orNull(id) });
const deadlines = shape({ 'submission?': orNull(day), 'review?': orNull(day), 'vote?': orNull(day) });

/** What the API's requests carry. Held against the classes that check them, limit by limit, in `contract.spec.ts`. */
export const bodySchemas: Readonly<Record<string, Schema>> = {
  SignIn: shape({ email: upTo(320), password: { ...password, minLength: 1 } }),
  SaveProposal: shape({ decision: orNull(oneOf(['keep', 'change', 'delete', 'add'])), 'name?': orNull(short), 'projectId?': orNull(id), ...content }),
  AddIndicator: shape({ 'decision?': oneOf(['add']), name: { ...short, pattern: '\\S' }, projectId: id, 'departmentIds?': listOf(id, 20), ...content }),
  RecordActual: shape({ text: short, 'note?': long, 'municipality?': orNull(municipalityCode), 'settlement?': oneOf(['preliminary', 'expected', 'final']), 'expectedOn?': orNull(day) }),
  ProposalAction: shape({ 'comment?': orNull(long) }),
  CycleAction: shape({ 'reason?': orNull(long), 'to?': oneOf(cycleStates.slice(0, 4)) }),
  BulkAct: shape({ event: oneOf(proposalActions), items: { ...listOf(shape({ id, version: between(0, 1_000_000_000) }), 500), minItems: 1 }, 'comment?': orNull(long) }),
  BeginCycle: shape({ planId: id, fiscalYear: between(1990, 2200), 'deadlines?': deadlines }),
  ChangeCycle: shape({ deadlines }),
  Remind: shape({ 'departmentIds?': listOf(id, 200) }),
  GrantException: shape({ until: day, reason: { ...long, pattern: '\\S' } }),
  Say: shape({ text: { ...long, pattern: '\\S' } }),
  RequestDocument: shape({ kind: oneOf(documentKinds), format: oneOf(documentFormats) }),
  WriteNarrative: shape({
    title: { ...upTo(100), pattern: '\\S', description: 'A section keeps its own name' }, markdown: { ...upTo(40_000), description: 'A chapter without text is left out of the documents' },
    'afterSections?': { ...flag, description: 'Whether it is read after the measures' }, 'position?': between(1, 1_000),
  }),
  DecideLink: shape({ state: oneOf(['confirmed', 'dismissed']) }),
  MakeGradeScale: shape({
    fromYear: between(1990, 2200), by: oneOf(['level', 'progress']), 'reached?': { ...orNull(grade), description: 'The word where the target itself is reached, whatever the percentage' },
    bands: listOf(shape({ grade, percent: { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,2})?$' } }), 10), rest: grade, noValue: grade,
  }),
  AddMunicipality: shape({ code: municipalityCode, name: title }),
  AddDepartment: shape({ municipalityCode, name: title }),
  MakePlan: shape({
    kind: oneOf(['vision', 'strategy']), title, fromYear: planYear, toYear: planYear, baseYear: planYear, targetYear: planYear, 'levelNames?': { ...listOf(title, 6), description: 'The levels of its sections, from the outermost' },
    'partnershipId?': orNull(id), 'partnershipName?': { ...orNull(title), description: 'Of a new partnership' }, 'municipalities?': { ...listOf(municipalityCode, 50), description: 'Of a new partnership; the first is the central city' },
    'endorsementAsked?': { ...flag, description: 'Whether a section head endorses before a department submits; false unless it is said' },
  }),
  ChangePlan: shape({ endorsementAsked: flag }),
  Describe: shape({
    'direction?': oneOf(['higher', 'lower', 'maintain', 'none']), 'nature?': oneOf(['flow', 'stock', 'cumulative', 'rate']),
    'aggregation?': listOf(shape({ fromYear: recordedYear, rule: oneOf(aggregationRules) }), 20),
  }),
  Assign: shape({ departmentIds: { ...listOf(id, 20), minItems: 1 } }),
  Invite: shape({ email: upTo(320), name: title, municipalityCode, password, roles: listOf(role, 50) }),
  ChangePerson: shape({ 'name?': title, 'active?': flag, 'password?': password, 'roles?': listOf(role, 50) }),
};
