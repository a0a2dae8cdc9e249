import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, reviews, until, violations, windowOf } from './browser.js';

/** Typed text is never lost: not by another's save, a cut line, an ended session, or a tab that is closed. */
let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

const run = Date.now();
/** Words that no run before this one has saved. */
const words = (said: string): string => `${said}（${run}）`;

interface Saved { readonly version: number; readonly rationale: string; readonly basis: string; readonly decision: string | null }

/** The form of the department's item at a place in its sheet, with 継続 chosen. */
async function formAt(place: number): Promise<{ context: BrowserContext; page: Page; id: string; address: string; saved: () => Promise<Saved> }> {
  const { context, page } = await windowOf(browser, people.community);
  const { strategy } = await reviews(context);
  const me = await ask<{ departments: { id: string }[] }>(context, '/session');
  const { items } = await ask<{ items: { proposal: { id: string } }[] }>(context, `/cycles/${strategy}/sheet?department=${me.departments[0]!.id}`);
  const { id } = items[place]!.proposal;
  const address = `/cycles/${strategy}/proposals/${id}`;
  await open(page, address);
  await page.getByRole('radio', { name: /^継続/ }).check();
  await page.locator('#f-source').fill(`令和6年度の統計（${Date.now()}）`);
  await page.getByText('に下書きを保存しました').waitFor();
  return { context, page, id, address, saved: () => ask<Saved>(context, `/proposals/${id}`) };
}

const basis = (page: Page) => page.getByLabel('目標値の設定（算出）根拠');
it('shows both versions when somebody else saved first, and keeps what the person chooses of each field', async () => {
  const { context, page, id, saved } = await formAt(0);
  const before = await saved();
  const other = await windowOf(browser, people.coordinator);
  const answer = await other.context.request.put(`/api/v1/proposals/${id}`, { headers: { 'if-match': `"${before.version}"` }, data: { decision: 'keep', rationale: words('事務局が書いた理由'), basis: words('事務局が書いた根拠') } });
  expect(answer.status()).toBe(200);
  await basis(page).fill(words('自分が書いた根拠'));
  await page.getByText('ほかの人が先に更新しました').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await eventually(async () => expect(await basis(page).inputValue()).toBe(words('自分が書いた根拠')));
  await page.getByRole('radio', { name: '理由：保存されている内容を残す' }).check();
  await page.getByRole('button', { name: '選んだ内容で保存する' }).click();
  await until(async () => (await saved()).basis === words('自分が書いた根拠'));
  expect(await saved()).toMatchObject({ basis: words('自分が書いた根拠'), rationale: words('事務局が書いた理由') });
  await context.close();
  await other.context.close();
}, 120_000);

it('keeps what is typed while the line is cut, says so, and sends it once when the line is back', async () => {
  const { context, page, saved } = await formAt(1);
  const { version } = await saved();
  await context.setOffline(true);
  await basis(page).fill(words('線が切れている間に書いた根拠'));
  await page.getByText('サーバーとの接続が切れています').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.waitForTimeout(3_000);
  await context.setOffline(false);
  await until(async () => (await saved()).basis === words('線が切れている間に書いた根拠'));
  expect((await saved()).version).toBe(version + 1);
  await eventually(async () => expect(await basis(page).inputValue()).toBe(words('線が切れている間に書いた根拠')));
  await page.getByText('サーバーとの接続が切れています').waitFor({ state: 'detached' });
  await context.close();
}, 120_000);

it('takes an ended session up again in place: the text stays, and is sent after signing in', async () => {
  const { context, page, saved } = await formAt(2);
  await context.clearCookies();
  await basis(page).fill(words('サインインが切れたあとに書いた根拠'));
  const dialog = page.getByRole('dialog', { name: 'もう一度サインインしてください' });
  await dialog.waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('パスワード').fill('kyosei-mihon-aikotoba');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await until(async () => (await saved()).basis === words('サインインが切れたあとに書いた根拠'));
  await eventually(async () => expect(await basis(page).inputValue()).toBe(words('サインインが切れたあとに書いた根拠')));
  await context.close();
}, 120_000);

it('has the text on the server two seconds after the last key, even when the tab is gone', async () => {
  const { context, page, saved, address } = await formAt(3);
  await basis(page).fill(words('すぐに閉じられたタブで書いた根拠'));
  await page.waitForTimeout(2_000);
  await page.close({ runBeforeUnload: false });
  expect((await saved()).basis).toBe(words('すぐに閉じられたタブで書いた根拠'));
  const again = await context.newPage();
  await open(again, address);
  await eventually(async () => expect(await basis(again).inputValue()).toBe(words('すぐに閉じられたタブで書いた根拠')));
  await context.close();
}, 120_000);

it('keeps two tabs of one person apart: the later one is told, neither loses a word', async () => {
  const { context, page, address, saved } = await formAt(4);
  const second = await context.newPage();
  await open(second, address);
  await basis(page).fill(words('一つ目のタブの根拠'));
  await until(async () => (await saved()).basis === words('一つ目のタブの根拠'));
  const reason = second.locator('#f-rationale');
  await reason.fill(words('二つ目のタブの理由'));
  await second.getByText('ほかの人が先に更新しました').first().waitFor();
  await eventually(async () => expect(await reason.inputValue()).toBe(words('二つ目のタブの理由')));
  await second.getByRole('radio', { name: '設定（算出）根拠：保存されている内容を残す' }).check();
  await second.getByRole('button', { name: '選んだ内容で保存する' }).click();
  await until(async () => (await saved()).rationale === words('二つ目のタブの理由'));
  expect((await saved()).basis).toBe(words('一つ目のタブの根拠'));
  await context.close();
}, 120_000);
