import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { loadDemonstration } from '../../../seeds/load.js';
import { ApiClient } from '../../../test/support/api-client.js';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createApp } from './app.js';
import { bodySchemas } from './openapi/bodies.js';
import { operations, type Operation } from './openapi/operations.js';

type Json = Readonly<Record<string, unknown>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let database: TestDatabase;
let db: Db;
let app: NestFastifyApplication;
let api: ApiClient;
const known: Record<string, string> = {};
const coordinator = ['kikaku-torimatome@ina.example', 'kyosei-mihon-aikotoba'] as const;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 8 }).initialize());
  await loadDemonstration(db);
  app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: '/nowhere' }), db, pino({ level: 'silent' }));
  api = await ApiClient.of(app);
  const as = await api.signIn(...coordinator);
  const read = async (path: string): Promise<any> => (await api.ask('GET', path, { as })).body; // eslint-disable-line @typescript-eslint/no-explicit-any -- a spec looks into answers of any shape
  const [cycle] = (await read('/cycles')).items;
  const [row] = (await read(`/cycles/${cycle.id}/sheet?limit=1`)).items;
  const paper = await api.ask('POST', `/cycles/${cycle.id}/documents`, { as, body: { kind: 'vision', format: 'pdf' } });
  const people = await api.ask('GET', '/people', { as: await api.signIn('kanri@ina.example', coordinator[1]) });
  Object.assign(known, {
    plans: cycle.planId, cycles: cycle.id, proposals: row.proposal.id, indicators: row.indicator.id, documents: paper.body.id, people: people.body.items.at(-1).id,
    links: (await read(`/plans/${cycle.planId}/links`)).items[0].id, project: row.indicator.projectId, chapter: (await read(`/plans/${cycle.planId}/narratives`)).items[0].id, department: row.indicator.departments[0].id,
  });
}, 30_000);
afterAll(async () => {
  await app.close();
  await db.close();
  await database.drop();
});

const odd: readonly unknown[] = [
  null, '', ' ', 'x', '\u0000', 'a\u0000b', '\ud800', 'あ'.repeat(5_000), '１２３億円', '{"$ne":1}', "'); drop table person; --", '%', '\\', '9'.repeat(400), '-1', '1e999', '2024-02-30', '0000-00-00', '0000-01-01', '9999-12-31', '10000-01-01',
  0, -1, 1.5, 1e21, 2_147_483_648, Number.MAX_SAFE_INTEGER, true, [], [null], [[[]]], {}, { text: null }, { text: 'x', year: 1e9 }, ['00000000-0000-4000-8000-000000000000'],
];

/** A body that its schema allows, made of things that exist. */
function example(schema: Json, name = ''): unknown {
  const alternatives = schema['anyOf'] as Json[] | undefined;
  if (alternatives) return example(alternatives[0]!, name);
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (schema['type'] === 'array') return [example(schema['items'] as Json, name)];
  if (schema['type'] === 'object') return Object.fromEntries(Object.entries(schema['properties'] as Record<string, Json>).map(([key, part]) => [key, example(part, key)]));
  if (schema['type'] === 'integer') return name === 'version' ? 1 : 2024;
  if (schema['type'] === 'boolean') return true;
  if (schema['format'] === 'date') return '2030-01-31';
  if (schema['format'] === 'uuid') return { planId: known['plans'], projectId: known['project'], departmentId: known['department'], departmentIds: known['department'], id: known['proposals'], successorId: known['indicators'] }[name] ?? known['department'];
  if (name === 'municipality' || name === 'municipalityCode') return '202096';
  return name === 'email' ? 'x@ina.example' : '5件/年';
}

