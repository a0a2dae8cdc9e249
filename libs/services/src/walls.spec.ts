import pg from 'pg';
import type { Actor } from '#core';
import { aDataSource, Db, type Caller, type Reader } from '#db';
import { auditEvents, auditExport, auditVerification, cycle as cycleView, cycleHistory, cycles, document, documentFile, documents, indicatorsInForce, narrative, narrativeHistory, narratives, plan, planDepartments, plans, progress, proposalComments, proposalHistory, proposalRow, sheet, tasks } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, type Partnership } from '../../../test/support/worker-fixtures.js';
import { Cycles, Documents, Links, Narratives, People, Proposals } from './index.js';

/** The wall between partnerships is built twice; each test here takes one of the two away and looks whether the other holds. */
interface World {
  readonly database: TestDatabase; readonly db: Db; readonly own: Partnership; readonly strange: Partnership;
  readonly coordinator: Caller; readonly cycle: string; readonly proposal: string; readonly indicator: string; readonly document: string; readonly link: string; readonly strangeChapter: string;
}

async function aWorldOfTwo(): Promise<World> {
  const database = await aDatabase();
  const db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  const own = await aPartnership(db, '自圏域');
  const strange = await aPartnership(db, '他圏域');
  await settle(db, own);
  await settle(db, strange);
  await aProposal(db, own, await aCycle(db, own, { state: 'collecting' }), { name: '自圏域の指標', state: 'draft' });
  const cycle = await aCycle(db, strange, { state: 'reviewing' });
  const proposal = await aProposal(db, strange, cycle, { name: '他圏域の秘密', state: 'submitted' });
  const found = await db.write(callerFor(strange.id), async (tx) => {
    const { indicator_id: indicator } = (await tx.row<{ indicator_id: string }>('select indicator_id from proposal where id = $1', [proposal]))!;
    await tx.rows('insert into comment (partnership_id, proposal_id, person_id, text) values ($1, $2, $3, $4)', [strange.id, proposal, strange.coordinator.id, '他圏域の話']);
    await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) values ($1, $2, 2023, '99件')`, [strange.id, indicator]);
    const snapshot = (await tx.row<{ id: string }>(`insert into snapshot (partnership_id, cycle_id, number, draft, content, sha256) values ($1, $2, 1, false, '{}', 'x') returning id`, [strange.id, cycle]))!;
    const made = (await tx.row<{ id: string }>(`insert into document (partnership_id, cycle_id, snapshot_id, kind, format, draft) values ($1, $2, $3, 'vision', 'pdf', false) returning id`, [strange.id, cycle, snapshot.id]))!;
    const other = (await tx.row<{ id: string }>(`insert into indicator (partnership_id, plan_id, project_id, key, position) values ($1, $2, $3, 'X-1', 99) returning id`, [strange.id, strange.planId, strange.projectId]))!;
    const link = (await tx.row<{ id: string }>(`insert into measure_link (partnership_id, indicator_id, other_indicator_id) values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid)) returning id`, [strange.id, indicator, other.id]))!;
    const chapter = (await tx.row<{ id: string }>(`insert into narrative (partnership_id, plan_id, title, position, markdown) values ($1, $2, '他圏域の概況', 1, '他圏域の話') returning id`, [strange.id, strange.planId]))!;
    await tx.audit({ partnershipId: strange.id, subjectType: 'proposal', subjectId: proposal, subjectName: '他圏域の秘密', event: 'save' });
    return { indicator, document: made.id, link: link.id, strangeChapter: chapter.id };
  });
  return { database, db, own, strange, coordinator: await sessionOf(db, own.coordinator), cycle, proposal, ...found };
}

let world: World;
beforeAll(async () => {
  world = await aWorldOfTwo();
});
afterAll(async () => {
  await world.db.close();
  await world.database.drop();
});

/** Every way to ask for something of the strange partnership by its id, as a person of one's own. */
const requests = (): [string, () => Promise<unknown>][] => {
  const { db, coordinator: caller, strange, cycle, proposal, indicator, document: paper, link } = world;
  const [reviews, proposals, documentsOf, links, people] = [new Cycles(db), new Proposals(db), new Documents(db), new Links(db), new People(db)];
  const read = (work: (reader: Reader, actor: Actor) => Promise<unknown>): Promise<unknown> => db.read(caller, work);
  return [
    ['plan', () => read((r, a) => plan(r, a, strange.planId))],
    ['departments', () => read((r, a) => planDepartments(r, a, strange.planId))],
    ['indicators', () => read((r, a) => indicatorsInForce(r, a, { planId: strange.planId, asOf: null, departmentId: null, search: '', limit: 10, after: 0 }))],
    ['cycle', () => reviews.read(caller, cycle)],
    ['progress', () => read((r, a) => progress(r, a, cycle))],
    ['cycle history', () => read((r, a) => cycleHistory(r, a, cycle))],
    ['sheet', () => read((r, a) => sheet(r, a, { cycleId: cycle, departmentId: null, states: [], search: '', limit: 10, after: 0 }))],
    ['proposal', () => proposals.read(caller, proposal)],
    ['proposal history', () => read((r, a) => proposalHistory(r, a, proposal))],
    ['comments', () => read((r, a) => proposalComments(r, a, proposal))],
    ['documents', () => read((r, a) => documents(r, a, cycle))],
    ['document', () => read((r, a) => document(r, a, paper))],
    ['file', () => read((r, a) => documentFile(r, a, paper))],
    ['narratives', () => read((r, a) => narratives(r, a, strange.planId))],
    ['narrative', () => read((r, a) => narrative(r, a, strange.planId, world.strangeChapter))],
    ['narrative history', () => read((r, a) => narrativeHistory(r, a, strange.planId, world.strangeChapter))],
    ['write narrative', () => new Narratives(db).save(caller, { planId: strange.planId, chapterId: world.strangeChapter }, 1, { title: '題', markdown: '文' })],
    ['links', () => links.list(caller, strange.planId)],
    ['decide link', () => links.decide(caller, link, 1, 'confirmed')],
    ['begin cycle', () => reviews.begin(caller, { planId: strange.planId, fiscalYear: 2031 }, null)],
    ['deadlines', () => reviews.setDeadlines(caller, cycle, 1, {})],
    ['convene', () => reviews.act(caller, cycle, { action: 'convene', version: 1 }, null)],
    ['remind', () => reviews.remind(caller, cycle, [], null)],
    ['actual', () => proposals.recordActual(caller, { cycleId: cycle, indicatorId: indicator, year: 2024 }, 0, { text: '1件' })],
    ['add', () => proposals.add(caller, cycle, { name: '新しい指標', projectId: strange.projectId }, null)],
    ['save', () => proposals.save(caller, proposal, 2, { decision: 'keep' })],
    ['accept', () => proposals.act(caller, proposal, { action: 'accept', version: 2 })],
    ['bulk', () => proposals.actOnMany(caller, cycle, { action: 'accept', items: [{ id: proposal, version: 2 }] }, null)],
    ['discard', () => proposals.discard(caller, proposal, 2)],
    ['exception', () => proposals.except(caller, proposal, 2, { until: '2030-01-01', reason: '理由' })],
    ['comment', () => proposals.comment(caller, proposal, '書き込み', null)],
    ['request document', () => documentsOf.request(caller, cycle, { kind: 'vision', format: 'pdf' }, null)],
    ['cancel document', () => documentsOf.cancel(caller, paper)],
    ['assign', () => people.assign(caller, indicator, [])],
  ];
};

async function withOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: world.database.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Takes the second wall away for as long as the work lasts, as the tables' owner can. */
async function withoutRowSecurity(work: () => Promise<void>): Promise<void> {
  await withOwner(async (client) => {
    const walled = await client.query<{ name: string }>(`select relname as name from pg_class where relrowsecurity and relkind = 'r'`);
    for (const { name } of walled.rows) await client.query(`alter table ${name} disable row level security`);
    try {
      await work();
    } finally {
      for (const { name } of walled.rows) await client.query(`alter table ${name} enable row level security`);
    }
  });
}

async function answersToStranger(): Promise<Record<string, string | null>> {
  const answers: Record<string, string | null> = {};
  for (const [name, work] of requests()) answers[name] = await refusalOf(work());
  return answers;
}

const shut = (answers: Record<string, string | null>): void => expect(Object.entries(answers).filter(([, code]) => code !== 'not_found')).toEqual([]);

it('gives a stranger 404 for everything, with both walls', async () => {
  shut(await answersToStranger());
});

it('shows nothing of others in lists, searches and records', async () => {
  const { db, coordinator } = world;
  const seen = await db.read(coordinator, async (r, a) => JSON.stringify([
    await plans(r, a), await cycles(r, a), await tasks(r, a), await auditEvents(r, a, { subject: null, actorId: null, from: null, to: null, limit: 100, after: 0 }), await auditVerification(r, a),
  ]));
  expect(seen).not.toContain('他圏域');
  expect(seen).toContain('自圏域');
});

describe('with row-level security alone: everybody is told that all plans are theirs', () => {
  it('gives nothing of the strange partnership', async () => {
    const { db, own, strange, cycle, proposal } = world;
    const gullible = (reader: Reader, actor: Actor): [Reader, Actor] => [reader, { ...actor, planIds: [own.planId, strange.planId], partnershipIds: [own.id, strange.id], roles: [{ role: 'coordinator', planId: strange.planId }] }];
    const read = (work: (reader: Reader, actor: Actor) => Promise<unknown>): Promise<unknown> => db.read(world.coordinator, (r, a) => work(...gullible(r, a)));
    for (const work of [
      (r: Reader, a: Actor) => plan(r, a, strange.planId), (r: Reader, a: Actor) => cycleView(r, a, cycle), (r: Reader, a: Actor) => proposalRow(r, a, proposal),
      (r: Reader, a: Actor) => progress(r, a, cycle), (r: Reader, a: Actor) => proposalComments(r, a, proposal), (r: Reader, a: Actor) => document(r, a, world.document),
    ]) expect(await refusalOf(read(work))).toBe('not_found');
    const lists = JSON.stringify([await read(plans), await read(cycles), await read(tasks), await read((r, a) => auditEvents(r, a, { subject: null, actorId: null, from: null, to: null, limit: 100, after: 0 }))]);
    expect(lists).not.toContain('他圏域');
  });

  it('shows no row of any walled table to raw SQL, and lets none in', async () => {
    const { db, own, strange } = world;
    const tables = await db.read(callerFor(own.id), (r) => r.rows<{ name: string; column: string }>(
      `select c.relname as name, case c.relname when 'partnership' then 'id' else 'partnership_id' end as column from pg_class c where c.relrowsecurity and c.relforcerowsecurity and c.relkind = 'r'`));
    expect(tables.length).toBe(29);
    for (const { name, column } of tables) {
      const row = await db.read(callerFor(own.id), (r) => r.row<{ n: number }>(`select count(*)::int as n from ${name} where ${column} = $1`, [strange.id]));
      expect({ name, n: row?.n }).toEqual({ name, n: 0 });
    }
    await expect(db.write(callerFor(own.id), (tx) => tx.rows(`insert into section (partnership_id, plan_id, level, name, position) values ($1, $2, 1, '侵入', 1)`, [strange.id, strange.planId]))).rejects.toThrow(/row-level security/);
    await expect(db.write(callerFor(own.id), (tx) => tx.rows(`update plan set partnership_id = $1 where id = $2`, [strange.id, own.planId]))).rejects.toThrow(/row-level security/);
  });

  it('walls every table that carries a partnership', async () => {
    const open = await world.db.read(callerFor(), (r) => r.rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'partnership_id' and not a.attisdropped
       where c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)`));
    // Which municipality belongs to which partnership is what the door itself reads; it names no content.
    expect(open.map(({ name }) => name)).toEqual(['partnership_municipality']);
  });
});

