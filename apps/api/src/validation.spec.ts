import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { loadDemonstration } from '../../../seeds/load.js';
import { ApiClient, type Given } from '../../../test/support/api-client.js';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createApp } from './app.js';
import { nameOfField } from './field-names.js';
import { bodySchemas } from './openapi/bodies.js';

let database: TestDatabase;
let db: Db;
let app: NestFastifyApplication;
let api: ApiClient;
let as: string;
let proposal: { id: string; version: number };
let cycleId: string;
beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  await loadDemonstration(db);
  app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: '/nowhere' }), db, pino({ level: 'silent' }));
  api = await ApiClient.of(app);
  as = await api.signIn('kikaku-torimatome@ina.example', 'kyosei-mihon-aikotoba');
  cycleId = (await api.ask('GET', '/cycles', { as })).body.items[0].id;
  proposal = (await api.ask('GET', `/cycles/${cycleId}/sheet?limit=1`, { as })).body.items[0].proposal;
}, 30_000);
afterAll(async () => {
  await app.close();
  await db.close();
  await database.drop();
});

const some = '00000000-0000-4000-8000-000000000000';
const faultsOf = ({ body }: Given): [string, string, string][] => body.errors.map(({ pointer, code, message }: Record<string, string>) => [pointer, code, message]);

describe('a body of the wrong shape', () => {
  it.each([
    ['/session', {}, [['/email', 'required', 'メールアドレスを入力してください。'], ['/password', 'required', 'パスワードを入力してください。']]],
    ['/session', { email: 7, password: '' }, [['/email', 'isString', '文字で入力してください。'], ['/password', 'minLength', '入力してください。']]],
    ['/session', { email: null, password: 'x'.repeat(1_001) }, [['/email', 'required', 'メールアドレスを入力してください。'], ['/password', 'maxLength', '長すぎます。短くしてください。']]],
    ['/session', { email: 'x', password: 'x', more: null }, [['/more', 'whitelistValidation', 'この項目は受け付けていません。']]],
    ['/cycles', { planId: some }, [['/fiscalYear', 'required', '年度を入力してください。']]],
    ['/cycles', { planId: some, fiscalYear: '2025' }, [['/fiscalYear', 'isInt', '整数で入力してください。']]],
    ['/cycles', { planId: 'x', fiscalYear: 1 }, [['/planId', 'isUuid', '一覧から選び直してください。'], ['/fiscalYear', 'min', '値が小さすぎます。']]],
    [`/cycles/${some}/bulk`, { event: 'accept' }, [['/items', 'required', '対象の一覧を入力してください。']]],
    [`/cycles/${some}/bulk`, { event: 'accept', items: 'x' }, [['/items', 'isArray', '一覧で送ってください。']]],
    [`/cycles/${some}/bulk`, { event: 'accept', items: [{ id: some, version: 1 }, null] }, [['/items/1', 'isObject', '決められた形で送ってください。']]],
    [`/cycles/${some}/bulk`, { event: 'accept', items: [{ id: some, version: 1 }, { version: '1' }] }, [['/items/1/id', 'required', '見直し案を入力してください。'], ['/items/1/version', 'isInt', '整数で入力してください。']]],
    [`/cycles/${some}/reminders`, { departmentIds: [some, 'x'] }, [['/departmentIds/1', 'isUuid', '一覧から選び直してください。']]],
  ])('says of each place what is wanted before how much of it: %s %j', async (path, body, faults) => {
    const given = await api.ask('POST', path, { as, body });
    expect([given.status, given.body.code, faultsOf(given)]).toEqual([400, 'malformed', faults]);
  });

  it('has a name for every field that a body must have', () => {
    const required = (schema: Record<string, unknown>): string[] => Object.entries(schema).flatMap(([key, part]) =>
      key === 'required' ? (part as string[]) : typeof part === 'object' && part !== null ? required(part as Record<string, unknown>) : []);
    expect([...new Set(Object.values(bodySchemas).flatMap((schema) => required(schema as Record<string, unknown>)))].filter((field) => nameOfField(field) === 'この項目')).toEqual([]);
  });

  it('names an action that there is none of, in a bulk, as what is wrong with the body', async () => {
    const given = await api.ask('POST', `/cycles/${cycleId}/bulk`, { as, body: { event: 'bless', items: [{ id: proposal.id, version: proposal.version }] } });
    expect([given.status, given.body.code, given.body.errors[0].pointer, given.body.errors[0].code]).toEqual([422, 'invalid', '/event', 'unknown_event']);
  });
});

