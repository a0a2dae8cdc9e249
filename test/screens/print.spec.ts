import type { Browser } from 'playwright-core';
import { eventually, open, openBrowser, people, reviews, windowOf } from './browser.js';

let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

it.each([
  ['the department’s submission', people.planning, ({ strategy }: { strategy: string }) => `/cycles/${strategy}/submission`],
  ['the actuals', people.planning, ({ strategy }: { strategy: string }) => `/cycles/${strategy}/actuals`],
  ['the progress', people.coordinator, ({ strategy }: { strategy: string }) => `/cycles/${strategy}`],
  ['the agenda', people.member, ({ vision }: { vision: string }) => `/cycles/${vision}/agenda`],
])('prints %s on A4 without menus and without anything cut off', async (_name, who, address) => {
  const { page, context } = await windowOf(browser, who, { width: 718, height: 1016 });
  await open(page, address(await reviews(context)));
  await page.emulateMedia({ media: 'print' });
  await eventually(async () => expect(await page.locator('header').isVisible()).toBe(false));
  await eventually(async () => expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0));
  expect(await page.evaluate<string[]>(`[...document.querySelectorAll('[data-scrolls]')].filter((one) => getComputedStyle(one).overflowX !== 'visible').map((one) => one.getAttribute('aria-label'))`)).toEqual([]);
  const paper = await page.pdf({ format: 'A4' });
  expect(paper.subarray(0, 4).toString()).toBe('%PDF');
  await context.close();
}, 120_000);
