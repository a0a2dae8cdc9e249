import 'reflect-metadata';
import { openXlsx, readXlsx, writeXlsx, type CellValue } from 'hucre';
import type { Given, Wish } from '../support/api-client.js';
import { aDemonstration, people, seed, type DemonstrationWorld } from '../support/demonstration.js';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

jest.setTimeout(20_000);
let world: DemonstrationWorld;
beforeEach(async () => void (world = await aDemonstration()), 60_000);
afterEach(() => world.close());

const ask = (who: keyof typeof people, method: 'GET' | 'PUT' | 'POST', url: string, wish: Wish = {}): Promise<Given> => world.api.ask(method, url, { as: world.as[who]!, ...wish });
const send = (who: keyof typeof people, bytes: Uint8Array | string, { dryRun = false, form = 'vision-review', plan = world.vision, type = xlsx } = {}): Promise<Given> =>
  ask(who, 'PUT', `/imports/${form}?plan=${plan}&dryRun=${dryRun}`, { file: { bytes, type } });
const counts = ({ body }: Given): number[] => [body.rows, body.created, body.changed, body.unchanged, body.conflicts];
const rows = async (who: keyof typeof people = 'coordinator'): Promise<any[]> => (await ask(who, 'GET', `/cycles/${world.cycle}/sheet?limit=200`)).body.items; // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of any shape
const row = async (name: string) => (await rows()).find((one) => one.indicator.name === name)!;
const formOf = async (who: keyof typeof people, query = ''): Promise<Buffer> => (await ask(who, 'GET', `/cycles/${world.cycle}/form${query}`)).bytes;

const asSystem = async (sql: string, values: unknown[]): Promise<unknown> => world.db.write({ kind: 'system', name: '試験', partnershipIds: await world.db.partnershipIds() }, (tx) => tx.rows(sql, values));

type Edit = (cells: CellValue[][], columnOf: (heading: string) => number, lineOf: (name: string) => number) => CellValue[][] | void;
/** The form as somebody sends it back: its texts alone, merged cells and styles lost, after an edit. */
async function edited(bytes: Uint8Array, edit: Edit): Promise<Uint8Array> {
  const { sheets: [sheet] } = await readXlsx(bytes);
  const cells = sheet!.rows.map((line) => [...line]);
  const columnOf = (heading: string): number => Math.max(cells[3]!.indexOf(heading), cells[4]!.indexOf(heading));
  const lineOf = (name: string): number => cells.findIndex((line) => line.includes(name));
  return writeXlsx({ sheets: [{ name: sheet!.name, rows: edit(cells, columnOf, lineOf) ?? cells }] });
}

it('the vision form says what it would do, does it for all or nothing, and a second time changes nothing', async () => {
  const before = JSON.stringify(await rows());
  const dry = await send('coordinator', seed('vision-kpi-review.xlsx'), { dryRun: true });
  expect([dry.status, ...counts(dry)]).toEqual([200, 23, 4, 19, 0, 0]);
  expect(dry.body.items.find((item: { name: string }) => item.name === '産業立地数').changes).toEqual([
    { field: 'decision', label: '継続・変更・削除', cell: 'KPI見直し!D7', old: '', new: '継続' },
    { field: 'rationale', label: '理由', cell: 'KPI見直し!N7', old: '', new: expect.stringContaining('目標値を2件とする') },
    { field: 'newTarget', label: '指標値', cell: 'KPI見直し!O7', old: '', new: '2件/年' },
    { field: 'source', label: '引用元', cell: 'KPI見直し!Q7', old: '', new: '産業振興KPI管理表' },
    { field: 'actual:2024', label: 'R6年度の実績値', cell: 'KPI見直し!L7', old: '', new: '7件/年' },
  ]);
  expect(dry.body.findings).toContainEqual(expect.objectContaining({ cell: 'KPI見直し!C14', code: 'project_missing', severity: 'warns' }));
  expect(JSON.stringify(await rows())).toBe(before);

  const done = await send('coordinator', seed('vision-kpi-review.xlsx'));
  expect([done.status, ...counts(done)]).toEqual([200, 23, 4, 19, 0, 0]);
  expect(await row('産業立地数')).toMatchObject({ proposal: { decision: 'keep', target: { text: '2件/年', year: 2030 }, source: '産業振興KPI管理表' } });
  expect(await row('放送番組数')).toMatchObject({ proposal: { state: 'draft', decision: 'add', target: { text: '80件/年' } } });
  const events = (await ask('coordinator', 'GET', '/audit?limit=200')).body.items as { event: string; onBehalfOf: string | null; requestId: string }[];
  const own = events.filter(({ requestId }) => requestId === events.find(({ event }) => event === 'import')!.requestId);
  expect(Object.fromEntries(['import', 'save', 'record', 'begin'].map((event) => [event, own.filter((one) => one.event === event).length]))).toEqual({ import: 1, save: 19, record: 19, begin: 4 });
  expect(own.filter(({ event }) => event !== 'import').every(({ onBehalfOf }) => onBehalfOf !== null)).toBe(true);
  const again = await send('coordinator', seed('vision-kpi-review.xlsx'));
  expect([again.status, ...counts(again)]).toEqual([200, 23, 0, 0, 23, 0]);
});

