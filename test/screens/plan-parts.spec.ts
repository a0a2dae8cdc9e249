import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ask, eventually, open, openBrowser, people, reviews, windowOf } from './browser.js';
import { expectSound, focused, tabUntil } from './sound.js';

let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

/** The plan of the strategy: what is written here touches no review that another suite works on. */
async function planScreen(email: string, part: string): Promise<{ context: BrowserContext; page: Page; troubles: string[]; planId: string }> {
  const opened = await windowOf(browser, email);
  const { items } = await ask<{ items: { id: string; kind: string }[] }>(opened.context, '/plans');
  const planId = items.find(({ kind }) => kind === 'strategy')!.id;
  await open(opened.page, `/plans/${planId}/${part}`);
  return { ...opened, planId };
}

it('leads from a plan to its parts: all to its texts and grades, coordinators to links and import as well', async () => {
  const { context, page, planId } = await planScreen(people.coordinator, '');
  const parts = page.getByRole('navigation', { name: 'この計画の画面' });
  await eventually(async () => expect(await parts.getByRole('link').allInnerTexts()).toEqual(['指標', '本文', '評価の区分', '同じ指標の対応', '様式の取込']));
  await parts.getByRole('link', { name: '本文' }).click();
  await page.getByRole('heading', { level: 1, name: '本文' }).waitFor();
  await eventually(async () => expect(await focused(page)).toBe('本文'));
  await context.close();
  const reader = await planScreen(people.officer, '');
  await eventually(async () => expect(await reader.page.getByRole('navigation', { name: 'この計画の画面' }).getByRole('link').allInnerTexts()).toEqual(['指標', '本文', '評価の区分']));
  await open(reader.page, `/plans/${planId}/links`);
  await reader.page.getByText('同じ指標の対応を決めるのは、取りまとめ担当です').waitFor();
  await expectSound(reader.page, 'links-not-mine', /^同じ指標の対応/);
  await reader.context.close();
}, 120_000);

it('says that two indicators are different, and the same again, and shows when somebody else was faster', async () => {
  const { context, page, planId, troubles } = await planScreen(people.coordinator, 'links');
  await page.getByText('確かめてください', { exact: true }).first().waitFor();
  await expectSound(page, 'links', /^同じ指標の対応/);
  const { items } = await ask<{ items: { id: string; state: string; version: number; one: { name: string } }[] }>(context, `/plans/${planId}/links`);
  const link = items.find(({ state }) => state === 'proposed')!;
  const row = page.getByRole('row').filter({ hasText: link.one.name }).filter({ hasText: '確かめてください' }).first();
  await context.request.put(`/api/v1/links/${link.id}`, { data: { state: 'dismissed' }, headers: { 'if-match': `"${link.version}"` } });
  await row.getByRole('button', { name: /別の指標にする/ }).click();
  await page.getByText('ほかの人が先に決めました。').waitFor();
  await page.getByText('別の指標', { exact: true }).first().waitFor();
  await expectSound(page, 'links-refused', /^同じ指標の対応/);
  expect(troubles).toEqual([]);
  await context.close();
}, 120_000);

