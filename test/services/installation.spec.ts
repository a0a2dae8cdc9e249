import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { beginInstallation } from '#services';
import { createApp } from '../../apps/api/src/app.js';
import { ApiClient, type Given, type Wish } from '../support/api-client.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(60_000);
const administrator = { email: 'kanri@ina.example', password: 'yama to kawa no machi', municipality: { code: '202096', name: '伊那市' } };
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const seed = (name: string): Buffer => readFileSync(path.resolve(__dirname, '..', '..', 'seeds', name));

let database: TestDatabase;
let db: Db;
let app: NestFastifyApplication;
let api: ApiClient;
let as = '';
beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  expect(await beginInstallation(db, administrator)).toBe(true);
  app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: '/nowhere' }), db, pino({ level: 'silent' }));
  api = await ApiClient.of(app);
  as = await api.signIn(administrator.email, administrator.password);
});
afterAll(async () => {
  await app.close();
  await db.close();
  await database.drop();
});
const ask = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, wish: Wish = {}): Promise<Given> => api.ask(method, url, { as, ...wish });

it('begins once: whoever comes second finds somebody there', async () => {
  expect(await beginInstallation(db, { ...administrator, email: 'other@ina.example' })).toBe(false);
  await expect(beginInstallation(db, { ...administrator, password: 'password' })).rejects.toMatchObject({ code: 'invalid' });
});

it('from an administrator alone to two plans filled by their forms, over HTTP', async () => {
  for (const [code, name] of [['203831', '箕輪町'], ['203858', '南箕輪村']] as const) expect((await ask('POST', '/municipalities', { body: { code, name } })).status).toBe(201);
  expect((await ask('POST', '/municipalities', { body: { code: '203831', name: '箕輪町' } })).status).toBe(409);
  for (const code of ['203832', '208331', '203850']) expect((await ask('POST', '/municipalities', { body: { code, name: '書き違い' } })).body).toMatchObject({ status: 422, errors: [{ pointer: '/code', code: 'check_digit', message: expect.stringContaining('6桁を確かめて') }] });
  expect((await ask('POST', '/departments', { body: { municipalityCode: '202096', name: '商工振興課' } })).status).toBe(201);
  expect((await ask('POST', '/departments', { body: { municipalityCode: '202096', name: '商工振興課' } })).status).toBe(409);
  expect((await ask('POST', '/departments', { body: { municipalityCode: '999999', name: '商工振興課' } })).status).toBe(422);

  const years = { baseYear: 2024, fromYear: 2026, toYear: 2030, targetYear: 2030 };
  const vision = await ask('POST', '/plans', { body: { kind: 'vision', title: '共生ビジョン', ...years, levelNames: ['視点', '政策分野'], partnershipName: '伊那地域定住自立圏', municipalities: ['202096', '203831', '203858'] } });
  const strategy = await ask('POST', '/plans', { body: { kind: 'strategy', title: '総合戦略', ...years, partnershipName: '伊那市', municipalities: ['202096'] } });
  expect([vision.status, strategy.status, vision.body.municipalities.map(({ name, central }: { name: string; central: boolean }) => [name, central])]).toEqual([201, 201, [['伊那市', true], ['箕輪町', false], ['南箕輪村', false]]]);
  expect((await ask('POST', '/plans', { body: { kind: 'strategy', title: 'よその戦略', ...years, partnershipName: 'よそ', municipalities: ['203831'] } })).body.errors[0].code).toBe('own_municipality_missing');

  const me = (await ask('GET', '/people')).body.items[0];
  const plans = [vision.body.id, strategy.body.id];
  const coordinating = await ask('PATCH', `/people/${me.id}`, { version: me.version, body: { roles: [{ role: 'administrator' }, ...plans.map((planId) => ({ role: 'coordinator', planId }))] } });
  expect(coordinating.status).toBe(200);

  for (const [planId, form, file, created] of [[plans[0], 'vision-review', 'vision-kpi-review.xlsx', 19], [plans[1], 'strategy', 'strategy-kpi.xlsx', 92]] as const) {
    const taken = await ask('PUT', `/imports/${form}?plan=${planId}`, { file: { bytes: seed(file), type: xlsx } });
    expect([taken.status, taken.body.created]).toEqual([200, created]);
    expect((await ask('GET', `/plans/${planId}/indicators?limit=200`)).body.items.length).toBe(created);
  }
  const [first] = (await ask('GET', `/plans/${plans[0]}/indicators?limit=1`)).body.items;
  expect(first).toMatchObject({ name: '助成制度適用設備投資額', direction: 'higher', baseline: { year: 2019, value: { text: '186億円/年' } } });
  expect((await ask('PATCH', `/indicators/${first.id}`, { body: { direction: 'none', aggregation: [{ fromYear: 2024, rule: 'sum' }] } })).body).toEqual({ id: first.id, direction: 'none', nature: 'flow', aggregation: [{ fromYear: 2024, rule: 'sum' }] });
  expect((await ask('GET', `/plans/${plans[0]}/indicators?limit=1`)).body.items[0].direction).toBe('none');
});
