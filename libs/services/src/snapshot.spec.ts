import type { Snapshot } from '#documents';
import { aDataSource, Db } from '#db';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor } from '../../../test/support/worker-fixtures.js';
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
