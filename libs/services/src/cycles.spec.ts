import { createHash } from 'node:crypto';
import { cycleActions, cycleStates, type CycleAction, type CycleState } from '#core';
import { aDataSource, Db, type Caller } from '#db';
import { auditEvents, auditVerification, cycle as cycleView, indicatorsInForce, progress, sheet, tasks } from '#views';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';
import { refusalOf, sessionOf, settle } from '../../../test/support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, outboxOf, type Partnership } from '../../../test/support/worker-fixtures.js';
import { Cycles, Documents, Plans, Proposals, type ProposalBody } from './index.js';

let database: TestDatabase;
let db: Db;
let cycles: Cycles;
let proposals: Proposals;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 8 }).initialize());
  cycles = new Cycles(db);
  proposals = new Proposals(db);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Office { of: Partnership; officer: Caller; coordinator: Caller; members: Caller[] }
async function anOffice(name: string): Promise<Office> {
  const of = await aPartnership(db, name);
  await settle(db, of);
  return { of, officer: await sessionOf(db, of.officers[0]), coordinator: await sessionOf(db, of.coordinator), members: await Promise.all(of.committee.map((post) => sessionOf(db, post))) };
}

const rowsOf = <Row extends object>(of: Partnership, sql: string, values: unknown[] = []): Promise<Row[]> => db.read(callerFor(of.id), (r) => r.rows<Row>(sql, values));

let position = 0;
async function anIndicator(of: Partnership, name: string, departments: readonly string[] = [of.departmentIds[0]]): Promise<string> {
  position += 1;
  return db.write(callerFor(of.id), async (tx) => {
    const { id } = (await tx.row<{ id: string }>('insert into indicator (partnership_id, plan_id, project_id, key, position) values ($1, $2, $3, $4, $5) returning id', [of.id, of.planId, of.projectId, `V-${String(position).padStart(3, '0')}`, position]))!;
    await tx.rows(`insert into indicator_definition (partnership_id, indicator_id, number, name, unit, baseline_text, baseline_year, target_text, target_year, basis, source, in_force_from)
      values ($1, $2, 1, $3, '件', '10件', 2019, '20件', 2030, '県の計画による。', '県統計', '2021-04-01T00:00:00+09:00')`, [of.id, id, name]);
    for (const [index, department] of departments.entries()) await tx.rows('insert into indicator_department (indicator_id, department_id, partnership_id, lead, position) values ($1, $2, $3, $4, $5)', [id, department, of.id, index === 0, index + 1]);
    return id;
  });
}

const deadlines = { submission: '2099-01-10', review: '2099-02-10', vote: '2099-03-10' };
interface Told { id: string; version: number; state: CycleState; actions: CycleAction[]; deadlines: Record<string, string | null> }
const toldOf = (answer: { body: string }): Told => JSON.parse(answer.body) as Told;
const begin = async ({ of, coordinator }: Office, fiscalYear = 2024): Promise<Told> => toldOf(await cycles.begin(coordinator, { planId: of.planId, fiscalYear, deadlines }, null));
const step = async ({ coordinator }: Office, id: string, action: CycleAction, more: { reason?: string; to?: CycleState } = {}): Promise<Told> =>
  toldOf(await cycles.act(coordinator, id, { action, version: toldOf(await cycles.read(coordinator, id)).version, ...more }, null));
const proposalOf = async (of: Partnership, cycleId: string, name: string): Promise<{ id: string; version: number; state: string; indicator_id: string }> =>
  (await rowsOf<{ id: string; version: number; state: string; indicator_id: string }>(of, `select p.id, p.version, p.state, p.indicator_id from proposal p left join indicator_definition d on d.indicator_id = p.indicator_id and d.in_force_until is null where p.cycle_id = $1 and coalesce(p.name, d.name) = $2`, [cycleId, name]))[0]!;

