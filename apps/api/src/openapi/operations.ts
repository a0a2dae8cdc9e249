import { uploadTypes } from '../uploads.js';
import { aggregationRules, cycleActions, proposalActions, proposalStates } from '#core';
import { between, day, id, listOf, oneOf, ref, shape, text, upTo, year, type Schema } from './schemas.js';

/** One call of the API, as short as it can be told: `openApiDocument` fills in what follows from the conventions. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly does: string;
  /** The status and schema of success; null for an answer without a body. */
  readonly answers: readonly [number, Schema | null];
  readonly mediaTypes?: readonly string[];
  readonly body?: string;
  readonly query?: Readonly<Record<string, Schema>>;
  /** `version`: the answer has an ETag. `seen`: it needs `If-Match`. `once`: it takes `Idempotency-Key`. `open`: no session needed. */
  readonly marks?: readonly ('version' | 'seen' | 'once' | 'open')[];
  /** What a file may be sent as, instead of a JSON body. */
  readonly takesFile?: readonly string[];
  /** Refusals beside those that follow from the marks. */
  readonly refuses?: readonly number[];
}

const list = (name: string): Schema => shape({ items: listOf(ref(name)), nextCursor: { anyOf: [text, { type: 'null' }] } });
const page = { limit: between(1, 1_000), cursor: { ...text, description: 'The nextCursor of the page before' } };
const search = upTo(500);
const dayOrMoment: Schema = { type: 'string', description: 'A day in Asia/Tokyo, or a moment with its offset; included' };
const fileTypes = ['application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/html'];
const item = 'version' as const;

