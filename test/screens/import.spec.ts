import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, reviews, windowOf } from './browser.js';
import { ownInstance } from './own-instance.js';
import { expectSound, focused, tabUntil } from './sound.js';

const form = path.resolve(__dirname, '..', '..', 'seeds', 'vision-kpi-review.xlsx');
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
let browser: Browser;
let stop: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  [browser, stop] = await Promise.all([openBrowser(), ownInstance()]);
}, 200_000);
afterAll(async () => {
  await browser?.close();
  await stop();
}, 120_000);

async function importScreen(email: string, search = ''): Promise<{ context: BrowserContext; page: Page; troubles: string[] }> {
  const opened = await windowOf(browser, email);
  const { vision } = await reviews(opened.context);
  await open(opened.page, `/cycles/${vision}/import${search}`);
  await opened.page.getByRole('heading', { name: '2. 様式を選ぶ' }).waitFor();
  return opened;
}

const check = (page: Page) => page.getByRole('button', { name: '取り込む内容を確かめる' }).click();
const result = (page: Page) => page.locator('#import-result');
const figure = (page: Page, word: string) => page.locator('dl div', { hasText: word }).locator('dd').innerText();

it('is found from the review, and each of its states before a form is sent is sound', async () => {
  const { context, page, troubles } = await windowOf(browser, people.coordinator);
  const { vision } = await reviews(context);
  await open(page, `/cycles/${vision}`);
  await page.getByRole('link', { name: '様式の取込' }).click();
  await page.getByRole('heading', { level: 1, name: '様式の取込' }).waitFor();
  await page.getByRole('heading', { name: '2. 様式を選ぶ' }).waitFor();
  await expectSound(page, 'import', /^様式の取込/);
  await check(page);
  await eventually(async () => expect(await focused(page)).toContain('取り込む様式のファイルを選んでください。'));
  await expectSound(page, 'import-none', /^エラー：様式の取込/);
  await page.getByRole('radio', { name: /表を貼り付ける/ }).check();
  await page.getByLabel('貼り付けた表').waitFor();
  expect(page.url()).toContain('by=paste');
  await expectSound(page, 'import-paste', /^様式の取込/);
  expect(troubles).toEqual([]);
  await context.close();
}, 90_000);

it('takes the office’s own form by keyboard alone: shown cell by cell, confirmed, then done', async () => {
  const { context, page, troubles } = await importScreen(people.coordinator);
  await tabUntil(page, /^様式のファイル/);
  const chosen = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  await (await chosen).setFiles(form);
  await tabUntil(page, /^取り込む内容を確かめる$/);
  await page.keyboard.press('Enter');
  await result(page).waitFor();
  await eventually(async () => expect(await focused(page)).toBe('取り込むと変わること'));
  expect([await figure(page, '新しく作る'), await figure(page, '変わる'), await figure(page, '直すところ')]).toEqual(['4件', '19件', '0か所']);
  await page.getByRole('cell', { name: 'KPI見直し!O6', exact: true }).waitFor();
  await eventually(async () => expect(await page.locator('ins', { hasText: '137億円/年' }).count()).toBe(1));
  await expectSound(page, 'import-dry-run', /^様式の取込/);
  await tabUntil(page, /^取り込む$/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await eventually(async () => expect(await focused(page)).toBe('この内容を取り込みますか'));
  await page.getByText('19件の指標の入力を書き換えます。').waitFor();
  await expectSound(page, 'import-dialog', /^様式の取込/);
  await page.keyboard.press('Escape');
  await eventually(async () => expect(await focused(page)).toBe('取り込む'));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabUntil(page, /^取り込む$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '取り込みました' }).waitFor();
  await eventually(async () => expect(await focused(page)).toBe('取り込みました'));
  await expectSound(page, 'import-done', /^様式の取込/);
  const { vision } = await reviews(context);
  const { items } = await ask<{ items: { proposal: { decision: string; target: { text: string } } | null }[] }>(context, `/cycles/${vision}/sheet?limit=100`);
  expect(items.filter(({ proposal }) => proposal?.decision === 'add')).toHaveLength(4);
  expect(items[0]?.proposal).toMatchObject({ decision: 'keep', target: { text: '137億円/年' } });
  expect(troubles).toEqual([]);
  await context.close();
}, 120_000);

