import { aggregationRules, cycleActions, cycleStates, proposalActions, proposalStates } from '#core';
import { documentFormats, documentKinds } from '#services';

/** JSON Schema (2020-12) as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const whole: Schema = { type: 'integer' };
export const flag: Schema = { type: 'boolean' };
export const id: Schema = { type: 'string', format: 'uuid' };
export const moment: Schema = { type: 'string', format: 'date-time', description: 'ISO 8601 with offset' };
export const day: Schema = { type: 'string', format: 'date', description: 'A calendar day in Asia/Tokyo; as a deadline, its end' };
export const year: Schema = { type: 'integer', description: 'A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度' };

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const listOf = (items: Schema, most?: number): Schema => ({ type: 'array', items, ...(most === undefined ? {} : { maxItems: most }) });
export const upTo = (most: number): Schema => ({ type: 'string', maxLength: most });
export const between = (least: number, most: number): Schema => ({ type: 'integer', minimum: least, maximum: most });
export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: [...values] });

/** An object of exactly these properties; a name that ends in `?` may be left out. */
export function shape(properties: Readonly<Record<string, Schema>>, description?: string): Schema {
  const entries = Object.entries(properties);
  return {
    type: 'object', additionalProperties: false, ...(description ? { description } : {}),
    required: entries.filter(([name]) => !name.endsWith('?')).map(([name]) => name),
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
  };
}

const directions = oneOf(['higher', 'lower', 'maintain', 'none']);
const natures = oneOf(['flow', 'stock', 'cumulative', 'rate']);
const decisions = oneOf(['keep', 'change', 'delete', 'add']);
const settlements = oneOf(['preliminary', 'expected', 'final']);
const named = (more: Readonly<Record<string, Schema>> = {}): Schema => shape({ id, name: text, ...more });
const who: Schema = orNull(shape({ id: orNull(id), name: text }));
const municipality = shape({ code: { type: 'string', pattern: '^\\d{6}$' }, name: text });
const difference: Schema = { type: 'object', additionalProperties: shape({ 'old?': {}, 'new?': {} }) };
const byState: Schema = shape(Object.fromEntries(proposalStates.map((state) => [state, whole])));
const fault = shape({ pointer: { type: 'string', description: 'JSON pointer into what was sent, or ?name for a query parameter' }, code: text, message: text });
const guard = shape({ code: text, message: text });

const indicatorOfRow: Readonly<Record<string, Schema>> = {
  id: orNull(id), key: orNull(text), name: text, project: orNull(text), projectId: id, sections: listOf(text),
  departments: listOf(shape({ id, name: text, lead: flag, municipality: text })), unit: orNull(text), direction: directions, nature: natures,
};
const valueOfYear = shape({ year: orNull(year), value: ref('Value') });
const inForceTarget = shape({ year: orNull(year), value: ref('Value'), basis: text, source: text });
const actualOfRow = shape({ year, note: text, municipality: orNull(text), municipalityName: orNull(text), settlement: settlements, expectedOn: orNull(day), version: whole, value: ref('Value') });

const rule = oneOf(aggregationRules);
const wholeOfRow = shape({ year, rule, value: orNull(ref('Value')), arithmetic: orNull(text), reason: orNull(text) }, 'The value of the whole, made of what municipalities report apart, by the rule of that fiscal year; or why there is none');

const judged: Readonly<Record<string, Schema>> = {
  wholeRule: { ...rule, description: 'How the whole is made in the fiscal year under review' }, wholes: listOf(wholeOfRow), achievement: orNull(ref('Achievement')), checks: listOf(ref('Check')), basisCheck: ref('BasisCheck'), keepInBulk: orNull(listOf(guard)),
};

