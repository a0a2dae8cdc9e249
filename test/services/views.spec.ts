import { aDataSource, Db, type Caller } from '#db';
import { Proposals } from '#services';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf, sessionOf, settle } from '../support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, moveProposal, type Partnership } from '../support/worker-fixtures.js';
import { auditEvents, indicatorsInForce, people, plan, progress, proposalComments, proposalHistory, proposalRow, sessionPerson, sheet, tasks } from '#views';

let database: TestDatabase;
let db: Db;
let of: Partnership;
let cycle: string;
let callers: Record<'officer' | 'other' | 'coordinator' | 'member' | 'viewer', Caller>;
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  of = await aPartnership(db, '眺め');
  await settle(db, of);
  const viewer = await db.write(callerFor(of.id), async (tx) => {
    const { id } = (await tx.row<{ id: string }>(`insert into person (email, name, municipality_id) values ('eturan@kyosei.example', '閲覧者', $1) returning id`, [of.municipalityIds[0]]))!;
    await tx.rows(`insert into role_held (person_id, role, plan_id) values ($1, 'viewer', $2)`, [id, of.planId]);
    return { id, email: 'eturan@kyosei.example' };
  });
  callers = { officer: await sessionOf(db, of.officers[0]), other: await sessionOf(db, of.officers[1]), coordinator: await sessionOf(db, of.coordinator), member: await sessionOf(db, of.committee[1]), viewer: await sessionOf(db, viewer) };
  cycle = await aCycle(db, of, { state: 'deliberating', deadlines: { submission: '2026-01-10', review: '2099-02-10', vote: '2099-03-10' } });
  for (const [name, state] of [['入力中の指標', 'draft'], ['差戻しの指標', 'returned'], ['提出の指標', 'submitted'], ['受理の指標', 'accepted'], ['付議の指標', 'tabled'], ['承認の指標', 'approved']] as const) {
    ids[name] = await aProposal(db, of, cycle, { name, state, exceptionUntil: name === '入力中の指標' ? '2099-01-31' : undefined });
  }
  await db.write(callerFor(of.id), (tx) => tx.rows(`update proposal set rationale = '課の中だけの下書き' where id = $1`, [ids['入力中の指標']]));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Row { indicator: { name: string }; proposal: { id: string; state: string; rationale?: string; actions: string[]; editable: boolean }; checks: unknown[] }
const sheetOf = async (who: keyof typeof callers, more: Partial<Parameters<typeof sheet>[2]> = {}): Promise<{ items: Row[]; nextCursor: string | null }> =>
  JSON.parse(await db.read(callers[who], (r, a) => sheet(r, a, { cycleId: cycle, departmentId: null, states: [], search: '', limit: 50, after: 0, ...more }))) as { items: Row[]; nextCursor: string | null };
const names = (page: { items: Row[] }): string[] => page.items.map(({ indicator }) => indicator.name);

describe('a draft', () => {
  it('is read by its department and the planning office; others see only that it is there', async () => {
    const draftFor = async (who: keyof typeof callers): Promise<Row> => (await sheetOf(who)).items.find(({ indicator }) => indicator.name === '入力中の指標')!;
    for (const who of ['officer', 'coordinator'] as const) expect((await draftFor(who)).proposal.rationale).toBe('課の中だけの下書き');
    for (const who of ['other', 'member', 'viewer'] as const) {
      expect(JSON.stringify(await draftFor(who))).not.toContain('課の中だけの下書き');
      expect(await draftFor(who)).toMatchObject({ checks: [], proposal: { state: 'draft', decision: null, editable: false, actions: [] } });
      for (const work of [proposalRow, proposalHistory, proposalComments]) {
        expect(await refusalOf(db.read<unknown>(callers[who], (r, a) => work(r, a, ids['入力中の指標']!)))).toBe('not_found');
      }
    }
    expect((await db.read(callers.viewer, (r, a) => proposalRow(r, a, ids['提出の指標']!))).actions).toEqual([]);
  });

  it('shows its checks anew when it was changed: what was worked out for an earlier text is not shown', async () => {
    const before = (await sheetOf('officer', { search: '入力中' })).items[0]!;
    await db.write(callerFor(of.id), (tx) => tx.rows(`update proposal set rationale = '書き直し', version = version + 1 where id = $1`, [ids['入力中の指標']]));
    const after = (await sheetOf('officer', { search: '入力中' })).items[0]!;
    expect([before.proposal.rationale, after.proposal.rationale]).toEqual(['課の中だけの下書き', '書き直し']);
  });
});

