import { visionSnapshot } from '../test/vision-snapshot.js';
import { sha256 } from './canonical.js';
import { renderDocument, type DocumentFormat, type DocumentRequest } from './render-document.js';
import { renderInChild, type ChildLimits } from './render-in-child.js';
import type { Snapshot } from './snapshot.js';

const limits: ChildLimits = { timeoutMs: 60_000, memoryMb: 1_024 };
const request = async (format: DocumentFormat, snapshot?: Snapshot): Promise<DocumentRequest> =>
  ({ snapshot: snapshot ?? (await visionSnapshot()), kind: 'vision', format, draft: null, number: '令和6年度第1号' });

/** The same meaning with every key in another order, as another database might give it back. */
function reordered<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each) => reordered<unknown>(each)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, each]) => [key, reordered<unknown>(each)])) as T;
}

describe.each<DocumentFormat>(['pdf', 'docx', 'xlsx', 'html'])('%s', (format) => {
  it('has the same bytes twice, in another process, in another time zone, from a record in another order', async () => {
    const first = await renderDocument(await request(format));
    expect(sha256(first.bytes)).toBe(first.sha256);
    expect((await renderInChild(await request(format), limits)).sha256).toBe(first.sha256);
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/Los_Angeles';
    try {
      expect((await renderDocument(await request(format, reordered(await visionSnapshot())))).sha256).toBe(first.sha256);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  }, 30_000);
});

it('tells how far it is, in sections and a last step', async () => {
  const told: [number, number][] = [];
  await renderInChild(await request('html'), { ...limits, onProgress: (done, total) => told.push([done, total]) });
  expect(told).toEqual([[0, 11], [10, 11], [11, 11]]);
}, 30_000);

it('ends the process that is no longer wanted, and says so', async () => {
  const stopping = new AbortController();
  const rendering = renderInChild(await request('pdf'), { ...limits, signal: stopping.signal });
  stopping.abort();
  await expect(rendering).rejects.toMatchObject({ reason: 'cancelled', message: '文書の作成を取り消しました。' });
  await expect(renderInChild(await request('pdf'), { ...limits, signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'cancelled' });
}, 30_000);

it.each([
  ['timeout', { timeoutMs: 20, memoryMb: 1_024 }, 'しばらくしてからもう一度作成してください'],
  ['memory', { timeoutMs: 60_000, memoryMb: 40 }, '管理者にメモリーの上限の引上げを依頼してください'],
] as const)('ends what takes too much (%s), with a sentence that says what to do', async (reason, narrow, words) => {
  await expect(renderInChild(await request('pdf'), narrow)).rejects.toMatchObject({ reason, message: expect.stringContaining(words) });
}, 30_000);

it('refuses a record that it cannot read, with the way out', async () => {
  const strange = { ...(await visionSnapshot()), formatVersion: 2 } as unknown as Snapshot;
  await expect(renderInChild(await request('html', strange), limits)).rejects.toMatchObject({ reason: 'refused', message: expect.stringContaining('もう一度確定してください') });
}, 30_000);
