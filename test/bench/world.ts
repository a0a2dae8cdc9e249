import { randomBytes, randomUUID } from 'node:crypto';
import { aDataSource, Db, migrate, type Caller, type Tx } from '#db';
import { buildPlan, Cycles, tokenHashOf, type PlannedIndicator } from '#services';
import { loadDemonstration } from '../../seeds/load.js';

/** A plan of one department with its review open, and the sessions of its people. */
export interface ReviewedPlan {
  readonly partnershipId: string;
  readonly planId: string;
  readonly cycleId: string;
  readonly departmentId: string;
  readonly officer: Session;
  readonly coordinator: Session;
}

export interface Session { readonly caller: Caller; readonly cookie: string }

const bench = (...partnershipIds: string[]): Caller => ({ kind: 'system', name: '測定', partnershipIds });

/** A migrated database with the demonstration's people. */
export async function aBenchDatabase(url: string): Promise<Db> {
  await migrate(url);
  const db = new Db(await aDataSource({ url, poolSize: 20, applicationName: 'kyosei-bench' }).initialize());
  await loadDemonstration(db);
  return db;
}

/** A name that no other indicator resembles, as in life: with names alike, every pair would be offered as the same measure. */
function nameOf(number: number): string {
  const signs = '山川森林田畑道橋水空雲風雪花鳥魚石土火光音色形声文字紙本机椅子窓門庭池海島港船車駅町村市県国';
  return [7, 11, 13, 17, 19].map((factor, place) => signs[(number * factor + place * 31 + Math.floor(number / 47)) % signs.length] ?? '山').join('') + `数${number}`;
}

/** The n-th indicator: figures of its own, six years of them. */
const indicator = (number: number, departmentId: string): PlannedIndicator => ({
  name: nameOf(number), direction: 'higher', nature: 'flow', aggregation: [], departmentIds: [departmentId],
  baseline: { text: `${100 + number}件/年`, year: 2018 }, target: { text: `${200 + number}件/年`, year: 2025 },
  actuals: [2018, 2019, 2020, 2021, 2022, 2023].map((year) => ({ year, text: `${100 + number + (year - 2018) * 7}件/年` })),
});

/** Builds a plan of `count` indicators and opens its review; each proposal is filled in and could be submitted. */
export async function aReviewedPlan(db: Db, count: number): Promise<ReviewedPlan> {
  const partnershipId = randomUUID();
  const { planId, departmentId, people } = await db.write(bench(partnershipId), async (tx) => {
    const department = await one<{ id: string; municipality_id: string }>(tx, `select d.id, d.municipality_id from department d join municipality m on m.id = d.municipality_id where m.code = '202096' and d.name = '商工振興課'`, []);
    await tx.rows('insert into partnership (id, name) values ($1, $2)', [partnershipId, '測定']);
    await tx.rows('insert into partnership_municipality (partnership_id, municipality_id, central, position) values ($1, $2, true, 1)', [partnershipId, department.municipality_id]);
    const plan = await one<{ id: string }>(tx, `insert into plan (partnership_id, kind, title, from_year, to_year, base_year, target_year, level_names) values ($1, 'strategy', $2, 2026, 2030, 2024, 2030, '{分野}') returning id`, [partnershipId, `測定の計画 ${count}`]);
    await buildPlan(tx, { id: plan.id, partnershipId, keyPrefix: 'B-' }, [{
      sections: ['測定'], name: '測定の事業', aim: '', departmentIds: [department.id], indicators: Array.from({ length: count }, (_, index) => indicator(count * 10 + index + 1, department.id)),
    }]);
    const officer = await one<{ id: string }>(tx, `select id from person where email = 'shoko@ina.example'`, []);
    const coordinator = await one<{ id: string }>(tx, `select id from person where email = 'kikaku-torimatome@ina.example'`, []);
    await tx.rows(`insert into role_held (person_id, role, plan_id, position) values ($1, 'coordinator', $2, 9)`, [coordinator.id, plan.id]);
    return { planId: plan.id, departmentId: department.id, people: { officer: officer.id, coordinator: coordinator.id } };
  });
  const [officer, coordinator] = [await aSession(db, people.officer), await aSession(db, people.coordinator)];
  const cycles = new Cycles(db);
  const begun = await cycles.begin(coordinator.caller, { planId, fiscalYear: 2024, deadlines: { submission: '2099-01-01', review: '2099-02-01', vote: '2099-03-01' } }, null);
  const { id: cycleId, version } = JSON.parse(begun.body) as { id: string; version: number };
  await cycles.act(coordinator.caller, cycleId, { action: 'open', version }, null);
  await db.write(bench(partnershipId), async (tx) => {
    await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) select partnership_id, id, 2024, (150 + position) || '件/年' from indicator where plan_id = $1`, [planId]);
    await tx.rows(`update proposal set decision = 'keep', target_text = '400件/年', target_year = 2030, basis = 'R6の現状から年1%の増加を目指す。', rationale = '実績の推移による。', discrepancy_reason = '概数とした。', version = version + 1 where cycle_id = $1`, [cycleId]);
  });
  await db.analyze();
  return { partnershipId, planId, cycleId, departmentId, officer, coordinator };
}

async function aSession(db: Db, personId: string): Promise<Session> {
  const token = randomBytes(32).toString('base64url');
  const tokenHash = tokenHashOf(token);
  await db.write(bench(), (tx) => tx.rows(`insert into session (token_hash, person_id, expires_at) values ($1, $2, clock_timestamp() + interval '1 hour')`, [tokenHash, personId]));
  return { caller: { kind: 'session', tokenHash, requestId: null }, cookie: `kyosei=${token}` };
}

async function one<Row extends object>(tx: Tx, sql: string, values: readonly unknown[]): Promise<Row> {
  const row = await tx.row<Row>(sql, values);
  if (!row) throw new Error(`nothing came of: ${sql.slice(0, 60)}`);
  return row;
}