/** A proposal's own fields; those who may not read a draft get those of the contract alone, blank. */
const proposalFields: Readonly<Record<string, Schema>> = {
  id, state: oneOf(proposalStates), version: whole, actions: listOf(oneOf(proposalActions)), 'editable?': flag, decision: orNull(decisions), name: orNull(text), 'unit?': orNull(text),
  'direction?': orNull(directions), 'nature?': orNull(natures), 'changeKind?': orNull(oneOf(['rename', 'redefinition', 'both'])), 'projectId?': orNull(id), rationale: text, basis: text,
  source: text, 'discrepancyReason?': text, 'successorId?': orNull(id), 'submittedDepartmentId?': orNull(id), 'submittedAt?': orNull(moment), 'exceptionUntil?': orNull(day), 'endorsed?': flag,
  'toBeConfirmed?': flag, 'returnComment?': orNull(text),
  'votes?': listOf(shape({ municipalityId: id, municipality: text, choice: oneOf(['approve', 'object']), comment: orNull(text), at: moment })), 'round?': orNull(whole),
  target: shape({ text, year: orNull(year), value: ref('Value') }), 'missing?': listOf(fault),
};

/** What the API's answers and bodies are made of. */
export const schemas: Readonly<Record<string, Schema>> = {
  Problem: shape({ type: text, title: text, status: whole, detail: text, code: text, errors: listOf(fault), requestId: text, 'version?': whole }, 'RFC 9457. `title`, `detail` and `message` are Japanese sentences; `code` is stable'),
  Measure: shape({
    label: orNull(text), number: { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$', description: 'An exact decimal, the scale applied' }, unit: orNull(text), per: orNull(oneOf(['year', 'month', 'day'])),
    'upper?': text, 'comparison?': oneOf(['at_least', 'at_most', 'less_than', 'more_than']), 'approximate?': flag, 'increment?': flag, 'base?': text,
  }),
  Value: shape({ text, status: oneOf(['understood', 'missing', 'not_understood']), measures: listOf(ref('Measure')), note: orNull(text), 'missing?': oneOf(['no_record', 'not_yet', 'not_applicable', 'blank']), 'year?': year, 'reason?': text }, 'A value to the letter, and beside it what it means'),
  Person: shape({ id, name: text, email: text, active: flag, version: whole, roles: listOf(text), municipality: orNull(municipality), departments: listOf(named()), scopes: listOf(shape({ role: text, departmentId: orNull(id), planId: orNull(id), municipalityId: orNull(id) })) }),
  Account: shape({ id, name: text, email: text, active: flag, version: whole, municipality: orNull(municipality), scopes: listOf(shape({ role: text, departmentId: orNull(id), planId: orNull(id), municipalityId: orNull(id) })) }),
  Organisation: shape({ municipalities: listOf(named({ code: text, departments: listOf(named({ active: flag })) })) }),
  Plan: shape({
    id, kind: oneOf(['vision', 'strategy']), title: text, fromYear: year, toYear: year, baseYear: year, targetYear: year, levelNames: listOf(text), endorsementAsked: { ...flag, description: 'Whether a section head endorses before a department submits' }, version: whole, partnership: named(),
    municipalities: listOf(named({ code: text, central: flag })), sections: listOf(ref('Section')), departments: listOf(named({ municipality })),
  }),
  PlanDepartment: named({ municipality }),
  Section: shape({ id, level: whole, name: text, projects: listOf(shape({ id, name: orNull(text), aim: text, departments: listOf(named()) })), children: listOf(ref('Section')) }),
  IndicatorInForce: shape({
    id, key: text, name: text, unit: orNull(text), direction: directions, nature: natures, project: orNull(text), projectId: id, definition: { type: 'integer', description: 'Which definition of the indicator it is, from 1' }, endedAt: orNull(moment), successorId: orNull(id),
    sections: listOf(text), departments: listOf(named({ lead: flag })), baseline: valueOfYear, target: valueOfYear, basis: text, source: text, actuals: listOf(shape({ year, municipality: orNull(text), version: whole, value: ref('Value') })),
  }),
  IndicatorLife: shape({
    id, planId: id, planTitle: text, key: text, endedAt: orNull(moment), project: orNull(text), sections: listOf(text), departments: listOf(named({ lead: flag })), successor: orNull(named()),
    definitions: listOf(shape({ number: whole, name: text, unit: orNull(text), direction: directions, nature: natures, basis: text, source: text, breaksSeries: flag, from: moment, until: orNull(moment), baseline: valueOfYear, target: valueOfYear })),
    actuals: listOf(shape({ year, municipality: orNull(text), note: text, settlement: settlements, value: ref('Value') })),
    wholes: listOf(wholeOfRow), aggregation: listOf(shape({ fromYear: year, rule }, 'How the value of the whole is made from that fiscal year on; before the first, the central city’s figure stands for the whole')),
    decisions: listOf(shape({
      proposalId: id, cycleId: id, fiscalYear: year, state: oneOf(proposalStates), version: whole, decision: orNull(decisions), rationale: text, target: orNull(valueOfYear),
      steps: listOf(shape({ event: text, at: moment, actor: orNull(text), comment: orNull(text) })),
    })),
  }),
  Deadlines: shape({ submission: orNull(day), review: orNull(day), vote: orNull(day) }),
  Cycle: shape({ id, planId: id, name: text, fiscalYear: year, state: oneOf(cycleStates), version: whole, actions: listOf(oneOf(cycleActions)), waits: listOf(shape({ action: oneOf(cycleActions), reason: text })), deadlines: ref('Deadlines') }),
  CycleStep: shape({ number: whole, event: text, from: orNull(oneOf(cycleStates)), to: oneOf(cycleStates), reason: orNull(text), missing: listOf(text), at: moment, actor: who }),
  Progress: shape({ total: whole, byState, departments: listOf(named({ municipality, total: whole, byState, overdue: whole })) }),
  Rate: shape({ percent: text, formula: text }),
  Achievement: shape({
    components: listOf(shape({ label: orNull(text), level: orNull(ref('Rate')), progress: orNull(ref('Rate')), grade: orNull(text), reason: orNull(text) })), grade: orNull(text), reason: orNull(text), scale: shape({ id: text, version: whole }),
  }),
  Check: shape({ code: text, severity: oneOf(['blocks', 'warns']), message: text, field: { type: 'string', description: 'JSON pointer into the row' } }),
  BasisCheck: shape({ status: orNull(oneOf(['一致', '再計算と不一致', '検証不能', '期間注意'])), arithmetic: text, suggested: orNull(text), note: orNull(text) }),
  BasisSuggestion: shape({ basis: { type: 'object' }, sentence: text, target: text, arithmetic: text }),
  Row: shape({ indicator: shape(indicatorOfRow), baseline: valueOfYear, target: inForceTarget, actuals: listOf(actualOfRow), ...judged, proposal: orNull(shape({ ...proposalFields, 'baseline?': orNull(shape({ text, year: orNull(year), value: ref('Value') })) })) }),
  Proposal: shape({
    cycleId: id, fiscalYear: year, inForce: shape({ target: inForceTarget, baseline: valueOfYear }), indicator: shape(indicatorOfRow), actuals: listOf(actualOfRow), ...judged, suggestions: listOf(ref('BasisSuggestion')), commentable: { ...flag, description: 'Whether the person may comment on it' }, ...proposalFields,
    'baseline?': shape({ 'text?': text, year: orNull(year), value: ref('Value') }),
  }),
  Actual: shape({ year, value: ref('Value'), note: text, municipality: orNull(text), settlement: settlements, expectedOn: orNull(day), version: whole }),
  Bulk: shape({ done: listOf(shape({ id, state: text, version: whole, actions: listOf(text) })), refused: listOf(shape({ id, code: text, detail: text, 'errors?': listOf(fault) })) }),
  HistoryEntry: shape({ number: orNull(whole), event: text, from: orNull(text), to: orNull(text), version: orNull(whole), comment: orNull(text), at: moment, actor: who, department: orNull(named()), 'onBehalfOf?': orNull(text), 'difference?': difference }),
  Comment: shape({ id, text, 'at?': moment, person: named(), 'department?': orNull(named()) }),
  Task: shape({
    kind: oneOf(['proposal', 'cycle']), cycleId: id, cycleName: text, proposalId: orNull(id), indicatorId: orNull(id), name: text, state: text, version: whole, actions: listOf(text), due: orNull(day), overdue: flag,
    comment: { ...orNull(text), description: 'Why it came back, where it was returned' },
  }),
  Narrative: shape({
    id, sectionId: orNull(id), title: text, markdown: text, afterSections: flag, position: whole, version: { ...whole, description: '0 where nobody has written it yet' }, updatedAt: orNull(moment), updatedBy: orNull(named()),
  }),
  NarrativeVersion: shape({ version: whole, title: text, markdown: text, at: moment, actor: orNull(named()) }),
  Document: shape({
    id, cycleId: id, snapshotId: id, kind: oneOf(documentKinds), format: oneOf(documentFormats), draft: flag, state: oneOf(['queued', 'compiling', 'ready', 'failed', 'cancelled']), progress: { type: 'number', minimum: 0, maximum: 1 },
    sectionsDone: whole, sectionsTotal: whole, sha256: orNull(text), fileName: orNull(text), size: orNull(whole), error: orNull(text), createdAt: moment, finishedAt: orNull(moment), version: whole, actions: listOf(oneOf(['cancel'])),
  }),
  GradeScale: shape({ id: orNull(id), fromYear: orNull(year), version: whole, by: oneOf(['level', 'progress']), steps: listOf(shape({ grade: text, from: { anyOf: [{ type: 'string', enum: ['reached', 'rest'] }, shape({ percent: text })] } })), noValue: text, madeAt: orNull(moment), madeBy: orNull(text) }, 'What a plan grades with from a fiscal year on; without an id it is the default'),
  ImportReport: shape({
    form: text, planId: id, cycleId: orNull(id), dryRun: flag, rows: whole, created: whole, changed: whole, unchanged: whole, conflicts: { ...whole, description: 'Cells that both sides changed; the system’s are kept' },
    items: listOf(ref('ImportItem')), findings: listOf(shape({
      cell: text, code: text, severity: { ...oneOf(['blocks', 'warns']), description: 'As in the sheet and in the browser: whether it blocks the submission' }, message: text, text,
      stopsImport: { ...flag, description: 'Whether the form cannot be taken before this is put right; a check never does' },
    })),
  }),
  ImportItem: shape({
    kind: oneOf(['created', 'changed', 'conflict']), cell: text, key: orNull(text), name: text, proposalId: orNull(id), changes: listOf(shape({ field: text, label: text, cell: text, old: text, new: text })),
    conflicts: listOf(shape({ field: text, label: text, cell: text, kept: text, sent: text, reason: text })),
  }),
  Link: shape({ id, state: oneOf(['proposed', 'confirmed', 'dismissed']), version: whole, decidedAt: orNull(moment), one: ref('LinkedIndicator'), other: ref('LinkedIndicator') }),
  LinkedIndicator: orNull(shape({ id, name: text, planId: id, planTitle: text })),
  LinkDecided: shape({ id, state: text, version: whole }),
  AuditEvent: shape({
    id: whole, chain: text, number: whole, at: moment, actor: shape({ id: orNull(id), name: text }), onBehalfOf: orNull(text), subject: shape({ type: text, id: text, name: text }), event: text, from: orNull(text), to: orNull(text),
    difference, comment: orNull(text), requestId: orNull(text), hash: text,
  }),
  Verification: shape({ holds: flag, chains: listOf(shape({ chain: text, holds: flag, events: whole, head: orNull(text), breaksAt: orNull(shape({ eventId: whole, number: orNull(whole), reason: oneOf(['content', 'gap', 'previous', 'hash', 'missing', 'unsealed']) })) })) }),
};
