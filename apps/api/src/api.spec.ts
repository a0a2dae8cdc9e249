import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { loadDemonstration } from '../../../seeds/load.js';
import { ApiClient, type Given, type Wish } from '../../../test/support/api-client.js';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { aCycle, aPartnership, aProposal, type Partnership } from '../../../test/support/worker-fixtures.js';
import { controllers, createApp } from './app.js';
import { openApiDocument } from './openapi/document.js';
import { operations } from './openapi/operations.js';

let database: TestDatabase;
let db: Db;
let app: NestFastifyApplication;
let api: ApiClient;
let strange: Partnership;
let strangeIds: { cycle: string; proposal: string };
const sessions: Record<string, string> = {};
const people = { coordinator: 'kikaku-torimatome@ina.example', officer: 'shoko@ina.example', other: 'soudan@ina.example', viewer: 'kondankai@ina.example', administrator: 'kanri@ina.example', 伊那市: 'iin@ina.example', 箕輪町: 'iin@minowa.example', 南箕輪村: 'iin@minamiminowa.example' };
const password = 'kyosei-mihon-aikotoba';

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 8 }).initialize());
  await loadDemonstration(db);
  strange = await aPartnership(db, '他圏域');
  const cycle = await aCycle(db, strange, { state: 'reviewing' });
  strangeIds = { cycle, proposal: await aProposal(db, strange, cycle, { name: '他圏域の秘密', state: 'submitted' }) };
  app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: '/nowhere' }), db, pino({ level: 'silent' }));
  api = await ApiClient.of(app);
  for (const [who, email] of Object.entries(people)) sessions[who] = await api.signIn(email, password);
}, 30_000);
afterAll(async () => {
  await app.close();
  await db.close();
  await database.drop();
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const ask = (who: keyof typeof people | null, method: Method, path: string, wish: Wish = {}): Promise<Given> => api.ask(method, path, { ...wish, as: who ? sessions[who]! : null });
const vision = async (): Promise<{ id: string; planId: string; version: number; state: string; deadlines: Record<string, string> }> => (await ask('coordinator', 'GET', '/cycles')).body.items[0];
const row = async (who: keyof typeof people, name: string): Promise<any> => // eslint-disable-line @typescript-eslint/no-explicit-any -- a spec looks into answers of any shape
  (await ask(who, 'GET', `/cycles/${(await vision()).id}/sheet?q=${encodeURIComponent(name)}`)).body.items[0];

describe('the inventory', () => {
  const routes = controllers.flatMap((controller) => {
    const base = String(Reflect.getMetadata('path', controller));
    return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler = (controller.prototype as unknown as Record<string, object>)[name]!;
      if (name === 'constructor' || !Reflect.hasMetadata('method', handler)) return [];
      const own = String(Reflect.getMetadata('path', handler));
      const path = `/${base}${own === '/' ? '' : `/${own}`}`.replace(/^\/+/, '/').replaceAll(/:(\w+)/g, '{$1}');
      const method = ['get', 'post', 'put', 'delete', 'patch'][Number(Reflect.getMetadata('method', handler))]!;
      return [{ call: `${method} ${path}`, sign: (Reflect.getMetadata('kyosei:door', handler) ?? Reflect.getMetadata('kyosei:door', controller)) as string | undefined }];
    });
  });

  it('has every route in the OpenAPI document, and nothing there that is no route', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes.map(({ call }) => call).sort());
  });

  it('has a sign on every door; without a session only signing in and out is open', () => {
    expect(routes.filter(({ sign }) => sign !== 'signedIn')).toEqual([{ call: 'post /session', sign: 'public' }, { call: 'delete /session', sign: 'public' }]);
  });

  it.each(operations.filter(({ marks }) => !marks?.includes('open')).map(({ method, path }) => [method, path] as const))('asks %s %s for a session', async (method, path) => {
    const { status, body } = await api.ask(method.toUpperCase() as Method, path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'), method === 'get' || method === 'delete' ? {} : { body: {} });
    expect([status, body.code]).toEqual([401, 'signed_out']);
  });

  it('is OpenAPI 3.1 whose references all lead somewhere', () => {
    const document = openApiDocument();
    expect(document.openapi).toBe('3.1.0');
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!);
    expect(references.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });
});

