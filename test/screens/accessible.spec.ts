import type { Browser, BrowserContext, Page } from 'playwright-core';
import { eventually, open, openBrowser, overflowAt, people, picture, reviews, violations, windowOf } from './browser.js';

let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser?.close());

/** The screens that each person meets, and what they do there before it is looked at. */
interface Look {
  readonly who: keyof typeof people | null;
  readonly name: string;
  readonly address: (ids: Awaited<ReturnType<typeof reviews>>) => string;
  readonly doThis?: (page: Page) => Promise<unknown>;
}

const pressed = (name: string | RegExp) => async (page: Page): Promise<void> => {
  await page.getByRole('button', { name }).first().click();
  await page.waitForTimeout(300);
};
const firstProposal = async (page: Page): Promise<void> => {
  await page.locator('main ul a[href*="/proposals/"]').first().click();
  await page.getByText('この指標をどうしますか').waitFor();
};

const looks: readonly Look[] = [
  { who: null, name: 'sign-in', address: () => '/' },
  { who: null, name: 'sign-in-error', address: () => '/', doThis: pressed('サインインする') },
  { who: null, name: 'help', address: () => '/help' },
  { who: null, name: 'accessibility', address: () => '/accessibility' },
  { who: 'planning', name: 'tasks', address: () => '/' },
  { who: 'viewer', name: 'tasks-empty', address: () => '/' },
  { who: 'planning', name: 'review', address: () => '/', doThis: firstProposal },
  { who: 'planning', name: 'review-change', address: () => '/', doThis: async (page) => { await firstProposal(page); await page.getByRole('radio', { name: /変更/ }).check(); await page.getByLabel('変更後の指標名').waitFor(); } },
  { who: 'planning', name: 'review-error', address: () => '/', doThis: async (page) => { await firstProposal(page); await page.getByRole('button', { name: '提出内容を確認する' }).click(); await page.getByText('か所を確認してください').waitFor(); } },
  { who: 'planning', name: 'actuals', address: ({ strategy }) => `/cycles/${strategy}/actuals` },
  { who: 'planning', name: 'decisions', address: ({ strategy }) => `/cycles/${strategy}/decisions` },
  { who: 'planning', name: 'submission', address: ({ strategy }) => `/cycles/${strategy}/submission` },
  { who: 'planning', name: 'new-indicator', address: ({ strategy }) => `/cycles/${strategy}/new` },
  { who: 'planning', name: 'new-indicator-error', address: ({ strategy }) => `/cycles/${strategy}/new`, doThis: pressed('下書きを作って次へ') },
  { who: 'coordinator', name: 'cycles', address: () => '/cycles' },
  { who: 'coordinator', name: 'progress', address: ({ strategy }) => `/cycles/${strategy}` },
  { who: 'coordinator', name: 'progress-empty', address: ({ strategy }) => `/cycles/${strategy}?q=どこにもない指標` },
  { who: 'coordinator', name: 'progress-remind', address: ({ strategy }) => `/cycles/${strategy}`, doThis: pressed('今すぐ催促する') },
  { who: 'coordinator', name: 'acts', address: ({ strategy }) => `/cycles/${strategy}/acts` },
  { who: 'coordinator', name: 'acts-dialog', address: ({ strategy }) => `/cycles/${strategy}/acts`, doThis: pressed('受付終了') },
  { who: 'coordinator', name: 'documents', address: ({ strategy }) => `/cycles/${strategy}/documents` },
  { who: 'member', name: 'agenda', address: ({ strategy }) => `/cycles/${strategy}/agenda` },
  { who: 'viewer', name: 'plans', address: () => '/plans' },
  { who: 'coordinator', name: 'plan', address: ({ visionPlan }) => `/plans/${visionPlan}` },
  { who: 'coordinator', name: 'plan-assign', address: ({ visionPlan }) => `/plans/${visionPlan}`, doThis: pressed(/^変える/) },
  { who: 'viewer', name: 'indicator', address: ({ visionPlan }) => `/plans/${visionPlan}`, doThis: async (page) => { await page.locator('table a').first().click(); await page.getByRole('heading', { name: '見直しの記録' }).waitFor(); } },
  { who: 'viewer', name: 'not-there', address: () => '/cycles/00000000-0000-4000-8000-000000000000' },
  { who: 'viewer', name: 'no-such-screen', address: () => '/nowhere' },
  { who: 'administrator', name: 'people', address: () => '/people' },
  { who: 'administrator', name: 'person', address: () => '/people', doThis: async (page) => { await page.locator('table a').first().click(); await page.getByRole('button', { name: '変更を保存する' }).waitFor(); } },
  { who: 'administrator', name: 'invite-error', address: () => '/people?person=new', doThis: pressed('招待する') },
];

async function lookAt({ who, address, doThis }: Look, width: number): Promise<{ context: BrowserContext; page: Page; troubles: string[] }> {
  const opened = await windowOf(browser, who && people[who], { width, height: width > 800 ? 768 : 844 });
  const ids = who ? await reviews(opened.context) : { vision: '', strategy: '', visionPlan: '', strategyPlan: '' };
  await open(opened.page, address(ids));
  await doThis?.(opened.page);
  return opened;
}

it.each(looks.map((look) => [look.name, look] as const))('%s: axe finds nothing, it fits 320 pixels, it has a title, and nothing is fetched from elsewhere', async (name, look) => {
  const { context, page, troubles } = await lookAt(look, 1366);
  expect(await violations(page)).toEqual([]);
  expect(await overflowAt(page, 683)).toBe(0);
  expect(await overflowAt(page, 320)).toBe(0);
  await eventually(async () => expect(await page.title()).toMatch(/ — 共生$/));
  await eventually(async () => expect(await page.locator('h1').count()).toBe(1));
  expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThanOrEqual(1_500);
  expect(troubles).toEqual([]);
  await picture(page, name);
  await context.close();
  const narrow = await lookAt(look, 390);
  await picture(narrow.page, `${name}-narrow`);
  await narrow.context.close();
}, 120_000);
