import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, until, windowOf } from './browser.js';
import { expectSound, focused } from './sound.js';

/** A narrative is the server's only when it is saved; what is typed meanwhile outlives tab, session and line, and is one person's own. */
let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

interface Narrative { readonly title: string; readonly markdown: string; readonly version: number }

/** A chapter of this test's own, open to be written. */
async function chapterForm(): Promise<{ context: BrowserContext; page: Page; address: string; planId: string; put: (version: number, markdown: string) => Promise<unknown>; saved: () => Promise<Narrative> }> {
  const { context, page } = await windowOf(browser, people.coordinator);
  const { items } = await ask<{ items: { id: string; kind: string }[] }>(context, '/plans');
  const planId = items.find(({ kind }) => kind === 'strategy')!.id;
  const chapter = randomUUID();
  const path = `/plans/${planId}/narratives/${chapter}`;
  const put = (version: number, markdown: string): Promise<unknown> => context.request.put(`/api/v1${path}`, { data: { title: '失われない章', markdown, position: 900 }, headers: { 'if-match': `"${version}"` } });
  await put(0, '最初の文');
  const address = `/plans/${planId}/narratives?chapter=${chapter}&view=edit`;
  await open(page, address);
  return { context, page, address, planId, put, saved: () => ask<Narrative>(context, path) };
}

const text = (page: Page) => page.getByLabel('本文', { exact: true });