it('the strategy form says nothing new of a plan that holds it', async () => {
  const dry = await send('coordinator', seed('strategy-kpi.xlsx'), { dryRun: true, form: 'strategy', plan: world.strategy });
  expect([dry.status, ...counts(dry)]).toEqual([200, 92, 0, 0, 92, 0]);
});

it('a department’s form, edited and sorted anew, comes back with exactly the edits', async () => {
  await send('coordinator', seed('vision-kpi-review.xlsx'));
  const form = await formOf('officer', `?department=${(await row('産業立地数')).indicator.departments[0].id}`);
  const untouched = await send('officer', form);
  expect([untouched.status, ...counts(untouched)]).toEqual([200, 3, 0, 0, 3, 0]);
  const sent = await edited(form, (cells, columnOf, lineOf) => {
    cells[lineOf('産業立地数')]![columnOf('(3)R12指標値')] = '3件/年';
    cells[lineOf('ふるさと融資実行数')]![columnOf('R6年度')] = '2件/年';
    cells[lineOf('助成制度適用設備投資額')]![columnOf('指標値引用元')] = null;
    return [...cells.slice(0, 5), ...cells.slice(5).reverse()];
  });
  const back = await send('officer', sent);
  expect([back.status, ...counts(back)]).toEqual([200, 3, 0, 3, 0, 0]);
  expect(back.body.items.map((item: { name: string; changes: { field: string; old: string; new: string }[] }) => [item.name, item.changes.map(({ field, old, new: now }) => [field, old, now])]).sort()).toEqual([
    ['ふるさと融資実行数', [['actual:2024', '0件/年', '2件/年']]], ['助成制度適用設備投資額', [['source', '産業振興KPI管理表', '']]], ['産業立地数', [['newTarget', '2件/年', '3件/年']]],
  ].sort());
});

it('what changed on both sides is a conflict with both values; what changed on one side is taken; what was submitted since stays', async () => {
  await send('coordinator', seed('vision-kpi-review.xlsx'));
  const form = await formOf('officer');
  const change = async (name: string, more: object): Promise<void> => {
    const { proposal } = await row(name);
    const { decision, rationale, basis, source, target } = proposal;
    expect((await ask('officer', 'PUT', `/proposals/${proposal.id}`, { version: proposal.version, body: { decision, rationale, basis, source, target: { text: target.text, year: target.year }, ...more } })).status).toBe(200);
  };
  await change('産業立地数', { target: { text: '5件/年', year: 2030 } });
  await change('ふるさと融資実行数', { source: '庁内資料' });
  await change('助成制度適用設備投資額', { rationale: '実績の平均による。' });
  const { proposal } = await row('助成制度適用設備投資額');
  expect((await ask('officer', 'POST', `/proposals/${proposal.id}/actions/submit`, { version: proposal.version, body: {} })).status).toBe(200);
  const sent = await edited(form, (cells, columnOf, lineOf) => {
    cells[lineOf('産業立地数')]![columnOf('(3)R12指標値')] = '3件/年';
    cells[lineOf('産業立地数')]![columnOf('指標値引用元')] = '産業統計';
    cells[lineOf('助成制度適用設備投資額')]![columnOf('(3)R12指標値')] = '1円';
  });
  const back = await send('officer', sent);
  expect([back.status, back.body.changed, back.body.conflicts]).toEqual([200, 1, 2]);
  const conflicts = back.body.items.flatMap((item: { conflicts: { label: string; kept: string; sent: string }[] }) => item.conflicts.map(({ label, kept, sent: theirs }) => [label, kept, theirs]));
  expect(conflicts).toEqual([['指標値', '137億円/年', '1円'], ['指標値', '5件/年', '3件/年']]);
  expect([await row('産業立地数'), await row('ふるさと融資実行数'), await row('助成制度適用設備投資額')].map(({ proposal: now }) => [now.target.text, now.source])).toEqual([
    ['5件/年', '産業統計'], ['1件/年', '庁内資料'], ['137億円/年', '産業振興KPI管理表'],
  ]);
});

