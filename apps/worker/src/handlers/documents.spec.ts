import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { aDataSource, Db, type DocumentToMake } from '#db';
import { RenderFailed } from '#documents';
import { Documents } from '#services';
import { documentFile } from '#views';
import { visionSnapshot } from '../../../../libs/documents/test/vision-snapshot.js';
import { aCycle, aPartnership, aWorld, callerFor, eventually, outboxOf, say, type Partnership } from '../../../../test/support/worker-fixtures.js';
import { refusalOf, sessionOf, settle } from '../../../../test/support/sessions.js';
import { renderers } from '../renderers.js';
import { CannotRender, documentRequested, type Renderer } from './document-requested.js';

let world: Awaited<ReturnType<typeof aWorld>>;
let db: Db;
let of: Partnership;
let cycle: string;
const log = pino({ level: 'silent' });
const never = new AbortController().signal;

beforeAll(async () => {
  world = await aWorld();
  db = world.db;
  of = await aPartnership(db, '伊那');
  await settle(db, of);
  cycle = await aCycle(db, of, { state: 'finalized' });
});
afterAll(() => world.close());

interface Row { readonly state: string; readonly error: string | null; readonly sha256: string | null; readonly done: number; readonly total: number; readonly file_name: string | null }
const rowOf = async (id: string): Promise<Row> => (await db.read(callerFor(of.id), (reader) => reader.row<Row>('select state, error, sha256, sections_done as done, sections_total as total, file_name from document where id = $1', [id])))!;
const change = (sql: string, id: string): Promise<unknown> => db.write(callerFor(of.id), (tx) => tx.rows(sql, [id]));

/** A document that is asked for, of what was frozen; each snapshot is one of its own. */
async function asked({ kind = 'vision', format = 'html', draft = false }: { kind?: string; format?: string; draft?: boolean } = {}): Promise<{ id: string; messageId: string }> {
  const content = JSON.stringify(await visionSnapshot());
  const id = await db.write(callerFor(of.id), async (tx) => {
    const snapshot = (await tx.row<{ id: string }>(
      `insert into snapshot (partnership_id, cycle_id, number, draft, content, sha256) values ($1, $2, case when $3 then null else (select coalesce(max(number), 0) + 1 from snapshot where cycle_id = $2) end, $3, $4, $5) returning id`,
      [of.id, cycle, draft, content, createHash('sha256').update(content).digest('hex')]))!;
    return (await tx.row<{ id: string }>('insert into document (partnership_id, cycle_id, snapshot_id, kind, format, draft) values ($1, $2, $3, $4, $5, $6) returning id', [of.id, cycle, snapshot.id, kind, format, draft]))!.id;
  });
  await say(db, of, { topic: 'document.requested', documentId: id });
  return { id, messageId: (await outboxOf(db, of)).at(-1)!.id };
}

const run = ({ id, messageId }: { id: string; messageId: string }, renderer: Renderer, door: Db = db, signal: AbortSignal = never): Promise<void> =>
  documentRequested(door, { vision: renderer }, log)({ topic: 'document.requested', documentId: id }, { messageId, partnershipId: of.id, signal });

const bytesOf = (document: DocumentToMake): Buffer => Buffer.from(`whole document ${document.id} `.repeat(500));
const fileOf = (document: DocumentToMake) => {
  const bytes = bytesOf(document);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), mediaType: 'text/html', fileName: 'x.html' };
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const inSteps: Renderer = async (document, { onProgress }) => {
  for (let step = 1; step <= 4; step += 1) {
    await pause(2);
    onProgress(step, 4);
  }
  return fileOf(document);
};

it.each([['vision', 'pdf'], ['comparison', 'docx'], ['progress', 'xlsx'], ['review-form', 'html']])('makes %s as %s in a process of its own, stored under its hash and read back whole', async (kind, format) => {
  const { id, messageId } = await asked({ kind, format });
  await documentRequested(db, renderers(), log)({ topic: 'document.requested', documentId: id }, { messageId, partnershipId: of.id, signal: never });
  const row = await rowOf(id);
  expect([row.state, row.error, row.done, row.total > 0]).toEqual(['ready', null, row.total, true]);
  expect(row.file_name).toMatch(new RegExp(`^第3期伊那地域定住自立圏共生ビジョン.*\\.${format}$`));
  const file = await db.read(await sessionOf(db, of.coordinator), (reader, actor) => documentFile(reader, actor, id));
  expect(createHash('sha256').update(file.bytes).digest('hex')).toBe(row.sha256);
}, 30_000);

it('killed at any of 200 random moments, shows no part of a document, and makes the whole of it afterwards', async () => {
  const reader = await sessionOf(db, of.coordinator);
  const owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
  const served = new Set<string>();
  let unfinished = 0;
  try {
    for (let time = 0; time < 200; time += 1) {
      const document = await asked();
      const name = `victim-${randomUUID()}`;
      const victim = new Db(await aDataSource({ url: world.url, poolSize: 3, applicationName: name }).initialize());
      const ending = run(document, inSteps, victim).catch(() => undefined);
      await pause(Math.random() * 30);
      // All that a dead process leaves to the database: connections that are gone, in the middle of whatever they did.
      await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]);
      await ending;
      await victim.close().catch(() => undefined);
      const row = await rowOf(document.id);
      const refused = await refusalOf(db.read(reader, (r, actor) => documentFile(r, actor, document.id)));
      if (row.state === 'ready') expect(refused).toBeNull();
      else {
        unfinished += 1;
        expect([row.state === 'queued' || row.state === 'compiling', row.sha256, refused]).toEqual([true, null, 'wrong_state']);
      }
      await run(document, inSteps);
      const file = await db.read(reader, (r, actor) => documentFile(r, actor, document.id));
      expect(file.bytes.equals(bytesOf({ id: document.id } as DocumentToMake))).toBe(true);
      served.add(file.sha256);
    }
  } finally {
    await owner.end();
  }
  expect(served.size).toBe(200);
  // The moments lay before the end as well as behind it.
  expect(unfinished).toBeGreaterThan(20);
}, 120_000);

