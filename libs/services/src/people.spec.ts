import { aDataSource, Db, type Caller } from '#db';
import { auditEvents } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { People, Sessions, type PersonBody } from './index.js';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let people: People;
let sessions: Sessions;
let administrator: Caller;
let administratorId: string;
let coordinator: Caller;
let code: string;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 8 }).initialize());
  of = await aPartnership(db, '人事');
  await settle(db, of);
  people = new People(db);
  sessions = new Sessions(db);
  coordinator = await sessionOf(db, of.coordinator);
  const post = await db.write(callerFor(of.id), async (tx) => {
    const person = (await tx.row<{ id: string }>('insert into person (email, name, municipality_id) values ($1, $2, $3) returning id', ['kanri@kyosei.example', '管理者', of.municipalityIds[0]]))!;
    await tx.rows(`insert into role_held (person_id, role) values ($1, 'administrator')`, [person.id]);
    code = (await tx.row<{ code: string }>('select code from municipality where id = $1', [of.municipalityIds[0]]))!.code;
    return { id: person.id, email: 'kanri@kyosei.example' };
  });
  administratorId = post.id;
  administrator = await sessionOf(db, post);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

let serial = 0;
const newcomer = (more: Partial<PersonBody> = {}): PersonBody => {
  serial += 1;
  return { email: `shinnin${serial}@kyosei.example`, name: '新任の担当者', municipalityCode: code, password: 'kawa to mori no hashi', roles: [{ role: 'officer', departmentId: of.departmentIds[0] }], ...more };
};
interface Told { id: string; email: string; active: boolean; version: number; scopes: { role: string; departmentId: string | null }[] }
const invite = async (body: PersonBody): Promise<Told> => JSON.parse((await people.invite(administrator, body, null)).body) as Told;
const change = async (id: string, version: number, body: Parameters<People['change']>[3]): Promise<Told> => JSON.parse((await people.change(administrator, id, version, body)).body) as Told;
const faultOf = async (work: Promise<unknown>): Promise<string | undefined> => work.then(() => undefined, (error: { more?: { errors?: { code: string; pointer: string }[] } }) => `${error.more?.errors?.[0]?.pointer} ${error.more?.errors?.[0]?.code}`);
const lastEvent = async (subject: string): Promise<unknown> => (await db.read(administrator, (r, a) => auditEvents(r, a, { subject, actorId: null, from: null, to: null, limit: 1, after: 0 }))).items[0];
const nowhere = '00000000-0000-4000-8000-000000000000';

describe('an account', () => {
  it('is opened by the administrator alone, can sign in, and is kept on record', async () => {
    expect(await refusalOf(people.invite(coordinator, newcomer(), null))).toBe('not_allowed');
    const body = newcomer({ email: ' ＳＨＩＮＮＩＮ@kyosei.example' });
    const { id, scopes } = await invite(body);
    expect(scopes).toEqual([{ role: 'officer', departmentId: of.departmentIds[0], planId: null, municipalityId: null }]);
    expect(await lastEvent(id)).toMatchObject({ event: 'invite', actor: { id: administratorId }, difference: { roles: { old: [], new: [{ role: 'officer' }] } } });
    expect(JSON.stringify(await lastEvent(id))).not.toContain(body.password);
    await expect(sessions.open('shinnin@kyosei.example', body.password, '192.0.2.1')).resolves.toMatchObject({ person: { id } });
  });

  it('is one per address, even when two open it at the same moment', async () => {
    const body = newcomer();
    const answers = await Promise.all([1, 2, 3].map(() => refusalOf(people.invite(administrator, body, null))));
    expect(answers.sort()).toEqual(['conflict', 'conflict', null]);
  });

  it.each(['short', 'a'.repeat(129), 'password1234', 'aaaaaaaaaaaaaaa', 'kyosei12345678'])('does not take %s for a password', async (password) => {
    expect(await faultOf(people.invite(administrator, newcomer({ password }), null))).toMatch(/^\/password password_(length|common)$/);
  });

  it('holds only roles whose scope is there, each once', async () => {
    expect(await faultOf(people.invite(administrator, newcomer({ roles: [{ role: 'officer' }] }), null))).toBe('/roles/0/departmentId scope_missing');
    expect(await faultOf(people.invite(administrator, newcomer({ roles: [{ role: 'administrator' }, { role: 'coordinator', planId: nowhere }] }), null))).toBe('/roles/1/planId unknown_scope');
    expect(await faultOf(people.invite(administrator, newcomer({ roles: [{ role: 'committee_member', municipalityId: nowhere }] }), null))).toBe('/roles/0/municipalityId unknown_scope');
    const { scopes } = await invite(newcomer({ roles: [{ role: 'officer', departmentId: of.departmentIds[1] }, { role: 'officer', departmentId: of.departmentIds[1] }] }));
    expect(scopes).toHaveLength(1);
  });

  it('coordinates no plan of a partnership that the administrator does not know', async () => {
    const strange = await aPartnership(db, '他圏域の人事');
    expect(await faultOf(people.invite(administrator, newcomer({ roles: [{ role: 'coordinator', planId: strange.planId }] }), null))).toBe('/roles/0/planId unknown_scope');
  });

  it('is known by an address in plain letters: what can be written so is, anything else is refused with a sentence', async () => {
    expect((await invite(newcomer({ email: '℡@ina.example' }))).email).toBe('tel@ina.example');
    for (const email of ['担当@ina.example', 'a﹫b@ina.example', 'm\u00fcller@ina.example']) expect(await faultOf(people.invite(administrator, newcomer({ email }), null))).toBe('/email address_not_ascii');
  });
});