describe('the sheet', () => {
  it('comes in pages that follow each other without a gap or a repetition', async () => {
    const seen: string[] = [];
    let after = 0;
    for (;;) {
      const page = await sheetOf('coordinator', { limit: 2, after });
      seen.push(...names(page));
      if (page.nextCursor === null) break;
      after = Number(page.nextCursor);
    }
    expect(seen).toEqual(['入力中の指標', '差戻しの指標', '提出の指標', '受理の指標', '付議の指標', '承認の指標']);
  });

  it('finds by state, by department, and by what is typed, whatever its width, and never takes it for a pattern', async () => {
    expect(names(await sheetOf('coordinator', { states: ['tabled', 'returned'] }))).toEqual(['差戻しの指標', '付議の指標']);
    expect(names(await sheetOf('coordinator', { departmentId: of.departmentIds[1] }))).toEqual([]);
    expect((await sheetOf('coordinator', { departmentId: of.departmentIds[0] })).items).toHaveLength(6);
    const wide = await aProposal(db, of, cycle, { name: 'ＬＩＮＥ利用者数（100％）', state: 'accepted', departmentIds: [of.departmentIds[1]] });
    expect(names(await sheetOf('coordinator', { search: ' line利用者 ' }))).toEqual(['ＬＩＮＥ利用者数（100％）']);
    expect(names(await sheetOf('coordinator', { search: '100%' }))).toEqual(['ＬＩＮＥ利用者数（100％）']);
    expect(names(await sheetOf('coordinator', { search: '%' }))).toEqual(['ＬＩＮＥ利用者数（100％）']);
    expect(names(await sheetOf('coordinator', { search: '_' }))).toEqual([]);
    expect(names(await sheetOf('coordinator', { departmentId: of.departmentIds[1] }))).toEqual(['ＬＩＮＥ利用者数（100％）']);
    await moveProposal(db, of, wide, 'return', 'returned', { comment: '確認してください。' });
  });

  it('shows the indicators in force while the review is in preparation', async () => {
    const preparing = await aCycle(db, of, { state: 'preparing', fiscalYear: 2025 });
    await db.write(callerFor(of.id), (tx) => tx.rows(`insert into indicator_department (indicator_id, department_id, partnership_id, lead, position) select indicator_id, $2, $3, true, 1 from proposal where id = $1`, [ids['承認の指標'], of.departmentIds[0], of.id]));
    const page = await sheetOf('coordinator', { cycleId: preparing, departmentId: of.departmentIds[0] });
    expect(page.items).toMatchObject([{ indicator: { name: '承認の指標' }, proposal: null }]);
  });
});

describe('what waits for somebody', () => {
  const waiting = async (who: keyof typeof callers) => (await db.read(callers[who], (r, a) => tasks(r, a))).map(({ name, state, due, overdue, comment }) => ({ name, state, due, overdue, comment }));

  it('is for the officer what came back, first, with why, and what may still be submitted, by its own day', async () => {
    expect(await waiting('officer')).toEqual([
      { name: '差戻しの指標', state: 'returned', due: '2026-01-10', overdue: true, comment: '根拠を具体的に書いてください。' },
      { name: '入力中の指標', state: 'draft', due: '2099-01-31', overdue: false, comment: null },
    ]);
  });

  it('is for the office what is to be accepted or tabled, for a member what they have not voted on, for a viewer nothing', async () => {
    expect((await waiting('coordinator')).map(({ name, due }) => [name, due])).toEqual([['提出の指標', '2099-02-10'], ['受理の指標', '2099-02-10']]);
    expect((await waiting('member')).map(({ name, due }) => [name, due])).toEqual([['付議の指標', '2099-03-10']]);
    expect(await waiting('viewer')).toEqual([]);
    const fresh = await aProposal(db, of, cycle, { name: '投票前の指標', state: 'tabled' });
    expect((await waiting('member')).map(({ name }) => name)).toContain('投票前の指標');
    await new Proposals(db).act(callers.member, fresh, { action: 'approve', version: 4 });
    expect((await waiting('member')).map(({ name }) => name)).not.toContain('投票前の指標');
  });
});

it('tells how far a cycle is, by state and by leading department', async () => {
  expect(await db.read(callers.viewer, (r, a) => progress(r, a, cycle))).toMatchObject({
    total: 8, byState: { draft: 1, returned: 2, submitted: 1, accepted: 1, tabled: 2, approved: 1, rejected: 0 },
    departments: [{ id: of.departmentIds[0], total: 7, overdue: 1 }, { id: of.departmentIds[1], total: 1, overdue: 1 }],
  });
});