/** Enters an answer with its actual, and takes it through submission and acceptance. */
async function answered(office: Office, cycleId: string, name: string, body: ProposalBody): Promise<string> {
  const { id, version, indicator_id: indicatorId } = await proposalOf(office.of, cycleId, name);
  if (indicatorId) await proposals.recordActual(office.officer, { cycleId, indicatorId, year: 2024 }, 0, { text: '12件' });
  const saved = JSON.parse((await proposals.save(office.officer, id, version, body)).body) as { version: number };
  await proposals.act(office.officer, id, { action: 'submit', version: saved.version });
  await proposals.act(office.coordinator, id, { action: 'accept', version: saved.version + 1 });
  return id;
}
async function voted(office: Office, id: string, objecting = false): Promise<void> {
  const [{ version }] = await rowsOf<{ version: number }>(office.of, 'select version from proposal where id = $1', [id]) as [{ version: number }];
  await proposals.act(office.coordinator, id, { action: 'table', version });
  for (const member of office.members.slice(objecting ? 1 : 0)) await proposals.act(member, id, { action: 'approve', version: version + 1 });
  if (!objecting) return;
  await proposals.act(office.members[0]!, id, { action: 'object', version: version + 1, comment: '効果が見えません。' });
  await proposals.act(office.coordinator, id, { action: 'reject', version: version + 1, comment: '合意に至りませんでした。' });
}
const kept: ProposalBody = { decision: 'keep', target: { text: '20件', year: 2030 }, basis: '県の計画による。', source: '県統計' };

describe('beginning a cycle', () => {
  it('is for the coordinator, once for a plan and year, even at the same moment', async () => {
    const office = await anOffice('開始');
    const ask = (caller: Caller) => refusalOf(cycles.begin(caller, { planId: office.of.planId, fiscalYear: 2024 }, null));
    expect(await ask(office.officer)).toBe('not_allowed');
    expect((await Promise.all([ask(office.coordinator), ask(office.coordinator), ask(office.coordinator)])).sort()).toEqual(['conflict', 'conflict', null]);
  });

  it('is of a year that the plan is about: from two before its first to one after its last', async () => {
    const { of, coordinator } = await anOffice('年度');
    const ask = (fiscalYear: number) => refusalOf(cycles.begin(coordinator, { planId: of.planId, fiscalYear }, null));
    expect(await Promise.all([2023, 2032, 2100].map(ask))).toEqual(['invalid', 'invalid', 'invalid']);
    expect(await Promise.all([2024, 2031].map(ask))).toEqual([null, null]);
  });

  it('opens only when every indicator has somebody to answer and the deadlines are in order, and then every indicator has its draft', async () => {
    const office = await anOffice('受付');
    const { of, coordinator } = office;
    await anIndicator(of, '担当者のいる指標');
    const orphan = await anIndicator(of, '担当者のいない指標', []);
    const told = toldOf(await cycles.begin(coordinator, { planId: of.planId, fiscalYear: 2024 }, null));
    expect(told.actions).toEqual([]);
    expect(await refusalOf(cycles.act(coordinator, told.id, { action: 'open', version: told.version }, null))).toBe('incomplete');
    await db.write(callerFor(of.id), (tx) => tx.rows('insert into indicator_department (indicator_id, department_id, partnership_id, lead, position) values ($1, $2, $3, true, 1)', [orphan, of.departmentIds[1], of.id]));
    expect(await refusalOf(cycles.act(coordinator, told.id, { action: 'open', version: told.version }, null))).toBe('incomplete');
    const dated = toldOf(await cycles.setDeadlines(coordinator, told.id, told.version, deadlines));
    expect(dated.actions).toEqual(['open']);
    expect((await step(office, told.id, 'open')).state).toBe('collecting');
    const drafts = await rowsOf(of, `select d.name, p.state, p.decision, p.target_year from proposal p join indicator_definition d on d.indicator_id = p.indicator_id where p.cycle_id = $1 order by p.position`, [told.id]);
    expect(drafts).toEqual([{ name: '担当者のいる指標', state: 'draft', decision: null, target_year: 2030 }, { name: '担当者のいない指標', state: 'draft', decision: null, target_year: 2030 }]);
  });

  it('takes deadlines in order, from the coordinator, on the version that was seen', async () => {
    const office = await anOffice('期限');
    const { id, version } = await begin(office);
    expect(await refusalOf(cycles.setDeadlines(office.officer, id, version, {}))).toBe('not_allowed');
    expect(await refusalOf(cycles.setDeadlines(office.coordinator, id, version, { review: '2098-01-01' }))).toBe('invalid');
    expect(toldOf(await cycles.setDeadlines(office.coordinator, id, version, { vote: '2099-04-01' })).deadlines).toEqual({ ...deadlines, vote: '2099-04-01' });
    expect(await refusalOf(cycles.setDeadlines(office.coordinator, id, version, { vote: null }))).toBe('stale');
  });
});

