import { aPartnership, aWorld, callerFor } from '../../../test/support/worker-fixtures.js';
import { buildPlan } from './plan-building.js';

it('a department that a cell names twice answers once, in its first place', async () => {
  const world = await aWorld();
  try {
    const of = await aPartnership(world.db, '初回');
    const [first, second] = of.departmentIds;
    const departmentIds = [second, first, second];
    const indicator = { name: '企業立地件数', direction: 'higher', nature: 'flow', aggregation: [], departmentIds, baseline: { text: '1件', year: 2024 }, target: { text: '2件', year: 2030 }, actuals: [] } as const;
    await world.db.write(callerFor(of.id), (tx) => buildPlan(tx, { id: of.planId, partnershipId: of.id, keyPrefix: 'V-' }, [{ sections: ['産業'], name: '企業誘致の推進', aim: '', departmentIds, indicators: [indicator] }]));
    const kept = (table: string) => world.db.read(callerFor(of.id), (reader) => reader.rows<{ id: string }>(`select department_id as id from ${table} order by position`));
    for (const table of ['indicator_department', 'project_department']) expect((await kept(table)).map(({ id }) => id)).toEqual([second, first]);
  } finally {
    await world.close();
  }
});
