import { randomUUID } from 'node:crypto';
import type { Snapshot } from '#documents';
import { aDataSource, Db, type Caller } from '#db';
import { narrative, narrativeHistory, narratives } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { Narratives, takeSnapshot } from './index.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let coordinator: Caller;
let officer: Caller;
let service: Narratives;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  of = await aPartnership(db, '伊那');
  await settle(db, of);
  [coordinator, officer] = [await sessionOf(db, of.coordinator), await sessionOf(db, of.officers[0])];
  service = new Narratives(db);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const chapter = (chapterId: string) => ({ planId: of.planId, chapterId });
const history = (id: string): Promise<object[]> => db.read(coordinator, (reader, actor) => narrativeHistory(reader, actor, of.planId, id));
const sectionId = async (): Promise<string> => (await db.read(coordinator, (reader) => reader.row<{ id: string }>('select id from section where plan_id = $1 limit 1', [of.planId])))!.id;

it('keeps every version of a chapter, with who wrote it', async () => {
  const id = randomUUID();
  expect(JSON.parse((await service.save(coordinator, chapter(id), 0, { title: '圏域の概況', markdown: '一' })).body)).toMatchObject({ id, version: 1, sectionId: null, afterSections: false });
  expect((await service.save(coordinator, chapter(id), 1, { title: '圏域の概況', markdown: '二', afterSections: true })).etag).toBe('"2"');
  expect(await history(id)).toEqual([
    { version: 2, title: '圏域の概況', markdown: '二', at: expect.any(String), actor: { id: of.coordinator.id, name: '伊那企画政策課 取りまとめ担当' } },
    { version: 1, title: '圏域の概況', markdown: '一', at: expect.any(String), actor: { id: of.coordinator.id, name: '伊那企画政策課 取りまとめ担当' } },
  ]);
  await expect(db.write(callerFor(of.id), (tx) => tx.rows(`update narrative_version set markdown = 'x' where narrative_id = $1`, [id]))).rejects.toThrow();
  const events = await db.read(coordinator, (reader) => reader.rows<{ event: string; difference: string }>(`select event, difference from audit_event where subject_type = 'narrative' and subject_id = $1 order by id`, [id]));
  expect(events[1]!.event).toBe('save');
  expect(JSON.parse(events[1]!.difference)).toEqual({ markdown: { old: '一', new: '二' }, afterSections: { old: false, new: true } });
});

it('of two who write at once, one wins and the other is told', async () => {
  const id = randomUUID();
  const both = await Promise.all(['甲', '乙'].map((markdown) => refusalOf(service.save(coordinator, chapter(id), 0, { title: '将来像', markdown }))));
  expect(both.sort()).toEqual([null, 'stale']);
  expect(await history(id)).toHaveLength(1);
});

it('is written by coordinators alone, and read by whoever knows the plan', async () => {
  const id = randomUUID();
  expect(await refusalOf(service.save(officer, chapter(id), 0, { title: '推進体制', markdown: '文' }))).toBe('not_allowed');
  expect(await refusalOf(service.save(coordinator, chapter(id), 4, { title: '推進体制', markdown: '文' }))).toBe('not_found');
  await service.save(coordinator, chapter(id), 0, { title: '推進体制', markdown: '文' });
  expect(await db.read(officer, (reader, actor) => narrative(reader, actor, of.planId, id))).toMatchObject({ title: '推進体制', markdown: '文' });
});

it('gives a section its text under the section’s own id and name', async () => {
  const id = await sectionId();
  const before = await db.read(coordinator, (reader, actor) => narrative(reader, actor, of.planId, id));
  expect(before).toMatchObject({ id, sectionId: id, markdown: '', version: 0 });
  const saved = JSON.parse((await service.save(coordinator, chapter(id), 0, { title: '別の名前', markdown: '- 要点' })).body) as object;
  expect(saved).toMatchObject({ id, sectionId: id, title: before.title, markdown: '- 要点', version: 1 });
  expect((await db.read(coordinator, (reader, actor) => narratives(reader, actor, of.planId))).filter((each) => each.sectionId === id)).toHaveLength(1);
});

it('goes into the snapshot, and a chapter without text stays out', async () => {
  const empty = randomUUID();
  await service.save(coordinator, chapter(empty), 0, { title: '資料編', markdown: ' \n' });
  const cycle = await aCycle(db, of, { state: 'deliberating' });
  await aProposal(db, of, cycle, { name: '空き家バンク登録件数', state: 'tabled' });
  const { content } = await db.read(coordinator, (reader) => takeSnapshot(reader, cycle, 1));
  const snapshot = JSON.parse(content) as Snapshot;
  expect(snapshot.chapters.map(({ title }) => title).sort()).toEqual(['圏域の概況', '将来像', '推進体制'].sort());
  expect(snapshot.sections[0]!.markdown).toBe('- 要点');
});
