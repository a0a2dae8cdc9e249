import nodemailer from 'nodemailer';
import pg from 'pg';
import { aDatabase } from './database.js';
import { aRedis } from './redis.js';
import { anSmtpSink } from './smtp.js';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('two databases are migrated, apart, and owned by a role that row security binds', async () => {
  const [one, other] = await Promise.all([aDatabase(), aDatabase()]);
  await ask(one.url, 'CREATE TABLE only_here()');
  expect(await ask(one.url, "SELECT to_regclass('only_here') IS NOT NULL AS here")).toEqual([{ here: true }]);
  expect(await ask(other.url, "SELECT to_regclass('only_here') IS NOT NULL AS here")).toEqual([{ here: false }]);
  expect(await ask(one.url, 'SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user')).toEqual([{ rolsuper: false, rolbypassrls: false }]);
  await Promise.all([one.drop(), other.drop()]);
  await expect(ask(one.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
});

test('a Redis that is killed comes back with what it was told, or with nothing where it keeps no file', async () => {
  const { Redis } = await import('ioredis');
  for (const [appendOnly, expected] of [[true, 'kept'], [false, null]] as const) {
    const server = await aRedis({ appendOnly });
    const before = new Redis(server.url, { retryStrategy: () => null });
    before.on('error', () => undefined);
    await before.set('word', 'kept');
    await server.kill();
    await server.start();
    const after = new Redis(server.url);
    expect(await after.get('word')).toBe(expected);
    after.disconnect();
    await server.stop();
  }
});

describe('the SMTP sink', () => {
  const mail = { from: 'a@ina.example', to: 'b@ina.example', subject: '期限', text: '.点で始まる行\n', messageId: '<m@ina.example>' };
  const send = (url: string, more = {}) => nodemailer.createTransport(`${url}?socketTimeout=300&greetingTimeout=300`).sendMail({ ...mail, ...more });

  test('takes each mail once, as it was sent', async () => {
    const sink = await anSmtpSink();
    await send(sink.url);
    const [taken] = await sink.received(1);
    expect(taken).toMatchObject({ from: 'a@ina.example', to: ['b@ina.example'], messageId: '<m@ina.example>' });
    await sink.close();
  });

  test.each([
    ['refuse', undefined, 0],
    ['silent', undefined, 0],
    ['busy', 421, 0],
    ['greylist', 450, 0],
    ['limit', 452, 0],
    ['unknownRecipient', 550, 0],
    ['temporaryAfterDot', 451, 0],
    ['permanentAfterDot', 554, 0],
    ['cutInData', undefined, 0],
    ['cutAfterDot', undefined, 1],
    ['silentAfterDot', undefined, 1],
  ] as const)('%s: the sender is told %s, and %i mails were taken; the next connection is served', async (behaviour, responseCode, taken) => {
    const sink = await anSmtpSink();
    sink.script(behaviour);
    const large = behaviour === 'cutInData' ? { text: '長い本文\n'.repeat(100_000) } : {};
    await expect(send(sink.url, large)).rejects.toMatchObject(responseCode === undefined ? { message: expect.any(String) } : { responseCode });
    expect(sink.mails).toHaveLength(taken);
    await send(sink.url);
    expect(sink.mails).toHaveLength(taken + 1);
    await sink.close();
  });

  test('one address can be refused while others are served', async () => {
    const sink = await anSmtpSink();
    sink.recipient('b@ina.example', 'unknownRecipient');
    await expect(send(sink.url)).rejects.toMatchObject({ responseCode: 550 });
    await send(sink.url, { to: 'c@ina.example' });
    sink.recipient('b@ina.example', 'accept');
    await send(sink.url);
    expect(sink.mails.map(({ to }) => to)).toEqual([['c@ina.example'], ['b@ina.example']]);
    await sink.close();
  });
});
