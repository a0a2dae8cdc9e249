import { writeCsv, writeXlsx, type Cell, type CellStyle, type MergeRange, type WriteSheet } from 'hucre';
import { explanationSheet } from './finding.js';
import { mayBeFormula } from './formula-guard.js';
import { columnName } from './grid.js';
import { plainText } from './plain-text.js';
import { formColumns, type FormColumn, type FormRow, type ReviewFormToWrite } from './review-table.js';

const thin = { style: 'thin', color: { rgb: '808080' } } as const;
const border = { top: thin, right: thin, bottom: thin, left: thin };
const fill = (rgb: string): CellStyle['fill'] => ({ type: 'pattern', pattern: 'solid', fgColor: { rgb } });
const font = { name: 'BIZ UDPGothic', size: 10 };
const styles = {
  title: { font: { ...font, size: 14, bold: true } },
  note: { font },
  heading: { font: { ...font, bold: true }, border, fill: fill('E6E6E6'), alignment: { horizontal: 'center', vertical: 'center', wrapText: true } },
  known: { font, border, fill: fill('F5F5F5'), alignment: { vertical: 'center', wrapText: true }, protection: { locked: true } },
  input: { font, border, alignment: { vertical: 'center', wrapText: true }, protection: { locked: false } },
} as const satisfies Record<string, CellStyle>;

const headingRow = 3;
const firstRow = headingRow + 2;
/** Rows to be filled in below the new indicators. */
const emptyRows = 10;
const empty: FormRow = {
  key: '', sections: [], project: null, name: '', baseline: { text: '', year: null }, target: { text: '', year: null }, actuals: [], decision: 'add', rationale: '', newTarget: '', basis: '', source: '',
  discrepancyReason: '', newName: '', departments: [],
};

/**
 * The form as the office knows it, filled in: title, two rows of merged headings, merged sections, A3 landscape fit to width, print
 * titles; what people write in is unlocked, the rest protected (without a password: the protection is against slips), the
 * decision chosen from a list. Every text is a text: none becomes a formula.
 */
export async function writeReviewForm(form: ReviewFormToWrite): Promise<Uint8Array> {
  return writeXlsx({
    sheets: [
      tableSheet('KPI見直し', form.subtitle, form, formColumns(form, 'existing'), form.rows),
      tableSheet('新規指標', '■新規指標', form, formColumns(form, 'additions'), [...form.additions, ...Array.from({ length: emptyRows }, () => empty)]),
      explanation(form),
    ],
    properties: { title: plainText(form.title), created: new Date('2026-01-01T00:00:00Z'), modified: new Date('2026-01-01T00:00:00Z') },
    defaultFont: font,
  });
}

/** Workbooks write characters as `_x000D_`; what somebody typed that looks alike is written so that it stays what it is. What XML cannot hold is left out. */
const spelled = (text: string): string => plainText(text).replaceAll(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_');

function tableSheet(name: string, subtitle: string, form: ReviewFormToWrite, columns: readonly FormColumn[], rows: readonly FormRow[]): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const put = (row: number, column: number, value: string, style: CellStyle): void => void cells.set(`${row},${column}`, { value: value === '' ? null : spelled(value), type: value === '' ? 'empty' : 'string', style });
  put(0, 0, form.title, styles.title);
  put(1, 0, subtitle, styles.note);
  put(2, 0, `様式番号 ${form.exportNumber}　白い欄に入力してください。灰色の欄は変更できません。`, styles.note);
  for (const [index, column] of columns.entries()) {
    put(headingRow, index, columns[index - 1]?.group === column.group ? '' : column.group, styles.heading);
    put(headingRow + 1, index, column.group === column.name ? '' : column.name, styles.heading);
  }
  for (const [offset, row] of rows.entries()) {
    for (const [index, column] of columns.entries()) {
      const isBlankRow = row === empty;
      put(firstRow + offset, index, isBlankRow && column.name !== '様式番号' ? '' : column.text(row), column.isInput ? styles.input : styles.known);
    }
  }
  const merges = [...headingMerges(columns), ...columns.flatMap((column, index) => (column.isMerged ? runsOf(rows, columns, index) : []))];
  // What a merged range covers is empty: its corner says it once.
  for (const { startRow, startCol, endRow, endCol } of merges) {
    for (let row = startRow; row <= endRow; row += 1) for (let column = startCol; column <= endCol; column += 1) {
      const cell = cells.get(`${row},${column}`);
      if (cell && (row !== startRow || column !== startCol)) cells.set(`${row},${column}`, { ...cell, value: null, type: 'empty' });
    }
  }
  return {
    name, cells, merges,
    rows: Array.from({ length: firstRow + rows.length }, (_, row) => columns.map((_column, index) => cells.get(`${row},${index}`)?.value ?? null)),
    columns: columns.map(({ width }) => ({ width })),
    dataValidations: columns.flatMap((column, index) => (column.isDecision && rows.length > 0 ? [decisionList(index, rows.length)] : [])),
    rowDefs: new Map(rows.map((row, offset) => [firstRow + offset, { height: heightOf(row, columns) }])),
    freezePane: { rows: firstRow, columns: columns.findIndex((column) => column.name === '指標') + 1 },
    protection: { sheet: true, formatCells: true, formatColumns: true, formatRows: true, sort: true, autoFilter: true },
    pageSetup: { paperSize: 'a3', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: `$${headingRow + 1}:$${headingRow + 2}`, margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 } },
    headerFooter: { oddFooter: `&L様式番号 ${form.exportNumber}&C&P／&N` },
  };
}

const lineHeight = 13.5;
/** What Excel takes at most. */
const highest = 409;

