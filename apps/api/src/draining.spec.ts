import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { execFile } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createApp } from './app.js';
import { drainRefusedBodies } from './draining.js';

let database: TestDatabase;
let db: Db;
let app: NestFastifyApplication;
let base: string;
beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 2 }).initialize());
  app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: '/nowhere' }), db, pino({ level: 'silent' }));
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
}, 30_000);
afterAll(async () => {
  await app.close();
  await db.close();
  await database.drop();
});

const json = 'application/json';
const bytes = 'application/octet-stream';
const imports = '/api/v1/imports/vision-review?plan=00000000-0000-4000-8000-000000000000';

/** A client of its own process, as clients are: in one process with the server it never sends while the server closes. */
const client = `
  import { request } from 'node:http';
  const [url, method, type, size, how] = process.argv.slice(1);
  function* parts() { for (let sent = 0; sent < Number(size); sent += 100_000) yield Buffer.alloc(100_000, 0x20); }
  const seen = [];
  const closing = () => new Promise((resolve, reject) => request(url, { method, agent: false, headers: { 'content-type': type, connection: 'close' } }, (answer) => {
    let text = '';
    answer.on('data', (part) => (text += part)).on('end', () => resolve(new Response(text, { status: answer.statusCode, headers: answer.headers })));
  }).on('error', reject).end(Buffer.alloc(Number(size), 0x20)));
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const body = how === 'in chunks' ? { body: ReadableStream.from(parts()), duplex: 'half' } : { body: Buffer.alloc(Number(size), 0x20) };
    try {
      const answer = how === 'by a client that wants the connection closed' ? await closing() : await fetch(url, { method, headers: { 'content-type': type }, ...body });
      seen.push([answer.status, answer.headers.get('content-type'), (await answer.json()).code].join(' '));
    } catch (error) { seen.push(String(error.cause ?? error)); }
  }
  console.log(JSON.stringify(seen));
`;

describe('a body that is too large', () => {
  const cases = [6_000_000, 20_000_000].flatMap((size) => [json, bytes].flatMap((type) => [[size, type, 'of a known length'], [size, type, 'in chunks'], [size, type, 'by a client that wants the connection closed']] as const));

  it.each(cases)('of %i bytes is answered 413 every time, as %s, %s', async (size, type, how) => {
    const [method, path] = type === json ? ['POST', '/api/v1/session'] : ['PUT', imports];
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', client, `${base}${path}`, method, type, String(size), how]);
    expect(JSON.parse(stdout)).toEqual(Array.from({ length: 20 }, () => '413 application/problem+json; charset=utf-8 too_large'));
    expect((await fetch(`${base}/health/live`)).status).toBe(200);
  }, 60_000);
});

describe('a client that sends for ever', () => {
  let small: FastifyInstance;
  let port: number;
  beforeAll(async () => {
    small = fastify({ bodyLimit: 1_000 });
    drainRefusedBodies(small, { bytes: 2_000_000, ms: 300 });
    small.post('/', () => ({}));
    await small.listen({ port: 0, host: '127.0.0.1' });
    port = Number(new URL(small.listeningOrigin).port);
  });
  afterAll(() => small.close());
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${json}\r\nContent-Length: 900000000\r\n`;

  it('is cut off once it has sent too much', async () => {
    expect(await talk(port, `${head}\r\n`, 900_000_000)).not.toContain('HTTP/1.1 200');
  });

  it.each(['', 'Connection: close\r\n'])('is cut off when it takes too long (%j)', async (more) => {
    const socket = await opened(port);
    const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()).on('error', () => undefined));
    socket.resume().write(`${head}${more}\r\n   `);
    await ended;
  });
});

const opened = (port: number): Promise<Socket> => new Promise((resolve) => { const socket = connect(port, '127.0.0.1', () => resolve(socket)); });

/** Sends a head and so many blanks as fast as the other side takes them; gives what was answered once the connection is over. */
async function talk(port: number, head: string, size: number): Promise<string> {
  const socket = await opened(port);
  let received = '';
  const ended = new Promise<string>((resolve) => socket.setEncoding('utf8').on('data', (part: string) => (received += part)).on('error', () => undefined).on('close', () => resolve(received)));
  socket.write(head);
  const part = Buffer.alloc(100_000, 0x20);
  for (let sent = 0; sent < size && !socket.destroyed; sent += part.length) {
    if (!socket.write(part)) await new Promise<void>((resolve) => { socket.once('drain', resolve).once('close', resolve); });
  }
  return ended;
}