it('rows of others, doubled, renamed and unknown rows stop the whole form, each with its cell; a missing row deletes nothing', async () => {
  await send('coordinator', seed('vision-kpi-review.xlsx'));
  const form = await formOf('officer');
  const all = (await rows()).length;
  const sent = await edited(form, (cells, columnOf, lineOf) => {
    cells[lineOf('産業立地数')]![columnOf('(3)R12指標値')] = '9件/年';
    cells[lineOf('オンライン診療実施医療機関数')]![columnOf('(3)R12指標値')] = '99機関';
    cells[lineOf('空き家バンク登録件数')]![columnOf('指標')] = '空き家の数';
    cells.push([...cells[lineOf('ふるさと融資実行数')]!]);
    return cells.filter((_, index) => index !== lineOf('合同職員研修'));
  });
  const refused = await send('officer', sent);
  expect([refused.status, refused.body.errors.map(({ code }: { code: string }) => code).sort()]).toEqual([422, ['name_differs', 'not_yours', 'row_twice']]);
  expect(refused.body.errors.every(({ pointer }: { pointer: string }) => /^KPI見直し![A-Z]+\d+$/.test(pointer))).toBe(true);
  expect((await row('産業立地数')).proposal.target.text).toBe('2件/年');
  expect((await rows()).length).toBe(all);
});

it('both forms load through HTTP into plans that have nothing yet, and change nothing the second time; what is different then waits for the review', async () => {
  const plans: Record<string, string> = {};
  await world.db.write({ kind: 'system', name: '試験', partnershipIds: await world.db.partnershipIds() }, async (tx) => {
    for (const kind of ['vision', 'strategy']) {
      const { id } = (await tx.row<{ id: string }>(`insert into plan (partnership_id, kind, title, from_year, to_year, base_year, target_year, level_names) select partnership_id, kind, '次の' || title, 2031, 2035, 2030, 2035, '{政策分野}' from plan where kind = $1 returning id`, [kind]))!;
      await tx.rows(`insert into role_held (person_id, role, plan_id, position) select id, 'coordinator', $2, 20 from person where email = $1`, [people.coordinator, id]);
      plans[kind] = id;
    }
  });
  for (const [kind, form, file, created, rows] of [['vision', 'vision-review', 'vision-kpi-review.xlsx', 19, 23], ['strategy', 'strategy', 'strategy-kpi.xlsx', 92, 92]] as const) {
    const dry = await send('coordinator', seed(file), { dryRun: true, form, plan: plans[kind] });
    expect([dry.status, dry.body.created]).toEqual([200, created]);
    expect((await ask('coordinator', 'GET', `/plans/${plans[kind]}/indicators?limit=200`)).body.items).toEqual([]);
    expect((await send('officer', seed(file), { form, plan: plans[kind] })).status).toBe(403);
    expect((await send('coordinator', seed(file), { form, plan: plans[kind] })).status).toBe(200);
    for (const dryRun of [true, false]) {
      const again = await send('coordinator', seed(file), { dryRun, form, plan: plans[kind] });
      expect([again.status, ...counts(again)]).toEqual([200, rows, 0, 0, rows, 0]);
    }
    await asSystem(`update indicator_definition set target_text = '9,999件' where id = (select d.id from indicator_definition d join indicator i on i.id = d.indicator_id where i.plan_id = $1 and i.position = 2)`, [plans[kind]]);
    const differs = await send('coordinator', seed(file), { form, plan: plans[kind] });
    expect([differs.status, differs.body.code, differs.body.errors]).toEqual([409, 'wrong_state', [expect.objectContaining({ code: 'differs_from_plan', pointer: expect.stringContaining('!') })]]);
    expect((await ask('coordinator', 'GET', `/plans/${plans[kind]}/indicators?limit=200`)).body.items.length).toBe(created);
  }
  const strategy = (await ask('coordinator', 'GET', `/plans/${plans['strategy']}`)).body;
  expect(strategy.departments.length).toBe(20);
}, 90_000);