/** The height in points in which every text of a row is seen whole: a Japanese character is two of a column's characters wide. */
function heightOf(row: FormRow, columns: readonly FormColumn[]): number {
  const widthOf = (text: string): number => [...text].reduce((width, sign) => width + (/[\u0000-\u00ff\uff61-\uff9f]/.test(sign) ? 1 : 2), 0);
  const linesOf = ({ width, ...column }: FormColumn): number => column.text(row).split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil((widthOf(line) + 1) / width)), 0);
  // A merged cell spreads over its rows; it does not make one of them high.
  const most = Math.max(1, ...columns.filter(({ isMerged }) => !isMerged).map(linesOf));
  return Math.min(highest, most * lineHeight + 6);
}

/** A group over several columns is merged sideways; a column with one heading, downwards. */
function headingMerges(columns: readonly FormColumn[]): MergeRange[] {
  const merges: MergeRange[] = [];
  for (let start = 0; start < columns.length;) {
    const { group, name } = columns[start] ?? { group: '', name: '' };
    let end = start;
    while (columns[end + 1]?.group === group) end += 1;
    if (end > start) merges.push({ startRow: headingRow, startCol: start, endRow: headingRow, endCol: end });
    else if (group === name) merges.push({ startRow: headingRow, startCol: start, endRow: headingRow + 1, endCol: start });
    start = end + 1;
  }
  return merges;
}

/** Equal cells below each other, within equal cells of the levels before: one merged range each. Empty cells stay apart. */
function runsOf(rows: readonly FormRow[], columns: readonly FormColumn[], index: number): MergeRange[] {
  const pathOf = (row: FormRow): string => JSON.stringify(columns.slice(0, index + 1).filter(({ isMerged }) => isMerged).map((column) => column.text(row)));
  const merges: MergeRange[] = [];
  for (let start = 0; start < rows.length;) {
    const first = rows[start];
    let end = start;
    while (first && columns[index]?.text(first) !== '' && rows[end + 1] && pathOf(rows[end + 1] ?? empty) === pathOf(first)) end += 1;
    if (end > start) merges.push({ startRow: firstRow + start, startCol: index, endRow: firstRow + end, endCol: index });
    start = end + 1;
  }
  return merges;
}

const decisionList = (index: number, rows: number): NonNullable<WriteSheet['dataValidations']>[number] => ({
  type: 'list', values: ['継続', '変更', '削除'], allowBlank: true, range: `${columnName(index)}${firstRow + 1}:${columnName(index)}${firstRow + rows}`,
  showErrorMessage: true, errorTitle: '見直しの区分', errorMessage: '継続・変更・削除から選んでください。', showInputMessage: true, inputTitle: '見直しの区分', inputMessage: '継続・変更・削除から選びます。目標値だけを見直すときは継続です。',
});

function explanation(form: ReviewFormToWrite): WriteSheet {
  const lines = [
    'この様式について', '',
    `${plainText(form.title)}の見直しの様式です。システムから出力した時点の内容が入っています。`,
    '・白い欄に入力し、ファイルのままシステムの「取込」から送るか、とりまとめの担当へ送ってください。',
    '・「番号」と「様式番号」は、どの指標の、いつ出力した様式かを表します。消したり書き換えたりしないでください。',
    '・行の並べ替え、行の削除、列の追加はできます。行を消しても、指標は削除されません。削除するときは「(1)KPI指標変更の可否」で「削除」を選びます。',
    '・値は、これまでの様式と同じ書き方で入力できます（例: 186億円/年、79.7%/年、実績なし、0件(R6)）。',
    '・目標値だけを見直すときは「継続」を選び、新しい目標値と根拠を入力します。',
    '・新しい指標は、シート「新規指標」に入力します。',
    '・出力したあとにシステムの側でも変更された欄は、取込のときに両方の値を示し、書き換えません。',
    '', `様式番号 ${form.exportNumber}`,
  ];
  const cells = new Map<string, Partial<Cell>>(lines.map((line, row) => [`${row},0`, { value: line, type: 'string', style: row === 0 ? styles.title : { ...styles.note, alignment: { wrapText: true, vertical: 'top' } } }]));
  return { name: explanationSheet, cells, rows: lines.map((line) => [line]), columns: [{ width: 110 }], protection: { sheet: true }, pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 } };
}

/** The same rows with one row of headings, existing indicators first; for scripts. */
export function reviewFormTable(form: ReviewFormToWrite): { headings: string[]; rows: string[][] } {
  const existing = formColumns(form, 'existing');
  const additions = new Map(formColumns(form, 'additions').map((column) => [plain(column), column]));
  const columns = existing.map((column) => (column.name === '(2)変更・削除理由' ? { ...column, other: '(5)追加理由' } : { ...column, other: plain(column) }));
  const levels = existing.filter(({ group }) => group === '政策分野').length;
  return {
    headings: columns.map((column, index) => (column.group === '政策分野' && levels > 1 ? `政策分野（${index}）${column.name}` : plain(column))),
    rows: [...form.rows.map((row) => columns.map((column) => column.text(row))), ...form.additions.map((row) => columns.map((column) => (column.isDecision ? '新規' : (additions.get(column.other)?.text(row) ?? ''))))],
  };
}

const plain = ({ name }: FormColumn): string => name;

/**
 * The rows as CSV in UTF-8 with a byte order mark, as Excel for Windows opens it. A cell that a spreadsheet would take for a formula
 * gets an apostrophe; a plain number, negative or not, stays one.
 */
export function reviewFormCsv(form: ReviewFormToWrite): string {
  const { headings, rows } = reviewFormTable(form);
  return `\uFEFF${writeCsv([headings, ...rows].map((row) => row.map(harmless)))}\r\n`;
}

const harmless = (text: string): string => (mayBeFormula(text) ? `'${text}` : text);
