import type { Browser, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, reviews, signIn, violations, windowOf } from './browser.js';

/** What is done a few times a year: a new indicator, deadlines, people, departments, a comment. */
let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

/** Counts the clicks that a person makes, beside typing. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript('window.kyoseiClicks = Number(sessionStorage.getItem("clicks") || 0); addEventListener("pointerdown", () => sessionStorage.setItem("clicks", String(++window.kyoseiClicks)), true);');
  return () => page.evaluate<number>('window.kyoseiClicks');
}

it('proposes a new indicator as a form, from its name to its submission', async () => {
  const { page, context, troubles } = await windowOf(browser, people.school);
  const { strategy } = await reviews(context);
  await open(page, `/cycles/${strategy}/new`);
  await page.getByLabel('指標名').fill('探究学習の発表会の来場者数');
  await page.getByLabel('事業', { exact: false }).first().selectOption({ index: 1 });
  await page.getByRole('button', { name: '下書きを作って次へ' }).click();
  await page.getByRole('heading', { level: 1, name: '探究学習の発表会の来場者数' }).waitFor();
  await page.getByRole('button', { name: '提出内容を確認する' }).click();
  await page.getByText('か所を確認してください').waitFor();
  await eventually(async () => expect(await page.title()).toMatch(/^エラー：/));
  expect(await violations(page)).toEqual([]);
  await page.locator('#f-unit').fill('人/年');
  await page.locator('#f-baseline').fill('１２０人/年');
  await page.locator('#f-baseline-year').fill('R6');
  await page.locator('#f-target').fill('150人/年');
  await page.locator('#f-basis').fill('R6の現状から25%の増加を目指す。');
  await page.getByText('検算：一致').waitFor();
  await page.locator('#f-rationale').fill('学びの成果を地域に開くため。');
  await page.getByRole('button', { name: '提出内容を確認する' }).click();
  await page.getByRole('dialog').getByText('新規').waitFor();
  await page.getByRole('button', { name: '提出する', exact: true }).click();
  await page.getByText('を提出しました').first().waitFor();
  expect(troubles).toEqual([]);
  await context.close();
}, 120_000);

it('takes an unsubmitted proposal of a new indicator back', async () => {
  const { page, context } = await windowOf(browser, people.press);
  const { strategy } = await reviews(context);
  await open(page, `/cycles/${strategy}/new`);
  await page.getByLabel('指標名').fill('思い違いの指標');
  await page.getByLabel('事業', { exact: false }).first().selectOption({ index: 1 });
  await page.getByRole('button', { name: '下書きを作って次へ' }).click();
  await page.getByText('この提案を取り消す').click();
  await page.getByRole('button', { name: '取り消す', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '自分の仕事' }).waitFor();
  expect((await ask<{ items: { name: string }[] }>(context, '/tasks')).items.map(({ name }) => name)).not.toContain('思い違いの指標');
  await context.close();
}, 120_000);

it('keeps one indicator in at most five clicks beside typing, and returns one in at most three', async () => {
  const { page, context } = await windowOf(browser, people.press);
  const clicks = await countClicks(page);
  const { strategy } = await reviews(context);
  const me = await ask<{ departments: { id: string }[] }>(context, '/session');
  const { items } = await ask<{ items: { proposal: { id: string; editable: boolean } }[] }>(context, `/cycles/${strategy}/sheet?department=${me.departments[0]!.id}`);
  const { id } = items.find(({ proposal }) => proposal.editable)!.proposal;
  await open(page, `/cycles/${strategy}/proposals/${id}`);
  await page.locator('#f-actual').focus();
  await page.keyboard.type('実績なし');
  await page.locator('#f-note').fill('調査を行っていないため。');
  await page.getByRole('radio', { name: /^継続/ }).click();
  await page.getByRole('button', { name: /現行の目標値のまま/ }).click();
  await page.getByRole('button', { name: '提出内容を確認する' }).click();
  await page.getByRole('button', { name: '提出する', exact: true }).click();
  await page.getByText('を提出しました').first().waitFor();
  expect(await clicks()).toBeLessThanOrEqual(5);
  const office = await windowOf(browser, people.coordinator);
  const officeClicks = await countClicks(office.page);
  await open(office.page, `/cycles/${strategy}/proposals/${id}?from=queue`);
  await office.page.getByRole('button', { name: '差し戻す', exact: true }).click();
  await office.page.getByLabel('差し戻す理由').click();
  await office.page.keyboard.type('出典を書いてください。');
  await office.page.getByRole('dialog').getByRole('button', { name: '差し戻す' }).click();
  await office.page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await officeClicks()).toBeLessThanOrEqual(3);
  await office.context.close();
  await context.close();
}, 120_000);

it('sets the deadlines in the years of 令和, and says which day is none', async () => {
  const { page, context } = await windowOf(browser, people.coordinator);
  const { strategy } = await reviews(context);
  await open(page, `/cycles/${strategy}/acts`);
  const day = page.getByRole('group', { name: '確認期限' }).getByLabel('日', { exact: true });
  await day.fill('31');
  await page.getByRole('group', { name: '確認期限' }).getByLabel('月', { exact: true }).fill('2');
  await page.getByRole('button', { name: '期限を保存する' }).click();
  await page.getByText('確認期限を、暦にある日で入力してください。').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('group', { name: '確認期限' }).getByLabel('月', { exact: true }).fill('１２');
  await page.getByRole('button', { name: '期限を保存する' }).click();
  await page.getByText('期限を保存しました。').first().waitFor();
  await eventually(async () => expect(await ask<{ deadlines: { review: string } }>(context, `/cycles/${strategy}`)).toMatchObject({ deadlines: { review: '2026-12-31' } }));
  await context.close();
}, 120_000);

it('invites a person with a role, who can then sign in, and ends their use', async () => {
  const email = `atarashii-${Date.now()}@ina.example`;
  const { page, context } = await windowOf(browser, people.administrator);
  await open(page, '/people?person=new');
  await page.getByLabel('名前').fill('伊那市 観光課 新しい担当者');
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByLabel('最初のパスワード').fill('kyosei-mihon-aikotoba');
  await page.getByRole('button', { name: '役割を足す' }).click();
  await page.getByLabel('範囲').selectOption({ label: '伊那市 観光課' });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '招待する' }).click();
  await page.getByRole('heading', { level: 1, name: '利用者と役割' }).waitFor();
  const invited = await windowOf(browser, null);
  await signIn(invited.page, email);
  await invited.context.close();
  await page.getByRole('link', { name: '伊那市 観光課 新しい担当者' }).last().click();
  await page.getByRole('button', { name: '利用を止める' }).click();
  await page.getByText('停止').first().waitFor();
  await context.close();
}, 120_000);

it('says which departments answer for an indicator, and lets anyone who reads it comment', async () => {
  const { page, context } = await windowOf(browser, people.coordinator);
  const { strategyPlan, strategy } = await reviews(context);
  await open(page, `/plans/${strategyPlan}?q=スマート化企業数`);
  await page.getByRole('button', { name: /^変える/ }).first().click();
  await page.getByRole('dialog').getByLabel('観光課').check();
  await page.getByRole('button', { name: '担当課を決める' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('商工振興課、観光課').first().waitFor();
  const { items } = await ask<{ items: { proposal: { id: string } }[] }>(context, `/cycles/${strategy}/sheet`);
  await open(page, `/cycles/${strategy}/proposals/${items[0]!.proposal.id}`);
  const words = `先に昨年度の資料を見てください（${Date.now()}）。`;
  await page.getByLabel('意見を書く').fill(words);
  await page.getByRole('button', { name: '意見を送る' }).click();
  await page.getByText(words).first().waitFor();
  await context.close();
}, 120_000);