it('offers exactly what it then accepts: every state, every person, every action', async () => {
  const differences: string[] = [];
  let offered = 0;
  for (const state of cycleStates) {
    if (state === 'published') continue;
    const office = await anOffice(`提示 ${state}`);
    const people: [string, Caller][] = [['取りまとめ', office.coordinator], ['担当者', office.officer], ['委員', office.members[0]!]];
    let fiscalYear = 2024;
    for (const [who, caller] of people) {
      for (const action of cycleActions) {
        const id = await aCycle(db, office.of, { state, fiscalYear: (fiscalYear += 1), deadlines });
        const { actions, version } = await db.read(caller, (r, a) => cycleView(r, a, id));
        const code = await refusalOf(cycles.act(caller, id, { action, version, reason: '理由' }, null));
        if (actions.includes(action)) offered += 1;
        if (actions.includes(action) !== (code === null)) differences.push(`${state} ${who} ${action}: offered ${String(actions.includes(action))}, answered ${String(code)}`);
      }
    }
  }
  expect(differences).toEqual([]);
  // preparing: open · collecting: close, reopen · reviewing: convene, reopen · deliberating: finalize, reopen · finalized: reopen (its documents are not there)
  expect(offered).toBe(8);
});

it('moves once when two coordinators act at the same moment: the other is told clearly', async () => {
  const office = await anOffice('同時の締切');
  const id = await aCycle(db, office.of, { state: 'collecting', deadlines });
  const act = (action: CycleAction) => refusalOf(cycles.act(office.coordinator, id, { action, version: 1, reason: '理由' }, null));
  expect((await Promise.all([act('close'), act('close')])).sort()).toEqual([null, 'wrong_state'].sort());
  expect(await rowsOf(office.of, 'select state, version from cycle where id = $1', [id])).toEqual([{ state: 'reviewing', version: 2 }]);
  expect(await refusalOf(cycles.act(office.coordinator, id, { action: 'reopen', version: 1, reason: '理由' }, null))).toBe('stale');
});

it('closes over what is missing only with a reason, and lists it', async () => {
  const office = await anOffice('未提出');
  const id = await aCycle(db, office.of, { state: 'collecting', deadlines });
  await aProposal(db, office.of, id, { name: '出ていない指標', state: 'draft' });
  expect(await refusalOf(cycles.act(office.coordinator, id, { action: 'close', version: 1, reason: ' ' }, null))).toBe('incomplete');
  await cycles.act(office.coordinator, id, { action: 'close', version: 1, reason: '災害対応のため' }, null);
  expect(await rowsOf(office.of, `select reason, missing from cycle_step where cycle_id = $1 and action = 'close'`, [id])).toEqual([{ reason: '災害対応のため', missing: ['出ていない指標'] }]);
  expect(await refusalOf(cycles.act(office.coordinator, id, { action: 'convene', version: 2 }, null))).toBe('wrong_state');
});

it('reminds the departments that have something open, and nobody else', async () => {
  const office = await anOffice('催促');
  const { of, coordinator, officer } = office;
  const id = await aCycle(db, of, { state: 'collecting', deadlines });
  expect(await refusalOf(cycles.remind(coordinator, id, [], null))).toBe('wrong_state');
  await aProposal(db, of, id, { name: '未提出', state: 'draft', departmentIds: [of.departmentIds[0]] });
  await aProposal(db, of, id, { name: '提出済み', state: 'submitted', departmentIds: [of.departmentIds[1]] });
  expect(await refusalOf(cycles.remind(officer, id, [], null))).toBe('not_allowed');
  expect(JSON.parse((await cycles.remind(coordinator, id, [], null)).body)).toEqual({ departments: [{ id: of.departmentIds[0], name: '催促商工振興課' }] });
  expect(await refusalOf(cycles.remind(coordinator, id, [of.departmentIds[1]], null))).toBe('wrong_state');
  expect((await outboxOf(db, of)).filter(({ topic }) => topic === 'reminder.asked')).toHaveLength(1);
});

