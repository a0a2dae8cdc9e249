import { randomUUID } from 'node:crypto';
import type { APIResponse, Browser, BrowserContext, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, reviews, until, windowOf } from './browser.js';
import { inOwnDatabase, ownInstance } from './own-instance.js';
import { expectSound, focused } from './sound.js';

/** What the planning office, a section head and the committee do with a whole review, one act after the other. */
let browser: Browser;
let stop: () => Promise<void>;
let office: BrowserContext;
let officer: BrowserContext;
let cycle: string;
let planId: string;
let items: readonly Item[];

interface Item { readonly indicator: { readonly id: string; readonly name: string }; readonly actuals: readonly { readonly year: number; readonly municipality: string | null; readonly version: number }[]; readonly proposal: { readonly id: string; readonly version: number; readonly state: string } }
interface Cycle { readonly fiscalYear: number; readonly version: number; readonly state: string }

const rows = async (): Promise<readonly Item[]> => (await ask<{ items: Item[] }>(office, `/cycles/${cycle}/sheet?limit=1000`)).items;
const review = (): Promise<Cycle> => ask<Cycle>(office, `/cycles/${cycle}`);
const proposal = (id: string): Promise<{ version: number; state: string; toBeConfirmed: boolean }> => ask(office, `/proposals/${id}`);

async function done(answer: Promise<APIResponse>): Promise<APIResponse> {
  const given = await answer;
  if (!given.ok()) throw new Error(`${given.url()} ${given.status()} ${await given.text()}`);
  return given;
}
const put = (context: BrowserContext, path: string, version: number, data: object): Promise<APIResponse> => done(context.request.put(`/api/v1${path}`, { data, headers: { 'if-match': `"${version}"` } }));
const post = (context: BrowserContext, path: string, data: object, version?: number): Promise<APIResponse> => done(context.request.post(`/api/v1${path}`, { data, headers: { 'idempotency-key': randomUUID(), ...(version === undefined ? {} : { 'if-match': `"${version}"` }) } }));
const actOn = async (context: BrowserContext, id: string, event: string, comment?: string): Promise<APIResponse> => post(context, `/proposals/${id}/actions/${event}`, comment ? { comment } : {}, (await proposal(id)).version);

/** Answers for one indicator as its department would: kept, with a target and its basis. */
async function fillIn({ indicator, actuals, proposal: { id, version } }: Item, year: number): Promise<void> {
  const known = actuals.find((one) => one.year === year && one.municipality === null)?.version ?? 0;
  await put(officer, `/cycles/${cycle}/indicators/${indicator.id}/actuals/${year}`, known, { text: '10件/年' });
  await put(officer, `/proposals/${id}`, version, { decision: 'keep', target: { text: '10件/年', year: 2029 }, basis: 'R6の現状を維持する。', rationale: '現状を保つため。' });
}

beforeAll(async () => {
  stop = await ownInstance();
  browser = await openBrowser();
  ({ context: office } = await windowOf(browser, people.coordinator));
  ({ context: officer } = await windowOf(browser, people.officer));
  ({ strategy: cycle, strategyPlan: planId } = await reviews(office));
  const { departments } = await ask<{ departments: { id: string }[] }>(officer, '/session');
  const { fiscalYear } = await review();
  const all = await rows();
  for (let from = 0; from < all.length; from += 8) {
    await Promise.all(all.slice(from, from + 8).map(async (item) => {
      await done(office.request.put(`/api/v1/indicators/${item.indicator.id}/departments`, { data: { departmentIds: [departments[0]!.id] } }));
      await fillIn(item, fiscalYear);
    }));
  }
  items = await rows();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await stop?.();
}, 60_000);

it('is endorsed by the head of the section where the plan asks for it, and cannot be submitted before', async () => {
  await inOwnDatabase(`update plan set endorsement_asked = true where id = '${planId}'`);
  const { context, page } = await windowOf(browser, people.officer);
  const [first] = items;
  await open(page, `/cycles/${cycle}/proposals/${first!.proposal.id}`);
  await page.getByRole('button', { name: '提出内容を確認する' }).click();
  await page.getByText('課長の確認が済んでからになります').waitFor();
  const head = await windowOf(browser, people.head);
  await open(head.page, `/cycles/${cycle}/proposals/${first!.proposal.id}`);
  await head.page.getByRole('button', { name: '課長として確認する' }).click();
  await head.page.getByRole('dialog').waitFor();
  await expectSound(head.page, 'endorse-dialog', /./);
  await head.page.getByRole('dialog').getByRole('button', { name: '課長として確認する' }).click();
  await head.page.getByText('課長として確認の手続きをしました').first().waitFor();
  await eventually(async () => expect(await focused(head.page)).toBe('手続きの結果'));
  await open(page, `/cycles/${cycle}/proposals/${first!.proposal.id}`);
  await page.getByRole('button', { name: '提出内容を確認する' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '提出する', exact: true }).waitFor();
  await inOwnDatabase(`update plan set endorsement_asked = false where id = '${planId}'`);
  await head.context.close();
  await context.close();
}, 120_000);

