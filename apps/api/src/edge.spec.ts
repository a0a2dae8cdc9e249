import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { loadDemonstration } from '../../../seeds/load.js';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createApp } from './app.js';
import { isAddressOfTheApp } from './web.js';

const account = { email: 'kikaku-torimatome@ina.example', password: 'kyosei-mihon-aikotoba' };
const webDir = mkdtempSync(join(tmpdir(), 'kyosei-web-'));
mkdirSync(`${webDir}/assets`);
writeFileSync(`${webDir}/index.html`, '<!doctype html><html lang="ja"><title>年度見直し</title>');
writeFileSync(`${webDir}/assets/index-3f2a.js`, 'export {};');
writeFileSync(`${webDir}/icon.svg`, '<svg xmlns="http://www.w3.org/2000/svg"/>');
afterAll(() => rmSync(webDir, { recursive: true }));

interface World { readonly database: TestDatabase; readonly db: Db; readonly app: NestFastifyApplication; readonly cookie: string; close(): Promise<void> }
async function aWorld(settings: Record<string, string> = {}): Promise<World> {
  const database = await aDatabase();
  const db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  await loadDemonstration(db);
  const app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: webDir, ...settings }), db, pino({ level: 'silent' }));
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: account });
  const close = async (): Promise<void> => {
    await app.close();
    await db.close().catch(() => undefined);
    await database.drop();
  };
  return { database, db, app, cookie: String(answer.headers['set-cookie']).split(';')[0]!, close };
}

let world: World;
beforeAll(async () => void (world = await aWorld()), 30_000);
afterAll(() => world.close());
const inject = (method: 'GET' | 'POST' | 'HEAD', url: string, headers: Record<string, string> = {}, payload?: string) => world.app.inject({ method, url, headers: { cookie: world.cookie, ...headers }, ...(payload === undefined ? {} : { payload }) });