describe('a person', () => {
  it('signs in with a cookie that scripts cannot read, and out again', async () => {
    const { status, headers, body } = await ask(null, 'POST', '/session', { body: { email: people.officer, password } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ email: people.officer, roles: ['officer'], municipality: { code: '202096', name: '伊那市' }, departments: [{ name: '商工振興課' }] });
    const cookie = String(headers['set-cookie']);
    expect(cookie).toMatch(/^kyosei=[\w-]{43}; .*HttpOnly/);
    expect(cookie).toMatch(/SameSite=(Lax|Strict)/);
    const as = cookie.split(';')[0]!;
    expect((await api.ask('GET', '/session', { as })).status).toBe(200);
    expect((await api.ask('DELETE', '/session', { as })).status).toBe(204);
    expect((await api.ask('GET', '/session', { as })).status).toBe(401);
  });

  it('gets the same answer for a wrong password and for nobody, and has to wait after five', async () => {
    const answers = [];
    for (let time = 0; time < 6; time += 1) answers.push(await ask(null, 'POST', '/session', { body: { email: 'kiki@ina.example', password: 'wrong' } }));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(Number(answers[5]!.headers['retry-after'])).toBeGreaterThan(0);
    const nobody = await ask(null, 'POST', '/session', { body: { email: 'nobody@ina.example', password: 'wrong' } });
    expect(nobody.body.detail).toBe(answers[0]!.body.detail);
  });
});

it('opens the tasks of the printed account', async () => {
  const { status, body } = await ask('officer', 'GET', '/tasks');
  expect([status, body.items.length]).toEqual([200, 12]);
  expect(body.items[0]).toMatchObject({ kind: 'proposal', name: '助成制度適用設備投資額', state: 'draft', overdue: false });
});

it('gives the sheet with values, checks and the basis of every row, and lists page by page', async () => {
  const { id, planId } = await vision();
  const first = await ask('officer', 'GET', `/cycles/${id}/sheet?limit=10`);
  expect(first.body.items).toHaveLength(10);
  const rest = await ask('officer', 'GET', `/cycles/${id}/sheet?limit=10&cursor=${first.body.nextCursor}`);
  expect([rest.body.items.length, rest.body.nextCursor]).toEqual([9, null]);
  expect(first.body.items[0]).toMatchObject({
    indicator: { name: '助成制度適用設備投資額', project: '産業振興', sections: ['生活機能の強化', '産業振興'], departments: [{ name: '商工振興課', lead: true }] },
    baseline: { year: 2019, value: { text: '186億円/年', status: 'understood', measures: [{ label: null, number: '18600000000', unit: '円', per: 'year' }], note: null } },
    target: { year: 2025, value: { text: '160億円/年' } },
  });
  const indicators = await ask('viewer', 'GET', `/plans/${planId}/indicators?q=${encodeURIComponent('病児病後児')}`);
  expect(indicators.body.items.map(({ name }: { name: string }) => name)).toEqual(['1歳～11歳に占める病児病後児保育登録者の割合']);
  expect((await ask('viewer', 'GET', `/plans/${planId}/indicators?asOf=2000-01-01`)).body.items).toEqual([]);
});

it('answers 428 without If-Match, 412 with an old one, 409 when the state forbids, 403 to whom it is not given', async () => {
  const { proposal } = await row('officer', '産業立地数');
  const save = (who: keyof typeof people, wish: Wish): Promise<Given> => ask(who, 'PUT', `/proposals/${proposal.id}`, { body: { decision: 'keep' }, ...wish });
  expect((await save('officer', {})).status).toBe(428);
  expect((await save('officer', { version: 99 })).body).toMatchObject({ status: 412, code: 'stale' });
  expect((await save('officer', { headers: { 'if-match': 'broken' } })).status).toBe(400);
  expect((await save('viewer', { version: proposal.version })).status).toBe(403);
  expect((await ask('viewer', 'GET', `/proposals/${proposal.id}`)).status).toBe(404);
  const act = (who: keyof typeof people, event: string, wish: Wish = {}): Promise<Given> => ask(who, 'POST', `/proposals/${proposal.id}/actions/${event}`, { body: {}, version: proposal.version, ...wish });
  expect((await act('coordinator', 'accept')).body).toMatchObject({ status: 409, code: 'wrong_state' });
  expect((await act('伊那市', 'accept')).status).toBe(403);
  expect((await act('officer', 'abolish')).status).toBe(404);
  expect((await act('officer', 'submit')).body).toMatchObject({ status: 422, code: 'incomplete' });
});