it('counts as overdue what the end of its own day found unsubmitted: an exception moves that day for one item alone', async () => {
  const { of, coordinator } = await anOffice('遅れ');
  const id = await aCycle(db, of, { state: 'collecting', deadlines: { submission: '2026-01-10', review: '2026-02-10', vote: '2026-03-10' } });
  await aProposal(db, of, id, { name: '遅れている', state: 'draft' });
  await aProposal(db, of, id, { name: '例外がある', state: 'draft', exceptionUntil: '2099-01-01' });
  await aProposal(db, of, id, { name: '出ている', state: 'submitted' });
  expect(await db.read(coordinator, (r, a) => progress(r, a, id))).toMatchObject({ total: 3, byState: { draft: 2, submitted: 1 }, departments: [{ id: of.departmentIds[0], total: 3, overdue: 1 }] });
});

describe('the whole year', () => {
  let office: Office;
  let cycleId: string;
  const ids: Record<string, string> = {};
  const definitions = (name: string) => rowsOf(office.of, `select number, name, target_text, target_year, breaks_series, in_force_until is null as in_force from indicator_definition where indicator_id = $1 order by number`, [ids[name]]);

  beforeAll(async () => {
    office = await anOffice('通年');
    const { of, officer } = office;
    for (const name of ['そのままの指標', '目標を見直す指標', '改称する指標', '再定義する指標', '単位だけ変える指標', 'やめる指標', '否決される指標']) ids[name] = await anIndicator(of, name);
    cycleId = (await begin(office)).id;
    await step(office, cycleId, 'open');
    await proposals.add(officer, cycleId, {
      name: '新しい指標', projectId: of.projectId, unit: '人', direction: 'higher', nature: 'flow', baseline: { text: '3人', year: 2024 }, actuals: [{ year: 2023, text: '2人' }],
      target: { text: '9人', year: 2030 }, rationale: '新しい事業のため。', basis: '県の計画による。', source: '県統計',
    }, null);
    const answers: Record<string, ProposalBody> = {
      そのままの指標: kept, 目標を見直す指標: { ...kept, target: { text: '30件', year: 2030 } },
      改称する指標: { ...kept, decision: 'change', changeKind: 'rename', name: '改称した指標', rationale: '名称が変わったため。' },
      再定義する指標: { ...kept, decision: 'change', changeKind: 'redefinition', unit: '団体', target: { text: '5団体', year: 2030 }, rationale: '数え方を変えるため。', discrepancyReason: '数え方が違うため。' },
      単位だけ変える指標: { decision: 'change', unit: '団体', rationale: '数え方を変えるため。' },
      やめる指標: { decision: 'delete', rationale: '目的を果たしたため。', successorId: ids['そのままの指標']! }, 否決される指標: { ...kept, target: { text: '99件', year: 2030 } },
    };
    for (const [name, body] of Object.entries(answers)) ids[`案 ${name}`] = await answered(office, cycleId, name, body);
    const added = await proposalOf(of, cycleId, '新しい指標');
    await proposals.act(officer, added.id, { action: 'submit', version: added.version });
    await proposals.act(office.coordinator, added.id, { action: 'accept', version: added.version + 1 });
    ids['案 新しい指標'] = added.id;
    await step(office, cycleId, 'close');
    await step(office, cycleId, 'convene');
  });

  it('is not final before everything is decided', async () => {
    expect(await refusalOf(step(office, cycleId, 'finalize'))).toBe('wrong_state');
    for (const [name, id] of Object.entries(ids)) if (name.startsWith('案 ')) await voted(office, id, name === '案 否決される指標');
  });

  it('finalizing freezes what is, under its hash, and queues its documents with a message each', async () => {
    await step(office, cycleId, 'finalize');
    const [snapshot] = await rowsOf<{ number: number; draft: boolean; content: string; sha256: string }>(office.of, 'select number, draft, content, sha256 from snapshot where cycle_id = $1', [cycleId]);
    expect(snapshot).toMatchObject({ number: 1, draft: false, sha256: createHash('sha256').update(snapshot!.content).digest('hex') });
    const { indicators } = JSON.parse(snapshot!.content) as { indicators: { decision: string; before: { name: string } | null; after: { name: string; target: { text: string }; basis: string; source: string } | null; seriesBreakYear: number | null; votes: unknown[] }[] };
    expect(indicators.map(({ decision, before, after }) => [decision, before?.name ?? null, after?.name ?? null, after?.target.text ?? null])).toEqual([
      ['keep', 'そのままの指標', 'そのままの指標', '20件'], ['keep', '目標を見直す指標', '目標を見直す指標', '30件'], ['change', '改称する指標', '改称した指標', '20件'],
      ['change', '再定義する指標', '再定義する指標', '5団体'], ['change', '単位だけ変える指標', '単位だけ変える指標', '20件'], ['delete', 'やめる指標', null, null], ['keep', '否決される指標', '否決される指標', '20件'], ['add', null, '新しい指標', '9人'],
    ]);
    // Nobody said that the unit alone is a redefinition, nor anything of basis and source: it is one, and they stay.
    expect(indicators.filter(({ seriesBreakYear }) => seriesBreakYear !== null).map(({ before, seriesBreakYear }) => [before?.name, seriesBreakYear])).toEqual([['再定義する指標', 2024], ['単位だけ変える指標', 2024]]);
    expect(indicators.find(({ before }) => before?.name === '単位だけ変える指標')?.after).toMatchObject({ basis: '県の計画による。', source: '県統計' });
    const queued = await rowsOf(office.of, `select kind, format, state from document where cycle_id = $1 order by kind, format`, [cycleId]);
    const expected = ['comparison', 'progress', 'review-form', 'vision'].flatMap((kind) => ['docx', 'html', 'pdf', 'xlsx'].map((format) => ({ kind, format, state: 'queued' })));
    expect(queued).toEqual(expected);
    expect((await outboxOf(db, office.of)).filter(({ topic }) => topic === 'document.requested')).toHaveLength(16);
  });

  it('a snapshot never changes', async () => {
    await expect(db.write(callerFor(office.of.id), (tx) => tx.rows(`update snapshot set content = '{}'`))).rejects.toThrow(/permission denied/);
  });

  it('reopening loses nothing that was decided, and marks it; finalizing again freezes a second snapshot', async () => {
    expect(await refusalOf(step(office, cycleId, 'reopen'))).toBe('invalid');
    await step(office, cycleId, 'reopen', { reason: '誤記の確認', to: 'deliberating' });
    const states = () => rowsOf(office.of, `select state, to_be_confirmed as marked, count(*)::int as n from proposal where cycle_id = $1 group by 1, 2 order by 1`, [cycleId]);
    expect(await states()).toEqual([{ state: 'approved', marked: true, n: 7 }, { state: 'rejected', marked: true, n: 1 }]);
    await step(office, cycleId, 'finalize');
    expect(await states()).toEqual([{ state: 'approved', marked: false, n: 7 }, { state: 'rejected', marked: false, n: 1 }]);
    expect(await rowsOf(office.of, 'select number from snapshot where cycle_id = $1 order by number', [cycleId])).toEqual([{ number: 1 }, { number: 2 }]);
  });

  it('is not published before the documents of the last snapshot are there', async () => {
    expect(await refusalOf(step(office, cycleId, 'publish'))).toBe('wrong_state');
    await db.write(callerFor(office.of.id), async (tx) => {
      await tx.rows(`insert into document_file (sha256, partnership_id, bytes, media_type) values ('s', $1, 'x', 'application/pdf')`, [office.of.id]);
      await tx.rows(`update document set state = 'ready', sha256 = 's' where snapshot_id = (select id from snapshot where cycle_id = $1 and number = 1)`, [cycleId]);
    });
    expect(await refusalOf(step(office, cycleId, 'publish'))).toBe('wrong_state');
    await db.write(callerFor(office.of.id), (tx) => tx.rows(`update document set state = 'ready', sha256 = 's' where cycle_id = $1`, [cycleId]));
    expect(await db.read(office.coordinator, (r, a) => tasks(r, a))).toEqual([expect.objectContaining({ kind: 'cycle', actions: ['publish'] })]);
  });

  it('publishing brings what was approved into force, and only that', async () => {
    await step(office, cycleId, 'publish');
    const first = (name: string) => ({ number: 1, name, target_text: '20件', target_year: 2030, breaks_series: false, in_force: true });
    expect(await definitions('そのままの指標')).toEqual([first('そのままの指標')]);
    expect(await definitions('否決される指標')).toEqual([first('否決される指標')]);
    expect(await definitions('目標を見直す指標')).toEqual([{ ...first('目標を見直す指標'), in_force: false }, { number: 2, name: '目標を見直す指標', target_text: '30件', target_year: 2030, breaks_series: false, in_force: true }]);
    expect(await definitions('改称する指標')).toMatchObject([{ in_force: false }, { number: 2, name: '改称した指標', breaks_series: false, in_force: true }]);
    expect(await definitions('再定義する指標')).toMatchObject([{ in_force: false }, { number: 2, target_text: '5団体', breaks_series: true, in_force: true }]);
    expect(await definitions('単位だけ変える指標')).toMatchObject([{ in_force: false }, { number: 2, target_text: '20件', target_year: 2030, breaks_series: true, in_force: true }]);
    expect(await rowsOf(office.of, 'select unit, basis, source from indicator_definition where indicator_id = $1 and in_force_until is null', [ids['単位だけ変える指標']])).toEqual([{ unit: '団体', basis: '県の計画による。', source: '県統計' }]);
    expect(await rowsOf(office.of, 'select ended_at is not null as ended, successor_id from indicator where id = $1', [ids['やめる指標']])).toEqual([{ ended: true, successor_id: ids['そのままの指標'] }]);
    const [added] = await rowsOf<{ id: string; key: string }>(office.of, `select i.id, i.key from indicator i join indicator_definition d on d.indicator_id = i.id where d.name = '新しい指標'`);
    expect(added!.key).toBe(`V-${String(position + 1).padStart(3, '0')}`);
    expect(await rowsOf(office.of, 'select year, text from actual where indicator_id = $1 order by year', [added!.id])).toContainEqual({ year: 2023, text: '2人' });
    expect(await rowsOf(office.of, 'select department_id, lead from indicator_department where indicator_id = $1', [added!.id])).toEqual([{ department_id: office.of.departmentIds[0], lead: true }]);
  });

  it('the plan then shows what is in force, and the published review what it decided on', async () => {
    const inForce = async (asOf: string | null): Promise<string[]> => ((await db.read(office.coordinator, (r, a) => indicatorsInForce(r, a, { planId: office.of.planId, asOf, departmentId: null, search: '', limit: 50, after: 0 }))).items as { name: string }[]).map(({ name }) => name);
    expect(await inForce(null)).toEqual(['そのままの指標', '目標を見直す指標', '改称した指標', '再定義する指標', '単位だけ変える指標', '否決される指標', '新しい指標']);
    expect(await inForce('2025-01-01')).toEqual(['そのままの指標', '目標を見直す指標', '改称する指標', '再定義する指標', '単位だけ変える指標', 'やめる指標', '否決される指標']);
    const { items } = JSON.parse(await db.read(office.coordinator, (r, a) => sheet(r, a, { cycleId, departmentId: null, states: [], search: '見直す', limit: 10, after: 0 }))) as { items: { target: { value: { text: string } }; proposal: { target: { text: string } } }[] };
    expect(items.map((row) => [row.target.value.text, row.proposal.target.text])).toEqual([['20件', '30件']]);
  });

  it('is over: nothing more is offered or accepted', async () => {
    expect((await db.read(office.coordinator, (r, a) => cycleView(r, a, cycleId))).actions).toEqual([]);
    expect(await refusalOf(step(office, cycleId, 'reopen', { reason: '誤記' }))).toBe('wrong_state');
    expect(await refusalOf(cycles.setDeadlines(office.coordinator, cycleId, toldOf(await cycles.read(office.coordinator, cycleId)).version, {}))).toBe('wrong_state');
  });

  it('has every step on record, in a chain that holds', async () => {
    const { items } = await db.read(office.coordinator, (r, a) => auditEvents(r, a, { subject: cycleId, actorId: null, from: null, to: null, limit: 50, after: 0 }));
    expect((items as { event: string }[]).map(({ event }) => event).reverse()).toEqual(['begin', 'open', 'close', 'convene', 'finalize', 'reopen', 'finalize', 'publish']);
    expect((await db.read(office.coordinator, auditVerification)).holds).toBe(true);
  });
});