it('goes to the review whose number is printed on it, otherwise to the latest that runs: one in preparation stands in nobody’s way', async () => {
  await send('coordinator', seed('vision-kpi-review.xlsx'));
  const form = await formOf('officer');
  const begun = await ask('coordinator', 'POST', '/cycles', { body: { planId: world.vision, fiscalYear: 2025, deadlines: { submission: '2098-01-10', review: '2098-02-10', vote: '2098-03-10' } } });
  expect(begun.status).toBe(201);
  const plain = await send('coordinator', seed('vision-kpi-review.xlsx'));
  expect([plain.status, plain.body.cycleId, ...counts(plain)]).toEqual([200, world.cycle, 23, 0, 0, 23, 0]);
  expect((await ask('coordinator', 'POST', `/cycles/${begun.body.id}/actions/open`, { version: begun.body.version, body: {} })).status).toBe(200);
  expect((await send('coordinator', seed('vision-kpi-review.xlsx'), { dryRun: true })).body.cycleId).toBe(begun.body.id);
  const numbered = await send('officer', await edited(form, (cells, columnOf, lineOf) => void (cells[lineOf('産業立地数')]![columnOf('(3)R12指標値')] = '3件/年')));
  expect([numbered.status, numbered.body.cycleId, numbered.body.changed]).toEqual([200, world.cycle, 1]);
});

it('a check has the severity that it has in the sheet; what blocks the submission does not stop the import', async () => {
  await send('coordinator', seed('vision-kpi-review.xlsx'));
  const sent = await edited(await formOf('officer'), (cells, columnOf, lineOf) => void (cells[lineOf('産業立地数')]![columnOf('(3)R12指標値')] = null));
  const taken = await send('officer', sent);
  expect([taken.status, taken.body.changed]).toEqual([200, 1]);
  const { findings } = taken.body as { findings: { code: string; severity: string; message: string; stopsImport: boolean }[] };
  const checks = (await row('産業立地数')).checks as { code: string; severity: string; message: string }[];
  const told = ({ code, severity, message }: { code: string; severity: string; message: string }): string => `${severity} ${code} ${message}`;
  expect(findings.filter(({ code }) => code !== 'project_missing').map(told).sort()).toEqual(checks.map(told).sort());
  expect(findings.map(({ severity, stopsImport }) => [severity, stopsImport])).toContainEqual(['blocks', false]);
});

it('also as CSV and JSON, and as a paste of tabs; no cell becomes a formula, and −5 stays a number', async () => {
  await send('coordinator', seed('vision-kpi-review.xlsx'));
  const { proposal } = await row('産業立地数');
  await ask('officer', 'PUT', `/proposals/${proposal.id}`, { version: proposal.version, body: { decision: 'keep', rationale: '=HYPERLINK("http://x")', basis: '-5', source: '@SUM(A1)', target: { text: '2件/年', year: 2030 } } });
  const csv = (await ask('coordinator', 'GET', `/cycles/${world.cycle}/form?format=csv`)).text;
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(csv).toContain(`,-5,'@SUM(A1),`);
  expect(csv.startsWith('\uFEFF番号,')).toBe(true);
  const back = await send('coordinator', csv, { type: 'text/csv; charset=utf-8' });
  expect([back.status, back.body.findings.filter(({ stopsImport }: { stopsImport: boolean }) => stopsImport), ...counts(back)]).toEqual([200, [], 23, 0, 0, 23, 0]);
  const json = (await ask('coordinator', 'GET', `/cycles/${world.cycle}/form?format=json`)).body;
  expect([json.rows.length, json.headings.slice(0, 3)]).toEqual([23, ['番号', '政策分野（1）視点', '政策分野（2）政策分野']]);
  const { sheets } = await openXlsx(await formOf('coordinator'));
  expect(sheets.map(({ name }) => name)).toEqual(['KPI見直し', '新規指標', 'この様式について']);
});

