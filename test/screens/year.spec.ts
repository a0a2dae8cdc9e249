import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ask, openBrowser, open, people, picture, reviews, signIn, until, violations, windowOf } from './browser.js';

/** A year in the life of one review, through the screens alone: officers, the planning office, three members, a reader. */
let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

interface Row {
  readonly indicator: { readonly name: string; readonly departments: readonly { readonly id: string; readonly name: string; readonly municipality: string; readonly lead: boolean }[] };
  readonly actuals: readonly { readonly year: number; readonly value: { readonly text: string } }[];
  readonly proposal: { readonly id: string; readonly state: string; readonly decision: string | null; readonly editable?: boolean };
}

const members = ['iin@ina.example', 'iin@minowa.example', 'iin@minamiminowa.example'] as const;
/** Whose account answers for a department. */
const officers: Readonly<Record<string, string>> = { 企画政策課: 'kikaku@ina.example', 地域創造課: 'chiiki@ina.example', 子育て支援課: 'kosodate@ina.example', 健康推進課: 'kenko@ina.example', '50年の森林推進課': 'shinrin@ina.example', 商工振興課: 'shoko@ina.example', 生涯学習課: 'shogai@ina.example', 学校教育課: 'gakko@ina.example', 農政課: 'nosei@ina.example', 秘書広報課: 'hisho@ina.example', 福祉相談課: 'soudan@ina.example', 社会福祉課: 'shakai@ina.example', 観光課: 'kanko@ina.example', 文化交流課: 'bunka@ina.example', 生活環境課: 'seikatsu@ina.example', 総務課: 'somu@ina.example' };

const sheetOf = async (context: BrowserContext, cycle: string, query = ''): Promise<readonly Row[]> => (await ask<{ items: Row[] }>(context, `/cycles/${cycle}/sheet?limit=200${query}`)).items;
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

