import { aDataSource, Db, type Caller } from '#db';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor } from '../../../test/support/worker-fixtures.js';
import { Plans, Proposals } from './index.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Body { readonly wholeRule: string; readonly wholes: readonly object[]; readonly missing: readonly { readonly pointer: string }[]; readonly actuals: readonly { readonly municipality: string | null; readonly municipalityName: string | null }[] }

it('makes the whole of what the municipalities report apart, until somebody enters a whole, and again once that is emptied', async () => {
  const of = await aPartnership(db, '伊那');
  await settle(db, of);
  const cycle = await aCycle(db, of, { state: 'collecting' });
  const proposal = await aProposal(db, of, cycle, { name: '相談件数', state: 'draft' });
  const [proposals, plans] = [new Proposals(db), new Plans(db)];
  const officer: Caller = await sessionOf(db, of.officers[0]!);
  const { indicatorId, year, members } = await db.read(callerFor(of.id), async (r) => ({
    ...(await r.row<{ indicatorId: string; year: number }>('select p.indicator_id as "indicatorId", c.fiscal_year as year from proposal p join cycle c on c.id = p.cycle_id where p.id = $1', [proposal]))!,
    members: await r.rows<{ code: string; name: string }>('select m.code, m.name from partnership_municipality pm join municipality m on m.id = pm.municipality_id where pm.partnership_id = $1 order by pm.position', [of.id]),
  }));
  const now = async (): Promise<Body> => JSON.parse((await proposals.read(officer, proposal)).body) as Body;
  const record = (version: number, text: string, municipality: string | null = null) => proposals.recordActual(officer, { cycleId: cycle, indicatorId, year }, version, { text, municipality });
  expect((await now()).wholeRule).toBe('lead_only');
  await plans.describe(await sessionOf(db, of.coordinator), indicatorId, { aggregation: [{ fromYear: year, rule: 'sum' }] });
  for (const [index, { code }] of members.entries()) await record(0, index === 1 ? '多数' : `${index + 1}0件`, code);
  expect(await now()).toMatchObject({ wholeRule: 'sum', wholes: [{ year, value: null, reason: expect.stringContaining(`${members[1]!.name}の「多数」`) as string }] });
  expect((await now()).missing.map(({ pointer }) => pointer)).toContain('/actual');
  await record(1, '20件', members[1]!.code);
  const made = await now();
  expect(made).toMatchObject({ wholes: [{ year, rule: 'sum', value: { text: '60件' }, arithmetic: '10 ＋ 20 ＋ 30' }] });
  expect(made.missing.map(({ pointer }) => pointer)).not.toContain('/actual');
  expect(made.actuals.find(({ municipality }) => municipality === members[1]!.code)?.municipalityName).toBe(members[1]!.name);
  await record(0, '61件');
  expect((await now()).wholes).toEqual([]);
  await record(1, '');
  expect(await now()).toMatchObject({ wholes: [{ value: { text: '60件' } }] });
  await record(2, '', members[1]!.code);
  expect(await now()).toMatchObject({ wholes: [{ value: { text: '40件' }, arithmetic: '10 ＋ 30' }] });
  expect(await refusalOf(record(0, '1件', '999999'))).toBe('invalid');
});