it('gives a row whose draft is somebody else’s every field of the contract, blank', async () => {
  const { proposal } = await row('viewer', '産業立地数');
  expect(proposal).toEqual({
    id: expect.any(String), state: 'draft', version: expect.any(Number), actions: [], editable: false, decision: null, name: null,
    target: { text: '', year: null, value: expect.objectContaining({ text: '', status: 'missing', measures: [] }) }, rationale: '', basis: '', source: '',
  });
});

it('plays a whole small review over HTTP: from the draft to the published plan', async () => {
  // Every other row is deleted with a reason, so that the review can end.
  const { id: cycle } = await vision();
  const rows = (await ask('coordinator', 'GET', `/cycles/${cycle}/sheet`)).body.items as { indicator: { id: string; name: string }; proposal: { id: string; version: number } }[];
  for (const { indicator, proposal } of rows) {
    const actual = `/cycles/${cycle}/indicators/${indicator.id}/actuals/2024`;
    expect((await ask('coordinator', 'PUT', actual, { body: { text: '3件/年' }, version: 0 })).body).toMatchObject({ version: 1, value: { measures: [{ number: '3', unit: '件', per: 'year' }] } });
    expect((await ask('coordinator', 'PUT', actual, { body: { text: '4件/年' }, version: 0 })).status).toBe(412);
    const kept = indicator.name === '産業立地数';
    const body = kept ? { decision: 'keep', target: { text: '5件/年', year: 2030 }, basis: 'R6の現状から年1%の増加を目指す。', discrepancyReason: '概数とした。' } : { decision: 'delete', rationale: '目的を果たしたため。' };
    expect((await ask('coordinator', 'PUT', `/proposals/${proposal.id}`, { body, version: proposal.version })).status).toBe(200);
  }
  const current = async (): Promise<{ id: string; version: number; actions: string[]; name: string }[]> =>
    (await ask('coordinator', 'GET', `/cycles/${cycle}/sheet`)).body.items.map((one: { indicator: { name: string }; proposal: { id: string; version: number; actions: string[] } }) => ({ ...one.proposal, name: one.indicator.name }));
  const officers = await Promise.all(['shoko', 'kosodate', 'soudan', 'kikaku', 'hisho', 'chiiki', 'somu'].map((name) => api.signIn(`${name}@ina.example`, password)));
  for (const as of officers) {
    const own = ((await api.ask('GET', `/cycles/${cycle}/sheet`, { as })).body.items as { proposal: { id: string; version: number; actions: string[] } }[]).filter(({ proposal }) => proposal.actions.includes('submit'));
    const { body } = await api.ask('POST', `/cycles/${cycle}/bulk`, { as, body: { event: 'submit', items: own.map(({ proposal }) => ({ id: proposal.id, version: proposal.version })) } });
    expect(body.refused).toEqual([]);
  }
  const bulk = async (who: keyof typeof people, event: string): Promise<void> => {
    const items = (await current()).map(({ id, version }) => ({ id, version }));
    const once = (sent: typeof items): Promise<Given> => ask(who, 'POST', `/cycles/${cycle}/bulk`, { body: { event, items: sent }, key: `${Object.keys(people).indexOf(who)}-${event}` });
    const first = await once(items);
    expect([first.body.done.length, first.body.refused, first.headers['idempotency-replayed']]).toEqual([19, [], undefined]);
    const again = await once(items);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    expect((await once(items.slice(1))).body).toMatchObject({ status: 422, code: 'key_reused' });
  };
  const step = async (event: string): Promise<Given> => ask('coordinator', 'POST', `/cycles/${cycle}/actions/${event}`, { body: {}, version: (await vision()).version });
  expect((await step('convene')).status).toBe(409);
  expect((await step('close')).body.state).toBe('reviewing');
  await bulk('coordinator', 'accept');
  expect((await step('convene')).body.state).toBe('deliberating');
  await bulk('coordinator', 'table');
  expect((await step('finalize')).status).toBe(409);
  for (const municipality of ['伊那市', '箕輪町', '南箕輪村'] as const) await bulk(municipality, 'approve');
  expect((await step('finalize')).body.state).toBe('finalized');
  const papers = (await ask('coordinator', 'GET', `/cycles/${cycle}/documents`)).body.items as { id: string; state: string }[];
  expect(papers.length).toBeGreaterThan(0);
  expect((await ask('coordinator', 'GET', `/documents/${papers[0]!.id}/file`)).status).toBe(409);
  expect((await step('publish')).body).toMatchObject({ status: 409 });
  expect((await ask('coordinator', 'GET', `/cycles/${cycle}/history`)).body.items.map(({ event }: { event: string }) => event)).toEqual(['begin', 'open', 'close', 'convene', 'finalize']);
  expect((await ask('coordinator', 'GET', `/cycles/${cycle}/progress`)).body).toMatchObject({ total: 19, byState: { approved: 19, draft: 0 } });
  expect((await ask('coordinator', 'GET', '/audit/verification')).body.holds).toBe(true);
});