it('makes a scale of grades for later years, by keyboard, and says what is missing and what is out of order', async () => {
  const { context, page, planId } = await planScreen(people.coordinator, 'grade-scales');
  await page.getByRole('heading', { name: '新しい区分を作る' }).waitFor();
  await expectSound(page, 'grade-scales', /^評価の区分/);
  await tabUntil(page, /^評価の区分を作る$/);
  await page.keyboard.press('Enter');
  await eventually(async () => expect(await focused(page)).toContain('1か所を確認してください'));
  await expectSound(page, 'grade-scales-error', /^エラー：評価の区分/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('令和30年度');
  await tabUntil(page, /^区分を足す$/);
  await page.keyboard.press('Enter');
  await tabUntil(page, /^それ未満の言葉/);
  const last = await page.getByLabel(/何％以上/).count();
  await page.getByLabel(`区分${last}：何％以上`).fill('９０％');
  await page.getByLabel(`区分${last}：評価の言葉`).fill(`あと${last}歩`);
  await page.getByRole('button', { name: '評価の区分を作る' }).click();
  await page.getByRole('dialog').waitFor();
  await eventually(async () => expect(await focused(page)).toBe('この区分を使い始めますか'));
  await expectSound(page, 'grade-scales-dialog', /^評価の区分/);
  await page.getByRole('button', { name: '作る', exact: true }).click();
  await page.getByRole('alert').getByText('高いものから順に並べてください').waitFor();
  await page.getByLabel(`区分${last}：何％以上`).fill(String(80 - 10 * last));
  await page.getByRole('button', { name: '評価の区分を作る' }).click();
  await page.getByRole('button', { name: '作る', exact: true }).click();
  await page.getByRole('row', { name: /令和30年度.*あと\d歩/ }).first().waitFor();
  const { items } = await ask<{ items: { fromYear: number | null }[] }>(context, `/plans/${planId}/grade-scales`);
  expect([items[0]!.fromYear, items.at(-1)!.fromYear]).toEqual([2048, null]);
  await context.close();
}, 90_000);

it('writes a chapter with what it will look like beside it, keeps its versions, and asks before it is left unsaved', async () => {
  const { context, page, troubles } = await planScreen(people.coordinator, 'narratives');
  await page.getByRole('link', { name: '章を足す' }).waitFor();
  await expectSound(page, 'narratives', /^本文/);
  await page.getByRole('link', { name: '章を足す' }).click();
  await page.getByRole('button', { name: '本文を保存する' }).click();
  await eventually(async () => expect(await focused(page)).toContain('1か所を確認してください'));
  await expectSound(page, 'narrative-error', /章を足す/);
  await page.getByLabel('見出し').fill('進め方');
  await page.getByLabel('本文', { exact: true }).fill('# 体制\n毎年**11月**に見直します。\n\n- 担当課\n- 企画政策課\n\n| 年度 | 役割 |\n| --- | --- |\n| 令和8年度 | 準備 |');
  const preview = page.getByRole('region', { name: '計画書での見え方' });
  await preview.getByRole('heading', { level: 3, name: '体制' }).waitFor();
  await eventually(async () => expect(await preview.locator('strong').innerText()).toBe('11月'));
  await eventually(async () => expect(await preview.getByRole('listitem').allInnerTexts()).toEqual(['担当課', '企画政策課']));
  await expectSound(page, 'narrative-edit', /^章を足す/);
  await page.getByRole('link', { name: 'やめる' }).click();
  await page.getByRole('dialog').waitFor();
  await expectSound(page, 'narrative-leave', /^章を足す/);
  await page.getByRole('button', { name: 'この画面に戻る' }).click();
  await page.getByRole('button', { name: '本文を保存する' }).click();
  await page.getByRole('heading', { level: 1, name: '本文：進め方' }).waitFor();
  await page.getByRole('link', { name: '履歴を見る' }).click();
  await page.getByRole('button', { name: /本文を見る/ }).click();
  await expectSound(page, 'narrative-history', /^本文：進め方/);
  expect(troubles).toEqual([]);
  await context.close();
}, 90_000);

it('shows both texts where somebody else saved first, and loses neither', async () => {
  const { context, page, planId } = await planScreen(people.coordinator, '');
  const chapter = randomUUID();
  const put = (version: number, markdown: string): Promise<unknown> => context.request.put(`/api/v1/plans/${planId}/narratives/${chapter}`, { data: { title: '二人の章', markdown }, headers: { 'if-match': `"${version}"` } });
  await put(0, '最初の文');
  await open(page, `/plans/${planId}/narratives?chapter=${chapter}&view=edit`);
  await page.getByLabel('本文', { exact: true }).fill('わたしの文');
  await put(1, 'ほかの人の文');
  await page.getByRole('button', { name: '本文を保存する' }).click();
  await page.getByText('ほかの人が先に更新しました').waitFor();
  await page.getByText('ほかの人の文').waitFor();
  await eventually(async () => expect(await focused(page)).toContain('ほかの人が先に更新しました'));
  await eventually(async () => expect(await page.getByLabel('本文', { exact: true }).inputValue()).toBe('わたしの文'));
  await expectSound(page, 'narrative-conflict', /^本文：二人の章/);
  await page.getByRole('button', { name: '選んだ内容で保存する' }).click();
  await page.getByRole('link', { name: '本文を書く' }).waitFor();
  await eventually(async () => expect(await ask<{ markdown: string; version: number }>(context, `/plans/${planId}/narratives/${chapter}`)).toMatchObject({ markdown: 'わたしの文', version: 3 }));
  await context.close();
}, 120_000);

it('changes who answers for an indicator, also to a department that answers for none yet, and is refused without any', async () => {
  const administrator = await windowOf(browser, people.administrator);
  const name = `まだ担当のない課${Date.now()}`;
  expect((await administrator.context.request.post('/api/v1/departments', { data: { municipalityCode: '203831', name }, headers: { 'idempotency-key': randomUUID() } })).status()).toBe(201);
  await administrator.context.close();
  const { context, page } = await windowOf(browser, people.coordinator);
  const { visionPlan } = await reviews(context);
  await open(page, `/plans/${visionPlan}`);
  await page.getByRole('button', { name: /^変える/ }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('group', { name: '箕輪町の担当課' }).getByRole('checkbox', { name }).check();
  await dialog.getByText(`、${name}`).waitFor();
  await expectSound(page, 'plan-assign', /共生ビジョン/);
  await dialog.getByRole('button', { name: '担当課を決める' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: new RegExp(name) }).first().waitFor();
  await page.getByRole('button', { name: /^変える/ }).first().click();
  await dialog.getByRole('checkbox', { name }).uncheck();
  await dialog.getByRole('button', { name: '担当課を決める' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^変える/ }).first().click();
  await dialog.getByRole('checkbox', { name }).waitFor();
  for (const box of await dialog.getByRole('checkbox', { checked: true }).all()) await box.uncheck();
  await dialog.getByRole('button', { name: '担当課を決める' }).click();
  await dialog.getByText('担当課を一つ以上選んでください。').waitFor();
  await expectSound(page, 'plan-assign-error', /共生ビジョン/);
  await context.close();
}, 120_000);

it('turns an indicator round that falls when it is well, where the form could not say so', async () => {
  const { context, page, planId } = await planScreen(people.coordinator, '');
  // One that is not being judged at the moment: another spec may have submitted some.
  const cycles = await ask<{ items: { id: string; planId: string }[] }>(context, '/cycles');
  const sheets = await Promise.all(cycles.items.filter((cycle) => cycle.planId === planId).map(({ id }) => ask<{ items: { indicator: { id: string | null }; proposal: { state: string } | null }[] }>(context, `/cycles/${id}/sheet?limit=500`)));
  const judged = new Set(sheets.flatMap(({ items: rows }) => rows.filter(({ proposal }) => ['submitted', 'accepted', 'tabled'].includes(proposal?.state ?? '')).map(({ indicator }) => indicator.id)));
  const found = await ask<{ items: { id: string }[] }>(context, `/plans/${planId}/indicators?limit=200`);
  const items = found.items.filter(({ id }) => !judged.has(id));
  await open(page, `/plans/${planId}/indicators/${items[0]!.id}`);
  await page.getByRole('button', { name: '方向と性質を変える' }).click();
  await eventually(async () => expect(await focused(page)).toBe('望ましい方向と値の性質'));
  await expectSound(page, 'indicator-measured-as', / — 共生$/);
  await page.getByLabel('望ましい方向', { exact: true }).selectOption('lower');
  await page.getByRole('button', { name: '変える', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await eventually(async () => expect(await focused(page)).toBe('方向と性質を変える'));
  expect((await ask<{ definitions: { direction: string }[] }>(context, `/indicators/${items[0]!.id}`)).definitions.at(-1)!.direction).toBe('lower');
  await context.request.patch(`/api/v1/indicators/${items[0]!.id}`, { data: { direction: 'higher' } });
  await context.close();
}, 120_000);

it('says how the whole is made from a year on, and tells what is wrong with a year', async () => {
  const { context, page } = await windowOf(browser, people.coordinator);
  const { visionPlan } = await reviews(context);
  const { items } = await ask<{ items: { id: string; name: string }[] }>(context, `/plans/${visionPlan}/indicators?q=${encodeURIComponent('介護保険事業所')}`);
  const { id } = items[0]!;
  const rulesOf = async (): Promise<unknown> => (await ask<{ aggregation: unknown }>(context, `/indicators/${id}`)).aggregation;
  const before = await rulesOf();
  await open(page, `/plans/${visionPlan}/indicators/${id}`);
  await page.getByRole('row', { name: /令和6年度から.*市町村の値の平均/ }).waitFor();
  await page.getByRole('button', { name: '全体の値の決め方を変える' }).click();
  await eventually(async () => expect(await focused(page)).toBe('全体の値の決め方'));
  await page.getByRole('button', { name: '決め方を足す' }).click();
  await eventually(async () => expect(await focused(page)).toContain('決め方3：いつの年度から'));
  await page.keyboard.type('令和6年度');
  await page.getByRole('button', { name: '変える', exact: true }).click();
  await eventually(async () => expect(await focused(page)).toContain('1か所を確認してください'));
  await expectSound(page, 'indicator-made-of', / — 共生$/);
  await page.getByLabel('決め方3：いつの年度から').fill('Ｒ7');
  await page.getByLabel('決め方3：全体の値').selectOption('ratio_of_sums');
  await page.getByRole('button', { name: '変える', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await eventually(async () => expect(await focused(page)).toBe('全体の値の決め方を変える'));
  await page.getByRole('row', { name: /令和7年度から.*分子の合計/ }).waitFor();
  await expectSound(page, 'indicator-rules', / — 共生$/);
  expect(await rulesOf()).toEqual([{ fromYear: 2019, rule: 'lead_only' }, { fromYear: 2024, rule: 'mean' }, { fromYear: 2025, rule: 'ratio_of_sums' }]);
  await context.request.patch(`/api/v1/indicators/${id}`, { data: { aggregation: before } });
  await context.close();
}, 120_000);
