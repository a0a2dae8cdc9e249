import type { Browser, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, until, windowOf } from './browser.js';
import { ownInstance } from './own-instance.js';
import { expectSound } from './sound.js';

/** An indicator whose whole is made of what the municipalities report apart: typed apart, reckoned by the server, never lost. */
let browser: Browser;
let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await ownInstance();
  browser = await openBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await stop?.();
}, 60_000);

interface Joint { readonly actuals: readonly { readonly year: number; readonly municipality: string | null; readonly version: number; readonly value: { readonly text: string } }[]; readonly wholes: readonly { readonly year: number; readonly value: { readonly text: string } | null }[]; readonly fiscalYear: number }

const of = (page: Page, name: string) => page.getByRole('group', { name: /市町村ごとの値/ }).getByLabel(name, { exact: true });

async function form() {
  const opened = await windowOf(browser, 'soudan@ina.example');
  const { context, page } = opened;
  const { items } = await ask<{ items: { id: string; name: string; planId: string }[] }>(context, '/cycles');
  const cycle = items.find(({ name }) => name.includes('ビジョン'))!.id;
  const rows = await ask<{ items: { indicator: { id: string }; proposal: { id: string } }[] }>(context, `/cycles/${cycle}/sheet?q=${encodeURIComponent('介護保険事業所')}`);
  const { proposal, indicator } = rows.items[0]!;
  const address = `/cycles/${cycle}/proposals/${proposal.id}`;
  await open(page, address);
  const saved = (): Promise<Joint> => ask<Joint>(context, `/proposals/${proposal.id}`);
  const textOf = async (code: string): Promise<string | undefined> => {
    const { actuals, fiscalYear } = await saved();
    return actuals.find(({ year, municipality }) => year === fiscalYear && municipality === code)?.value.text;
  };
  const { planId } = items.find(({ id }) => id === cycle)!;
  return { ...opened, cycle, address, life: `/plans/${planId}/indicators/${indicator.id}`, saved, textOf, put: (year: number, body: object, version: number) => context.request.put(`/api/v1/cycles/${cycle}/indicators/${indicator.id}/actuals/${year}`, { data: body, headers: { 'if-match': `"${version}"` } }) };
}

it('takes a value of each municipality, shows the whole with its arithmetic and what is to be checked, and submits with it', async () => {
  const { context, page, troubles, saved, cycle, life } = await form();
  const whole = page.locator('#f-actual');
  if ((await whole.inputValue()) !== '') await whole.fill('');
  await page.getByText('市町村の値を入力すると、ここに全体の値が出ます。').waitFor();
  await of(page, '伊那市').fill('60%');
  await of(page, '箕輪町').fill('多数');
  await page.getByText(/箕輪町の「多数」からは、全体の値を計算できません/).waitFor();
  await expectSound(page, 'joint-refused', /^介護保険事業所/);
  await of(page, '箕輪町').fill('９.5%');
  await page.getByText('全体の値：34.75%').waitFor();
  await page.getByText(/計算：（60 ＋ 9.5）÷ 2/).waitFor();
  await page.getByText('南箕輪村の値はまだありません').waitFor();
  for (const name of ['伊那市', '箕輪町', '南箕輪村']) await of(page, name).fill('6.24%');
  await page.getByText('全体の値：6.24%').waitFor();
  await page.getByText(/確認：.*10分の1/).first().waitFor();
  await of(page, '伊那市').fill('60%');
  await of(page, '箕輪町').fill('9.5%');
  await of(page, '南箕輪村').fill('10.5%');
  await page.getByText('全体の値：26.67%').waitFor();
  await page.getByRole('row', { name: /令和6年度 26.67% 実績（市町村の値から計算）/ }).waitFor();
  await page.getByText('に下書きを保存しました').waitFor();
  await expectSound(page, 'joint', /^介護保険事業所/);
  expect((await saved()).wholes.at(-1)).toMatchObject({ value: { text: '26.67%' } });
  await page.getByRole('radio', { name: /^継続/ }).check();
  await page.getByRole('button', { name: /現行の目標値のまま/ }).click();
  await page.locator('#f-rationale').fill('三つの市町村の平均で見る。');
  await page.getByRole('button', { name: '提出内容を確認する' }).click();
  await page.getByRole('dialog').getByText('26.67%').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'やめて入力に戻る' }).click();
  await open(page, `/cycles/${cycle}/actuals`);
  await page.getByText('市町村の値から計算した26.67%を使います。').waitFor();
  await expectSound(page, 'joint-table', /^実績をまとめて入力/);
  await open(page, life);
  await page.getByRole('row', { name: /令和6年度 26.67% 実績（市町村の値から計算）/ }).waitFor();
  expect(troubles).toEqual([]);
  await context.close();
}, 120_000);

it('keeps what is typed of a municipality while the line is cut, after the tab is gone, and beside another who was faster', async () => {
  const { context, page, saved, textOf, put, address } = await form();
  await context.setOffline(true);
  await of(page, '伊那市').fill('61%');
  await page.getByText('サーバーとの接続が切れています').waitFor();
  await context.setOffline(false);
  await until(async () => (await textOf('202096')) === '61%');
  await of(page, '箕輪町').fill('62%');
  await page.waitForTimeout(2_000);
  await page.close({ runBeforeUnload: false });
  expect(await textOf('203831')).toBe('62%');
  const again = await context.newPage();
  await open(again, address);
  await eventually(async () => expect(await of(again, '箕輪町').inputValue()).toBe('62%'));
  const { actuals, fiscalYear } = await saved();
  const { version } = actuals.find(({ year, municipality }) => year === fiscalYear && municipality === '203858')!;
  expect((await put(fiscalYear, { text: '63%', municipality: '203858' }, version)).status()).toBe(200);
  await of(again, '南箕輪村').fill('64%');
  await again.getByText('ほかの人が先に「63%」と入力しました。').waitFor();
  await eventually(async () => expect(await of(again, '南箕輪村').inputValue()).toBe('64%'));
  await again.getByRole('button', { name: /自分の値を残す/ }).click();
  await until(async () => (await textOf('203858')) === '64%');
  await again.locator('#f-actual').fill('64.8%');
  await again.getByText('下の実績値に入力した全体の値を使います').waitFor();
  await until(async () => (await saved()).wholes.length === 0);
  await context.close();
}, 120_000);
