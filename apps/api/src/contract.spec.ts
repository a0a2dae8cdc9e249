import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { getMetadataStorage } from 'class-validator';
import * as bodies from './bodies.js';
import { openApiDocument } from './openapi/document.js';
import { bodySchemas } from './openapi/bodies.js';
import { operations } from './openapi/operations.js';
import { controllers } from './app.js';

type Json = Readonly<Record<string, unknown>>;
type Body = new () => object;

const classOf: Record<string, Body> = {
  SignIn: bodies.SignInBody, SaveProposal: bodies.SaveProposalBody, AddIndicator: bodies.AddIndicatorBody, RecordActual: bodies.ActualBody, ProposalAction: bodies.ProposalActionBody,
  CycleAction: bodies.CycleActionBody, BulkAct: bodies.BulkBody, BeginCycle: bodies.BeginCycleBody, ChangeCycle: bodies.ChangeCycleBody, Remind: bodies.RemindBody, GrantException: bodies.ExceptionBody,
  Say: bodies.CommentBody, RequestDocument: bodies.DocumentBody, DecideLink: bodies.LinkBody, WriteNarrative: bodies.NarrativeRequest, Assign: bodies.AssignBody, AddMunicipality: bodies.MunicipalityBody, AddDepartment: bodies.DepartmentBody, MakePlan: bodies.PlanBody, ChangePlan: bodies.ChangePlanBody, Describe: bodies.AttributesBody, MakeGradeScale: bodies.GradeScaleBody, Invite: bodies.InvitePersonBody, ChangePerson: bodies.ChangePersonBody,
};
/** Which class checks what is nested in a body. */
const nested: Record<string, Body> = { baseline: bodies.TypedValueBody, target: bodies.TypedValueBody, actuals: bodies.AddedActualBody, items: bodies.BulkItemBody, deadlines: bodies.DeadlinesRequest, roles: bodies.RoleHeldBody, bands: bodies.GradeBandBody, aggregation: bodies.AggregationBody };

interface Rule { readonly propertyName: string; readonly name?: string; readonly type: string; readonly constraints?: readonly unknown[]; readonly each?: boolean }
const rulesOf = (body: Body): Rule[] => getMetadataStorage().getTargetValidationMetadatas(body, '', false, false) as unknown as Rule[];
const presentPart = (schema: Json): Json => ((schema['anyOf'] as Json[] | undefined)?.find((one) => one['type'] !== 'null') ?? schema);

