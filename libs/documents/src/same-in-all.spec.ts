import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numbersIn, rowsOf, saidIn, tableRows } from '../test/read-back.js';
import { strategySnapshot } from '../test/strategy-snapshot.js';
import { visionSnapshot } from '../test/vision-snapshot.js';
import { renderDocument, type DocumentFormat, type DocumentKind } from './render-document.js';
import type { Snapshot } from './snapshot.js';

/** The two forms as somebody typed them off, for the checks of the rules: an expectation that no program of ours made. */
const typedOff = (name: string): Record<string, string>[] => {
  const [head = [], ...rows] = readFileSync(join(__dirname, '../../core/src/checks/forms', name), 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(head.map((title, index) => [title, (row[index] ?? '').replace(/\\n/g, '')])));
};
const formats: readonly DocumentFormat[] = ['pdf', 'docx', 'xlsx', 'html'];
const kinds: readonly DocumentKind[] = ['vision', 'comparison', 'review-form', 'progress'];
const made = async (snapshot: Snapshot, kind: DocumentKind, format: DocumentFormat): Promise<Uint8Array> =>
  (await renderDocument({ snapshot, kind, format, draft: null, number: '令和6年度第1号' })).bytes;
const dashed = (...texts: (string | undefined)[]): string => texts.map((text) => text || '―').join('').replace(/\s/g, '');

describe.each(formats)('%s', (format) => {
  it('has of the vision every baseline, actual and target of the form, in the place of its indicator', async () => {
    const said = await saidIn(format, await made(await visionSnapshot(), 'vision', format));
    const rows = typedOff('vision.tsv').map((row, index) => ({ ...row, reference: String(index + 1) }) as Record<string, string>).filter((row) => row['決定'] !== '削除');
    const expected = rows.map((row) => {
      const name = row['決定'] === '変更' ? '電子@連絡帳の支援者施設登録割合' : row['指標'];
      return dashed(row['reference'], name, row['計画策定時'], row['年度'], row['R3'], row['R4'], row['R5'], row['R6'], row['R12目標値'] || row['目標値']);
    });
    expect(expected).toHaveLength(20);
    expect(expected.filter((row) => !said.includes(row))).toEqual([]);
  });

  it('has of the strategy more than 200 numbers of the form, in the place of their indicators', async () => {
    const said = await saidIn(format, await made(await strategySnapshot(), 'vision', format));
    const expected = typedOff('strategy.tsv').map((row, index) => {
      const now = row['現状値(R5)'];
      const latest = (index + 1) % 7 === 0 ? '未集計' : now;
      return { values: [now, latest, row['指標値(R11)']], text: dashed(String(index + 1), row['指標'], now, 'R5', now, latest, row['指標値(R11)']) };
    });
    expect(expected).toHaveLength(92);
    expect(numbersIn(expected.flatMap(({ values }) => values).join(' ')).length).toBeGreaterThan(200);
    expect(expected.filter(({ text }) => !said.includes(text))).toEqual([]);
  });

  it('brings out every character that names and units are written with', async () => {
    expect(await saidIn(format, await made(await visionSnapshot(), 'vision', format))).toContain('髙﨑𠮷㎡㌔①ⅢＡm³CO₂t-CO₂～―～㈱');
  });

  it('says of both plans, in every kind of document, row by row what the page says', async () => {
    let compared = 0;
    for (const snapshot of [await visionSnapshot(), await strategySnapshot()]) {
      for (const kind of kinds) {
        const rows = tableRows(await made(snapshot, kind, 'html')).filter((row) => row !== '');
        const said = await saidIn(format, await made(snapshot, kind, format));
        expect({ kind, missing: rows.filter((row) => !said.includes(row)) }).toEqual({ kind, missing: [] });
        compared += rows.flatMap(numbersIn).length;
      }
    }
    expect(compared).toBeGreaterThan(3_000);
  }, 30_000);

  it('has its proof on the last page: the number, the hash of what was frozen, the head of the audit chain', async () => {
    const said = await saidIn(format, await made(await visionSnapshot(), 'vision', format));
    for (const proof of ['令和6年度第1号', '9f2c4e0b7d1a58c3e6f0913b2a7d84c5f1e09b6a3c2d7e8f405162738495a6b7']) expect(said).toContain(proof);
    expect(said).toMatch(/SHA-256[0-9a-f]{64}/);
  });

  it('says of a draft that it is one, and when it was made', async () => {
    const snapshot = await visionSnapshot();
    const { bytes, fileName } = await renderDocument({ snapshot, kind: 'comparison', format, draft: { watermark: '案', at: '2026-02-01T09:05:00+09:00' }, number: null });
    expect(fileName).toBe(`第3期伊那地域定住自立圏共生ビジョン　新旧対照表（案）.${format}`);
    expect(await saidIn(format, bytes)).toContain('（案のため番号はありません）');
  });
});

it('types in Excel more than 200 numbers, each the one that its text says', async () => {
  const wrong: unknown[] = [];
  let compared = 0;
  for (const row of await rowsOf(await made(await visionSnapshot(), 'vision', 'xlsx'))) {
    row.forEach((typed, index) => {
      const text = row[index - 1];
      const simple = typeof text === 'string' ? /^([\d,]+(?:\.\d+)?)(億|万)?[^\d億万千]*(?:\n（.*)?$/.exec(text) : null;
      if (typeof typed !== 'number' || !simple) return;
      compared += 1;
      const expected = Number(simple[1]!.replace(/,/g, '')) * ({ 億: 1e8, 万: 1e4 }[simple[2] ?? ''] ?? 1);
      if (Math.abs(expected - typed) > 1e-9) wrong.push([text, typed]);
    });
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(200);
});