/** The tab dies as it does when the browser kills it: nothing of the page runs any more. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}

it('offers back what was typed two seconds before the tab was killed, and forgets it once it is saved', async () => {
  const { context, page, address, planId, saved } = await chapterForm();
  await text(page).fill('殺されたタブで書いた文');
  await page.waitForTimeout(2_000);
  await kill(context, page);
  expect((await saved()).version).toBe(1);
  const again = await context.newPage();
  await open(again, `/plans/${planId}/narratives`);
  await again.getByRole('row', { name: /失われない章.*保存していない本文/ }).first().waitFor();
  await open(again, address);
  await again.getByText('保存していない本文が残っています').waitFor();
  await eventually(async () => expect(await text(again).inputValue()).toBe('最初の文'));
  await expectSound(again, 'narrative-kept', /^本文：失われない章/);
  await again.getByRole('button', { name: '続きから書く' }).click();
  await eventually(async () => expect(await text(again).inputValue()).toBe('殺されたタブで書いた文'));
  await eventually(async () => expect(await focused(again)).toContain('本文'));
  await again.getByRole('button', { name: '本文を保存する' }).click();
  await again.getByRole('link', { name: '本文を書く' }).waitFor();
  await eventually(async () => expect(await saved()).toMatchObject({ markdown: '殺されたタブで書いた文', version: 2 }));
  await open(again, address);
  await text(again).waitFor();
  await eventually(async () => expect(await again.getByText('保存していない本文が残っています').count()).toBe(0));
  await context.close();
}, 120_000);

it('keeps a new chapter that was never saved, for its writer alone, until it is given up', async () => {
  const { context, page, planId } = await chapterForm();
  await open(page, `/plans/${planId}/narratives?chapter=new&view=edit`);
  await page.getByLabel('見出し').fill('書きかけの章');
  await text(page).fill('書きかけの文');
  await page.getByText('この端末に控えました').waitFor();
  await kill(context, page);
  const again = await context.newPage();
  await open(again, `/plans/${planId}/narratives`);
  await again.getByText('保存していない章が残っています').waitFor();
  await again.getByRole('link', { name: '章を足す' }).click();
  await again.getByText('書きかけの文').waitFor();
  await context.request.post('/api/v1/session', { data: { email: people.planning, password: 'kyosei-mihon-aikotoba' } });
  await open(again, `/plans/${planId}/narratives`);
  await eventually(async () => expect(await again.getByText('書きかけの章').count()).toBe(0));
  await context.request.post('/api/v1/session', { data: { email: people.coordinator, password: 'kyosei-mihon-aikotoba' } });
  await open(again, `/plans/${planId}/narratives?chapter=new&view=edit`);
  await again.getByRole('button', { name: '捨てる' }).click();
  await again.getByRole('dialog').waitFor();
  await expectSound(again, 'narrative-give-up', /^章を足す/);
  await again.getByRole('dialog').getByRole('button', { name: '捨てる' }).click();
  await again.getByRole('dialog').waitFor({ state: 'detached' });
  await eventually(async () => expect(await focused(again)).toContain('本文'));
  await open(again, `/plans/${planId}/narratives`);
  await again.getByRole('link', { name: '章を足す' }).waitFor();
  await eventually(async () => expect(await again.getByText('残っています').count()).toBe(0));
  await context.close();
}, 120_000);

it('takes an ended session up again in place, and offers the text to whoever comes back instead', async () => {
  const { context, page, address, saved } = await chapterForm();
  await text(page).fill('サインインが切れたあとに書いた文');
  await context.clearCookies();
  await page.getByRole('button', { name: '本文を保存する' }).click();
  const dialog = page.getByRole('dialog', { name: 'もう一度サインインしてください' });
  await dialog.waitFor();
  const second = await context.newPage();
  await second.goto(address);
  await second.getByLabel('メールアドレス').fill(people.coordinator);
  await second.getByLabel('パスワード').fill('kyosei-mihon-aikotoba');
  await second.getByRole('button', { name: 'サインインする' }).click();
  await second.getByText('サインインが切れたあとに書いた文').waitFor();
  await second.close();
  await dialog.getByLabel('パスワード').fill('kyosei-mihon-aikotoba');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '本文を書く' }).waitFor();
  await eventually(async () => expect(await saved()).toMatchObject({ markdown: 'サインインが切れたあとに書いた文', version: 2 }));
  await context.close();
}, 120_000);

it('saves once when the line is back, and keeps what was typed while it was cut', async () => {
  const { context, page, saved } = await chapterForm();
  await context.setOffline(true);
  await text(page).fill('線が切れている間の文');
  await page.getByRole('button', { name: '本文を保存する' }).click();
  await page.getByText('つながったら保存します').first().waitFor();
  await page.getByRole('button', { name: '本文を保存する' }).click({ force: true });
  await text(page).fill('線が切れている間の文と、その続き');
  await context.setOffline(false);
  await until(async () => (await saved()).markdown === '線が切れている間の文');
  await page.getByText('本文を保存しました。').waitFor({ state: 'attached' });
  await eventually(async () => expect(await text(page).inputValue()).toBe('線が切れている間の文と、その続き'));
  await page.getByRole('button', { name: '本文を保存する' }).click();
  await page.getByRole('link', { name: '本文を書く' }).waitFor();
  await eventually(async () => expect(await saved()).toMatchObject({ markdown: '線が切れている間の文と、その続き', version: 3 }));
  await context.close();
}, 120_000);

it('shows both texts where somebody saved while the kept one waited', async () => {
  const { context, page, address, put, saved } = await chapterForm();
  await text(page).fill('残っていたわたしの文');
  await page.getByText('この端末に控えました').waitFor();
  await kill(context, page);
  await put(1, 'その間に保存された文');
  const again = await context.newPage();
  await open(again, address);
  await again.getByRole('button', { name: '続きから書く' }).click();
  await again.getByText('ほかの人が先に更新しました').waitFor();
  await again.getByRole('cell', { name: 'その間に保存された文' }).waitFor();
  await again.getByRole('button', { name: '選んだ内容で保存する' }).click();
  await again.getByRole('link', { name: '本文を書く' }).waitFor();
  await eventually(async () => expect(await saved()).toMatchObject({ markdown: '残っていたわたしの文', version: 3 }));
  await context.close();
}, 120_000);
