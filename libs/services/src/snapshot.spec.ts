import type { Snapshot } from '#documents';
import { aDataSource, Db } from '#db';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, moveProposal } from '../../../test/support/worker-fixtures.js';
import { takeSnapshot } from './index.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 3 }).initialize());
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it('freezes what the municipalities reported apart, by name, and the whole that is made of it, with its arithmetic; and the scale in force', async () => {
  const of = await aPartnership(db, '伊那');
  await settle(db, of);
  const cycle = await aCycle(db, of, { state: 'collecting' });
  const proposal = await aProposal(db, of, cycle, { name: '相談件数', state: 'draft' });
  const scale = { by: 'level', steps: [{ grade: 'A', from: 'reached' }, { grade: 'B', from: 'rest' }], noValue: '－' };
  const snapshot = await db.write(callerFor(of.id), async (tx) => {
    const { indicator_id: indicator } = (await tx.row<{ indicator_id: string }>('select indicator_id from proposal where id = $1', [proposal]))!;
    await tx.rows(`update indicator set aggregation = '[{"fromYear": 2020, "rule": "sum"}]' where id = $1`, [indicator]);
    await tx.rows('update indicator_definition set unit = $2 where indicator_id = $1', [indicator, '件']);
    const members = await tx.rows<{ id: string; name: string }>('select m.id, m.name from partnership_municipality pm join municipality m on m.id = pm.municipality_id where pm.partnership_id = $1 order by pm.position', [of.id]);
    for (const [index, member] of members.entries()) {
      await tx.rows('insert into actual (partnership_id, indicator_id, municipality_id, year, text, settlement) values ($1, $2, $3, 2024, $4, $5)', [of.id, indicator, member.id, `${index + 1}0件`, index === 0 ? 'preliminary' : 'final']);
    }
    await tx.rows('insert into grade_scale (partnership_id, plan_id, from_year, version, scale) values ($1, $2, 2020, 1, $3)', [of.id, of.planId, JSON.stringify(scale)]);
    return { members, ...(JSON.parse((await takeSnapshot(tx, cycle, 1)).content) as Snapshot) };
  });
  const [found] = snapshot.indicators;
  expect(found!.actuals.filter(({ year }) => year === 2024)).toEqual([
    { year: 2024, text: '60件', municipality: null, status: 'preliminary', arithmetic: '10 ＋ 20 ＋ 30' },
    ...snapshot.members.map(({ name }, index) => ({ year: 2024, text: `${index + 1}0件`, municipality: name, status: index === 0 ? 'preliminary' : 'final' })),
  ]);
  expect(snapshot.gradeScale).toMatchObject({ steps: [{ grade: 'A' }, { grade: 'B' }], noValue: '－' });
});

it('shows before the review is open what is in force', async () => {
  const of = await aPartnership(db, '箕輪');
  await settle(db, of);
  const earlier = await aCycle(db, of, { state: 'finalized', fiscalYear: 2023 });
  await aProposal(db, of, earlier, { name: '利用者数', state: 'approved' });
  const cycle = await aCycle(db, of, { state: 'preparing' });
  const snapshot = await db.write(callerFor(of.id), async (tx) => JSON.parse((await takeSnapshot(tx, cycle, null)).content) as Snapshot);
  expect(snapshot.indicators).toMatchObject([{ reference: 1, state: 'kept', decision: 'keep', before: { name: '利用者数' }, after: { name: '利用者数' }, approved: null, votes: [] }]);
  expect(snapshot.sections.flatMap(({ projects }) => projects.flatMap(({ indicatorIds }) => indicatorIds))).toEqual([snapshot.indicators[0]!.id]);
});

it('tells of a proposal that was turned down who did, and keeps the indicator as it was', async () => {
  const of = await aPartnership(db, '高遠');
  await settle(db, of);
  const cycle = await aCycle(db, of, { state: 'deliberating' });
  const proposal = await aProposal(db, of, cycle, { name: '補助件数', state: 'tabled' });
  await moveProposal(db, of, proposal, 'object', 'tabled', { voter: 2, comment: '低すぎる。' });
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows(`insert into proposal_step (proposal_id, number, partnership_id, from_state, action, to_state, version, comment, actor_id, at) select id, step_number + 1, partnership_id, state, 'reject', 'rejected', version + 1, '合意に至らず', $2, '2026-02-16T09:30:00+09:00' from proposal where id = $1`, [proposal, of.coordinator.id]);
    await tx.rows('update voting_round set ended_at = clock_timestamp() where proposal_id = $1 and ended_at is null', [proposal]);
    await tx.rows(`update proposal set state = 'rejected', step_number = step_number + 1, version = version + 1 where id = $1`, [proposal]);
  });
  const snapshot = await db.write(callerFor(of.id), async (tx) => JSON.parse((await takeSnapshot(tx, cycle, 1)).content) as Snapshot);
  expect(snapshot.indicators).toMatchObject([{ state: 'kept', approved: null, rejected: { by: '高遠企画政策課 取りまとめ担当', at: '2026-02-16T09:30:00+09:00' } }]);
  expect(snapshot.indicators[0]!.after).toEqual(snapshot.indicators[0]!.before);
});
