import type { Browser } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, windowOf } from './browser.js';
import { expectSound, focused } from './sound.js';

let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

it('shows who did what, narrowed in the address, and says that the records hold', async () => {
  const { context, page, troubles } = await windowOf(browser, people.coordinator);
  await open(page, '/');
  await page.getByRole('link', { name: '監査記録' }).click();
  await page.getByRole('heading', { level: 1, name: '監査記録' }).waitFor();
  await eventually(async () => expect(await focused(page)).toBe('監査記録'));
  await page.getByText(/件の記録に、書き換えや欠けはありません/).waitFor();
  await expectSound(page, 'audit', /^監査記録/);
  const [subject] = await page.getByRole('row').nth(1).getByRole('link').nth(1).allInnerTexts();
  await page.getByRole('row').nth(1).getByRole('link').nth(1).click();
  await page.waitForURL(/subject=/);
  await page.getByText(`対象：${subject}`).waitFor();
  await page.reload();
  await page.getByText(`対象：${subject}`).waitFor();
  await page.getByRole('link', { name: '絞り込みを解く' }).click();
  await page.waitForURL(/\/audit$/);
  expect(troubles).toEqual([]);
  await context.close();
}, 120_000);

it('puts days right before it asks, and says where nothing was done', async () => {
  const { context, page } = await windowOf(browser, people.coordinator);
  await open(page, '/audit');
  const from = page.getByRole('group', { name: '始めの日' });
  await from.getByLabel('令和の年').fill('8');
  await from.getByLabel('月', { exact: true }).fill('13');
  await from.getByLabel('日', { exact: true }).fill('1');
  await page.getByRole('button', { name: '絞り込む' }).click();
  await eventually(async () => expect(await focused(page)).toContain('1か所を確認してください'));
  await expectSound(page, 'audit-error', /^エラー：監査記録/);
  await from.getByLabel('令和の年').fill('６０');
  await from.getByLabel('月', { exact: true }).fill('１');
  await page.getByRole('button', { name: '絞り込む' }).click();
  await page.waitForURL(/from=2078-01-01/);
  await page.getByText('当てはまる記録はありません').waitFor();
  await expectSound(page, 'audit-empty', /^監査記録/);
  await context.close();
}, 120_000);

it('gives the chain to whoever checks it elsewhere, and says in words where it breaks', async () => {
  const { context, page } = await windowOf(browser, people.administrator);
  await open(page, '/audit');
  const downloaded = page.waitForEvent('download');
  await page.getByRole('button', { name: 'すべての記録をダウンロードする' }).click();
  expect((await downloaded).suggestedFilename()).toBe('audit.ndjson');
  await page.getByLabel('行った人').selectOption({ index: 1 });
  await page.waitForURL(/actor=/);
  const { chains } = await ask<{ chains: { chain: string }[] }>(context, '/audit/verification');
  expect(chains.map(({ chain }) => chain)).toContain('installation');
  // Records cannot be bent through the product: what the screen says of bent ones is tried with an answer of a server that found some.
  await page.route('**/api/v1/audit/verification', (route) => route.fulfill({ json: { holds: false, chains: chains.map(({ chain }, index) => ({ chain, holds: index > 0, events: 12, head: 'ab'.repeat(32), breaksAt: index > 0 ? null : { eventId: 7, number: 7, reason: 'content' } })) } }));
  await page.reload();
  await page.getByText('記録に、書き換えか欠けがあります').waitFor();
  await page.getByRole('alert').getByText(/7番目の記録で、内容が、記録されたあとに書き換えられています/).waitFor();
  await page.getByText('まとまりごとの結果を見る').click();
  await expectSound(page, 'audit-broken', /^監査記録/);
  await context.close();
}, 120_000);

it('is not offered to officers, and says who may see it', async () => {
  const { context, page } = await windowOf(browser, people.officer);
  await open(page, '/audit');
  await eventually(async () => expect(await page.getByRole('link', { name: '監査記録' }).count()).toBe(0));
  await page.getByText('記録を見られるのは、取りまとめ担当と管理者です').waitFor();
  await expectSound(page, 'audit-not-mine', /^監査記録/);
  await context.close();
}, 120_000);