/** What the schema of one property says, in the words of the rules that check it. */
function limitsOfSchema(given: Json): Record<string, unknown> {
  const schema = presentPart(given);
  const said = { maxLength: schema['maxLength'], minLength: schema['minLength'], min: schema['minimum'], max: schema['maximum'], arrayMaxSize: schema['maxItems'], isIn: (schema['enum'] as string[] | undefined)?.join(), matches: schema['pattern'] };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
function limitsOfRules(rules: readonly Rule[]): Record<string, unknown> {
  const limits = rules.filter(({ name, each = false }) => ['maxLength', 'minLength', 'min', 'max', 'arrayMaxSize', 'isIn', 'matches'].includes(name ?? '') && !each);
  return Object.fromEntries(limits.map(({ name, constraints = [] }) => [name!, Array.isArray(constraints[0]) ? constraints[0].join() : constraints[0] instanceof RegExp ? constraints[0].source : constraints[0]]));
}

function compare(schema: Json, body: Body, at: string): void {
  const rules = rulesOf(body);
  const properties = schema['properties'] as Record<string, Json>;
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  expect([at, Object.keys(properties).sort()]).toEqual([at, names.sort()]);
  for (const name of names) {
    const own = rules.filter(({ propertyName }) => propertyName === name);
    const mayBeMissing = own.some(({ type, constraints }) => type === 'conditionalValidation' && !(constraints?.[0] as (object: object, value: unknown) => boolean)({}, undefined));
    expect([`${at}/${name} required`, (schema['required'] as string[]).includes(name)]).toEqual([`${at}/${name} required`, !mayBeMissing]);
    // An action of a bulk is checked by the table of the workflow, not by its class.
    if (`${at}/${name}` !== 'BulkAct/event') expect([`${at}/${name}`, limitsOfSchema(properties[name]!)]).toEqual([`${at}/${name}`, limitsOfRules(own)]);
    const inner = presentPart(properties[name]!);
    const part = (inner['items'] as Json | undefined) ?? inner;
    if (part['properties']) compare(part, nested[name]!, `${at}/${name}`);
  }
}

describe('the OpenAPI document', () => {
  it.each(Object.keys(bodySchemas))('says of the body %s exactly what is checked: names, what may be missing, every limit', (name) => {
    compare(bodySchemas[name]!, classOf[name]!, name);
  });

  it('names a checking class for every body that a call takes', () => {
    expect(Object.keys(bodySchemas).sort()).toEqual(Object.keys(classOf).sort());
    expect(operations.flatMap(({ body }) => body ?? []).filter((body) => !(body in bodySchemas))).toEqual([]);
  });

  it('says of every call whether it takes a body, If-Match, Idempotency-Key and pages, as its handler does', () => {
    const wanted = ['SeenVersion', 'OnceKey', 'PageAsked'] as const;
    const taken = controllers.flatMap((controller) =>
      Object.getOwnPropertyNames(controller.prototype).filter((name) => name !== 'constructor' && Reflect.hasMetadata('method', (controller.prototype as unknown as Record<string, object>)[name]!)).map((name) => {
        const source = handlerText(controller.name, name);
        const method = ['get', 'post', 'put', 'delete', 'patch'][Number(Reflect.getMetadata('method', (controller.prototype as unknown as Record<string, object>)[name]!))]!;
        const own = String(Reflect.getMetadata('path', (controller.prototype as unknown as Record<string, object>)[name]!));
        const path = `/${String(Reflect.getMetadata('path', controller))}${own === '/' ? '' : `/${own}`}`.replace(/^\/+/, '/').replaceAll(/:(\w+)/g, '{$1}');
        return [`${method} ${path}`, [...wanted, 'Body'].filter((mark) => source.includes(`@${mark}(`))] as const;
      }),
    );
    const said = operations.map(({ method, path, marks = [], body, query }) => [`${method} ${path}`, [...(marks.includes('seen') ? ['SeenVersion'] : []), ...(marks.includes('once') ? ['OnceKey'] : []), ...(query && 'limit' in query ? ['PageAsked'] : []), ...(body ? ['Body'] : [])]] as const);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(taken));
  });

  it('gives every call a name of its own, and every refusal the one form', () => {
    const { paths } = openApiDocument();
    const calls = Object.values(paths).flatMap((path) => Object.values(path)).filter((call): call is { operationId: string; responses: Record<string, { content?: object }> } => typeof call === 'object' && call !== null && 'operationId' in call);
    expect(new Set(calls.map(({ operationId }) => operationId)).size).toBe(calls.length);
    for (const { operationId, responses } of calls) {
      for (const [status, { content }] of Object.entries(responses)) if (Number(status) >= 400) expect([operationId, status, Object.keys(content ?? {})]).toEqual([operationId, status, ['application/problem+json']]);
    }
  });
});

/** The lines of one handler, up to the opening of its body. */
function handlerText(controller: string, method: string): string {
  const own = controllerSource.slice(controllerSource.indexOf(`export class ${controller} `));
  const found = new RegExp(`^  (?:async )?${method}\\(([\\s\\S]*?)\\): Promise`, 'm').exec(own);
  return found?.[1] ?? '';
}
const controllerSource = readdirSync(__dirname).filter((file) => /controllers?\.ts$/.test(file)).map((file) => readFileSync(`${__dirname}/${file}`, 'utf8')).join('\n');