describe('the four traps of row-level security', () => {
  it('the owner of the tables is bound too', async () => {
    const client = new pg.Client({ connectionString: world.database.url });
    await client.connect();
    expect((await client.query('select count(*)::int as n from proposal')).rows[0]).toEqual({ n: 0 });
    await client.end();
  });

  it('the role that works owns nothing, bypasses nothing, and cannot get out', async () => {
    const role = await world.db.read(callerFor(), (r) => r.row(`select r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcanlogin, current_user as name,
      (select count(*)::int from pg_class where relowner = r.oid) as owns from pg_roles r where r.rolname = current_user`));
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcanlogin: false, name: 'kyosei_app', owns: 0 });
  });

  it('nothing of one caller is left on the connection for the next', async () => {
    const single = new Db(await aDataSource({ url: world.database.url, poolSize: 1 }).initialize());
    try {
      const count = (caller: Caller): Promise<number> => single.read(caller, async (r) => (await r.row<{ n: number }>('select count(*)::int as n from proposal'))!.n);
      expect(await count(callerFor(world.strange.id))).toBeGreaterThan(0);
      expect(await count(callerFor())).toBe(0);
      await expect(single.write(callerFor(world.strange.id), async (tx) => { await tx.rows('select 1'); throw new Error('broken off'); })).rejects.toThrow('broken off');
      expect(await count(callerFor())).toBe(0);
    } finally {
      await single.close();
    }
  });

  it('a setting that nobody made shows nothing', async () => {
    const client = new pg.Client({ connectionString: world.database.url });
    await client.connect();
    await client.query('set role kyosei_app');
    expect((await client.query('select count(*)::int as n from plan')).rows[0]).toEqual({ n: 0 });
    await client.end();
  });
});

