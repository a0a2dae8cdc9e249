import { AxeBuilder } from '@axe-core/playwright';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--font-render-hinting=none'];
const password = 'kyosei-mihon-aikotoba';

/** Who sits at the screen. */
export const people = {
  officer: 'shoko@ina.example', planning: 'kikaku@ina.example', community: 'chiiki@ina.example', farming: 'nosei@ina.example', forest: 'shinrin@ina.example', school: 'gakko@ina.example', press: 'hisho@ina.example',
  head: 'shoko-kacho@ina.example', coordinator: 'kikaku-torimatome@ina.example', member: 'iin@ina.example', viewer: 'kondankai@ina.example', administrator: 'kanri@ina.example',
} as const;

export const baseUrl = (): string => process.env['KYOSEI_SCREENS_URL'] ?? 'http://localhost:3000';

/** A Chromium as Debian ships it. */
export function openBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error('Chromium が見つかりません。`apt-get install chromium fonts-noto-cjk` で入れるか、CHROMIUM_PATH で場所を指定してください。');
  return chromium.launch({ executablePath, args });
}

/** A person's own window, signed in; it fails on errors of the page and on requests to any other host. */
export async function windowOf(browser: Browser, email: string | null, size = { width: 1366, height: 768 }): Promise<{ context: BrowserContext; page: Page; troubles: string[] }> {
  const context = await browser.newContext({ baseURL: baseUrl(), locale: 'ja-JP', timezoneId: 'Asia/Tokyo', viewport: size });
  if (email) await signInQuietly(context, email);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(baseUrl()) && !request.url().startsWith('data:')) troubles.push(`foreign: ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text())) troubles.push(`csp: ${message.text()}`);
  });
  return { context, page, troubles };
}

/** Signs in without the screen, where signing in is not what is tried. */
export async function signInQuietly(context: BrowserContext, email: string): Promise<void> {
  const answer = await context.request.post('/api/v1/session', { data: { email, password } });
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

/** Signs in as a person does. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByLabel('パスワード').fill(password);
  await page.getByRole('button', { name: 'サインインする' }).click();
  await page.getByRole('heading', { level: 1, name: '自分の仕事' }).waitFor();
}

/** Opens an address and waits until its screen stands. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForLoadState('networkidle');
  await page.locator('h1').first().waitFor();
}

/** What the API says to the person of this window. */
export async function ask<T>(context: BrowserContext, address: string): Promise<T> {
  return (await (await context.request.get(`/api/v1${address}`)).json()) as T;
}

/** The two reviews of the demonstration. */
export async function reviews(context: BrowserContext): Promise<{ vision: string; strategy: string; visionPlan: string; strategyPlan: string }> {
  const { items } = await ask<{ items: { id: string; name: string; planId: string }[] }>(context, '/cycles');
  const vision = items.find(({ name }) => name.includes('ビジョン'))!;
  const strategy = items.find(({ name }) => name.includes('総合戦略'));
  return { vision: vision.id, visionPlan: vision.planId, strategy: strategy?.id ?? '', strategyPlan: strategy?.planId ?? '' };
}

/** What axe finds wrong on the page: rules A and AA up to 2.2, and best practice. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Whether the page itself scrolls sideways at a width. */
export async function overflowAt(page: Page, width: number): Promise<number> {
  const before = page.viewportSize() ?? { width: 1366, height: 768 };
  await page.setViewportSize({ width, height: 800 });
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  await page.setViewportSize(before);
  return Math.max(0, over);
}

/** Keeps a picture for whoever looks at the screens. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = path.resolve(__dirname, '..', '..', '.screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** Tries an expectation again until it holds, for what follows an act a moment later; in the end it fails with the expectation's own words. */
export async function eventually(expectation: () => Promise<void>, patienceMs = 10_000): Promise<void> {
  for (const end = Date.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Waits until something holds that no single element of the page shows. */
export async function until(holds: () => Promise<boolean>, patienceMs = 15_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come to hold.');
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