describe('a change', () => {
  it('counts from the next request on, and is recorded with what was before', async () => {
    const { id, email, version } = await invite(newcomer());
    const caller = await sessionOf(db, { id, email });
    const after = await change(id, version, { roles: [{ role: 'officer', departmentId: of.departmentIds[1] }] });
    expect(after.version).toBe(2);
    expect(await db.read(caller, async (_r, actor) => actor.roles.map(({ departmentId }) => departmentId))).toEqual([of.departmentIds[1]]);
    expect(await lastEvent(id)).toMatchObject({ event: 'change', difference: { roles: { old: [{ departmentId: of.departmentIds[0] }], new: [{ departmentId: of.departmentIds[1] }] } } });
  });

  it('of a password or of the account being active ends the sessions', async () => {
    const { id, email, version } = await invite(newcomer());
    const caller = await sessionOf(db, { id, email });
    await change(id, version, { password: 'yama to kawa no machi' });
    expect(await refusalOf(db.read(caller, async () => null))).toBe('signed_out');
    await expect(sessions.open(email, 'yama to kawa no machi', '192.0.2.2')).resolves.toBeDefined();
    const other = await sessionOf(db, { id, email });
    await change(id, 2, { active: false });
    expect(await refusalOf(db.read(other, async () => null))).toBe('signed_out');
    await change(id, 3, { active: true });
    expect(await refusalOf(db.read(other, async () => null))).toBe('signed_out');
  });

  it('of null is no change: password, name, roles and sessions stay', async () => {
    const { id, email, version } = await invite(newcomer());
    const caller = await sessionOf(db, { id, email });
    expect((await change(id, version, { password: null })).version).toBe(version + 1);
    expect(await refusalOf(db.read(caller, async () => null))).toBeNull();
    await expect(sessions.open(email, 'kawa to mori no hashi', '192.0.2.3')).resolves.toBeDefined();
  });

  it('of what somebody else changed meanwhile is refused as stale, and so is one by others than the administrator', async () => {
    const { id, version } = await invite(newcomer());
    await change(id, version, { name: '改姓した担当者' });
    expect(await refusalOf(people.change(administrator, id, version, { name: '別の名前' }))).toBe('stale');
    expect(await refusalOf(people.change(coordinator, id, version + 1, { name: '別の名前' }))).toBe('not_allowed');
    expect(await refusalOf(people.change(administrator, nowhere, 1, { name: '別の名前' }))).toBe('not_found');
  });

  it('does not lock the administrator out', async () => {
    expect(await faultOf(people.change(administrator, administratorId, 1, { active: false }))).toBe('/active last_way_in');
    expect(await faultOf(people.change(administrator, administratorId, 1, { roles: [] }))).toBe('/active last_way_in');
  });
});

describe('an assignment', () => {
  it('moves the indicator and what is still open of it to the departments named, the first in the lead; what is submitted stays', async () => {
    const cycle = await aCycle(db, of, { state: 'collecting' });
    const [open, submitted] = [await aProposal(db, of, cycle, { name: '割当替え', state: 'draft' }), await aProposal(db, of, cycle, { name: '提出済み', state: 'submitted' })];
    const indicatorOf = async (id: string): Promise<string> => (await db.read(callerFor(of.id), (r) => r.row<{ id: string }>('select indicator_id as id from proposal where id = $1', [id])))!.id;
    const departments = (id: string) => db.read(callerFor(of.id), (r) => r.rows('select department_id as id, lead from proposal_department where proposal_id = $1 order by position', [id]));
    const [first, second] = of.departmentIds;
    await people.assign(coordinator, await indicatorOf(open), [second, first, second]);
    await people.assign(coordinator, await indicatorOf(submitted), [second]);
    expect(await departments(open)).toEqual([{ id: second, lead: true }, { id: first, lead: false }]);
    expect(await departments(submitted)).toEqual([{ id: first, lead: true }]);
    expect(await refusalOf(people.assign(administrator, await indicatorOf(open), [first]))).toBe('not_allowed');
    expect(await faultOf(people.assign(coordinator, await indicatorOf(open), []))).toBe('/departmentIds unknown_department');
    expect(await faultOf(people.assign(coordinator, await indicatorOf(open), [nowhere]))).toBe('/departmentIds unknown_department');
  });
});
