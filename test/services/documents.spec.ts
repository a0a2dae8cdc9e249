import { aDataSource, Db } from '#db';
import { renderDocument, type DocumentKind, type Snapshot } from '#documents';
import { takeSnapshot } from '#services';
import { loadDemonstration } from '../../seeds/load.js';
import { tableRows } from '../../libs/documents/test/read-back.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: Db;
const snapshots = new Map<string, Snapshot>();

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 3 }).initialize());
  await loadDemonstration(db);
  const partnershipIds = await db.partnershipIds();
  await db.read({ kind: 'system', name: '試験', partnershipIds }, async (reader) => {
    for (const { id, kind } of await reader.rows<{ id: string; kind: string }>('select c.id, pl.kind from cycle c join plan pl on pl.id = c.plan_id', [])) {
      snapshots.set(kind, JSON.parse((await takeSnapshot(reader, id, null)).content) as Snapshot);
    }
  });
}, 30_000);
afterAll(async () => {
  await db.close();
  await database.drop();
});

const kinds: readonly DocumentKind[] = ['vision', 'comparison', 'review-form', 'progress'];
const made = (plan: string, kind: DocumentKind, format: 'html' | 'pdf') =>
  renderDocument({ snapshot: snapshots.get(plan)!, kind, format, draft: { watermark: '案', at: snapshots.get(plan)!.takenAt }, number: null });

it('takes of both plans what is in force, in the order of the plan', () => {
  expect([snapshots.get('vision')!.indicators.length, snapshots.get('strategy')!.indicators.length]).toEqual([19, 92]);
  const { plan, sections, chapters } = snapshots.get('strategy')!;
  expect([plan.levelNames, sections.length, chapters.map(({ title }) => title)]).toEqual([['基本的視点', '基本目標', 'リーディング・プロジェクト'], 3, ['目指す姿']]);
  expect(snapshots.get('vision')!.chapters.map(({ title, afterSections }) => [title, afterSections])).toEqual([['圏域の概況', false], ['圏域の将来像', false], ['推進体制', true]]);
});

it.each(['vision', 'strategy'].flatMap((plan) => kinds.map((kind) => [plan, kind] as const)))('makes of the %s its %s, for the screen and for paper', async (plan, kind) => {
  const rows = tableRows((await made(plan, kind, 'html')).bytes);
  const expected = { vision: { vision: 38, comparison: 0, 'review-form': 38, progress: 57 }, strategy: { vision: 184, comparison: 0, 'review-form': 184, progress: 276 } }[plan]![kind]!;
  // Each indicator at least in its table and in the record that its number leads to.
  expect(rows.length).toBeGreaterThanOrEqual(expected);
  expect((await made(plan, kind, 'pdf')).bytes.byteLength).toBeGreaterThan(20_000);
}, 20_000);

it('has no committee and no change to tell of where there is none', async () => {
  const text = new TextDecoder().decode((await made('strategy', 'vision', 'html')).bytes);
  for (const absent of ['協議の経過', '新旧対照表', '削除する指標', '（直接に属する事業）']) expect(text).not.toContain(absent);
  expect(text).toContain('伊那市');
});
