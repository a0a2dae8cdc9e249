import { aDataSource, Db, type Caller } from '#db';
import { Proposals } from '#services';
import { proposalRow } from '#views';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf, sessionOf, settle } from '../support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../support/worker-fixtures.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let proposals: Proposals;
let officer: Caller;
let coordinator: Caller;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  proposals = new Proposals(db);
  of = await aPartnership(db, '引戻し');
  await settle(db, of);
  [officer, coordinator] = [await sessionOf(db, of.officers[0]), await sessionOf(db, of.coordinator)];
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Told { readonly id: string; readonly version: number; readonly state: string; readonly actions: readonly string[]; readonly editable: boolean; readonly exceptionUntil: string | null }
const told = async (id: string): Promise<Told> => (JSON.parse((await db.read(officer, (reader, actor) => proposalRow(reader, actor, id))).json) as { proposal: Told }).proposal;
const act = async (caller: Caller, id: string, action: 'submit' | 'withdraw' | 'accept' | 'return'): Promise<unknown> => proposals.act(caller, id, { action, version: (await told(id)).version, comment: '理由' });

/** A deletion with its reason and actual: nothing of it is missing. */
async function readyToSend(fiscalYear: number, exceptionUntil: string | undefined): Promise<string> {
  const cycleId = await aCycle(db, of, { state: 'reviewing', fiscalYear });
  const id = await aProposal(db, of, cycleId, { name: `見直す数 ${fiscalYear}`, state: 'draft', exceptionUntil });
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows(`update proposal set decision = 'delete', rationale = '役目を終えたため' where id = $1`, [id]);
    await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) select partnership_id, indicator_id, $2, '3件' from proposal where id = $1`, [id, fiscalYear]);
  });
  return id;
}

it('what was sent under a dated exception is taken back, edited and sent again until its day, and not once it is accepted', async () => {
  const id = await readyToSend(2031, '2099-01-01');
  await act(officer, id, 'submit');
  expect(await told(id)).toMatchObject({ state: 'submitted', actions: ['withdraw'], exceptionUntil: '2099-01-01' });
  await act(officer, id, 'withdraw');
  expect(await told(id)).toMatchObject({ state: 'draft', editable: true, actions: ['submit'] });
  await proposals.save(officer, id, (await told(id)).version, { decision: 'delete', rationale: '事業が終わったため' });
  await act(officer, id, 'submit');
  await act(coordinator, id, 'accept');
  expect(await told(id)).toMatchObject({ state: 'accepted', actions: [], exceptionUntil: null });
  expect(await refusalOf(act(officer, id, 'withdraw'))).toBe('wrong_state');
});

it('once the day has passed, taking back is neither offered nor accepted: the draft could not be sent again', async () => {
  const id = await readyToSend(2032, '2099-01-01');
  await act(officer, id, 'submit');
  await db.write(callerFor(of.id), (tx) => tx.rows(`update proposal set exception_until = (clock_timestamp() at time zone 'Asia/Tokyo')::date - 1 where id = $1`, [id]));
  expect(await told(id)).toMatchObject({ state: 'submitted', actions: [] });
  expect(await refusalOf(act(officer, id, 'withdraw'))).toBe('wrong_state');
  await act(coordinator, id, 'return');
  expect(await told(id)).toMatchObject({ state: 'returned', editable: true, actions: ['submit'] });
});

it('comments are for those who work on proposals or vote on them; a viewer reads, an administrator keeps the installation', async () => {
  const cycleId = await aCycle(db, of, { state: 'deliberating', fiscalYear: 2033 });
  const id = await aProposal(db, of, cycleId, { name: '意見のある数', state: 'tabled' });
  const person = async (...roles: Record<string, string>[]): Promise<Caller> => {
    const email = `${Math.random()}@kyosei.example`;
    const { id: personId } = await db.write(callerFor(of.id), async (tx) => {
      const made = (await tx.row<{ id: string }>('insert into person (email, name, municipality_id) values ($1, $1, $2) returning id', [email, of.municipalityIds[0]]))!;
      for (const { role, department, plan } of roles) await tx.rows('insert into role_held (person_id, role, department_id, plan_id) values ($1, $2, $3, $4)', [made.id, role, department ?? null, plan ?? null]);
      return made;
    });
    return sessionOf(db, { id: personId, email });
  };
  const viewer = { role: 'viewer', plan: of.planId };
  const head = { role: 'section_head', department: of.departmentIds[1] };
  const everybody: [string, Caller, boolean][] = [
    ['officer', officer, true], ['coordinator', coordinator, true], ['member', await sessionOf(db, of.committee[2]), true], ['head', await person(head), true], ['head who views', await person(viewer, head), true],
    ['viewer', await person(viewer), false], ['administrator', await person({ role: 'administrator' }), false], ['administrator who views', await person(viewer, { role: 'administrator' }), false],
  ];
  for (const [who, caller, may] of everybody) {
    const { commentable } = JSON.parse((await proposals.read(caller, id)).body) as { commentable: boolean };
    expect([who, commentable, await refusalOf(proposals.comment(caller, id, '意見です。', null))]).toEqual([who, may, may ? null : 'not_allowed']);
  }
});
