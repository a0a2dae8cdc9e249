import { readdirSync, readFileSync } from 'node:fs';
import { entriesOf, handMadeZip, megabytes, repacked, seed, sheetXml, vision } from '../test/files.js';
import { readForm, readInChild, readerLimits, RefusedFile, type SentFile } from './index.js';

const form: SentFile = { kind: 'vision-review', bytes: vision, isText: false };
const file = (bytes: Uint8Array): SentFile => ({ ...form, bytes });
const refusal = (reading: Promise<unknown>): Promise<unknown> => reading.then(() => 'a form', (error: unknown) => (error instanceof RefusedFile ? error.code : error));
const sheet1 = 'xl/worksheets/sheet1.xml';

/** A sheet of 25 columns, each cell with a text of its own. */
const wide = (rows: number): Buffer => {
  const cells = (row: number): string => Array.from({ length: 25 }, (_, column) => `<c t="inlineStr"><is><t>${row}の${column}</t></is></c>`).join('');
  return repacked({ [sheet1]: sheetXml(Array.from({ length: rows }, (_, row) => `<row>${cells(row)}</row>`).join('')) });
};
const bomb = handMadeZip(entriesOf(vision).map((entry) => (entry.name === sheet1 ? { ...entry, deflated: megabytes(512), says: { size: 512 * 1024 * 1024 } } : entry)));

/** The processes that this one started and that are still there, as Linux lists them. */
function children(): number {
  const parentOf = (pid: string): number => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
    } catch {
      return 0;
    }
  };
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === process.pid).length;
}

describe('a form read in a process of its own', () => {
  it.each([['vision-review', 'vision-kpi-review.xlsx'], ['strategy', 'strategy-kpi.xlsx']] as const)('%s: is what it is when read here', async (kind, name) => {
    const sent: SentFile = { kind, bytes: seed(name), isText: false };
    expect(await readInChild(sent)).toEqual(await readForm(sent));
  }, 20_000);

  it('is refused with the same sentence as here', async () => {
    const sent = file(vision.subarray(0, 9000));
    const said = async (reading: Promise<unknown>): Promise<unknown> => reading.catch((error: RefusedFile) => [error.code, error.message]);
    expect(await said(readInChild(sent))).toEqual(await said(readForm(sent)));
  }, 20_000);

  it('is given up when it takes too long', async () => {
    const from = performance.now();
    expect(await refusal(readInChild(form, { ...readerLimits, timeoutMs: 50 }))).toBe('too_slow');
    expect(performance.now() - from).toBeLessThan(1000);
  });

  it('is given up when it takes too much memory', async () => {
    expect(await refusal(readInChild(file(wide(19_000)), { ...readerLimits, memoryMb: 150 }))).toBe('too_much_memory');
  }, 20_000);

  it('is given up when it is small and unfolds in memory', async () => {
    // A merged range over the whole sheet, again and again.
    const bytes = repacked({ [sheet1]: sheetXml('<row r="1"><c r="A1"/></row><row r="20000"><c r="GR20000"/></row>').replace('</worksheet>', `<mergeCells>${'<mergeCell ref="A1:GR20000"/>'.repeat(1000)}</mergeCells></worksheet>`) });
    expect(await refusal(readInChild(file(bytes)))).toBe('too_much_memory');
  }, 20_000);

  it('may have a hundred thousand cells', async () => {
    expect(await refusal(readInChild(file(wide(4000))))).toBe('a form');
  }, 20_000);

  it('that is a bomb is refused within two seconds', async () => {
    let best = Infinity;
    // Other work on the machine only adds to a time: the best of several tries is the reader's own.
    for (let tries = 0; tries < 5 && best >= 2000; tries += 1) {
      const from = performance.now();
      expect(await refusal(readInChild(file(bomb)))).toBe('inflates_too_far');
      best = Math.min(best, performance.now() - from);
    }
    expect(best).toBeLessThan(2000);
  }, 60_000);

  it('is served two at a time, and each gets its answer', async () => {
    let most = 0;
    const before = children();
    const watch = setInterval(() => (most = Math.max(most, children() - before)), 20);
    const said = await Promise.all([form, file(bomb), form, file(Buffer.from('x'))].map((sent) => refusal(readInChild(sent))));
    clearInterval(watch);
    expect(said).toEqual(['a form', 'inflates_too_far', 'a form', 'not_a_workbook']);
    expect(most).toBe(2);
  }, 20_000);

  it('leaves the memory of the caller as it was', async () => {
    const bad = [bomb, vision.subarray(0, 9000), Buffer.concat([vision, Buffer.alloc(4_900_000)])];
    for (const bytes of bad) await refusal(readInChild(file(bytes)));
    const before = process.memoryUsage().rss;
    for (let turn = 0; turn < 20; turn += 2) await Promise.all([0, 1].map((of) => refusal(readInChild(file(bad[(turn + of) % bad.length]!)))));
    expect(process.memoryUsage().rss - before).toBeLessThan(30_000_000);
    // A child that has answered is still leaving.
    for (const until = performance.now() + 3000; children() > 0 && performance.now() < until;) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(children()).toBe(0);
  }, 60_000);
});
