import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { aDataSource, Db, lockProposal, recordProposalStep, type Caller } from '#db';
import * as services from '#services';
import { Cycles, Documents, FormExports, GradeScales, Links, Narratives, passwordCost, People, Plans, Proposals, Sessions } from '#services';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf, sessionOf, settle } from '../support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../support/worker-fixtures.js';

/** Every change writes its event in the same transaction: one table of all that the services can change. */
let database: TestDatabase;
let db: Db;
let of: Partnership;
let callers: { officer: Caller; coordinator: Caller; administrator: Caller };
let year = 2030;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  of = await aPartnership(db, '記帳');
  await settle(db, of);
  const secret = await hash('mizu no oto to kaze', passwordCost);
  const administrator = await db.write(callerFor(of.id), async (tx) => {
    await tx.rows('update person set password_hash = $2 where id = $1', [of.officers[0].id, secret]);
    const { id } = (await tx.row<{ id: string }>(`insert into person (email, name, municipality_id) values ('kanri@kyosei.example', '管理者', $1) returning id`, [of.municipalityIds[0]]))!;
    await tx.rows(`insert into role_held (person_id, role) values ($1, 'administrator')`, [id]);
    return { id, email: 'kanri@kyosei.example' };
  });
  callers = { officer: await sessionOf(db, of.officers[0]), coordinator: await sessionOf(db, of.coordinator), administrator: await sessionOf(db, administrator) };
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Made { cycle: string; draft: string; submitted: string; indicator: string }
async function aReview(state: 'preparing' | 'collecting' = 'collecting'): Promise<Made> {
  const cycle = await aCycle(db, of, { state, fiscalYear: (year += 1) });
  const [draft, submitted] = [await aProposal(db, of, cycle, { name: '下書き', state: 'draft' }), await aProposal(db, of, cycle, { name: '提出', state: 'submitted' })];
  const { id: indicator } = (await db.read(callerFor(of.id), (r) => r.row<{ id: string }>('select indicator_id as id from proposal where id = $1', [draft])))!;
  return { cycle, draft, submitted, indicator };
}
const idIn = (answer: { body: string }): string => (JSON.parse(answer.body) as { id: string }).id;
const events = async (): Promise<string[]> => (await db.read(callerFor(of.id), (r) => r.rows<{ event: string }>('select event from audit_event order by id'))).map(({ event }) => event);
const everything = async (): Promise<string> => (await db.read(callerFor(of.id), async (r) => JSON.stringify([
  await r.rows('select * from proposal order by id'), await r.rows('select * from cycle order by id'), await r.rows('select * from actual order by id'), await r.rows('select id, version, active, name from person order by id'), await r.rows('select * from role_held order by id'),
])));