it('gives a department its form by mouse and takes back exactly what was edited in it', async () => {
  const { context, page, troubles } = await importScreen(people.officer);
  await eventually(async () => expect(await page.getByLabel('範囲').inputValue()).toMatch(/^department=/));
  await page.getByLabel('形式').selectOption('csv');
  const downloaded = page.waitForEvent('download');
  await page.getByRole('button', { name: '様式をダウンロードする' }).click();
  const file = path.join(os.tmpdir(), `kyosei-form-${process.pid}.csv`);
  const download = await downloaded;
  expect(download.suggestedFilename()).toMatch(/見直し様式.*\.csv$/);
  await download.saveAs(file);
  await page.getByText('様式をダウンロードしました。').waitFor();
  writeFileSync(file, readFileSync(file, 'utf8').replace('137億円/年', '140億円/年'));
  await page.getByLabel('様式のファイル').setInputFiles(file);
  await check(page);
  await result(page).waitFor();
  expect([await figure(page, '新しく作る'), await figure(page, '変わる')]).toEqual(['0件', '1件']);
  await eventually(async () => expect(await page.locator('del').allInnerTexts()).toEqual(['137億円/年']));
  await eventually(async () => expect(await page.locator('ins').allInnerTexts()).toEqual(['140億円/年']));
  await page.getByRole('button', { name: '取り込む', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '取り込む' }).click();
  await page.getByRole('heading', { name: '取り込みました' }).waitFor();
  await page.getByRole('button', { name: '別の様式を選ぶ' }).click();
  await eventually(async () => expect(await focused(page)).toContain('KPI見直しの様式'));
  expect(troubles).toEqual([]);
  await context.close();
}, 90_000);

it('shows a conflict with both values and why, and takes nothing of it', async () => {
  const { context, page } = await importScreen(people.coordinator);
  await page.getByLabel('様式のファイル').setInputFiles(form);
  await check(page);
  await result(page).waitFor();
  expect([await figure(page, '変わる'), await figure(page, '取り込まない欄')]).toEqual(['0件', '1か所']);
  const row = page.getByRole('row', { name: /KPI見直し!O6/ }).first();
  expect(await row.innerText()).toMatch(/140億円\/年[\s\S]*137億円\/年[\s\S]*システムにすでに別の内容があります/);
  await eventually(async () => expect(await page.getByRole('button', { name: '取り込む', exact: true }).count()).toBe(0));
  await page.getByText('取り込むものはありません').waitFor();
  await expectSound(page, 'import-conflict', /^様式の取込/);
  await context.close();
}, 120_000);

it('says of a pasted table which cell has to be put right, and leads there', async () => {
  const { context, page } = await importScreen(people.officer, '?by=paste');
  const { vision } = await reviews(context);
  const { headings, rows } = await ask<{ headings: string[]; rows: string[][] }>(context, `/cycles/${vision}/form?format=json`);
  const [decision, departments] = [headings.findIndex((heading) => heading.includes('変更の可否')), headings.indexOf('担当課')];
  const own = rows.filter((row) => row[departments]?.includes('商工振興課'));
  const others = rows.find((row) => !row[departments]?.includes('商工振興課'))!;
  const wrong = own.map((row, index) => row.map((text, column) => (index === 0 && column === decision ? 'そのまま' : text)));
  const foreign = others.map((text, column) => (column === decision ? '削除' : text));
  await page.getByLabel('貼り付けた表').fill([headings, ...wrong, foreign].map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join('\t')).join('\n'));
  await check(page);
  await page.getByText('直さないと取り込めないところが2か所あります').waitFor();
  await page.getByRole('alert').getByRole('link').first().click();
  await eventually(async () => expect(await focused(page)).toMatch(/!.\d+$/));
  await page.getByText('「そのまま」は、継続・変更・削除のどれでもありません。').first().waitFor();
  await page.getByText('あなたの担当課の指標ではないため').first().waitFor();
  await eventually(async () => expect(await page.getByRole('button', { name: '取り込む', exact: true }).count()).toBe(0));
  await expectSound(page, 'import-faults', /^エラー：様式の取込/);
  await context.close();
}, 120_000);

it.each([
  ['a file that is no workbook', Buffer.from('%PDF-1.7'), '様式.xlsx', /Excel のブック \(\*\.xlsx\) ではありません/],
  ['a truncated workbook', readFileSync(form).subarray(0, 9_000), '途中.xlsx', /壊れているか、途中で切れています/],
  ['a file that is too large', Buffer.alloc(5_500_000), '大きい.xlsx', /5 MB を超えています/],
])('refuses %s in words, at the field and in the title', async (_what, buffer, name, words) => {
  const { context, page, troubles } = await importScreen(people.coordinator);
  await page.getByLabel('様式のファイル').setInputFiles({ name, mimeType: xlsx, buffer });
  await check(page);
  await page.getByRole('alert').getByText(words).waitFor();
  await eventually(async () => expect(await page.evaluate<string>('document.activeElement.getAttribute("role")')).toBe('alert'));
  await page.getByRole('alert').getByRole('link').click();
  await eventually(async () => expect(await page.evaluate<string>('document.activeElement.id')).toBe('import-file'));
  await expectSound(page, 'import-refused', /^エラー：様式の取込/);
  expect(troubles).toEqual([]);
  await context.close();
}, 120_000);

