import { aDataSource, Db, type Caller } from '#db';
import { GradeScales, type GradeScaleRequest } from '#services';
import { sheet } from '#views';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf, sessionOf, settle } from '../support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../support/worker-fixtures.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let coordinator: Caller;
let officer: Caller;
const cycles: Record<number, string> = {};
const indicators: Record<number, string> = {};

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  of = await aPartnership(db, '評価');
  await settle(db, of);
  [coordinator, officer] = [await sessionOf(db, of.coordinator), await sessionOf(db, of.officers[0])];
  for (const fiscalYear of [2023, 2024, 2025]) {
    cycles[fiscalYear] = await aCycle(db, of, { state: 'collecting', fiscalYear });
    const proposal = await aProposal(db, of, cycles[fiscalYear], { name: `${fiscalYear}年の指標`, state: 'draft' });
    const { id } = (await db.read(callerFor(of.id), (r) => r.row<{ id: string }>('select indicator_id as id from proposal where id = $1', [proposal])))!;
    indicators[fiscalYear] = id;
    await db.write(callerFor(of.id), async (tx) => {
      await tx.rows(`update indicator_definition set target_text = '100件', target_year = $2, baseline_text = '50件', baseline_year = 2019 where indicator_id = $1`, [id, fiscalYear]);
      await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) values ($1, $2, $3, '85件')`, [of.id, id, fiscalYear]);
    });
  }
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Row { achievement: { grade: string | null; scale: { version: number } } | null; wholes: { year: number; rule: string; value: { text: string } | null; arithmetic: string | null; reason: string | null }[]; checks: { code: string }[] }
const rowOf = async (year: number): Promise<Row> => (JSON.parse(await db.read(officer, (r, a) => sheet(r, a, { cycleId: cycles[year]!, departmentId: null, states: [], search: '', limit: 50, after: 0 }))) as { items: Row[] }).items[0]!;
const twoSteps = (more: Partial<GradeScaleRequest> = {}): GradeScaleRequest => ({ fromYear: 2024, by: 'level', reached: '達成', bands: [{ grade: 'ほぼ達成', percent: '90' }, { grade: '途上', percent: '80' }], rest: '未達成', noValue: '値なし', ...more });
const graded = async (): Promise<(string | null | undefined)[]> => Promise.all([2023, 2024, 2025].map(async (year) => (await rowOf(year)).achievement?.grade));

it('a scale holds from its fiscal year on, a newer version takes its place, and earlier years keep what they were graded with', async () => {
  const scales = new GradeScales(db);
  expect(await graded()).toEqual(['おおむね順調', 'おおむね順調', 'おおむね順調']);
  await scales.make(coordinator, of.planId, twoSteps(), null);
  expect(await graded()).toEqual(['おおむね順調', '途上', '途上']);
  await scales.make(coordinator, of.planId, twoSteps({ fromYear: 2025, bands: [], by: 'progress' }), null);
  await scales.make(coordinator, of.planId, twoSteps({ bands: [{ grade: '良好', percent: '85' }] }), null);
  expect(await graded()).toEqual(['おおむね順調', '良好', '未達成']);
  expect((await rowOf(2024)).achievement?.scale.version).toBe(2);
  const listed = (await scales.list(officer, of.planId)) as { fromYear: number | null; version: number; madeBy: string | null }[];
  expect(listed.map(({ fromYear, version, madeBy }) => [fromYear, version, madeBy])).toEqual([[2025, 1, '評価企画政策課 取りまとめ担当'], [2024, 2, '評価企画政策課 取りまとめ担当'], [2024, 1, '評価企画政策課 取りまとめ担当'], [null, 1, null]]);
});

it('only a coordinator makes a scale, its bands fall, and no word stands twice', async () => {
  const scales = new GradeScales(db);
  expect(await refusalOf(scales.make(officer, of.planId, twoSteps(), null))).toBe('not_allowed');
  expect(await refusalOf(scales.make(coordinator, of.planId, twoSteps({ bands: [{ grade: '途上', percent: '80' }, { grade: 'ほぼ', percent: '80' }] }), null))).toBe('invalid');
  expect(await refusalOf(scales.make(coordinator, of.planId, twoSteps({ rest: '達成' }), null))).toBe('invalid');
  const stranger = await aPartnership(db, 'よその評価');
  await settle(db, stranger);
  expect(await refusalOf(scales.list(await sessionOf(db, stranger.coordinator), of.planId))).toBe('not_found');
});

it('what municipalities report apart becomes the value of the whole, by the rule of the year, and is judged as one', async () => {
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows(`update indicator set aggregation = '[{"fromYear": 2019, "rule": "lead_only"}, {"fromYear": 2025, "rule": "mean"}]' where id = $1`, [indicators[2025]]);
    for (const [position, text] of [[0, '70件'], [1, '62.1件'], [2, '62.3件']] as const) {
      for (const year of [2023, 2024]) await tx.rows('insert into actual (partnership_id, indicator_id, year, municipality_id, text) values ($1, $2, $3, $4, $5)', [of.id, indicators[2025], year, of.municipalityIds[position], text]);
    }
  });
  expect((await rowOf(2025)).wholes.map(({ year, rule, value, arithmetic }) => [year, rule, value?.text, arithmetic])).toEqual([
    [2023, 'lead_only', '70件', expect.stringMatching(/の値$/)], [2024, 'lead_only', '70件', expect.stringMatching(/の値$/)],
  ]);
  await db.write(callerFor(of.id), (tx) => tx.rows(`update indicator set aggregation = '[{"fromYear": 2019, "rule": "lead_only"}, {"fromYear": 2024, "rule": "mean"}]' where id = $1`, [indicators[2025]]));
  expect((await rowOf(2025)).wholes.map(({ year, rule, value, arithmetic }) => [year, rule, value?.text, arithmetic])).toEqual([
    [2023, 'lead_only', '70件', expect.stringMatching(/の値$/)], [2024, 'mean', '64.8件', '（70 ＋ 62.1 ＋ 62.3）÷ 3'],
  ]);
});