type Change = readonly [expected: string, prepare: (made: Made) => Promise<() => Promise<unknown>>];
const changes: Record<string, Change> = {
  'Proposals.save': ['save', async ({ draft }) => () => new Proposals(db).save(callers.officer, draft, 1, { decision: 'keep', rationale: '書き直し' })],
  'Proposals.act': ['accept', async ({ submitted }) => () => new Proposals(db).act(callers.coordinator, submitted, { action: 'accept', version: 2 })],
  'Proposals.actOnMany': ['accept', async ({ cycle, submitted }) => () => new Proposals(db).actOnMany(callers.coordinator, cycle, { action: 'accept', items: [{ id: submitted, version: 2 }] }, null)],
  'Proposals.add': ['begin', async ({ cycle }) => () => new Proposals(db).add(callers.officer, cycle, { name: '新しい指標', projectId: of.projectId }, null)],
  'Proposals.discard': ['discard', async ({ cycle }) => {
    const id = idIn(await new Proposals(db).add(callers.officer, cycle, { name: 'やめる指標', projectId: of.projectId }, null));
    return () => new Proposals(db).discard(callers.officer, id, 1);
  }],
  'Proposals.except': ['grant_exception', async ({ draft }) => () => new Proposals(db).except(callers.coordinator, draft, 1, { until: '2099-01-01', reason: '集計の遅れ' })],
  'Proposals.comment': ['comment', async ({ submitted }) => () => new Proposals(db).comment(callers.officer, submitted, '参考意見', null)],
  'Proposals.recordActual': ['record', async ({ cycle, indicator }) => () => new Proposals(db).recordActual(callers.officer, { cycleId: cycle, indicatorId: indicator, year }, 0, { text: '3件' })],
  'Cycles.begin': ['begin', async () => () => new Cycles(db).begin(callers.coordinator, { planId: of.planId, fiscalYear: (year += 1) }, null)],
  'Cycles.setDeadlines': ['set_deadlines', async ({ cycle }) => () => new Cycles(db).setDeadlines(callers.coordinator, cycle, 1, { submission: '2099-01-01' })],
  'Cycles.act': ['close', async ({ cycle }) => () => new Cycles(db).act(callers.coordinator, cycle, { action: 'close', version: 1, reason: '期限' }, null)],
  'Cycles.remind': ['remind', async ({ cycle }) => () => new Cycles(db).remind(callers.coordinator, cycle, [], null)],
  'Documents.request': ['request', async ({ cycle }) => () => new Documents(db).request(callers.coordinator, cycle, { kind: 'vision', format: 'pdf' }, null)],
  'Documents.cancel': ['cancel', async ({ cycle }) => {
    const id = idIn(await new Documents(db).request(callers.coordinator, cycle, { kind: 'vision', format: 'pdf' }, null));
    return () => new Documents(db).cancel(callers.coordinator, id);
  }],
  'FormExports.make': ['export', async ({ cycle }) => () => new FormExports(db).make(callers.officer, cycle, { departmentId: null, municipalityCode: null, format: 'json' })],
  'GradeScales.make': ['make_grade_scale', async () => () => new GradeScales(db).make(callers.coordinator, of.planId, { fromYear: 2024, by: 'level', reached: '達成', bands: [{ grade: 'ほぼ達成', percent: '90' }], rest: '未達成', noValue: '値なし' }, null)],
  'Links.decide': ['confirmed', async ({ indicator, submitted }) => {
    const { id } = (await db.write(callerFor(of.id), (tx) => tx.row<{ id: string }>(
      'insert into measure_link (partnership_id, indicator_id, other_indicator_id) select $1::uuid, least($2::uuid, indicator_id), greatest($2::uuid, indicator_id) from proposal where id = $3 returning id', [of.id, indicator, submitted])))!;
    return () => new Links(db).decide(callers.coordinator, id, 1, 'confirmed');
  }],
  'Narratives.save': ['save', async () => () => new Narratives(db).save(callers.coordinator, { planId: of.planId, chapterId: randomUUID() }, 0, { title: '圏域の概況', markdown: '本文' })],
  'People.invite': ['invite', async () => () => new People(db).invite(callers.administrator, { email: `${Math.random()}@kyosei.example`, name: '新任', municipalityCode: code(), password: 'mizu no oto to kaze', roles: [] }, null)],
  'People.change': ['change', async () => {
    const id = idIn(await new People(db).invite(callers.administrator, { email: `${Math.random()}@kyosei.example`, name: '新任', municipalityCode: code(), password: 'mizu no oto to kaze', roles: [] }, null));
    return () => new People(db).change(callers.administrator, id, 1, { name: '改姓' });
  }],
  'People.assign': ['assign', async ({ indicator }) => () => new People(db).assign(callers.coordinator, indicator, [of.departmentIds[1]])],
  'Plans.addMunicipality': ['add_municipality', async () => () => new Plans(db).addMunicipality(callers.administrator, { code: String(100_000 + Math.floor(Math.random() * 99_999)), name: '新町' }, null)],
  'Plans.addDepartment': ['add_department', async () => () => new Plans(db).addDepartment(callers.administrator, { municipalityCode: code(), name: `課${Math.random()}` }, null)],
  'Plans.make': ['make', async () => () => new Plans(db).make(callers.administrator, { kind: 'strategy', title: '次の計画', fromYear: 2031, toYear: 2035, baseYear: 2030, targetYear: 2035, partnershipId: of.id }, null)],
  'Plans.describe': ['describe', async ({ indicator }) => () => new Plans(db).describe(callers.coordinator, indicator, { direction: 'lower' })],
  'Sessions.open': ['sign_in', async () => () => new Sessions(db).open(of.officers[0].email, 'mizu no oto to kaze', '192.0.2.1')],
  'Sessions.close': ['sign_out', async () => {
    const { token } = await new Sessions(db).open(of.officers[0].email, 'mizu no oto to kaze', '192.0.2.1');
    return () => new Sessions(db).close(token);
  }],
};
let municipalityCode = '';
const code = (): string => municipalityCode;
beforeAll(async () => {
  municipalityCode = (await db.read(callerFor(of.id), (r) => r.row<{ code: string }>('select code from municipality where id = $1', [of.municipalityIds[0]])))!.code;
});