it('accepts all that a filter lets through, over all pages at once, and says what was refused and why', async () => {
  const [, ...others] = await rows();
  await post(officer, `/cycles/${cycle}/bulk`, { event: 'submit', items: others.map(({ proposal: { id, version } }) => ({ id, version })) });
  const page = await office.newPage();
  await open(page, `/cycles/${cycle}?state=submitted`);
  await page.getByLabel('このページのすべてを選ぶ').check();
  await page.getByRole('button', { name: `当てはまる${others.length}件すべてを選ぶ` }).click();
  await page.getByText(`${others.length}件の指標が選択されています。`).waitFor();
  await eventually(async () => expect(await focused(page)).toBe('選択をすべて解く'));
  await expectSound(page, 'progress-all', /^進捗状況/);
  await page.getByRole('button', { name: '選択をすべて解く' }).click();
  await eventually(async () => expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('このページのすべてを選ぶ'));
  await page.getByLabel('このページのすべてを選ぶ').check();
  await page.getByRole('button', { name: `当てはまる${others.length}件すべてを選ぶ` }).click();
  const withdrawn = others.at(-1)!;
  await actOn(officer, withdrawn.proposal.id, 'withdraw');
  await page.getByRole('button', { name: `一括受理（${others.length}件）` }).click();
  await page.getByRole('dialog').getByText(`商工振興課：${others.length}件`).waitFor();
  await expectSound(page, 'progress-all-dialog', /^進捗状況/);
  await page.getByRole('dialog').getByRole('button', { name: '受理する', exact: true }).click();
  await page.getByText(`一括受理：${others.length - 1}件の手続きをしました。`).waitFor({ timeout: 60_000 });
  await page.getByText('1件はできませんでした').waitFor();
  await page.getByRole('listitem').filter({ hasText: `${withdrawn.indicator.name}：` }).waitFor();
  await eventually(async () => expect(await focused(page)).toBe('手続きの結果'));
  await expectSound(page, 'progress-all-done', /^進捗状況/);
  await actOn(officer, withdrawn.proposal.id, 'submit');
  await actOn(office, withdrawn.proposal.id, 'accept');
  await page.close();
}, 180_000);

it('lets a department submit after the closing, where the office grants it until a day', async () => {
  await post(office, `/cycles/${cycle}/actions/close`, { reason: '期限のため' }, (await review()).version);
  const { id } = items[0]!.proposal;
  const own = await windowOf(browser, people.officer);
  await open(own.page, `/cycles/${cycle}/proposals/${id}`);
  expect(await own.page.getByRole('button', { name: '提出内容を確認する' }).count()).toBe(0);
  const page = await office.newPage();
  await open(page, `/cycles/${cycle}/proposals/${id}`);
  await page.getByText('提出の例外を認める').click();
  await page.getByRole('button', { name: '例外を認める' }).click();
  await eventually(async () => expect(await page.evaluate('document.activeElement.id')).toBe('until'));
  await expectSound(page, 'exception-error', /./);
  const day = new Date(Date.now() + 7 * 86_400_000);
  await page.getByLabel('令和の年').fill(String(day.getUTCFullYear() - 2018));
  await page.getByLabel('月', { exact: true }).fill(String(day.getUTCMonth() + 1));
  await page.getByLabel('日', { exact: true }).fill(String(day.getUTCDate()));
  await page.locator('#exception-reason').fill('担当者が休んでいたため。');
  await page.getByRole('button', { name: '例外を認める' }).click();
  await page.getByText(/提出の例外：令和\d+年\d+月\d+日\(.\)まで/).waitFor();
  await open(own.page, `/cycles/${cycle}/proposals/${id}`);
  await own.page.getByLabel('引用元').fill('令和6年度の業務統計');
  await own.page.getByRole('button', { name: '提出内容を確認する' }).click();
  await own.page.getByRole('dialog').getByRole('button', { name: '提出する', exact: true }).click();
  await own.page.getByText('を提出しました').first().waitFor();
  expect((await proposal(id)).state).toBe('submitted');
  await actOn(office, id, 'accept');
  await own.context.close();
  await page.close();
}, 120_000);

