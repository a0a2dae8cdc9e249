import type { Browser, Page } from 'playwright-core';
import { eventually, open, openBrowser, people, picture, reviews, violations, windowOf } from './browser.js';
import { focused } from './sound.js';

/** What a screen keeps whatever surrounds it: a session that is about to end, and colours that are the system's own. */
let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

it('warns five minutes before the session ends, and goes on with one button', async () => {
  const { context, page, troubles } = await windowOf(browser, people.officer);
  await page.clock.install();
  await open(page, '/help');
  await page.clock.fastForward('24:00');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.clock.fastForward('02:00');
  const dialog = page.getByRole('dialog', { name: /あと\d分でサインインの期限が切れます/ });
  await dialog.waitFor();
  await eventually(async () => expect(await focused(page)).toMatch(/^あと\d分/));
  expect(await violations(page)).toEqual([]);
  await picture(page, 'idle-warning');
  const [asked] = await Promise.all([page.waitForResponse((response) => response.url().endsWith('/api/v1/session')), dialog.getByRole('button', { name: '作業を続ける' }).click()]);
  expect(asked.status()).toBe(200);
  await dialog.waitFor({ state: 'detached' });
  await page.clock.fastForward('20:00');
  await eventually(async () => expect(await page.getByRole('dialog').count()).toBe(0));
  await page.clock.fastForward('06:00');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(troubles).toEqual([]);
  await context.close();
}, 60_000);

/** Buttons, fields and links whose edge cannot be told from what is behind them, though nothing else sets them apart. */
const withoutEdge = (page: Page): Promise<string[]> => page.evaluate<string[]>(`(() => {
  const shown = [...document.querySelectorAll('button, input:not([type=radio]):not([type=checkbox]), select, textarea')].filter((e) => e.getClientRects().length > 0);
  return shown.filter((e) => {
    const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(e);
    return parseFloat(borderTopWidth) < 1 || borderTopStyle === 'none' || borderTopColor === backgroundColor;
  }).map((e) => e.outerHTML.slice(0, 120));
})()`);

/** How the system draws the current one of several ways, and the others. */
const edges = (page: Page, menu: string): Promise<{ current: string; others: string[] }> => page.evaluate(`(() => {
  const links = [...document.querySelectorAll('[aria-label="${menu}"] a')];
  const isCurrent = (e) => ['page', 'true'].includes(e.getAttribute('aria-current'));
  const look = (e) => { const { borderBottomColor, outlineStyle, outlineWidth } = getComputedStyle(e); return [borderBottomColor, outlineStyle === 'none' ? '' : outlineWidth].join(' '); };
  return { current: links.filter(isCurrent).map(look).join(), others: links.filter((e) => !isCurrent(e)).map(look) };
})()`);

it('shows its controls and its states in the colours of the system', async () => {
  const { context, page } = await windowOf(browser, people.coordinator);
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  const { strategy, visionPlan } = await reviews(context);
  const looks: readonly (readonly [string, string, ((page: Page) => Promise<unknown>)?])[] = [
    ['progress', `/cycles/${strategy}`],
    ['acts', `/cycles/${strategy}/acts`, async () => { await page.getByRole('button', { name: '受付終了', exact: true }).click(); await page.getByRole('dialog').waitFor(); }],
    ['plan', `/plans/${visionPlan}`, async () => { await page.getByRole('button', { name: /^変える/ }).first().click(); await page.getByRole('group', { name: '箕輪町の担当課' }).waitFor(); }],
    ['tasks', '/'],
  ];
  for (const [name, address, act] of looks) {
    await open(page, address);
    await act?.(page);
    expect(await withoutEdge(page)).toEqual([]);
    const { current, others } = await edges(page, '主なメニュー');
    expect(others).not.toContain(current);
    await picture(page, `forced-${name}`);
  }
  await open(page, `/cycles/${strategy}?state=draft`);
  for (const menu of ['この見直しの画面', '状態ごとの件数']) {
    const { current, others } = await edges(page, menu);
    expect(current).not.toBe('');
    expect(others).not.toContain(current);
  }
  await picture(page, 'forced-progress-narrowed');
  await context.close();
  const own = await windowOf(browser, people.planning);
  await own.page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await open(own.page, '/');
  await own.page.locator('main ul a[href*="/proposals/"]').first().click();
  // Whatever it held before: a deletion without its reason is never complete.
  await own.page.getByRole('radio', { name: /^削除/ }).check();
  await own.page.getByLabel('削除の理由').fill('');
  await own.page.getByRole('button', { name: '提出内容を確認する' }).click();
  await own.page.getByText('か所を確認してください').waitFor();
  expect(await withoutEdge(own.page)).toEqual([]);
  await picture(own.page, 'forced-review');
  await own.context.close();
}, 120_000);