it('takes a new indicator, comments, reminders, an exception and deadlines', async () => {
  const strategy = (await ask('coordinator', 'GET', '/cycles')).body.items[1];
  const plan = (await ask('officer', 'GET', `/plans/${strategy.planId}`)).body;
  const projectId = plan.sections[0].children[0].children[0].projects[0].id;
  const added = await ask('officer', 'POST', `/cycles/${strategy.id}/proposals`, { body: { name: '新しい指標', projectId, unit: '件', baseline: { text: '1件', year: 2024 }, target: { text: '2件', year: 2029 }, rationale: '理由', basis: '根拠' }, key: 'new-1' });
  expect([added.status, added.body.decision, added.body.state]).toEqual([201, 'add', 'draft']);
  const again = await ask('officer', 'POST', `/cycles/${strategy.id}/proposals`, { body: { name: '新しい指標', projectId, unit: '件', baseline: { text: '1件', year: 2024 }, target: { text: '2件', year: 2029 }, rationale: '理由', basis: '根拠' }, key: 'new-1' });
  expect([again.headers['idempotency-replayed'], again.body.id]).toEqual(['true', added.body.id]);
  expect((await ask('officer', 'POST', `/cycles/${strategy.id}/proposals`, { body: { name: '別', projectId }, key: 'new-1' })).body.code).toBe('key_reused');
  expect((await ask('officer', 'POST', `/proposals/${added.body.id}/comments`, { body: { text: 'ご確認ください。' } })).status).toBe(201);
  expect((await ask('officer', 'GET', `/proposals/${added.body.id}/comments`)).body.items).toEqual([expect.objectContaining({ text: 'ご確認ください。' })]);
  expect((await ask('officer', 'GET', `/proposals/${added.body.id}/history`)).body.items[0]).toMatchObject({ event: 'begin', to: 'draft' });
  expect((await ask('coordinator', 'PUT', `/proposals/${added.body.id}/exception`, { body: { until: '2099-01-01', reason: '担当者の交代' }, version: added.body.version })).status).toBe(200);
  expect((await ask('other', 'DELETE', `/proposals/${added.body.id}`, { version: 2 })).status).toBe(403);
  expect((await ask('officer', 'DELETE', `/proposals/${added.body.id}`, { version: (await ask('officer', 'GET', `/proposals/${added.body.id}`)).body.version })).status).toBe(204);
  for (const blank of ['', ' ', '　']) {
    expect((await ask('officer', 'POST', `/cycles/${strategy.id}/proposals`, { body: { name: blank, projectId } })).body).toMatchObject({ status: 400, errors: [{ pointer: '/name' }] });
    expect((await ask('coordinator', 'PUT', `/proposals/${added.body.id}/exception`, { body: { until: '2099-01-01', reason: blank }, version: 1 })).body).toMatchObject({ status: 400, errors: [{ pointer: '/reason' }] });
    expect((await ask('administrator', 'POST', '/departments', { body: { municipalityCode: '202096', name: blank } })).body).toMatchObject({ status: 400, errors: [{ pointer: '/name' }] });
  }
  const once = await ask('officer', 'POST', `/cycles/${strategy.id}/proposals`, { body: { name: '一度提出した指標', projectId, unit: '件', direction: 'higher', baseline: { text: '1件', year: 2024 }, target: { text: '2件', year: 2029 }, rationale: '理由', basis: '根拠' } });
  const submitted = await ask('officer', 'POST', `/proposals/${once.body.id}/actions/submit`, { body: {}, version: once.body.version });
  const returned = await ask('coordinator', 'POST', `/proposals/${once.body.id}/actions/return`, { body: { comment: '根拠を具体的に書いてください。' }, version: submitted.body.version });
  const kept = await ask('officer', 'DELETE', `/proposals/${once.body.id}`, { version: returned.body.version });
  expect([submitted.status, returned.body.state, kept.status, kept.body.code]).toEqual([200, 'returned', 409, 'wrong_state']);
  expect((await ask('coordinator', 'POST', `/cycles/${strategy.id}/reminders`, { body: {} })).status).toBe(202);
  expect((await ask('officer', 'POST', `/cycles/${strategy.id}/reminders`, { body: {} })).status).toBe(403);
  const moved = await ask('coordinator', 'PATCH', `/cycles/${strategy.id}`, { body: { deadlines: { submission: '2030-06-30', review: '2030-07-31', vote: '2030-08-31' } }, version: strategy.version });
  expect(moved.body.deadlines).toEqual({ submission: '2030-06-30', review: '2030-07-31', vote: '2030-08-31' });
  expect((await ask('coordinator', 'POST', `/cycles/${strategy.id}/documents`, { body: { kind: 'vision', format: 'pdf' } })).body).toMatchObject({ draft: true, state: 'queued', progress: 0 });
  const links = (await ask('coordinator', 'GET', `/plans/${strategy.planId}/links`)).body.items;
  expect(links.length).toBeGreaterThan(0);
  expect((await ask('coordinator', 'PUT', `/links/${links[0].id}`, { body: { state: 'dismissed' }, version: links[0].version })).body.state).toBe('dismissed');
});

