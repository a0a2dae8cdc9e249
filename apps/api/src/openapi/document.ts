import type { FastifyInstance } from 'fastify';
import { bodySchemas } from './bodies.js';
import { operations, pathParameter, rootOperations, type Operation } from './operations.js';
import { ref, schemas, text, whole, type Schema } from './schemas.js';

const refusalWords: Readonly<Record<number, string>> = {
  400: 'Malformed', 401: 'Not signed in', 403: 'May not', 404: 'Not there, or not yours to know', 409: 'The state forbids it', 412: 'Stale: read it again', 413: 'Too large', 415: 'Wrong type',
  422: 'Understood, but incomplete or wrong', 428: 'If-Match is missing', 429: 'Too many; see Retry-After', 500: 'A fault of ours', 503: 'Not available now; try again',
};

/** The refusals of a call: its own, and those that its marks, its body and its path bring along. */
function refusalsOf({ method, path, marks = [], refuses = [], query }: Operation): number[] {
  const found = new Set([...refuses, 500, 503]);
  if (!marks.includes('open')) found.add(401);
  // An address whose escapes cannot be read is malformed; an id that is none is simply not there.
  if (path.includes('{')) [400, 404].forEach((status) => found.add(status));
  if (query || marks.includes('seen') || marks.includes('once')) found.add(400);
  if (marks.includes('seen')) [412, 428].forEach((status) => found.add(status));
  if (marks.includes('once')) found.add(422);
  if (method !== 'get') found.add(403);
  if (method !== 'get' && method !== 'delete') [400, 413, 415].forEach((status) => found.add(status));
  return [...found].sort((one, other) => one - other);
}

function parametersOf({ path, marks = [], query = {} }: Operation): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({ name, in: 'path', required: true, schema: pathParameter(path, name) }));
  const inQuery = Object.entries(query).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
  const seen = { name: 'If-Match', in: 'header', required: true, schema: text, description: 'The ETag of what was seen, such as "3"' };
  const once = { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 150 }, description: 'The same key and request again gives the stored answer' };
  return [...inPath, ...inQuery, ...(marks.includes('seen') ? [seen] : []), ...(marks.includes('once') ? [once] : [])];
}

const content = (mediaTypes: readonly string[], schema: Schema): object => ({ content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }])) });

function refusal(status: number): object {
  const headers = status === 429 || status === 503 ? { headers: { 'Retry-After': { schema: whole, description: 'Seconds' } } } : status === 412 ? { headers: { ETag: { schema: text, description: 'The version as it is now' } } } : {};
  return { description: refusalWords[status] ?? 'Refused', ...headers, ...content(['application/problem+json'], ref('Problem')) };
}

function headersOf({ marks = [], path, method }: Operation): object {
  const headers = {
    ...(marks.includes('version') ? { ETag: { schema: text, description: 'The version, for If-Match' } } : {}),
    ...(marks.includes('once') ? { 'Idempotency-Replayed': { schema: text, description: 'true where this is the stored answer of an earlier request with the same key' } } : {}),
    ...(path === '/session' && method !== 'get' ? { 'Set-Cookie': { schema: text, description: 'HttpOnly, SameSite=Lax' } } : {}),
  };
  return Object.keys(headers).length === 0 ? {} : { headers };
}

function operationObject(operation: Operation): object {
  const { method, path, does, answers: [status, schema], mediaTypes = ['application/json'], body, marks = [], takesFile } = operation;
  return {
    operationId: `${method}${path.replaceAll(/[{}]/g, '').split('/').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')}`,
    summary: does, tags: [path.split('/')[1] ?? ''], parameters: parametersOf(operation), ...(marks.includes('open') ? { security: [] } : {}),
    ...(takesFile ? { requestBody: { required: true, ...content(takesFile, { type: 'string', format: 'binary' }) } } : {}),
    ...(body ? { requestBody: { required: true, ...content(['application/json'], ref(body)) } } : {}),
    responses: {
      [status]: { description: does, ...headersOf(operation), ...(schema ? content(mediaTypes, schema) : {}) },
      ...Object.fromEntries(refusalsOf(operation).map((code) => [code, refusal(code)])),
    },
  };
}

/** The whole contract as OpenAPI 3.1: every call, body, answer and refusal. */
export function openApiDocument(): { openapi: string; paths: Record<string, Record<string, unknown>>; components: { schemas: Record<string, Schema> } & Record<string, unknown> } & Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = operationObject(operation);
  for (const operation of rootOperations) paths[operation.path] = { servers: [{ url: '/' }], [operation.method]: operationObject(operation) };
  return {
    openapi: '3.1.0',
    info: { title: 'Kyosei', version: '1', description: 'The annual KPI review of Japanese municipalities. Conventions and examples: docs/api.md. Another method on a path of this document is answered 405 with Allow.' },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }],
    paths,
    components: { schemas: { ...schemas, ...bodySchemas }, securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'kyosei', description: 'Set by POST /session; over HTTPS it is named __Host-kyosei' } } },
  };
}

/** `GET /api/openapi.json`, for everybody. */
export function serveOpenApi(instance: FastifyInstance): void {
  const json = JSON.stringify(openApiDocument());
  instance.get('/api/openapi.json', (_request, reply) => void reply.header('content-type', 'application/json; charset=utf-8').send(json));
}
