import { strategySnapshot } from '../test/strategy-snapshot.js';
import { visionSnapshot } from '../test/vision-snapshot.js';
import { renderDocument, type DocumentKind } from './render-document.js';

const kinds: readonly DocumentKind[] = ['vision', 'comparison', 'review-form', 'progress'];
const page = async (kind: DocumentKind, plan = visionSnapshot): Promise<string> =>
  new TextDecoder().decode((await renderDocument({ snapshot: await plan(), kind, format: 'html', draft: null, number: '令和6年度第1号' })).bytes);

it.each(kinds)('leads from every number of the %s to its basis, who approved it and when', async (kind) => {
  for (const plan of [visionSnapshot, strategySnapshot]) {
    const text = await page(kind, plan);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
    expect(links.filter((id) => id.startsWith('record-')).length).toBeGreaterThanOrEqual(plan === visionSnapshot || kind !== 'comparison' ? 8 : 0);
  }
});

it('needs nothing from anywhere: no script, no address of another place', async () => {
  for (const kind of kinds) {
    const text = await page(kind);
    expect(text).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect([...text.matchAll(/https?:\/\/[^"'\s<]+/g)].map(([address]) => address).filter((address) => address !== 'http://www.w3.org/2000/svg')).toEqual([]);
  }
});

it('draws the chart of the changed definition with a break in its line, and says so in words', async () => {
  const text = await page('vision');
  expect(text).toContain('R6に定義が変わったため、線はその前で切れています。');
  expect(text).toContain('>定義変更</text>');
  expect(text.match(/<svg /g)).toHaveLength(20);
  expect(text.match(/<desc>[^<]+の推移。実績は /g)).toHaveLength(20);
});
