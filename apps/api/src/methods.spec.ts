import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createApp } from './app.js';
import { operations } from './openapi/operations.js';

const webDir = mkdtempSync(join(tmpdir(), 'kyosei-methods-'));
writeFileSync(`${webDir}/index.html`, '<!doctype html>');
let database: TestDatabase;
let db: Db;
const ports: number[] = [];
const apps: NestFastifyApplication[] = [];
beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 2 }).initialize());
  for (const dir of ['/nowhere', webDir]) {
    const app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: dir }), db, pino({ level: 'silent' }));
    await app.listen(0, '127.0.0.1');
    apps.push(app);
    ports.push(Number(new URL(await app.getUrl()).port));
  }
}, 30_000);
afterAll(async () => {
  for (const app of apps) await app.close();
  await db.close();
  await database.drop();
  rmSync(webDir, { recursive: true });
});

interface Told { readonly status: number; readonly allow: string | undefined; readonly type: string | undefined; readonly text: string }
const ask = (port: number, method: string, path: string): Promise<Told> =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', method, path, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: answer.statusCode ?? 0, allow: answer.headers.allow, type: answer.headers['content-type'], text }));
    }).on('error', reject).end();
  });
const some = '00000000-0000-4000-8000-000000000000';

describe.each([['without the web app', 0], ['beside the web app', 1]] as const)('%s', (_which, index) => {
  it('every path of the API says of every method that it does not know which there are, with or without a session', async () => {
    const paths = [...new Set(operations.map(({ path }) => path))];
    for (const path of paths) {
      // /people/organisation is a /people/{id} for the methods that it has not itself.
      const there = operations.filter((one) => new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)).map(({ method }) => method.toUpperCase());
      const allowed = [...new Set([...there, ...(there.includes('GET') ? ['HEAD'] : [])])].sort();
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].filter((one) => !allowed.includes(one))) {
        const told = await ask(ports[index]!, method, `/api/v1${path.replaceAll(/\{\w+\}/g, some)}`);
        expect([method, path, told.status, told.type, told.allow]).toEqual([method, path, 405, 'application/problem+json; charset=utf-8', allowed.join(', ')]);
        expect(JSON.parse(told.text)).toMatchObject({ code: 'wrong_method', detail: expect.stringContaining(`${method} では呼び出せません`) });
      }
    }
  }, 30_000);

  it('says exactly what there is', async () => {
    expect((await ask(ports[index]!, 'GET', `/api/v1/cycles/${some}/bulk`)).allow).toBe('POST');
    expect((await ask(ports[index]!, 'PUT', `/api/v1/cycles/${some}?x=1`)).allow).toBe('GET, HEAD, PATCH');
    expect((await ask(ports[index]!, 'DELETE', '/health/live')).allow).toBe('GET, HEAD');
    expect((await ask(ports[index]!, 'TRACE', '/api/openapi.json')).status).toBe(405);
  });

  it('leaves what is not there not there, and HEAD where GET is', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'TRACE']) for (const path of ['/api/v1/nothing', '/api/v1/cycles/x/y/z', '/api', '/nothing.txt']) expect([method, path, (await ask(ports[index]!, method, path)).status]).toEqual([method, path, method === 'POST' || method === 'PUT' ? expect.any(Number) : 404]);
    expect((await ask(ports[index]!, 'HEAD', '/health/live')).status).toBe(200);
    expect((await ask(ports[index]!, 'HEAD', '/api/v1/plans')).status).toBe(401);
  });
});

it('takes an address of the web app as known: it is asked for with GET', async () => {
  expect([(await ask(ports[1]!, 'GET', '/cycles')).status, (await ask(ports[1]!, 'TRACE', '/cycles')).allow]).toEqual([200, 'GET, HEAD']);
});
