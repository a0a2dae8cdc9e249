import { execFile } from 'node:child_process';
import { accessSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { readXlsx, type Workbook } from 'hucre';
import { partOf } from '../test/files.js';
import { form, nasty } from '../test/written-form.js';
import { readForm, readText, reviewFormCsv, reviewFormTable, reviewFormOf, writeReviewForm, type FormRow, type ReviewForm } from './index.js';

let bytes: Uint8Array;
let workbook: Workbook;
beforeAll(async () => {
  bytes = await writeReviewForm(form);
  workbook = await readXlsx(bytes, { readStyles: true });
});

async function read(from: Uint8Array): Promise<ReviewForm> {
  const answer = await readForm({ kind: 'vision-review', bytes: from, isText: false });
  if (answer.kind !== 'vision-review') throw new Error('another form');
  return answer.form;
}

/** A row as it was written and as it was read, in one shape. */
const wrote = (row: FormRow): unknown => ({ ...row, actuals: row.actuals.map(({ year, text }) => [year, text]), departments: row.departments.join('\n'), exportNumber: form.exportNumber });
const came = ({ rows }: ReviewForm): unknown[] => rows.map((row) => ({
  key: row.key.text, sections: row.sections, project: row.project, name: row.name.text, baseline: { text: row.baseline.text, year: row.baseline.year }, target: { text: row.target.text, year: row.target.year },
  actuals: row.actuals.map(({ year, text }) => [year, text]), decision: row.decision, rationale: row.rationale.text, newTarget: row.newTarget.text, basis: row.basis.text, source: row.source.text,
  discrepancyReason: row.discrepancyReason.text, newName: row.newName.text, departments: row.departments.text, exportNumber: row.exportNumber.text,
}));
const all = [...form.rows, ...form.additions].map(wrote);

describe('the written form', () => {
  it('reads back to the letter, without a finding', async () => {
    const back = await read(bytes);
    expect(came(back)).toEqual(all);
    expect([back.title, back.findings]).toEqual([form.title, []]);
  });

  it('has merged headings and sections', () => {
    const merges = workbook.sheets[0]!.merges!.map(({ startRow, startCol, endRow, endCol }) => [startRow, startCol, endRow, endCol].join(','));
    expect(merges).toEqual(expect.arrayContaining(['3,0,4,0', '3,1,3,2', '3,4,3,8', '3,9,3,12', '5,1,24,1', '5,2,12,2', '13,2,24,2']));
  });

  it('lets people write where they should, and nowhere else', () => {
    for (const sheet of workbook.sheets) expect(sheet.protection).toMatchObject({ sheet: true });
    const [existing, additions] = workbook.sheets;
    const headings = reviewFormTable(form).headings.map((heading) => heading.replace(/^政策分野（\d）/, ''));
    const open = (sheet: typeof existing, row: number): number[] => headings.map((_, column) => column).filter((column) => sheet!.cells!.get(`${row},${column}`)?.style?.protection?.locked === false);
    const names = open(existing, 5).map((column) => headings[column]);
    expect(names).toEqual(['R3年度', 'R4年度', 'R5年度', 'R6年度', '(1)KPI指標変更の可否', '(2)変更・削除理由', '(3)R12指標値', '指標値の設定(算出)根拠', '指標値引用元', '差異理由', '変更後の指標名']);
    expect(open(existing, 24)).toEqual(open(existing, 5));
    for (const row of [0, 1, 2, 3, 4]) expect(open(existing, row)).toEqual([]);
    // A new indicator is written by people but for its key, its present target and the number of the form.
    expect(open(additions, 8)).toEqual([1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  });

  it('offers the decisions', () => {
    expect(workbook.sheets[0]!.dataValidations).toEqual([expect.objectContaining({ type: 'list', values: ['継続', '変更', '削除'], range: 'N6:N25', allowBlank: true })]);
  });

  it('prints on A3 across, as wide as the page, the headings on each', () => {
    for (const name of ['xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml']) {
      const xml = partOf(bytes, name);
      expect(xml).toMatch(/<pageSetUpPr[^>]*fitToPage="(?:1|true)"/);
      expect(/<pageSetup[^>]*>/.exec(xml)?.[0]).toMatch(/(?=.*paperSize="8")(?=.*orientation="landscape")(?=.*fitToHeight="0")/);
    }
    expect(partOf(bytes, 'xl/workbook.xml')).toMatch(/_xlnm\.Print_Titles"[^>]*localSheetId="0"[^>]*>[^<]*\$4:\$5|localSheetId="0"[^>]*_xlnm\.Print_Titles"[^>]*>[^<]*\$4:\$5/);
  });

  it('holds no formula, whatever people wrote', () => {
    for (const [name, part] of Object.entries(unzipSync(bytes))) {
      if (/worksheets|sharedStrings/.test(name)) expect(Buffer.from(part).toString()).not.toMatch(/<(?:\w+:)?f[ >/]/);
    }
    expect(Object.keys(unzipSync(bytes)).filter((name) => /externalLinks|vba|embeddings/.test(name))).toEqual([]);
  });

  it('is the same to the byte when written again', async () => {
    expect(Buffer.from(await writeReviewForm(form)).equals(Buffer.from(bytes))).toBe(true);
  });
});

describe('the same as text', () => {
  const csv = reviewFormCsv(form);

  it('holds nothing that a spreadsheet would calculate', () => {
    const { headings, rows } = reviewFormTable(form);
    const column = headings.indexOf('指標値引用元');
    const grid = readText(csv)[0]!;
    expect(csv.startsWith('\uFEFF')).toBe(true);
    for (const [said, text] of [['=1+1', "'=1+1"], ['-5', '-5'], ['-5%', '-5%'], ['－', '－'], ['＝1+1', "'＝1+1"], ["'=1+1", "''=1+1"], ["'引用", "'引用"], ['@SUM(A1)', "'@SUM(A1)"], ['|calc', "'|calc"]]) expect([said, csv.includes(`,${text},`)]).toEqual([said, true]);
    expect(csv).not.toMatch(/(?:^|,)"?[=@]/m);
    expect(nasty.map((_, index) => grid.typed(index + 1, column))).toEqual([...nasty]);
    expect(rows).toHaveLength(all.length);
  });

  it('reads back to the letter', () => {
    const back = reviewFormOf(readText(csv));
    // One table has one column for the reasons of both sheets.
    expect(came(back)).toEqual(all);
  });
});

/** Where LibreOffice is: absent on a machine of somebody's own, there is nothing to try; in CI it has to be there. */
function libreOffice(): string | null {
  const found = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'soffice')).find((file) => {
    try {
      accessSync(file);
      return true;
    } catch {
      return false;
    }
  });
  if (!found && process.env['CI']) throw new Error('CI では LibreOffice (soffice) が必要です。apt-get install libreoffice-calc で入れてください。');
  return found ?? null;
}

describe('opened and saved by LibreOffice', () => {
  it('reads back to the letter', async () => {
    const soffice = libreOffice();
    if (soffice === null) {
      console.log('LibreOffice (soffice) がないため、LibreOffice で保存し直した様式の確認を省きました。');
      return;
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'kyosei-soffice-'));
    try {
      writeFileSync(path.join(folder, 'form.xlsx'), bytes);
      await promisify(execFile)(soffice, [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'xlsx', '--outdir', path.join(folder, 'out'), path.join(folder, 'form.xlsx')], { timeout: 110_000 });
      const back = await read(readFileSync(path.join(folder, 'out', 'form.xlsx')));
      expect(came(back)).toEqual(all);
      expect(back.findings).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