/** The same body with each of its places, however deep, taken by something odd. */
function* bent(body: unknown, place = ''): Generator<{ place: string; body: unknown }> {
  for (const one of odd) yield { place, body: one };
  if (typeof body !== 'object' || body === null) return;
  for (const [key, part] of Object.entries(body)) {
    for (const { place: where, body: value } of bent(part, `${place}/${key}`)) yield { place: where, body: Array.isArray(body) ? [value] : { ...body, [key]: value } };
    if (!Array.isArray(body)) yield { place: `${place}/${key}`, body: Object.fromEntries(Object.entries(body).filter(([name]) => name !== key)) };
  }
}

/** The version of now of what an operation changes, so that the body itself is looked at. */
async function versionNow(operation: Operation, as: string, last: number): Promise<number> {
  // An actual has no page of its own: it is new, or as the last answer said.
  if (operation.path.includes('actuals')) return last;
  if (!operation.marks?.includes('seen')) return 1;
  if (operation.path.startsWith('/people')) return (await api.ask('GET', '/people', { as })).body.items.find(({ id }: { id: string }) => id === known['people']).version;
  if (operation.path.startsWith('/links')) return (await api.ask('GET', `/plans/${known['plans']}/links`, { as })).body.items.find(({ id }: { id: string }) => id === known['links']).version;
  const { status, body } = await api.ask('GET', pathOf(operation, idFor(operation)).replace(/\/(?:actions|exception|indicators).*$/, ''), { as });
  if (status !== 200) throw new Error(`the version of ${operation.path} cannot be read: ${status}`);
  return Number(body.version);
}

const pathOf = ({ path }: Operation, id: string): string =>
  path.replace('{id}', id).replace('{form}', 'vision-review').replace('{indicatorId}', known['indicators']!).replace('{year}', '2024').replace('{chapter}', known['chapter']!).replace('{event}', path.startsWith('/cycles') ? 'reopen' : 'return');
const idFor = ({ path }: Operation): string => known[path.split('/')[1]!] ?? '';

/** Asks, and says what was wrong with the answer: a fault of ours, or a refusal that is no Japanese sentence. */
async function asked(method: string, url: string, wish: Parameters<ApiClient['ask']>[2]): Promise<{ status: number; version: unknown; wrong: string[] }> {
  const { status, body, text } = await api.ask(method.toUpperCase() as Method, url, wish);
  const fine = status < 500 && (status < 400 || (/[ぁ-ん]/.test(body.detail) && /[ぁ-んァ-ヶ一-龠]/.test(body.title) && body.status === status && body.requestId !== ''));
  return { status, version: body?.version, wrong: fine ? [] : [`${method} ${url} ${JSON.stringify(wish).slice(0, 300)}: ${status} ${text}`] };
}

const wrongWith = async (...ask: Parameters<typeof asked>): Promise<string[]> => (await asked(...ask)).wrong;

const writes = operations.filter(({ body, path }) => body && path !== '/session');
it.each(writes.map((operation) => [operation.method, operation.path, operation] as const))('never becomes a fault of ours in a body on a thing that exists: %s %s', async (method, _path, operation) => {
  const as = await api.signIn(operation.path.startsWith('/people') ? 'kanri@ina.example' : coordinator[0], coordinator[1]);
  const wrong: string[] = [];
  const heard = new Map<string, Set<number>>();
  let last = 0;
  for (const { place, body } of bent(example(bodySchemas[operation.body!]!))) {
    const url = pathOf(operation, idFor(operation));
    const answer = await asked(method, url, { as, body, version: await versionNow(operation, as, last) });
    wrong.push(...answer.wrong);
    if (answer.status < 300) last = Number(answer.version ?? last);
    heard.set(place, (heard.get(place) ?? new Set()).add(answer.status));
  }
  expect(wrong).toEqual([]);
  // A version that is always the wrong one would hide every body behind its 412.
  expect([...heard].filter(([, statuses]) => [...statuses].every((status) => status === 412)).map(([place]) => place)).toEqual([]);
}, 60_000);