/** Types a department's actuals, keeps what may be kept together, opens the rest one by one, and submits all. */
async function answerFor(cycle: string, department: { id: string; name: string }): Promise<void> {
  const { context, page, troubles } = await windowOf(browser, officers[department.name]!);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `/cycles/${cycle}/actuals?department=${department.id}`);
  const rows = (await sheetOf(context, cycle, `&department=${department.id}`)).filter(({ proposal }) => proposal.editable);
  const typed = rows.map(({ actuals }) => { const last = actuals.filter(({ year, value }) => year < 2024 && value.text !== '').at(-1)?.value.text; return last ? `${last}\t` : '実績なし\t調査を行っていないため。'; });
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(`${typed.join('\r\n')}\r\n`)})`);
  await page.locator('[id^="cell-"][id$="-text"]').first().focus();
  await page.keyboard.press('Control+V');
  if (rows.length > 1) await page.getByText(`${rows.length}行を貼り付け`).first().waitFor();
  await page.getByRole('link', { name: '次へ：継続をまとめて確認' }).click();
  await heading(page, '継続をまとめて確認');
  await page.getByRole('heading', { name: /継続でよさそうな指標/ }).waitFor();
  const keepAll = page.getByRole('button', { name: /件を「継続」にする/ });
  if (await keepAll.count()) {
    await keepAll.click();
    await page.getByRole('button', { name: '「継続」にする', exact: true }).click();
    await page.getByText('まとめて継続にできる指標はありません').waitFor();
  }
  for (const { proposal, indicator } of (await sheetOf(context, cycle, `&department=${department.id}`)).filter((row) => row.proposal.editable && row.proposal.decision === null)) await decideAlone(page, cycle, proposal.id, indicator.name);
  await open(page, `/cycles/${cycle}/submission?department=${department.id}`);
  const submit = page.getByRole('button', { name: /件を提出する/ });
  await submit.click();
  await page.getByRole('button', { name: '提出する', exact: true }).click();
  await page.getByText('件を提出しました').first().waitFor();
  expect(await violations(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await context.close();
}

async function decideAlone(page: Page, cycle: string, id: string, name: string): Promise<void> {
  await open(page, `/cycles/${cycle}/proposals/${id}`);
  const gone = name === 'ふるさと融資実行数';
  await page.getByRole('radio', { name: gone ? /^削除/ : /^継続/ }).check();
  if (gone) await page.getByLabel('削除の理由').fill('目的を果たしたため。');
  else {
    const present = page.getByRole('button', { name: /現行の目標値のまま/ });
    if (await present.count()) await present.click();
    else {
      await page.locator('#f-target').fill('10件/年');
      await page.locator('#f-basis').fill('新たに目標を置く。');
    }
    await page.locator('#f-rationale').fill('事業の見通しによる。');
  }
  const actual = page.locator('#f-actual');
  if ((await actual.inputValue()) === '') {
    await actual.fill('実績なし');
    await page.locator('#f-note').fill('調査を行っていないため。');
  }
  await page.getByText('に下書きを保存しました').waitFor();
}

async function act(page: Page, cycle: string, name: string, typesYear: boolean): Promise<void> {
  await open(page, `/cycles/${cycle}/acts`);
  await page.getByRole('button', { name, exact: true }).click();
  if (typesYear) await page.getByLabel(/確認のため/).fill('令和６年度');
  await page.getByRole('button', { name: `${name}を行う` }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function takeAll(page: Page, cycle: string, { state, button, confirm }: { state: string; button: RegExp; confirm: string }): Promise<void> {
  await open(page, `/cycles/${cycle}?state=${state}`);
  await page.getByLabel('このページのすべてを選ぶ').check();
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click();
  await page.getByText('件の手続きをしました').waitFor({ timeout: 30_000 });
}

/** A document that is a page opens beside the list; only a page does, and it runs nothing. */
async function looksAtThePage(page: Page): Promise<void> {
  const [shown] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: /^画面で見る/ }).first().click()]);
  await shown.getByRole('heading', { level: 1 }).first().waitFor();
  await picture(shown, 'document-page');
  await shown.close();
  const pdf = await page.getByRole('link', { name: /PDF.*ダウンロード$/ }).first().getAttribute('href');
  expect((await page.request.get(`${pdf}?show=true`)).headers()['content-disposition']).toMatch(/^attachment;/);
}

it('goes from the first figure to the published plan', async () => {
  const office = await windowOf(browser, null);
  await signIn(office.page, people.coordinator);
  const { vision } = await reviews(office.context);
  const { departments } = await ask<{ departments: { id: string; name: string }[] }>(office.context, `/cycles/${vision}/progress`);
  for (const department of departments) await answerFor(vision, department);

  const rows = await sheetOf(office.context, vision);
  expect(rows.every(({ proposal }) => proposal.state === 'submitted')).toBe(true);
  const [returned] = rows;
  await open(office.page, `/cycles/${vision}/proposals/${returned!.proposal.id}?from=queue`);
  await office.page.getByText('の推移').first().waitFor({ state: 'attached' });
  await picture(office.page, 'queue');
  await office.page.getByRole('button', { name: '差し戻す', exact: true }).click();
  await office.page.getByLabel('差し戻す理由').fill('出典を書いてください。');
  await office.page.getByRole('dialog').getByRole('button', { name: '差し戻す' }).click();
  await office.page.getByRole('dialog').waitFor({ state: 'detached' });
  const owner = await windowOf(browser, officers[returned!.indicator.departments.find(({ lead }) => lead)!.name]!);
  await open(owner.page, '/');
  await owner.page.getByText('差戻しの理由：出典を書いてください。').waitFor();
  await owner.page.getByRole('link', { name: returned!.indicator.name }).first().click();
  await owner.page.getByText('この指標をどうしますか').waitFor();
  await picture(owner.page, 'returned');
  await owner.page.getByLabel('引用元').fill('令和6年度の業務統計');
  await owner.page.getByRole('button', { name: '提出内容を確認する' }).click();
  await owner.page.getByRole('button', { name: '提出する', exact: true }).click();
  await owner.page.getByText('を提出しました').first().waitFor();
  await owner.context.close();

  await takeAll(office.page, vision, { state: 'submitted', button: /一括受理/, confirm: '受理する' });
  await act(office.page, vision, '受付終了', true);
  await act(office.page, vision, '協議会へ付議', false);
  await takeAll(office.page, vision, { state: 'accepted', button: /一括付議/, confirm: '付議する' });

  for (const member of members) {
    const room = await windowOf(browser, member, { width: 1024, height: 768 });
    await open(room.page, `/cycles/${vision}/agenda`);
    expect(await violations(room.page)).toEqual([]);
    await picture(room.page, `agenda-${members.indexOf(member)}`);
    const left = (): Promise<number> => room.page.getByRole('button', { name: /^承認する/ }).count();
    for (let count = await left(); count > 0; count = await left()) {
      await room.page.getByRole('button', { name: /^承認する/ }).first().click();
      await room.page.getByRole('dialog').getByRole('button', { name: '承認する' }).click();
      await room.page.getByRole('dialog').waitFor({ state: 'detached' });
      await until(async () => (await left()) < count);
    }
    expect(room.troubles).toEqual([]);
    await room.context.close();
  }

  await act(office.page, vision, '確定', true);
  await open(office.page, `/cycles/${vision}/documents`);
  const download = office.page.getByRole('link', { name: /ダウンロード/ }).first();
  await download.waitFor({ timeout: 120_000 });
  expect(await violations(office.page)).toEqual([]);
  await picture(office.page, 'documents-ready');
  const [file] = await Promise.all([office.page.waitForEvent('download'), download.click()]);
  expect(file.suggestedFilename()).toMatch(/\.(pdf|docx|html)$/);
  await until(async () => (await office.page.getByText(/^(?:順番待ち|作成中)$/).count()) === 0, 180_000);
  await looksAtThePage(office.page);
  await act(office.page, vision, '公表', true);
  expect(office.troubles).toEqual([]);

  const reader = await windowOf(browser, people.viewer);
  await open(reader.page, `/cycles/${vision}`);
  await reader.page.getByText('公表', { exact: true }).first().waitFor();
  await reader.page.getByRole('link', { name: '助成制度適用設備投資額' }).first().click();
  await reader.page.getByRole('heading', { level: 1, name: '助成制度適用設備投資額' }).waitFor();
  expect(await violations(reader.page)).toEqual([]);
  await picture(reader.page, 'published');
  await reader.context.close();
  await office.context.close();
}, 900_000);