describe('a text', () => {
  const say = (text: string): Promise<Given> => api.ask('POST', `/proposals/${proposal.id}/comments`, { as, body: { text } });
  const refused = [...Array.from({ length: 9 }, (_, code) => code), 0x0c, ...Array.from({ length: 18 }, (_, index) => 0x0e + index), 0xfffe, 0xffff, 0xd800, 0xdfff];
  it.each(refused)('that no document could hold is refused: U+%i', async (code) => {
    const given = await say(`あ${String.fromCharCode(code)}い`);
    expect([given.status, faultsOf(given).map(([pointer, name]) => [pointer, name])]).toEqual([400, [['/text', 'unstorable_text']]]);
  });

  it('keeps its tabs and line breaks, and a vertical tab of Excel becomes one', async () => {
    const given = await say('一\u000b二\t三\n四\r\n五𠮷\ufffd');
    expect([given.status, given.body.text]).toEqual([201, '一\n二\t三\n四\r\n五𠮷\ufffd']);
  });

  it('is refused deep inside, and as a name, too', async () => {
    const body = { decision: 'keep', target: { text: 'x\u0001' }, 'y\u0002': 1 };
    expect(faultsOf(await api.ask('PUT', `/proposals/${proposal.id}`, { as, body, version: proposal.version }))[0]?.slice(0, 2)).toEqual(['/target/text', 'unstorable_text']);
  });
});

describe('a body that is no honest JSON', () => {
  const send = async (payload: string | Buffer, type = 'application/json'): Promise<{ status: number; code: string; detail: string }> => {
    const answer = await app.inject({ method: 'POST', url: `/api/v1/proposals/${proposal.id}/comments`, headers: { cookie: as, 'content-type': type }, payload });
    return { status: answer.statusCode, ...answer.json<{ code: string; detail: string }>() };
  };

  it.each([
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from('{"text":"'), 0x82, 0xa0, ...Buffer.from('"}')]), 'UTF-8'],
    ['a half of a character', Buffer.from([...Buffer.from('{"text":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]), 'UTF-8'],
    ['a name twice', '{"text":"一","text":"二"}', '「text」が二度'],
    ['a name twice, once in disguise', '{"text":"一", "te\\u0078t" :"二"}', '「text」が二度'],
    ['a name twice deep inside', '{"text":[{"a":{"b":"}\\"{","c":1,"b":2}}]}', '「b」が二度'],
    ['two values', '{"text":"一"} {}', 'JSON として'],
    ['a prototype', '{"text":"一","__proto__":{}}', 'JSON として'],
  ])('is malformed: %s', async (_what, payload, words) => {
    expect(await send(payload)).toMatchObject({ status: 400, code: 'malformed', detail: expect.stringContaining(words) });
  });

  it('takes the same name in different things, and values that look like names', async () => {
    const body = { event: 'accept', items: [{ id: proposal.id, version: 0 }, { id: proposal.id, version: 0 }], comment: '"event":"accept",{"event":' };
    expect((await api.ask('POST', `/cycles/${cycleId}/bulk`, { as, body })).status).toBe(200);
  });

  it.each(['utf-16', 'shift_jis', '"iso-8859-1"', 'windows-31j'])('in another charset is of the wrong type: %s', async (charset) => {
    expect(await send('{"text":"x"}', `application/json; charset=${charset}`)).toMatchObject({ status: 415, code: 'wrong_type', detail: expect.stringContaining('UTF-8') });
  });

  it.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('in UTF-8 is taken, however it is said: %s', async (charset) => {
    expect((await send('\ufeff{"text":"x"}', `application/json;charset=${charset}`)).status).toBe(201);
  });
});
