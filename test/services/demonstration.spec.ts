import { closure } from '#core';
import { aDataSource, Db } from '#db';
import { loadDemonstration, type Loaded } from '../../seeds/load.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: Db;
let loaded: Loaded;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 3 }).initialize());
  loaded = await loadDemonstration(db);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function rows<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> {
  const partnershipIds = await db.partnershipIds();
  return db.read({ kind: 'system', name: '試験', partnershipIds }, (reader) => reader.rows<Row>(sql, values));
}
const count = async (sql: string, ...values: unknown[]): Promise<number> => (await rows<{ n: number }>(`select count(*)::int as n from ${sql}`, ...values))[0]!.n;

it('loads of the vision what is in force: 19 indicators in 14 projects, and not the four new ones', async () => {
  expect(await count(`indicator i join plan p on p.id = i.plan_id where p.kind = 'vision'`)).toBe(19);
  expect(await count(`project r join plan p on p.id = r.plan_id where p.kind = 'vision'`)).toBe(14);
  expect(await count(`indicator_definition where name in ('放送番組数', 'サービス利用者数', '圏域での移住体験ツアー等の実施回数', 'ツールの運用に向けた研究・操作研修会等の実施回数')`)).toBe(0);
  expect(await rows(`select d.target_text as target, d.target_year as year, d.baseline_text as baseline, d.baseline_year as since, d.basis, d.unit from indicator_definition d where d.name = '産業立地数'`))
    .toEqual([{ target: '4件/年', year: 2025, baseline: '3件/年', since: 2019, basis: '', unit: '件' }]);
});

it('loads of the strategy 3 viewpoints, 9 leading projects, 66 projects (6 without indicators), 92 indicators (9 without target), 20 departments', async () => {
  const strategy = (what: string): string => `${what} join plan p on p.id = x.plan_id and p.kind = 'strategy'`;
  expect(await count(`${strategy('section x')} where x.level = 1`)).toBe(3);
  expect(await count(`${strategy('section x')} where x.level = 3`)).toBe(9);
  expect(await count(strategy('project x'))).toBe(66);
  expect(await count(`${strategy('project x')} where not exists (select from indicator i where i.project_id = x.id)`)).toBe(6);
  expect(await count(strategy('indicator x'))).toBe(92);
  expect(await count(`${strategy('indicator x')} join indicator_definition d on d.indicator_id = x.id where d.target_text = ''`)).toBe(9);
  expect(await count(`(select distinct o.department_id from project_department o join project x on x.id = o.project_id join plan p on p.id = x.plan_id and p.kind = 'strategy') departments`)).toBe(20);
});

it('gives joint indicators several owners, the first of whom leads', async () => {
  const owners = (name: string): Promise<object[]> => rows(`select dep.name, o.lead from indicator_definition d join indicator_department o on o.indicator_id = d.indicator_id join department dep on dep.id = o.department_id where d.name = $1 order by o.position`, name);
  expect(await owners('市公式ライン登録者数')).toEqual([{ name: '秘書広報課', lead: true }, { name: '地域創造課', lead: false }]);
  expect(await owners('協議会等の開催回数')).toHaveLength(5);
});

it('keeps every value to the letter, R3 to R5, and none of the year under review', async () => {
  const actuals = (name: string): Promise<object[]> => rows(`select a.year, a.text from actual a join indicator_definition d on d.indicator_id = a.indicator_id where d.name = $1 order by a.year`, name);
  expect(await actuals('伊那市LINE公式アカウント利用者数')).toEqual([{ year: 2022, text: '4,700人' }, { year: 2023, text: '5,838人' }]);
  expect(await actuals('ドアツードア乗合タクシー・ぐるっとタクシー利用者数 タクシー運賃補助移動支援利用者数')).toEqual([
    { year: 2021, text: '88.9件 37.7%' }, { year: 2022, text: '111.7件 41.2%' }, { year: 2023, text: '乗合タクシー 1日平均:123.4人 乗合率:33.8% 運賃補助 1日平均:125.3件' },
  ]);
  expect(await count('actual where year >= 2024')).toBe(0);
  expect(await rows(`select d.baseline_text as text from indicator_definition d where d.name = 'カーボンオフセット事業によるCO ₂ 吸収量'`)).toEqual([{ text: '192.2t-CO ₂ /年' }]);
});

it('lists what could not be read, with its cell', () => {
  expect(loaded.findings.map(({ cell, code }) => [cell, code])).toEqual([['KPI見直し!C14', 'project_missing']]);
});

it('opens one review per plan with its deadlines from today on, as the coordinator', async () => {
  const cycles = await rows<{ submission: string }>(`select c.state, c.fiscal_year as year, c.submission_deadline::text as submission, c.submission_deadline - (c.created_at at time zone 'Asia/Tokyo')::date between 21 and 28 as "inThreeWeeks",
    (select count(*)::int from proposal x where x.cycle_id = c.id and x.state = 'draft') as drafts,
    (select p.name from cycle_step s join person p on p.id = s.actor_id where s.cycle_id = c.id and s.action = 'open') as opener from cycle c join plan pl on pl.id = c.plan_id order by pl.kind desc`);
  const opener = '伊那市 企画政策課 取りまとめ担当（デモ）';
  expect(cycles).toMatchObject([{ state: 'collecting', year: 2024, inThreeWeeks: true, drafts: 19, opener }, { state: 'collecting', year: 2024, inThreeWeeks: true, drafts: 92, opener }]);
  for (const { submission } of cycles) expect(closure(submission)).toBeNull();
});

it('does nothing the second time, and leaves an installation alone that is not the demonstration', async () => {
  const again = await loadDemonstration(db);
  expect([again.loaded, again.accounts.length]).toEqual([false, 29]);
  expect(await count('indicator')).toBe(111);
  const other = await aDatabase();
  const theirs = new Db(await aDataSource({ url: other.url, poolSize: 2 }).initialize());
  try {
    await theirs.write({ kind: 'system', name: '試験', partnershipIds: [] }, (tx) => tx.rows(`insert into person (email, name) values ('kanri@city.example', '管理者')`));
    expect(await loadDemonstration(theirs)).toEqual({ loaded: false, findings: [], accounts: [] });
  } finally {
    await theirs.close();
    await other.drop();
  }
});
