import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, reviews, windowOf } from './browser.js';

/** What Excel puts on the clipboard: tab-separated text, and a table with merged cells. */
let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

async function table(): Promise<{ context: BrowserContext; page: Page }> {
  const opened = await windowOf(browser, people.forest);
  await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { strategy } = await reviews(opened.context);
  await open(opened.page, `/cycles/${strategy}/actuals`);
  return opened;
}

const cell = (page: Page, row: number, column: 'text' | 'note' = 'text') => page.locator(`#cell-${row}-${column}`);
const valuesOf = (page: Page, column: 'text' | 'note', rows: number): Promise<string[]> => Promise.all(Array.from({ length: rows }, (_, row) => cell(page, row, column).inputValue()));
const copy = (page: Page, words: string): Promise<unknown> => page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(words)})`);
const copyTable = (page: Page, html: string): Promise<unknown> => page.evaluate(`navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob([${JSON.stringify(html)}], { type: 'text/html' }), 'text/plain': new Blob(['x'], { type: 'text/plain' }) })])`);

it('fills a block of tab-separated text, quotes and line ends included, and takes it back with Ctrl+Z', async () => {
  const { context, page } = await table();
  const before = [await valuesOf(page, 'text', 3), await valuesOf(page, 'note', 3)];
  await copy(page, '１２３件\t"二行の\n備考"\r\n"4,500件"\t\r\n未集計\t集計中のため\r\n');
  await cell(page, 0).focus();
  await page.keyboard.press('Control+V');
  expect(await valuesOf(page, 'text', 3)).toEqual(['１２３件', '4,500件', '未集計']);
  expect((await valuesOf(page, 'note', 3))[2]).toBe('集計中のため');
  await page.getByText('3行を貼り付け').first().waitFor();
  await page.keyboard.press('Control+z');
  expect([await valuesOf(page, 'text', 3), await valuesOf(page, 'note', 3)]).toEqual(before);
  await context.close();
}, 120_000);

it('keeps the rows of a copied table in their places where cells were merged', async () => {
  const { context, page } = await table();
  await copyTable(page, '<html><body><!--StartFragment--><table><tr><td>10件</td><td rowspan="2">両方の備考</td></tr><tr><td>20件</td></tr><tr><td>30件</td><td>三行目</td></tr></table><!--EndFragment--></body></html>');
  await cell(page, 3).focus();
  await page.keyboard.press('Control+V');
  expect([await cell(page, 3).inputValue(), await cell(page, 4).inputValue(), await cell(page, 5).inputValue()]).toEqual(['10件', '20件', '30件']);
  expect([await cell(page, 3, 'note').inputValue(), await cell(page, 5, 'note').inputValue()]).toEqual(['両方の備考', '三行目']);
  await page.getByText('保存は自動で行われます').waitFor({ timeout: 15_000 });
  await page.waitForTimeout(2_500);
  const { strategy } = await reviews(context);
  const me = await ask<{ departments: { id: string }[] }>(context, '/session');
  const { items } = await ask<{ items: { actuals: { year: number; value: { text: string } }[] }[] }>(context, `/cycles/${strategy}/sheet?department=${me.departments[0]!.id}`);
  expect(items.slice(3, 6).map(({ actuals }) => actuals.find(({ year }) => year === 2024)?.value.text)).toEqual(['10件', '20件', '30件']);
  await context.close();
}, 120_000);

it('goes down and up by Enter and the arrows, and leaves the keys to an IME that composes', async () => {
  const { context, page } = await table();
  const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.id');
  await cell(page, 0).focus();
  await page.keyboard.press('Enter');
  await eventually(async () => expect(await focused()).toBe('cell-1-text'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Enter');
  await eventually(async () => expect(await focused()).toBe('cell-1-text'));
  await page.evaluate(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }))`);
  await eventually(async () => expect(await focused()).toBe('cell-1-text'));
  await context.close();
}, 120_000);

it('says beside the cell what is odd, with the words of the rules', async () => {
  const { context, page } = await table();
  await cell(page, 0).fill('9999999kg');
  await page.locator('#said-0').getByText('確認：').first().waitFor();
  await cell(page, 0).fill('実績なし');
  await page.locator('#said-0').getByText('理由を備考に書いてください').waitFor();
  await context.close();
}, 120_000);