it('lists every method of the services that changes something', () => {
  const reads = ['Proposals.read', 'Cycles.read', 'Links.list', 'GradeScales.list'];
  // What an import writes, and that it writes the same events as typing does, is told in imports.spec.
  const elsewhere = ['Imports.take'];
  const inner = ['Proposals.judgedUnderLock', 'Proposals.actInCycle', 'Proposals.outcomeOf', 'Sessions.tryPassword', 'Sessions.begin', 'Sessions.refuseFloods'];
  const classes = Object.values(services).filter((one): one is typeof Proposals => typeof one === 'function' && /^class\b/.test(Function.prototype.toString.call(one)));
  const all = classes.flatMap((service) => Object.getOwnPropertyNames(service.prototype).filter((name) => name !== 'constructor').map((name) => `${service.name}.${name}`));
  expect(all.filter((name) => !reads.includes(name) && !elsewhere.includes(name) && !inner.includes(name)).sort()).toEqual(Object.keys(changes).sort());
});

it.each(Object.keys(changes))('%s writes one event', async (name) => {
  const [expected, prepare] = changes[name]!;
  const change = await prepare(await aReview());
  const before = await events();
  await change();
  expect((await events()).slice(before.length)).toEqual([expected]);
});

it('opening a review writes its own event and one for every draft that it begins', async () => {
  const cycle = await aCycle(db, of, { state: 'preparing', fiscalYear: (year += 1), deadlines: { submission: '2099-01-01', review: '2099-01-02', vote: '2099-01-03' } });
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows(`insert into indicator_department (indicator_id, department_id, partnership_id, lead, position) select id, $1, partnership_id, true, 9 from indicator i where not exists (select from indicator_department where indicator_id = i.id)`, [of.departmentIds[0]]);
  });
  const before = (await events()).length;
  await new Cycles(db).act(callers.coordinator, cycle, { action: 'open', version: 1 }, null);
  const [own, ...drafts] = (await events()).slice(before);
  const { n } = (await db.read(callerFor(of.id), (r) => r.row<{ n: number }>('select count(*)::int as n from proposal where cycle_id = $1', [cycle])))!;
  expect([own, new Set(drafts), drafts.length]).toEqual(['open', new Set(['begin']), n]);
});

it('what is refused changes nothing and writes nothing', async () => {
  const { cycle, draft, submitted, indicator } = await aReview();
  const [before, then] = [await events(), await everything()];
  const proposals = new Proposals(db);
  const answers = [
    await refusalOf(proposals.save(callers.officer, draft, 9, { decision: 'keep' })), await refusalOf(proposals.act(callers.coordinator, submitted, { action: 'return', version: 2 })),
    await refusalOf(proposals.act(callers.officer, submitted, { action: 'accept', version: 2 })), await refusalOf(proposals.recordActual(callers.officer, { cycleId: cycle, indicatorId: indicator, year }, 3, { text: '1件' })),
    await refusalOf(new Cycles(db).act(callers.coordinator, cycle, { action: 'convene', version: 1 }, null)), await refusalOf(new People(db).assign(callers.officer, indicator, [])),
  ];
  expect(answers).toEqual(['stale', 'invalid', 'not_allowed', 'stale', 'wrong_state', 'not_allowed']);
  expect([await events(), await everything()]).toEqual([before, then]);
});

it('a change whose transaction breaks off afterwards leaves neither itself nor its event nor its message', async () => {
  const { submitted } = await aReview();
  const [before, then] = [await events(), await everything()];
  const messages = async (): Promise<number> => (await db.read(callerFor(of.id), (r) => r.row<{ n: number }>('select count(*)::int as n from outbox')))!.n;
  const said = await messages();
  await expect(db.write(callers.coordinator, async (tx) => {
    const proposal = await lockProposal(tx, submitted);
    await recordProposalStep(tx, proposal, { proposalId: submitted, action: 'accept', from: 'submitted', to: 'accepted', comment: null, departmentId: null, vote: null });
    throw new Error('broken off');
  })).rejects.toThrow('broken off');
  expect([await events(), await everything(), await messages()]).toEqual([before, then, said]);
});