it('names the departments that can answer for an indicator, also those that answer for none yet', async () => {
  const { body: organisation } = await ask('administrator', 'GET', '/people/organisation');
  const of = (code: string): string[] => organisation.municipalities.find((one: { code: string }) => one.code === code).departments.map(({ name }: { name: string }) => name);
  await ask('administrator', 'POST', '/departments', { body: { municipalityCode: '203831', name: 'まだ何も担当しない課' } });
  const { body, status } = await ask('coordinator', 'GET', `/plans/${(await vision()).planId}/departments?limit=1000`);
  expect(status).toBe(200);
  const named = (code: string): string[] => body.items.filter((one: { municipality: { code: string } }) => one.municipality.code === code).map(({ name }: { name: string }) => name);
  expect(named('202096')).toEqual(of('202096'));
  expect(named('203831')).toEqual([...of('203831'), 'まだ何も担当しない課']);
  expect(body.items[0].municipality.code).toBe('202096');
});

it('says how the whole of an indicator is made from a fiscal year on, one rule for a year', async () => {
  const { indicator } = await row('coordinator', '介護保険事業所');
  const path = `/indicators/${indicator.id}`;
  const { aggregation } = (await ask('viewer', 'GET', path)).body;
  expect(aggregation).toEqual([{ fromYear: 2019, rule: 'lead_only' }, { fromYear: 2024, rule: 'mean' }]);
  const twice = [{ fromYear: 2024, rule: 'sum' }, { fromYear: 2024, rule: 'mean' }];
  expect((await ask('coordinator', 'PATCH', path, { body: { aggregation: twice } })).body).toMatchObject({ status: 422, errors: [{ pointer: '/aggregation/1/fromYear', code: 'year_twice' }] });
  expect((await ask('officer', 'PATCH', path, { body: { aggregation: [] } })).status).toBe(403);
  expect((await ask('coordinator', 'PATCH', path, { body: { aggregation: [{ fromYear: 2025, rule: 'sum' }] } })).body.aggregation).toEqual([{ fromYear: 2025, rule: 'sum' }]);
  expect((await ask('coordinator', 'PATCH', path, { body: { aggregation } })).status).toBe(200);
});