describe('two plans of one city: its own, and the one that it shares with its neighbours', () => {
  /** The city is in both partnerships, its neighbour only in the shared one; an indicator of each states the same measure. */
  async function aCityInTwo() {
    const { db } = world;
    const shared = await aPartnership(db, '共有の圏域');
    await settle(db, shared);
    const city = await aPartnership(db, '市だけの計画', shared);
    await withOwner((client) => client.query('delete from partnership_municipality where partnership_id = $1 and position > 0', [city.id]));
    const sharedCycle = await aCycle(db, shared, { state: 'collecting' });
    const proposal = await aProposal(db, shared, sharedCycle, { name: '市公式アカウント利用者数', state: 'submitted' });
    const own = await aProposal(db, city, await aCycle(db, city, { state: 'collecting' }), { name: '市だけの秘密の指標', state: 'draft' });
    await db.write(callerFor(city.id, shared.id), async (tx) => {
      const indicatorOf = async (id: string): Promise<string> => (await tx.row<{ id: string }>('select indicator_id as id from proposal where id = $1', [id]))!.id;
      const [one, other] = [await indicatorOf(proposal), await indicatorOf(own)];
      await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) values ($1, $2, 2023, '5,838人')`, [shared.id, one]);
      await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) values ($1, $2, 2023, '5,383人')`, [city.id, other]);
      await tx.rows('insert into measure_link (partnership_id, indicator_id, other_indicator_id) values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid))', [shared.id, one, other]);
    });
    return { shared, city, sharedCycle, proposal };
  }

  const told = async (post: { id: string; email: string }, of: { sharedCycle: string; proposal: string }): Promise<string> => {
    const caller = await sessionOf(world.db, post);
    return world.db.read(caller, async (r, a) => (await sheet(r, a, { cycleId: of.sharedCycle, departmentId: null, states: [], search: '', limit: 10, after: 0 })) + JSON.stringify((await proposalRow(r, a, of.proposal)).facts));
  };

  it('the neighbour hears nothing of the city’s own plan, with either wall alone', async () => {
    const scene = await aCityInTwo();
    const { shared } = scene;
    expect(await told(shared.officers[0], scene)).toContain('市だけの秘密の指標');
    expect(await told(shared.committee[1], scene)).not.toContain('市だけの秘密');
    await withoutRowSecurity(async () => expect(await told(shared.committee[1], scene)).not.toContain('市だけの秘密'));
  });

  it('the office of the shared plan reads the records of that plan only, with either wall alone; the administrator reads all', async () => {
    const { shared, city } = await aCityInTwo();
    await world.db.write(callerFor(shared.id, city.id), async (tx) => {
      for (const [of, name] of [[shared, '共有の下書き'], [city, '市だけの下書き']] as const) await tx.audit({ partnershipId: of.id, subjectType: 'proposal', subjectId: of.id, subjectName: name, event: 'save' });
    });
    const records = async (post: { id: string; email: string }): Promise<string> => world.db.read(await sessionOf(world.db, post), async (r, a) => JSON.stringify([
      await auditEvents(r, a, { subject: null, actorId: null, from: null, to: null, limit: 100, after: 0 }), await auditVerification(r, a), await auditExport(r, a),
    ]));
    const ofOffice = async (): Promise<void> => {
      const seen = await records(shared.coordinator);
      expect(seen).toContain('共有の下書き');
      for (const strange of ['市だけの下書き', city.id]) expect(seen).not.toContain(strange);
    };
    await ofOffice();
    await withoutRowSecurity(ofOffice);
    await world.db.write(callerFor(), (tx) => tx.rows(`insert into role_held (person_id, role) values ($1, 'administrator')`, [shared.coordinator.id]));
    expect(await records(shared.coordinator)).toContain('市だけの下書き');
  });

  it('somebody who views one plan only hears nothing of the other', async () => {
    const { shared, city, ...scene } = await aCityInTwo();
    const viewer = await world.db.write(callerFor(shared.id), async (tx) => {
      const { id } = (await tx.row<{ id: string }>('insert into person (email, name, municipality_id) values ($1, $2, $3) returning id', [`viewer-${shared.id}@kyosei.example`, '閲覧者', shared.municipalityIds[0]]))!;
      await tx.rows(`insert into role_held (person_id, role, plan_id) values ($1, 'viewer', $2)`, [id, shared.planId]);
      return { id, email: '' };
    });
    const caller = await sessionOf(world.db, viewer);
    expect(await told(viewer, scene)).not.toContain('市だけの秘密');
    expect(await refusalOf(world.db.read(caller, (r, a) => plan(r, a, city.planId)))).toBe('not_found');
  });
});

it('with the views alone: row-level security taken away, a stranger still gets 404 for everything', async () => {
  await withoutRowSecurity(async () => {
    shut(await answersToStranger());
    const seen = await world.db.read(world.coordinator, async (r, a) => JSON.stringify([
      await plans(r, a), await cycles(r, a), await tasks(r, a), await auditEvents(r, a, { subject: null, actorId: null, from: null, to: null, limit: 100, after: 0 }), await auditVerification(r, a),
    ]));
    expect(seen).not.toContain('他圏域');
    // Without the wall the rows are there for whoever forgets the predicate: the test did take it away.
    expect(await world.db.read(callerFor(world.own.id), async (r) => (await r.row<{ n: number }>('select count(*)::int as n from proposal where partnership_id = $1', [world.strange.id]))!.n)).toBe(1);
  });
});