/** Every call, in the order of docs/api.md. */
export const operations: readonly Operation[] = [
  { method: 'post', path: '/session', does: 'Signs in; sets an HttpOnly cookie', body: 'SignIn', answers: [200, ref('Person')], marks: ['open'], refuses: [401, 429] },
  { method: 'get', path: '/session', does: 'Who is signed in', answers: [200, ref('Person')] },
  { method: 'delete', path: '/session', does: 'Signs out', answers: [204, null], marks: ['open'] },

  { method: 'get', path: '/plans', does: 'The plans that the person may know of', query: page, answers: [200, list('Plan')] },
  { method: 'post', path: '/plans', does: 'Begins a plan, of a partnership that is there or of a new one; a form fills it', body: 'MakePlan', answers: [201, ref('Plan')], marks: [item, 'once'], refuses: [403, 422] },
  { method: 'get', path: '/plans/{id}', does: 'One plan with its sections and projects', answers: [200, ref('Plan')], marks: [item] },
  { method: 'patch', path: '/plans/{id}', does: 'Says whether a section head endorses before a department submits', body: 'ChangePlan', answers: [200, ref('Plan')], marks: [item, 'seen'], refuses: [403] },
  { method: 'get', path: '/plans/{id}/departments', does: 'The departments that can answer for its indicators: all of its municipalities', query: page, answers: [200, list('PlanDepartment')] },
  { method: 'get', path: '/plans/{id}/indicators', does: 'The definitions in force now, or on a day', query: { ...page, asOf: day, department: id, q: search }, answers: [200, list('IndicatorInForce')] },
  { method: 'get', path: '/plans/{id}/links', does: 'Indicators that look like the same measure', query: page, answers: [200, list('Link')], refuses: [403] },
  { method: 'get', path: '/plans/{id}/grade-scales', does: 'The scales of grades, the latest first, at the end the default', query: page, answers: [200, list('GradeScale')] },
  { method: 'post', path: '/plans/{id}/grade-scales', does: 'Makes a scale, or a newer version of one, from a fiscal year on', body: 'MakeGradeScale', answers: [201, ref('GradeScale')], marks: ['once'], refuses: [403, 422] },
  { method: 'get', path: '/plans/{id}/narratives', does: 'The texts of its document, chapters and sections, in the order of reading', query: page, answers: [200, list('Narrative')] },
  { method: 'get', path: '/plans/{id}/narratives/{chapter}', does: 'One of them; the chapter of a section has the id of the section', answers: [200, ref('Narrative')], marks: [item] },
  { method: 'put', path: '/plans/{id}/narratives/{chapter}', does: 'Writes it, in Markdown; a new chapter has version 0 and an id of the caller’s choice', body: 'WriteNarrative', answers: [200, ref('Narrative')], marks: [item, 'seen'], refuses: [403] },
  { method: 'get', path: '/plans/{id}/narratives/{chapter}/history', does: 'Its versions, the latest first', query: page, answers: [200, list('NarrativeVersion')] },
  { method: 'put', path: '/links/{id}', does: 'Confirms or dismisses such a link', body: 'DecideLink', answers: [200, ref('LinkDecided')], marks: [item, 'seen'], refuses: [403] },
  { method: 'get', path: '/indicators/{id}', does: 'One indicator through the years: definitions, figures, decisions', answers: [200, ref('IndicatorLife')] },
  { method: 'patch', path: '/indicators/{id}', does: 'Says which way is better, what kind of figure it is, and how the whole is made', body: 'Describe', answers: [200, shape({ id, direction: text, nature: text, aggregation: listOf(shape({ fromYear: year, rule: oneOf(aggregationRules) })) })], refuses: [403, 409, 422] },
  { method: 'put', path: '/indicators/{id}/departments', does: 'Says which departments answer; the first leads', body: 'Assign', answers: [200, shape({ id, departmentIds: listOf(id) })], refuses: [403, 422] },

  { method: 'get', path: '/cycles', does: 'The annual reviews', query: page, answers: [200, list('Cycle')] },
  { method: 'post', path: '/cycles', does: 'Begins the review of a plan for a fiscal year', body: 'BeginCycle', answers: [201, ref('Cycle')], marks: [item, 'once'], refuses: [403, 404, 409, 422] },
  { method: 'get', path: '/cycles/{id}', does: 'One review', answers: [200, ref('Cycle')], marks: [item] },
  { method: 'patch', path: '/cycles/{id}', does: 'Sets its deadlines', body: 'ChangeCycle', answers: [200, ref('Cycle')], marks: [item, 'seen'], refuses: [403, 409, 422] },
  { method: 'post', path: '/cycles/{id}/actions/{event}', does: 'Takes one of the actions that the review offers', body: 'CycleAction', answers: [200, ref('Cycle')], marks: [item, 'seen', 'once'], refuses: [403, 409, 422] },
  { method: 'get', path: '/cycles/{id}/progress', does: 'How far it is, by department and state', answers: [200, ref('Progress')] },
  { method: 'get', path: '/cycles/{id}/history', does: 'The steps it has taken', query: page, answers: [200, list('CycleStep')] },
  { method: 'get', path: '/cycles/{id}/sheet', does: 'One row per indicator: all that the review screen needs', query: { ...page, department: id, state: { ...text, description: `One or several states, separated by commas: ${proposalStates.join(', ')}` }, q: search }, answers: [200, list('Row')] },
  { method: 'put', path: '/cycles/{id}/indicators/{indicatorId}/actuals/{year}', does: 'Records an actual; one that is not there yet has version 0', body: 'RecordActual', answers: [200, ref('Actual')], marks: [item, 'seen'], refuses: [403, 409, 422] },
  { method: 'post', path: '/cycles/{id}/proposals', does: 'Proposes a new indicator', body: 'AddIndicator', answers: [201, ref('Proposal')], marks: [item, 'once'], refuses: [403, 409, 422] },
  { method: 'post', path: '/cycles/{id}/bulk', does: 'Takes one action on many proposals, each on its own', body: 'BulkAct', answers: [200, ref('Bulk')], marks: ['once'] },
  { method: 'post', path: '/cycles/{id}/reminders', does: 'Reminds the departments that have something open, now', body: 'Remind', answers: [202, shape({ departments: listOf(shape({ id, name: text })) })], marks: ['once'], refuses: [403, 409] },
  { method: 'get', path: '/cycles/{id}/form', does: 'The office’s own form, filled: for all, a municipality (its code) or a department', mediaTypes: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/csv', 'application/json'], query: { department: id, municipality: text, format: oneOf(['xlsx', 'csv', 'json']) }, answers: [200, { anyOf: [{ type: 'string', format: 'binary' }, shape({ title: text, exportNumber: text, headings: listOf(text), rows: listOf(listOf(text)) })] }] },
  { method: 'get', path: '/cycles/{id}/documents', does: 'Its documents, the latest first', query: page, answers: [200, list('Document')] },
  { method: 'post', path: '/cycles/{id}/documents', does: 'Asks for a document: final once the review is finalized, before that a draft', body: 'RequestDocument', answers: [202, ref('Document')], marks: [item, 'once'], refuses: [403, 422] },

  { method: 'get', path: '/proposals/{id}', does: 'One proposal with what it is about', answers: [200, ref('Proposal')], marks: [item] },
  { method: 'put', path: '/proposals/{id}', does: 'Saves what the department answers', body: 'SaveProposal', answers: [200, ref('Proposal')], marks: [item, 'seen'], refuses: [403, 409, 422] },
  { method: 'delete', path: '/proposals/{id}', does: 'Takes back a new indicator that was never submitted', answers: [204, null], marks: ['seen'], refuses: [403, 409] },
  { method: 'post', path: '/proposals/{id}/actions/{event}', does: 'Takes one of the actions that the proposal offers; the municipality of a vote is the session’s', body: 'ProposalAction', answers: [200, ref('Proposal')], marks: [item, 'seen', 'once'], refuses: [403, 409, 422] },
  { method: 'put', path: '/proposals/{id}/exception', does: 'Lets the department submit until a day although the review no longer collects', body: 'GrantException', answers: [200, ref('Proposal')], marks: [item, 'seen'], refuses: [403, 409, 422] },
  { method: 'get', path: '/proposals/{id}/history', does: 'What happened to it', query: page, answers: [200, list('HistoryEntry')] },
  { method: 'get', path: '/proposals/{id}/comments', does: 'What was said about it', query: page, answers: [200, list('Comment')] },
  { method: 'post', path: '/proposals/{id}/comments', does: 'Says something about it', body: 'Say', answers: [201, ref('Comment')], marks: ['once'], refuses: [403] },

  { method: 'get', path: '/tasks', does: 'What waits for me, across reviews', query: page, answers: [200, list('Task')] },

  { method: 'get', path: '/documents/{id}', does: 'How far a document is', answers: [200, ref('Document')], marks: [item] },
  { method: 'post', path: '/documents/{id}/actions/cancel', does: 'Stops a document that is not made yet', answers: [200, ref('Document')], marks: [item], refuses: [403, 409] },
  { method: 'get', path: '/documents/{id}/file', does: 'Its bytes, verified against their SHA-256; a page is shown in place with show=true', mediaTypes: fileTypes, query: { show: oneOf(['true', 'false']) }, answers: [200, { type: 'string', format: 'binary' }], refuses: [409] },

  { method: 'put', path: '/imports/{form}', does: 'Takes an office’s form, all or nothing; with dryRun says what it would do', takesFile: uploadTypes, query: { plan: id, dryRun: oneOf(['true', 'false']) }, answers: [200, ref('ImportReport')], refuses: [403, 409, 422] },

  { method: 'get', path: '/audit', does: 'What was done, the latest first', query: { ...page, subject: search, actor: id, from: dayOrMoment, to: dayOrMoment }, answers: [200, list('AuditEvent')], refuses: [403] },
  { method: 'get', path: '/audit/verification', does: 'Whether the chain holds, and where it breaks', answers: [200, ref('Verification')], refuses: [403] },
  { method: 'get', path: '/audit/export', does: 'The chain for `npm run audit:verify`, one JSON event a line', mediaTypes: ['application/x-ndjson'], answers: [200, text], refuses: [403] },

  { method: 'get', path: '/people', does: 'Everybody who has an account', query: page, answers: [200, list('Person')], refuses: [403] },
  { method: 'get', path: '/people/organisation', does: 'Municipalities and departments', answers: [200, ref('Organisation')], refuses: [403] },
  { method: 'post', path: '/municipalities', does: 'Enters a municipality', body: 'AddMunicipality', answers: [201, shape({ id, code: text, name: text })], marks: ['once'], refuses: [403, 409] },
  { method: 'post', path: '/departments', does: 'Enters a department', body: 'AddDepartment', answers: [201, shape({ id, name: text, municipalityCode: text })], marks: ['once'], refuses: [403, 409, 422] },
  { method: 'post', path: '/people', does: 'Opens an account', body: 'Invite', answers: [201, ref('Account')], marks: [item, 'once'], refuses: [403, 409, 422] },
  { method: 'patch', path: '/people/{id}', does: 'Changes an account and its roles', body: 'ChangePerson', answers: [200, ref('Account')], marks: [item, 'seen'], refuses: [403, 422] },
];

/** What stands outside `/api/v1` and needs no session. */
export const rootOperations: readonly Operation[] = [
  { method: 'get', path: '/health/live', does: 'The process turns', answers: [200, shape({ status: oneOf(['live']) })], marks: ['open'] },
  { method: 'get', path: '/health/ready', does: 'It can serve: the database answers', answers: [200, shape({ status: oneOf(['ready']) })], marks: ['open'] },
  { method: 'get', path: '/metrics', does: 'Counts and times for Prometheus', mediaTypes: ['text/plain'], answers: [200, text], marks: ['open'] },
  { method: 'get', path: '/api/openapi.json', does: 'This document', answers: [200, { type: 'object' }], marks: ['open'] },
];

/** What stands in a path between braces. */
export function pathParameter(path: string, name: string): Schema {
  if (name === 'form') return oneOf(['vision-review', 'strategy']);
  if (name === 'event') return oneOf(path.startsWith('/cycles') ? cycleActions : proposalActions);
  return name === 'year' ? year : id;
}