it('lets the administrator keep the accounts, and nobody else', async () => {
  expect((await ask('coordinator', 'GET', '/people')).status).toBe(403);
  expect((await ask('administrator', 'GET', '/people')).body.items.length).toBeGreaterThan(20);
  const { body: organisation } = await ask('administrator', 'GET', '/people/organisation');
  const department = organisation.municipalities[0].departments[0].id;
  const invited = await ask('administrator', 'POST', '/people', { body: { email: 'shinnin@ina.example', name: '新しい担当者（デモ）', municipalityCode: '202096', password: 'mizuumi to yama no machi', roles: [{ role: 'officer', departmentId: department }] } });
  expect(invited.status).toBe(201);
  expect((await ask('administrator', 'POST', '/people', { body: { email: 'shinnin@ina.example', name: 'x', municipalityCode: '202096', password: 'mizuumi to yama no machi', roles: [] } })).status).toBe(409);
  const as = await api.signIn('shinnin@ina.example', 'mizuumi to yama no machi');
  expect((await ask('administrator', 'PATCH', `/people/${invited.body.id}`, { body: { active: false }, version: invited.body.version })).body.active).toBe(false);
  expect((await api.ask('GET', '/session', { as })).status).toBe(401);
  expect((await ask('administrator', 'GET', '/audit')).body.items[0]).toMatchObject({ event: 'change', subject: { type: 'person' } });
  expect((await ask('coordinator', 'GET', '/audit/export')).status).toBe(200);
});

describe('a stranger’s things', () => {
  it.each(operations.filter(({ path }) => /^\/(plans|cycles|proposals)\/\{id\}/.test(path)).map(({ method, path }) => [method, path] as const))('are not there: %s %s', async (method, path) => {
    const id = path.startsWith('/plans') ? strange.planId : path.startsWith('/cycles') ? strangeIds.cycle : strangeIds.proposal;
    const body: Record<string, unknown> = {
      '/plans/{id}': { endorsementAsked: true }, '/plans/{id}/grade-scales': { fromYear: 2024, by: 'level', bands: [], rest: '未達成', noValue: '値なし' },
      '/cycles/{id}': { deadlines: {} }, '/cycles/{id}/proposals': { name: 'x', projectId: strange.projectId }, '/cycles/{id}/bulk': { event: 'accept', items: [{ id: strangeIds.proposal, version: 2 }] },
      '/cycles/{id}/documents': { kind: 'vision', format: 'pdf' }, '/cycles/{id}/indicators/{indicatorId}/actuals/{year}': { text: '1件' }, '/proposals/{id}': { decision: 'keep' },
      '/proposals/{id}/exception': { until: '2099-01-01', reason: 'x' }, '/proposals/{id}/comments': { text: 'x' }, '/plans/{id}/narratives/{chapter}': { title: 'x', markdown: 'x' },
    };
    const url = path.replace('{id}', id).replace('{indicatorId}', strangeIds.proposal).replace('{chapter}', strangeIds.proposal).replace('{year}', '2024').replace('{event}', path.startsWith('/cycles') ? 'convene' : 'accept');
    const { status, text } = await ask('coordinator', method.toUpperCase() as Method, url, { ...(method === 'get' || method === 'delete' ? {} : { body: body[path] ?? {} }), version: 2 });
    expect(status).toBe(404);
    expect(text).not.toContain('他圏域');
  });
});