it('never becomes a fault of ours in an address', async () => {
  const as = await api.signIn(...coordinator);
  const ids = ['x', '%00', '%E3%81%82', '%ff', '%zz', 'a'.repeat(300), '..%2f..', "'%20or%20'1'='1", '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
  const wrong: string[] = [];
  for (const operation of operations.filter(({ path, method }) => path.includes('{') && method === 'get')) for (const id of ids) wrong.push(...(await wrongWith('get', pathOf(operation, id), { as })));
  for (const year of ['x', '-1', '0000', '9999', '99999', '2024.5', '%00']) wrong.push(...(await wrongWith('put', `/cycles/${known['cycles']}/indicators/${known['indicators']}/actuals/${year}`, { as, body: { text: '1件' }, version: 0 })));
  for (const event of ['x', '__proto__', 'constructor', 'toString', '%00', 'a'.repeat(300)]) for (const thing of ['cycles', 'proposals']) wrong.push(...(await wrongWith('post', `/${thing}/${known[thing]}/actions/${event}`, { as, body: {}, version: 1 })));
  expect(wrong).toEqual([]);
});

it('never becomes a fault of ours in a query: lists take or refuse it, each with a sentence', async () => {
  const as = await api.signIn(...coordinator);
  const wrong: string[] = [];
  const values = ['', 'x', '0', '-1', '1', '1.5', '1e3', '1001', '2147483648', '9007199254740993', '99999999999999999999', '%00', '%ff', '%ED%A0%80', '%25', '_', '%5C', 'あ'.repeat(600), '2026-02-30', '2026-02-28', '2026-02-28T25:00:00Z', '2026-02-28T09:00:00%2B09:00', '0000-01-01', '0000-01-01T00:00:00Z', '0001-01-01', '9999-12-31', known['department']!];
  for (const operation of operations.filter(({ query }) => query)) {
    const { method, query, takesFile } = operation;
    const path = pathOf(operation, idFor(operation));
    const wish = takesFile ? { as, file: { type: takesFile[0]!, bytes: 'x' } } : { as };
    for (const name of Object.keys(query!)) for (const value of values) wrong.push(...(await wrongWith(method, `${path}?${name}=${value}`, wish)));
    wrong.push(...(await wrongWith(method, `${path}?limit=1&limit=2&q[]=x&q[a]=y`, wish)));
  }
  expect(wrong).toEqual([]);
}, 60_000);

it('never becomes a fault of ours in a header', async () => {
  const as = await api.signIn(...coordinator);
  const wrong: string[] = [];
  for (const version of ['', '*', '"x"', '"1", "2"', 'W/"1"', '99999999999', '-1', '1.5']) wrong.push(...(await wrongWith('put', `/proposals/${known['proposals']}`, { as, body: { decision: 'keep' }, headers: { 'if-match': version } })));
  for (const key of ['', ' ', 'あ', 'x'.repeat(151), 'a b', "'"]) wrong.push(...(await wrongWith('post', `/proposals/${known['proposals']}/comments`, { as, body: { text: 'ご確認ください。' }, headers: { 'idempotency-key': Buffer.from(key).toString('latin1') } })));
  for (const cookie of ['', 'kyosei=', 'kyosei=x', `kyosei=${'a'.repeat(43)}`, `kyosei=${'\u00e3'.repeat(43)}`, 'kyosei'.repeat(500)]) wrong.push(...(await wrongWith('get', '/tasks', { headers: { cookie } })));
  for (const type of ['', 'application/json; charset=utf-16', 'application/jsonx', 'multipart/form-data', 'text/plain', 'application/xml', 'application/json, text/plain']) wrong.push(...(await wrongWith('post', `/proposals/${known['proposals']}/comments`, { as, body: '{"text":"x"}', headers: { 'content-type': type } })));
  for (const origin of ['', 'null', 'x', 'http://', 'https://elsewhere.example', 'file:///etc']) wrong.push(...(await wrongWith('post', `/proposals/${known['proposals']}/comments`, { as, body: { text: 'x' }, headers: { origin } })));
  expect(wrong).toEqual([]);
});
