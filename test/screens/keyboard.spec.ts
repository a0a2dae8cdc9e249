import type { Browser, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, reviews, windowOf } from './browser.js';

/** The main tasks without a mouse: nothing here clicks. */
let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

const focusedName = (page: Page): Promise<string> => page.evaluate<string>(`(() => { const e = document.activeElement; return e === document.body ? '' : (e.labels && e.labels[0] ? e.labels[0].textContent : e.getAttribute('aria-label') || e.textContent || e.tagName).trim(); })()`);

/** Presses Tab until the thing of that name has the focus; each stop on the way has to be visible. */
async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stops = 0; stops < 120; stops += 1) {
    if (name.test(await focusedName(page))) return;
    await page.keyboard.press(key);
    const shown = await page.evaluate<boolean>(`(() => { const box = document.activeElement.getBoundingClientRect(); return document.activeElement === document.body || (box.width > 0 && box.height > 0); })()`);
    expect(shown).toBe(true);
  }
  throw new Error(`Tab never came to ${name}; it stands on ${await focusedName(page)}.`);
}

it('signs in, skips to the content, fills in an indicator, submits it and goes on to the next', async () => {
  const { page, context } = await windowOf(browser, null);
  await page.goto('/');
  await page.locator('h1').waitFor();
  await tabTo(page, /メールアドレス/);
  await page.keyboard.type(people.farming);
  await page.keyboard.press('Tab');
  await page.keyboard.type('kyosei-mihon-aikotoba');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '自分の仕事' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '自分の仕事' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await eventually(async () => expect(await page.evaluate<string>('document.activeElement.id')).toBe('main'));
  await tabTo(page, /^農業産出額|^新規就農者数|^有機/);
  const name = await focusedName(page);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await eventually(async () => expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('H1'));
  await tabTo(page, /実績値/);
  await page.keyboard.type('実績なし');
  await tabTo(page, /実績の備考/);
  await page.keyboard.type('調査を行っていないため。');
  await tabTo(page, /^継続/);
  await page.keyboard.press('Space');
  await tabTo(page, /現行の目標値のまま/);
  await page.keyboard.press('Enter');
  await tabTo(page, /提出内容を確認する/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await eventually(async () => expect(await focusedName(page)).toBe('この内容で提出しますか'));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await eventually(async () => expect(await focusedName(page)).toBe('提出内容を確認する'));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(page, /提出して次の指標へ/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('この指標をどうしますか').waitFor();
  await eventually(async () => expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('H1'));
  await eventually(async () => expect(await focusedName(page)).not.toContain(name));
  await context.close();
}, 90_000);

it('returns a submitted item with its reason, then takes the same item back as its department', async () => {
  const office = await windowOf(browser, people.coordinator);
  const { strategy } = await reviews(office.context);
  const { items } = await ask<{ items: { proposal: { id: string } }[] }>(office.context, `/cycles/${strategy}/sheet?state=submitted`);
  const id = items[0]!.proposal.id;
  await open(office.page, `/cycles/${strategy}/proposals/${id}?from=queue`);
  await tabTo(office.page, /^差し戻す$/);
  await office.page.keyboard.press('Enter');
  await tabTo(office.page, /差し戻す理由/);
  await office.page.keyboard.type('根拠の出典を書いてください。');
  await tabTo(office.page, /^差し戻す$/);
  await office.page.keyboard.press('Enter');
  await office.page.getByRole('dialog').waitFor({ state: 'detached' });
  await eventually(async () => expect(await ask<{ state: string; returnComment: string }>(office.context, `/proposals/${id}`)).toMatchObject({ state: 'returned', returnComment: '根拠の出典を書いてください。' }));
  await office.context.close();
}, 90_000);

it('shows the focus on every stop and hides none behind what stays in place', async () => {
  const { page, context } = await windowOf(browser, people.planning);
  const { strategy } = await reviews(context);
  await open(page, `/cycles/${strategy}/decisions`);
  for (let stop = 0; stop < 25; stop += 1) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate<string>('document.activeElement === document.body ? "body" : getComputedStyle(document.activeElement).outlineStyle');
    expect(['solid', 'auto', 'body']).toContain(outline);
  }
  await context.close();
}, 120_000);