it('tells what happened to a proposal in its order, with comments and changed fields', async () => {
  const proposals = new Proposals(db);
  const id = await aProposal(db, of, cycle, { name: '経過の指標', state: 'returned' });
  await proposals.save(callers.officer, id, 3, { decision: 'keep', rationale: '書き足し' });
  await proposals.comment(callers.other, id, ' 参考意見です。 ', null);
  const history = (await db.read(callers.coordinator, (r, a) => proposalHistory(r, a, id))) as { event: string; comment: string | null; difference?: object }[];
  expect(history.map(({ event }) => event)).toEqual(['begin', 'submit', 'return', 'save']);
  expect(history[2]!.comment).toBe('根拠を具体的に書いてください。');
  expect(history[3]!.difference).toEqual({ rationale: { old: '', new: '書き足し' } });
  expect(await db.read(callers.viewer, (r, a) => proposalComments(r, a, id))).toMatchObject([{ text: '参考意見です。', person: { id: of.officers[1].id }, department: { id: of.departmentIds[1] } }]);
});

describe('the records', () => {
  it('are for the planning office, by subject, person and day of Asia/Tokyo, the latest first and page by page', async () => {
    for (const who of ['officer', 'member', 'viewer'] as const) expect(await refusalOf(db.read(callers[who], (r, a) => auditEvents(r, a, { subject: null, actorId: null, from: null, to: null, limit: 5, after: 0 })))).toBe('not_allowed');
    const all = (more: object = {}) => db.read(callers.coordinator, (r, a) => auditEvents(r, a, { subject: null, actorId: null, from: null, to: null, limit: 50, after: 0, ...more }));
    interface Event { id: number; at: string; actor: { id: string | null } }
    const items = (await all()).items as Event[];
    expect(items.length).toBeGreaterThanOrEqual(3);
    expect(items.map(({ id }) => id)).toEqual([...items.map(({ id }) => id)].sort((one, other) => other - one));
    const hers = (await all({ actorId: of.officers[0].id })).items as Event[];
    expect([...new Set(hers.map(({ actor }) => actor.id))]).toEqual([of.officers[0].id]);
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date(items[0]!.at));
    const next = new Date(Date.parse(`${day}T00:00:00Z`) + 2 * 86_400_000).toISOString().slice(0, 10);
    expect((await all({ from: day })).items.length).toBeGreaterThan(0);
    expect((await all({ from: next })).items).toEqual([]);
    expect((await all({ to: '2020-01-01' })).items).toEqual([]);
    const first = await all({ limit: 1 });
    const second = await all({ limit: 1, after: Number(first.nextCursor) });
    expect(([...first.items, ...second.items] as Event[]).map(({ id }) => id)).toEqual(items.slice(0, 2).map(({ id }) => id));
  });
});

it('gives a plan as a tree with its municipalities, and its indicators by department and by name', async () => {
  const { body, version } = await db.read(callers.viewer, (r, a) => plan(r, a, of.planId));
  expect(version).toBe(1);
  expect(body).toMatchObject({ kind: 'vision', municipalities: [{ name: '眺め1', central: true }, { name: '眺め2', central: false }, { name: '眺め3', central: false }], sections: [{ name: '産業振興', children: [], projects: [{ name: '企業誘致' }] }] });
  const found = (more: object) => db.read(callers.viewer, (r, a) => indicatorsInForce(r, a, { planId: of.planId, asOf: null, departmentId: null, search: '', limit: 50, after: 0, ...more }));
  expect((await found({ departmentId: of.departmentIds[0] })).items).toMatchObject([{ name: '承認の指標' }]);
  expect((await found({ search: 'ｌｉｎｅ' })).items).toMatchObject([{ name: 'ＬＩＮＥ利用者数（100％）' }]);
  expect((await found({ asOf: '2001-01-01' })).items).toEqual([]);
});

it('tells a person who they are, and the accounts to the administrator alone', async () => {
  expect(await db.read(callers.officer, sessionPerson)).toMatchObject({ id: of.officers[0].id, roles: ['officer'], departments: [{ id: of.departmentIds[0], name: '眺め商工振興課' }], municipality: { name: '眺め1' } });
  for (const caller of Object.values(callers)) expect(await refusalOf(db.read(caller, people))).toBe('not_allowed');
});