it('offers the import to nobody who has nothing to enter', async () => {
  const { context, page } = await windowOf(browser, people.viewer);
  const { vision, visionPlan } = await reviews(context);
  for (const address of [`/cycles/${vision}/import`, `/plans/${visionPlan}/import`]) {
    await open(page, address);
    await page.getByText(/取り込めるのは/).waitFor();
    await eventually(async () => expect(await page.getByRole('button', { name: '取り込む内容を確かめる' }).count()).toBe(0));
    await expectSound(page, 'import-not-mine', /^様式の取込/);
  }
  await eventually(async () => expect(await page.getByRole('link', { name: '様式の取込' }).count()).toBe(0));
  await context.close();
}, 120_000);

it('is there on the page of a plan, too', async () => {
  const { context, page } = await windowOf(browser, people.coordinator);
  const { visionPlan } = await reviews(context);
  await open(page, `/plans/${visionPlan}`);
  await page.getByRole('link', { name: '様式の取込' }).click();
  await page.getByLabel('様式のファイル').setInputFiles(form);
  await check(page);
  await result(page).waitFor();
  await expectSound(page, 'plan-import', /^様式の取込/);
  await context.close();
}, 120_000);

it('begins a plan that has no indicators yet with its form', async () => {
  const administrator = await windowOf(browser, people.administrator);
  const { items: plans } = await ask<{ items: { partnership: { id: string } }[] }>(administrator.context, '/plans');
  const { items: everybody } = await ask<{ items: { id: string; email: string; version: number; scopes: { role: string; planId: string | null }[] }[] }>(administrator.context, '/people');
  const made = await administrator.context.request.post('/api/v1/plans', { data: { kind: 'strategy', title: '次の総合戦略', fromYear: 2029, toYear: 2033, baseYear: 2027, targetYear: 2033, levelNames: ['基本目標', '施策', '事業群'], partnershipId: plans[0]!.partnership.id }, headers: { 'idempotency-key': 'plan-without-indicators' } });
  const { id: planId } = (await made.json()) as { id: string };
  const coordinator = everybody.find(({ email }) => email === people.coordinator)!;
  const roles = [...coordinator.scopes.map(({ role, planId: of }) => ({ role, planId: of })), { role: 'coordinator', planId }];
  expect((await administrator.context.request.patch(`/api/v1/people/${coordinator.id}`, { data: { roles }, headers: { 'if-match': `"${coordinator.version}"` } })).status()).toBe(200);
  await administrator.context.close();
  const { context, page, troubles } = await windowOf(browser, people.coordinator);
  await open(page, `/plans/${planId}`);
  await page.getByText('指標はまだありません').waitFor();
  await expectSound(page, 'plan-empty', /^次の総合戦略/);
  await page.getByRole('link', { name: '様式を取り込んで登録する' }).click();
  await page.getByText('この計画には、まだ指標がありません').waitFor();
  await eventually(async () => expect(await page.getByRole('radio', { name: /総合戦略のKPI一覧/ }).isChecked()).toBe(true));
  await expectSound(page, 'plan-import-first', /^様式の取込/);
  await page.getByLabel('様式のファイル').setInputFiles(path.resolve(__dirname, '..', '..', 'seeds', 'strategy-kpi.xlsx'));
  await check(page);
  await result(page).waitFor();
  await expectSound(page, 'plan-import-dry-run', /^様式の取込/);
  await page.getByRole('button', { name: '取り込む', exact: true }).click();
  await page.getByText('計画に92件の指標を登録します。').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '取り込む' }).click();
  await page.getByRole('heading', { name: '取り込みました' }).waitFor();
  await expectSound(page, 'plan-import-done', /^様式の取込/);
  await page.getByRole('link', { name: '登録した指標を見る' }).click();
  await page.getByRole('link', { name: '移動診療車での受診者数' }).first().waitFor();
  expect(troubles).toEqual([]);
  await context.close();
}, 90_000);