describe('the web app', () => {
  it.each(['/', '/cycles', '/cycles/1/sheet?department=2', '/help', '/what/ever'])('is served at %s, asked for anew each time', async (url) => {
    const answer = await inject('GET', url);
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
    expect(answer.payload).toContain('年度見直し');
  });

  it('may load and send from its own address only, and is framed by nobody', async () => {
    const { headers } = await inject('GET', '/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    );
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin' });
  });

  it('keeps its hashed files for ever, and a file that is gone does not come back as a page', async () => {
    expect((await inject('GET', '/assets/index-3f2a.js')).headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', 'content-type': expect.stringContaining('javascript') });
    expect((await inject('GET', '/icon.svg')).headers['cache-control']).toBe('no-cache');
    for (const url of ['/assets/index-0000.js', '/assets/old', '/favicon.ico', '/api/v1/nothing', '/api', '/health', '/../../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json']) {
      const answer = await inject('GET', url);
      expect([url, answer.statusCode, answer.headers['content-type']]).toEqual([url, 404, 'application/problem+json; charset=utf-8']);
    }
  });

  it('is told apart from the API and from files by the address alone', () => {
    expect(['/', '/apiary', '/proposals/x?y=a.b'].map(isAddressOfTheApp)).toEqual([true, true, true]);
    expect(['/api', '/api/v1/plans', '/health/live', '/metrics', '/assets/x', '/robots.txt'].map(isAddressOfTheApp)).toEqual([false, false, false, false, false, false]);
  });
});

describe('a long answer', () => {
  it('is packed for whoever takes gzip, and says the same', async () => {
    const [{ id }] = (await inject('GET', '/api/v1/cycles')).json().items;
    const plain = await inject('GET', `/api/v1/cycles/${id}/sheet`);
    const packed = await inject('GET', `/api/v1/cycles/${id}/sheet`, { 'accept-encoding': 'br, gzip' });
    expect([plain.headers['content-encoding'], packed.headers['content-encoding'], packed.headers['vary']]).toEqual([undefined, 'gzip', 'Accept-Encoding']);
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.payload);
    expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 4);
    expect((await inject('GET', `/api/v1/cycles/${id}/sheet`, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined();
    expect((await inject('GET', '/api/v1/session', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });
});

describe('a write', () => {
  it('says what it carries, and comes from our own pages or from no browser', async () => {
    const write = async (headers: Record<string, string>): Promise<number> => (await inject('POST', '/api/v1/session', headers, JSON.stringify(account))).statusCode;
    const json = { 'content-type': 'application/json' };
    expect(await write(json)).toBe(200);
    expect(await write({ ...json, host: 'kyosei.example', origin: 'http://kyosei.example' })).toBe(200);
    expect(await write({ ...json, host: 'kyosei.example', origin: 'http://kyosei.example.evil.example' })).toBe(403);
    expect(await write({ ...json, origin: 'null' })).toBe(403);
    expect(await write({ ...json, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await write({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect((await world.app.inject({ method: 'POST', url: '/api/v1/session', payload: JSON.stringify(account), headers: { 'content-type': '' } })).statusCode).toBe(415);
    expect((await world.app.inject({ method: 'POST', url: '/api/v1/session' })).json()).toMatchObject({ status: 415, code: 'wrong_type' });
  });
});

it('ties its cookie to this very host over HTTPS, and asks browsers to stay with HTTPS', async () => {
  const secure = await createApp(readConfig({ DATABASE_URL: world.database.url, WEB_DIR: webDir, PUBLIC_URL: 'https://kyosei.example' }), world.db, pino({ level: 'silent' }));
  const { headers } = await secure.inject({ method: 'POST', url: '/api/v1/session', payload: account, headers: { origin: 'https://kyosei.example' } });
  expect(String(headers['set-cookie'])).toMatch(/^__Host-kyosei=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  expect(headers['strict-transport-security']).toContain('max-age=31536000');
  await secure.close();
});

describe('on a real port', () => {
  let other: World;
  let port: number;
  beforeAll(async () => {
    other = await aWorld();
    await other.app.listen(0, '127.0.0.1');
    port = Number(new URL(await other.app.getUrl()).port);
  }, 30_000);
  afterAll(() => other.close());

  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => void socket.write(text));
      socket.setEncoding('utf8').on('data', (part: string) => (received += part)).on('close', () => resolve(received)).on('error', reject);
    });

  it.each([
    ['no HTTP at all', 'ABRACADABRA\r\n\r\n', 400, 'malformed'],
    ['a header too large', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ])('answers %s in the same words as everything else', async (_what, text, status, code) => {
    const answer = await raw(text);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('Content-Type: application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status, code, errors: [], detail: expect.stringMatching(/[ぁ-ん]/) });
  });

  it('finishes what has arrived before it closes, and takes nothing more', async () => {
    // A row that somebody else holds keeps the request waiting while the API is told to close.
    const holder = new pg.Client({ connectionString: other.database.url });
    await holder.connect();
    const [{ id, version }] = (await other.app.inject({ method: 'GET', url: '/api/v1/cycles', headers: { cookie: other.cookie } })).json().items;
    await holder.query('begin');
    await holder.query('lock table cycle in access exclusive mode');
    const answered = new Promise<{ status: number; body: string }>((resolve, reject) => {
      const body = JSON.stringify({ deadlines: { submission: '2030-06-30', review: '2030-07-31', vote: '2030-08-31' } });
      const asked = httpRequest({ port, host: '127.0.0.1', method: 'PATCH', path: `/api/v1/cycles/${id}`, headers: { cookie: other.cookie, 'content-type': 'application/json', 'if-match': `"${version}"`, 'content-length': Buffer.byteLength(body) } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      asked.on('error', reject).end(body);
    });
    await waitsForLock(holder);
    const closed = other.app.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(new Promise((resolve, reject) => connect(port, '127.0.0.1', () => resolve('connected')).on('error', reject))).rejects.toThrow('ECONNREFUSED');
    await holder.query('rollback');
    await holder.end();
    expect(await answered).toMatchObject({ status: 200, body: expect.stringContaining('2030-06-30') });
    await closed;
  });
});

async function waitsForLock(client: pg.Client): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { rowCount } = await client.query('select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())');
    if (rowCount) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nobody waits for the lock');
}

it('says 503 with when to try again while the database is gone, stays alive, and says so to whoever asks', async () => {
  const gone = await aWorld();
  await gone.database.drop();
  for (const [method, url] of [['GET', '/api/v1/tasks'], ['GET', '/api/v1/session'], ['POST', '/api/v1/session'], ['GET', '/health/ready']] as const) {
    const answer = await gone.app.inject({ method, url, headers: { cookie: gone.cookie }, ...(method === 'POST' ? { payload: account } : {}) });
    expect([url, answer.statusCode, answer.headers['content-type'], answer.headers['retry-after']]).toEqual([url, 503, 'application/problem+json; charset=utf-8', '5']);
    expect(answer.json()).toMatchObject({ status: 503, code: 'unavailable', detail: expect.stringContaining('少し待ってから') });
  }
  expect((await gone.app.inject({ method: 'GET', url: '/health/live' })).statusCode).toBe(200);
  await gone.close();
});
