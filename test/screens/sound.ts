import type { Page } from 'playwright-core';
import { eventually, overflowAt, picture, violations } from './browser.js';

/** What every screen keeps in every state: axe finds nothing, the page never scrolls sideways, it has a title and one heading, and it stays light. */
export async function expectSound(page: Page, name: string, title: string | RegExp): Promise<void> {
  expect(await violations(page)).toEqual([]);
  expect(await overflowAt(page, 683)).toBe(0);
  expect(await overflowAt(page, 320)).toBe(0);
  await eventually(async () => expect(await page.title()).toMatch(title));
  await eventually(async () => expect(await page.title()).toMatch(/ — 共生$/));
  await eventually(async () => expect(await page.locator('h1').count()).toBe(1));
  expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThanOrEqual(1_500);
  await picture(page, name);
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, `${name}-narrow`);
  await page.setViewportSize({ width: 1366, height: 768 });
}

/** What has the focus, by its words; '' where nothing has. */
export const focused = (page: Page): Promise<string> => page.evaluate<string>(`(() => { const e = document.activeElement; return e === document.body ? '' : (e.labels && e.labels[0] ? e.labels[0].textContent : e.getAttribute('aria-label') || e.textContent || e.tagName).trim(); })()`);

/** Presses Tab until the thing of that name has the focus. */
export async function tabUntil(page: Page, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 150; stops += 1) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}; it stands on ${await focused(page)}.`);
}