describe('bad input', () => {
  const bad: unknown[] = ['{', '[]', '"x"', 'null', '1e999', '{"__proto__":{"x":1}}', { a: '\u0000' }, { decision: 'keep', rationale: 'x\u0000' }, { decision: 7 }, { decision: 'keep', target: 'x' }, { text: 'あ'.repeat(5_000) }, { text: ['x'] },
    { event: 'accept', items: [{ id: 'x', version: 1e10 }] }, { fiscalYear: 1e20, planId: 'x' }, { deadlines: { submission: '2026-02-30' } }, { email: { $ne: 1 }, password: 'x' }, { unknown: true }];
  it('never becomes a fault of ours, on any call', async () => {
    const faults: string[] = [];
    // A session of its own: among the calls is the one that ends it.
    for (const { method, path } of operations) {
      const as = await api.signIn(people.coordinator, password);
      for (const id of ['x', '00000000-0000-4000-8000-000000000000', "'; drop table person; --"]) {
        const url = path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));
        for (const body of method === 'get' || method === 'delete' ? [undefined] : bad) {
          const answer = await api.ask(method.toUpperCase() as Method, url, { as, body, version: 1 });
          if (answer.status >= 500 || (answer.status >= 400 && !/[ぁ-ん]/.test(answer.body.detail))) faults.push(`${method} ${url} ${JSON.stringify(body)}: ${answer.text}`);
        }
      }
    }
    expect(faults).toEqual([]);
  }, 60_000);

  it('in a query is malformed, with a pointer', async () => {
    for (const query of ['limit=0', 'limit=-1', 'limit=x', 'cursor=x', 'department=x', 'state=blessed', 'limit=1&limit=2', 'q=%00']) {
      const { status, body } = await ask('coordinator', 'GET', `/cycles/${(await vision()).id}/sheet?${query}`);
      expect([query, status, body.code]).toEqual([query, 400, 'malformed']);
    }
    expect((await ask('coordinator', 'GET', '/audit?from=2026-02-30')).body.errors[0].pointer).toBe('?from');
  });

  it('of the wrong type is 415, too large 413, and from another site 403', async () => {
    const { id } = await vision();
    expect((await ask('coordinator', 'POST', `/cycles/${id}/bulk`, { body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await ask('coordinator', 'POST', `/cycles/${id}/bulk`, { body: JSON.stringify({ event: 'x'.repeat(1_100_000) }) })).status).toBe(413);
    expect((await ask('coordinator', 'POST', `/cycles/${id}/bulk`, { body: {}, headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
    expect((await ask('coordinator', 'POST', `/cycles/${id}/bulk`, { body: {}, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });
});

it('is alive, ready and measured, with the same guarding headers on everything', async () => {
  for (const [url, status] of [['/health/live', 200], ['/health/ready', 200], ['/metrics', 200], ['/api/openapi.json', 200], ['/api/v1/nothing', 404], ['/nothing', 404]] as const) {
    const answer = await app.inject({ method: 'GET', url });
    expect([url, answer.statusCode]).toEqual([url, status]);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    if (status === 404) expect(answer.headers['content-type']).toContain('application/problem+json');
  }
  const before = (await app.inject({ method: 'GET', url: '/metrics' })).payload;
  expect(before).toContain('kyosei_http_requests_total{status="2xx"}');
  for (const count of ['kyosei_outbox_messages{state="dead"} 0', 'kyosei_mails{state="unknown"} 0', 'kyosei_mails{state="refused"} 0']) expect(before).toContain(count);
  await db.write({ kind: 'system', name: '試験', partnershipIds: await db.partnershipIds() }, async (tx) => {
    await tx.rows(`update outbox set state = 'dead' where id = (select id from outbox where state = 'new' limit 1)`);
    for (const state of ['unknown', 'refused']) await tx.rows(`insert into mail (once_key, kind, person_id, address, subject, body, state) select $1, 'returned', id, 'x@ina.example', '件名', '本文', $1 from person limit 1`, [state]);
  });
  const after = (await app.inject({ method: 'GET', url: '/metrics' })).payload;
  for (const count of ['kyosei_outbox_messages{state="dead"} 1', 'kyosei_mails{state="unknown"} 1', 'kyosei_mails{state="refused"} 1']) expect(after).toContain(count);
});