it('ended with its worker, leaves the message open for another', async () => {
  const document = await asked();
  const ending = new AbortController();
  const waiting: Renderer = (_document, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new RenderFailed('cancelled', '取り消しました。'))));
  const running = run(document, waiting, db, ending.signal);
  await eventually(() => rowOf(document.id), ({ state }) => state === 'compiling');
  ending.abort();
  await expect(running).rejects.toThrow();
  expect((await outboxOf(db, of)).find(({ id }) => id === document.messageId)!.state).not.toBe('done');
  await run(document, inSteps);
  expect((await rowOf(document.id)).state).toBe('ready');
});

it('shows how far it is, and stops within two seconds of being cancelled', async () => {
  const document = await asked();
  const slow: Renderer = (_document, { onProgress, signal }) => new Promise((_resolve, reject) => {
    onProgress(3, 11);
    signal.addEventListener('abort', () => reject(new RenderFailed('cancelled', '取り消しました。')));
  });
  const running = run(document, slow);
  await eventually(() => rowOf(document.id), ({ done, total }) => done === 3 && total === 11);
  await change(`update document set state = 'cancelled', finished_at = clock_timestamp() where id = $1`, document.id);
  const from = performance.now();
  await running;
  expect(performance.now() - from).toBeLessThan(2_000);
  expect(await rowOf(document.id)).toMatchObject({ state: 'cancelled', error: null, sha256: null });
});

describe('a document that is cancelled and asked for again', () => {
  it('is made by its new message: the renderer that was stopped says nothing of it', async () => {
    const document = await asked();
    let stopped: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (stopped = resolve));
    const slowToStop: Renderer = (_document, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => void released.then(() => reject(new RenderFailed('cancelled', '取り消しました。')))));
    const running = run(document, slowToStop);
    await eventually(() => rowOf(document.id), ({ state }) => state === 'compiling');
    const documents = new Documents(db);
    const coordinator = await sessionOf(db, of.coordinator);
    await documents.cancel(coordinator, document.id);
    await pause(1_300);
    const again = async (): Promise<void> => void (await documents.request(coordinator, cycle, { kind: 'vision', format: 'html' }, null));
    // Asked by two at once, it is brought back once.
    await Promise.all([again(), again()]);
    const messages = (await outboxOf(db, of)).filter(({ id, state }) => state === 'new' && id !== document.messageId);
    expect(messages).toHaveLength(1);
    stopped();
    await running;
    expect(await rowOf(document.id)).toMatchObject({ state: 'queued', error: null });
    await run({ id: document.id, messageId: messages[0]!.id }, inSteps);
    expect((await rowOf(document.id)).state).toBe('ready');
    expect((await outboxOf(db, of)).filter(({ id }) => id === document.messageId || id === messages[0]!.id).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('is left to the worker that took it up, when the one before fails', async () => {
    const document = await asked();
    let fail: () => void = () => undefined;
    const first = run(document, () => new Promise((_resolve, reject) => (fail = () => reject(new CannotRender('壊れました。')))));
    await eventually(() => rowOf(document.id), ({ state }) => state === 'compiling');
    let end: () => void = () => undefined;
    const second = run(document, (asked) => new Promise((resolve) => (end = () => resolve(fileOf(asked)))));
    await eventually(async () => (await db.read(callerFor(of.id), (reader) => reader.row<{ version: number }>('select version from document where id = $1', [document.id])))!.version, (version) => version === 3);
    fail();
    await first;
    expect((await rowOf(document.id)).state).toBe('compiling');
    end();
    await second;
    expect((await rowOf(document.id)).state).toBe('ready');
  });
});

it.each([
  ['what the renderer says for people', new CannotRender('メモリーが足りません。管理者に上限の引上げを依頼してください。'), 'メモリーが足りません。管理者に上限の引上げを依頼してください。'],
  ['a fault of ours', new TypeError('x is undefined'), /の文書（html）を作成できませんでした。もう一度作成し、それでもできないときは管理者に知らせてください。$/],
])('says on the record what to do: %s', async (_what, error, words) => {
  const document = await asked();
  await run(document, () => Promise.reject(error));
  const row = await rowOf(document.id);
  expect([row.state, row.sha256]).toEqual(['failed', null]);
  expect(row.error).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
});

it('says of a format that nobody can make which way out there is', async () => {
  const document = await asked({ format: 'epub' });
  await documentRequested(db, renderers(), log)({ topic: 'document.requested', documentId: document.id }, { messageId: document.messageId, partnershipId: of.id, signal: never });
  expect((await rowOf(document.id)).error).toMatch(/epub では作成できません。形式を選び直してください。$/);
});