it('a file that is no form is refused with a sentence, and who has nothing to enter sends nothing', async () => {
  const broken = await send('officer', Buffer.from('%PDF-1.7'));
  expect([broken.status, broken.body.code, broken.body.detail]).toEqual([415, 'wrong_type', expect.stringContaining('Excel のブック')]);
  expect((await send('officer', seed('vision-kpi-review.xlsx').subarray(0, 9_000))).body).toMatchObject({ status: 422, errors: [{ code: 'broken' }] });
  expect((await send('officer', Buffer.alloc(5_000_001))).status).toBe(413);
  expect((await send('viewer', seed('vision-kpi-review.xlsx'))).status).toBe(403);
  expect((await send('member', seed('vision-kpi-review.xlsx'))).status).toBe(403);
  expect((await ask('officer', 'PUT', `/imports/vision-review?plan=${world.vision}`, { body: {} })).status).toBe(415);
  expect((await ask('officer', 'PUT', `/imports/vision-review`, { file: { bytes: 'x', type: xlsx } })).status).toBe(400);
  expect((await ask('officer', 'PUT', `/proposals/${world.vision}`, { file: { bytes: 'x', type: xlsx }, version: 1 })).status).toBe(415);
});

it('a form fetched again, nothing having changed, is the same form: its number, and no trace of the reading', async () => {
  const numbers = async (): Promise<unknown> => (await ask('officer', 'GET', `/cycles/${world.cycle}/form?format=json`)).body.exportNumber;
  const first = await numbers();
  const before = (await ask('coordinator', 'GET', '/audit?limit=1')).body.items[0].id;
  expect([await numbers(), await numbers()]).toEqual([first, first]);
  expect((await ask('coordinator', 'GET', '/audit?limit=1')).body.items[0].id).toBe(before);
  expect((await ask('child', 'GET', `/cycles/${world.cycle}/form?format=json`)).body.exportNumber).not.toBe(first);
  const { proposal } = await row('産業立地数');
  await ask('coordinator', 'PUT', `/proposals/${proposal.id}`, { version: proposal.version, body: { decision: 'keep', rationale: '書き直し' } });
  expect(await numbers()).not.toBe(first);
});

it('takes no text from a form that a screen could not send back: each cell that is too long stops the import', async () => {
  const long = await edited(await formOf('coordinator'), (cells, columnOf, lineOf) => {
    const at = (name: string, heading: string, text: string): void => void (cells[lineOf(name)]![columnOf(heading)] = text);
    at('産業立地数', '指標値の設定(算出)根拠', '根'.repeat(4_001));
    at('産業立地数', 'R6年度', '😀'.repeat(301));
    at('産業立地数', '指標値引用元', '𠮷'.repeat(4_000));
  });
  const before = JSON.stringify(await rows());
  const dry = await send('coordinator', long, { dryRun: true });
  const found = (dry.body.findings as { cell: string; code: string; severity: string; message: string }[]).filter(({ code }) => code === 'text_too_long');
  expect(found.map(({ severity, message }) => [severity, message])).toEqual([
    ['blocks', '「設定根拠」に4,001字あります。4,000字以内に短くしてください。'], ['blocks', '「R6年度の実績値」に301字あります。300字以内に短くしてください。'],
  ]);
  const refused = await send('coordinator', long);
  expect([refused.status, refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([422, found.map(({ cell }) => cell)]);
  expect(JSON.stringify(await rows())).toBe(before);
});