async function object(page: Page, name: string): Promise<void> {
  await page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }).filter({ hasText: name }) }).getByRole('button', { name: /^異議を出す/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '異議を出す' }).click();
  await dialog.getByText('＊').first().waitFor();
  await dialog.getByLabel('異議の理由').fill('目標が低すぎる。');
  await dialog.getByRole('button', { name: '異議を出す' }).click();
  await dialog.waitFor({ state: 'detached' });
}

it('an objection is cast with its reason; the office turns one proposal down and sends the other back, which ends the round', async () => {
  await post(office, `/cycles/${cycle}/actions/convene`, {}, (await review()).version);
  const [one, other] = items.slice(1).filter(({ indicator }, _at, all) => all.filter((item) => item.indicator.name.includes(indicator.name)).length === 1) as [Item, Item];
  for (const { proposal: { id } } of [one, other]) await actOn(office, id, 'table');
  const member = await windowOf(browser, people.member);
  await open(member.page, `/cycles/${cycle}/agenda`);
  for (const { indicator, proposal: { id } } of [one, other]) {
    await object(member.page, indicator.name);
    await eventually(async () => expect(await focused(member.page)).toContain(indicator.name));
    expect((await proposal(id)).state).toBe('tabled');
  }
  await eventually(async () => expect(await member.page.getByText('「目標が低すぎる。」').count()).toBe(2));
  await eventually(async () => expect(await member.page.getByRole('button', { name: /^異議を出す|^承認する/ }).count()).toBe(0));
  await expectSound(member.page, 'agenda-objected', /^議案/);
  const page = await office.newPage();
  for (const [{ proposal: { id } }, button, comment, state] of [[one, '不採用にする', '合意に至らず', 'rejected'], [other, '差し戻す', '目標を見直してください。', 'returned']] as const) {
    await open(page, `/cycles/${cycle}/proposals/${id}`);
    await page.getByRole('row', { name: /× 異議.*目標が低すぎる。/ }).waitFor();
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: button }).click();
    await page.getByRole('dialog').getByText('＊').first().waitFor();
    await page.locator('#act-comment').fill(comment);
    await page.getByRole('dialog').getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until(async () => (await proposal(id)).state === state);
    await eventually(async () => expect(await focused(page)).toBe('手続きの結果'));
    await expectSound(page, `objected-${state}`, /./);
  }
  const back = await windowOf(browser, people.officer);
  await open(back.page, '/');
  await back.page.getByText('差戻しの理由：目標を見直してください。').waitFor();
  await back.context.close();
  await member.context.close();
  await page.close();
}, 180_000);

it('is reopened to an earlier stage with a reason; what was decided stays and waits to be confirmed', async () => {
  const page = await office.newPage();
  await open(page, `/cycles/${cycle}/acts`);
  await page.getByRole('button', { name: '差し戻して再開', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('戻す段階').selectOption('reviewing');
  await dialog.getByRole('button', { name: '差し戻して再開を行う' }).click();
  await dialog.getByText('まだできません').waitFor();
  await expectSound(page, 'reopen-refused', /^手続きと期限/);
  await dialog.getByLabel('理由').fill('算定の誤りが見つかったため。');
  await dialog.getByRole('button', { name: '差し戻して再開を行う' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /差し戻して再開（企画政策課で確認中）.*算定の誤りが見つかったため。/ }).waitFor();
  await eventually(async () => expect(await page.locator('[aria-current="step"]').innerText()).toContain('企画政策課で確認中'));
  await expectSound(page, 'reopened', /^手続きと期限/);
  expect((await review()).state).toBe('reviewing');
  const rejected = (await rows()).find(({ proposal: { state } }) => state === 'rejected')!;
  expect(await proposal(rejected.proposal.id)).toMatchObject({ state: 'rejected', toBeConfirmed: true });
  await open(page, `/cycles/${cycle}/proposals/${rejected.proposal.id}`);
  await page.getByText('再開により、決定の確認が必要です').waitFor();
  await page.close();
}, 120_000);