it('gives a draft of the documents before finalizing to the planning office alone', async () => {
  const office = await anOffice('下書き');
  const documents = new Documents(db);
  const id = await aCycle(db, office.of, { state: 'collecting', deadlines });
  await aProposal(db, office.of, id, { name: '途中の指標', state: 'draft' });
  expect(await refusalOf(documents.request(office.officer, id, { kind: 'vision', format: 'pdf' }, null))).toBe('not_allowed');
  const asked = JSON.parse((await documents.request(office.coordinator, id, { kind: 'vision', format: 'pdf' }, null)).body) as { id: string };
  expect(asked).toMatchObject({ state: 'queued', draft: true });
  expect(await refusalOf(documents.cancel(office.officer, asked.id))).toBe('not_allowed');
  expect(JSON.parse((await documents.cancel(office.coordinator, asked.id)).body)).toMatchObject({ state: 'cancelled' });
  expect(await refusalOf(documents.cancel(office.coordinator, asked.id))).toBe('wrong_state');
});

it.each([[2019, '令和元年度'], [2018, '平成30年度']])('names the review of %i, its tasks and its actuals by the era: %s', async (fiscalYear, words) => {
  const { of, officer, coordinator } = await anOffice(`元号${fiscalYear}`);
  const id = await aProposal(db, of, await aCycle(db, of, { state: 'collecting', fiscalYear }), { name: '元号の指標', state: 'draft' });
  const [task] = await db.read(officer, tasks);
  expect(task?.cycleName).toBe(`${of.title}（${words}）`);
  expect(await db.read(coordinator, async (r, a) => (await cycleView(r, a, task!.cycleId)).name)).toContain(words);
  const { indicator_id: indicatorId } = (await rowsOf<{ indicator_id: string }>(of, 'select indicator_id from proposal where id = $1', [id]))[0]!;
  await proposals.recordActual(officer, { cycleId: task!.cycleId, indicatorId, year: fiscalYear }, 0, { text: '1件' });
  const { items } = await db.read(coordinator, (r, a) => auditEvents(r, a, { subject: id, actorId: null, from: null, to: null, limit: 1, after: 0 }));
  expect(items[0]).toMatchObject({ event: 'record', subject: { name: `元号の指標（${words}実績）` } });
});

it('what is being judged keeps its direction and nature; before and after that the office may put them right', async () => {
  const { of, coordinator } = await anOffice('方向');
  const cycle = await aCycle(db, of, { state: 'deliberating' });
  const plansOf = new Plans(db);
  for (const [state, refused] of [['draft', null], ['submitted', 'wrong_state'], ['returned', null], ['accepted', 'wrong_state'], ['tabled', 'wrong_state'], ['approved', null]] as const) {
    const id = await aProposal(db, of, cycle, { name: `方向 ${state}`, state });
    const { indicator_id: indicator } = (await rowsOf<{ indicator_id: string }>(of, 'select indicator_id from proposal where id = $1', [id]))[0]!;
    for (const change of [{ direction: 'lower' }, { nature: 'stock' }] as const) expect([state, await refusalOf(plansOf.describe(coordinator, indicator, change))]).toEqual([state, refused]);
    // What changes nothing is no change.
    expect(await refusalOf(plansOf.describe(coordinator, indicator, refused ? {} : { direction: 'lower', nature: 'stock' }))).toBeNull();
  }
});
