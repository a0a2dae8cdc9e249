import { aDataSource, Db, type Caller } from '#db';
import { FormExports, Proposals, type ProposalBody } from '#services';
import { indicatorLife, indicatorsInForce, proposalHistory, proposalRow, sheet } from '#views';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf, sessionOf, settle } from '../support/sessions.js';
import { aCycle, aPartnership, aProposal, callerFor, moveProposal, type Partnership, type Post } from '../support/worker-fixtures.js';

/*
 * What a department has typed and not sent, held against every reader and every view. Words: A was there before the review,
 * B was sent, C is being typed.
 */
const insiders = ['officer', 'head', 'coordinator'] as const;
const outsiders = ['otherOfficer', 'otherHead', 'member', 'viewer', 'administrator'] as const;
type Who = (typeof insiders)[number] | (typeof outsiders)[number];

let database: TestDatabase;
let db: Db;
let of: Partnership;
let cycleId: string;
let proposals: Proposals;
const callers = {} as Record<Who, Caller>;

beforeAll(async () => {
  database = await aDatabase();
  db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  proposals = new Proposals(db);
  of = await aPartnership(db, '下書き');
  await settle(db, of);
  const person = (role: string, scope: 'department_id' | 'plan_id' | null, id: string | null): Promise<Post> => db.write(callerFor(of.id), async (tx) => {
    const email = `${role}-${Math.random()}@kyosei.example`;
    const { id: personId } = (await tx.row<{ id: string }>('insert into person (email, name, municipality_id) values ($1, $2, $3) returning id', [email, role, of.municipalityIds[0]]))!;
    await tx.rows(`insert into role_held (person_id, role${scope ? `, ${scope}` : ''}) values ($1, $2${scope ? ', $3' : ''})`, [personId, role, ...(scope ? [id] : [])]);
    return { id: personId, email };
  });
  const posts: Record<Who, Post> = {
    officer: of.officers[0], head: await person('section_head', 'department_id', of.departmentIds[0]), coordinator: of.coordinator,
    otherOfficer: of.officers[1], otherHead: await person('section_head', 'department_id', of.departmentIds[1]), member: of.committee[1],
    viewer: await person('viewer', 'plan_id', of.planId), administrator: await person('administrator', null, null),
  };
  for (const who of [...insiders, ...outsiders]) callers[who] = await sessionOf(db, posts[who]);
  cycleId = await aCycle(db, of, { state: 'collecting' });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Typed { readonly id: string; readonly indicatorId: string }
const versionOf = (id: string): Promise<number> => db.read(callerFor(of.id), async (reader) => (await reader.row<{ version: number }>('select version from proposal where id = $1', [id]))!.version);

/** The officer types a rationale and the actual of the year under review, each with the letter in it. */
async function type({ id, indicatorId }: Typed, letter: string, figure: string, seen: number): Promise<void> {
  await proposals.save(callers.officer, id, await versionOf(id), { decision: 'keep', rationale: `理由${letter}`, basis: `根拠${letter}`, target: { text: `${figure}9件`, year: 2030 } });
  await proposals.recordActual(callers.officer, { cycleId, indicatorId, year: 2024 }, seen, { text: `${figure}件`, note: `備考${letter}` });
}

async function begun(name: string): Promise<Typed> {
  const id = await aProposal(db, of, cycleId, { name, state: 'draft' });
  const { indicator_id: indicatorId } = (await db.read(callerFor(of.id), (reader) => reader.row<{ indicator_id: string }>('select indicator_id from proposal where id = $1', [id])))!;
  await db.write(callerFor(of.id), async (tx) => {
    await tx.rows(`update indicator_definition set target_text = '500件', target_year = 2030 where indicator_id = $1`, [indicatorId]);
    await tx.rows(`insert into actual (partnership_id, indicator_id, year, text) values ($1, $2, 2023, '123件')`, [of.id, indicatorId]);
  });
  return { id, indicatorId };
}

/** Everything that a person can read of a proposal, as one text: every view that says anything of it. */
async function readBy(who: Who, { id, indicatorId }: Typed, name: string): Promise<string> {
  const form = await new FormExports(db).make(callers[who], cycleId, { departmentId: null, municipalityCode: null, format: 'json' });
  const rows = (JSON.parse(String(form.bytes)) as { rows: unknown[] }).rows.filter((row) => JSON.stringify(row).includes(name));
  const own = await db.read(callers[who], async (reader, actor) => [
    await sheet(reader, actor, { cycleId, departmentId: null, states: [], search: name, limit: 50, after: 0 }),
    await indicatorsInForce(reader, actor, { planId: of.planId, asOf: null, departmentId: null, search: name, limit: 50, after: 0 }),
    await indicatorLife(reader, actor, indicatorId),
  ]);
  const opened = await db.read(callers[who], async (reader, actor) => [(await proposalRow(reader, actor, id)).json, (await proposalRow(reader, actor, id)).facts, await proposalHistory(reader, actor, id)])
    .catch((error: unknown) => (error instanceof Error && 'code' in error && error.code === 'not_found' ? [] : Promise.reject(error as Error)));
  return JSON.stringify([rows, own, opened]);
}

const lettersIn = (text: string): string[] => ['B', 'C'].filter((letter) => [`理由${letter}`, `根拠${letter}`, `備考${letter}`].some((words) => text.includes(words)));
const figuresIn = (text: string): string[] => ['77', '88'].filter((figure) => text.includes(`${figure}件`) || text.includes(`${figure}9件`));

it('is read by its department and the planning office in every view; others see that it is there, and the years before', async () => {
  const item = await begun('入力中の数');
  await type(item, 'C', '88', 0);
  for (const who of insiders) expect([who, lettersIn(await readBy(who, item, '入力中の数')), figuresIn(await readBy(who, item, '入力中の数'))]).toEqual([who, ['C'], ['88']]);
  for (const who of outsiders) {
    const text = await readBy(who, item, '入力中の数');
    expect([who, lettersIn(text), figuresIn(text), text.includes('123件'), text.includes('percent')]).toEqual([who, [], [], true, false]);
    expect(await refusalOf(db.read(callers[who], (reader, actor) => proposalRow(reader, actor, item.id)))).toBe('not_found');
  }
  expect(await readBy('officer', item, '入力中の数')).toContain('percent');
});

it('is read by everybody once it is sent; after a return, what was sent is, and what is typed since is not', async () => {
  const item = await begun('差戻しの数');
  await type(item, 'C', '88', 0);
  await type(item, 'B', '77', 1);
  await moveProposal(db, of, item.id, 'submit', 'submitted');
  for (const who of outsiders) expect([who, lettersIn(await readBy(who, item, '差戻しの数')), figuresIn(await readBy(who, item, '差戻しの数'))]).toEqual([who, ['B'], ['77']]);
  await moveProposal(db, of, item.id, 'return', 'returned', { comment: '確かめてください。' });
  for (const who of outsiders) expect([who, lettersIn(await readBy(who, item, '差戻しの数')), figuresIn(await readBy(who, item, '差戻しの数'))]).toEqual([who, ['B'], ['77']]);
  await type(item, 'C', '88', 2);
  for (const who of outsiders) {
    const text = await readBy(who, item, '差戻しの数');
    expect([who, lettersIn(text), figuresIn(text), text.includes('123件')]).toEqual([who, ['B'], ['77'], true]);
    expect((await db.read(callers[who], (reader, actor) => proposalRow(reader, actor, item.id))).facts.proposal).toMatchObject({ state: 'returned', rationale: '理由B', returnComment: '確かめてください。' });
  }
  for (const who of insiders) expect([who, lettersIn(await readBy(who, item, '差戻しの数'))]).toEqual([who, ['B', 'C']]);
  await moveProposal(db, of, item.id, 'submit', 'submitted');
  for (const who of outsiders) expect((await db.read(callers[who], (reader, actor) => proposalRow(reader, actor, item.id))).facts.proposal).toMatchObject({ rationale: '理由C' });
});

it('is masked where nothing was kept of what was sent, and in a draft that was withdrawn', async () => {
  const item = await begun('引戻しの数');
  await type(item, 'B', '77', 0);
  await moveProposal(db, of, item.id, 'submit', 'submitted');
  await moveProposal(db, of, item.id, 'withdraw', 'draft');
  for (const who of outsiders) expect([who, lettersIn(await readBy(who, item, '引戻しの数')), figuresIn(await readBy(who, item, '引戻しの数'))]).toEqual([who, [], []]);
});

it('an actual that was in force before the review began stays visible until the department types another', async () => {
  const id = await aProposal(db, of, cycleId, { name: '先にあった数', state: 'draft' });
  const { indicator_id: indicatorId } = (await db.read(callerFor(of.id), (reader) => reader.row<{ indicator_id: string }>('select indicator_id from proposal where id = $1', [id])))!;
  await db.write(callerFor(of.id), (tx) => tx.rows(`insert into actual (partnership_id, indicator_id, year, text, recorded_at) select $1, $2, 2024, '77件', at - interval '1 day' from proposal_step where proposal_id = $3 and number = 1`, [of.id, indicatorId, id]));
  for (const who of outsiders) expect([who, figuresIn(await readBy(who, { id, indicatorId }, '先にあった数'))]).toEqual([who, ['77']]);
  await proposals.recordActual(callers.officer, { cycleId, indicatorId, year: 2024 }, 1, { text: '88件' });
  for (const who of outsiders) expect([who, figuresIn(await readBy(who, { id, indicatorId }, '先にあった数'))]).toEqual([who, []]);
});

it('of a new indicator nothing is there for others until it is sent; after a return, its name and figures as sent', async () => {
  const addition = (letter: string, figure: string): Omit<ProposalBody, 'decision'> => ({
    name: `新しい数${letter}`, projectId: of.projectId, unit: '件', direction: 'higher', baseline: { text: `${figure}件`, year: 2024 }, actuals: [{ year: 2024, text: `${figure}件` }], target: { text: `${figure}9件`, year: 2030 }, rationale: `理由${letter}`, basis: `根拠${letter}`,
  });
  const { id } = JSON.parse((await proposals.add(callers.officer, cycleId, { ...addition('B', '77'), name: '新しい数B', projectId: of.projectId }, null)).body) as { id: string };
  const rowOf = async (who: Who): Promise<string> => db.read(callers[who], (reader, actor) => sheet(reader, actor, { cycleId, departmentId: null, states: [], search: '新しい数', limit: 50, after: 0 }));
  for (const who of outsiders) expect([who, await rowOf(who)]).toEqual([who, '{"items":[],"nextCursor":null}']);
  expect(await rowOf('head')).toContain('新しい数B');
  await moveProposal(db, of, id, 'submit', 'submitted');
  await moveProposal(db, of, id, 'return', 'returned', { comment: '名称を確かめてください。' });
  await proposals.save(callers.officer, id, await versionOf(id), { decision: 'add', ...addition('C', '88') });
  for (const who of outsiders) {
    const text = await rowOf(who);
    expect([who, text.includes('新しい数B'), text.includes('新しい数C'), lettersIn(text), figuresIn(text)]).toEqual([who, true, false, ['B'], ['77']]);
  }
  expect(await rowOf('officer')).toContain('新しい数C');
});

it('shows in no finding of another indicator that states the same measure', async () => {
  const [one, other] = [await begun('同じ数の一'), await begun('同じ数の二')];
  await type(one, 'B', '55', 0);
  await type(other, 'C', '88', 0);
  const [first, second] = [one.indicatorId, other.indicatorId].sort();
  await db.write(callerFor(of.id), (tx) => tx.rows('insert into measure_link (partnership_id, indicator_id, other_indicator_id) values ($1, $2, $3)', [of.id, first, second]));
  const elsewhere = async (): Promise<string> => JSON.stringify((await db.read(callers.officer, (reader, actor) => proposalRow(reader, actor, one.id))).facts.elsewhere);
  expect([figuresIn(await elsewhere()), (await elsewhere()).includes('123件')]).toEqual([[], true]);
  await moveProposal(db, of, other.id, 'submit', 'submitted');
  expect(figuresIn(await elsewhere())).toEqual(['88']);
});

it('every field of what a department answers is kept when it is returned', async () => {
  const id = await aProposal(db, of, cycleId, { name: '控えの数', state: 'returned' });
  const { facts } = await db.read(callers.officer, (reader, actor) => proposalRow(reader, actor, id));
  const { decision, name, unit, direction, nature, changeKind, projectId, baselineText, baselineYear, targetText, targetYear, rationale, basis, source, discrepancyReason, successorId } = facts.proposal!;
  expect(facts.proposal!.sent).toEqual({
    decision, name, unit, direction, nature, changeKind, projectId, baselineText, baselineYear, targetText, targetYear, rationale, basis, source, discrepancyReason, successorId, actuals: [], addedActuals: '[]',
  });
});
