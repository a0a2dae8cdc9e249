import type { Block, Cell, Content, Part, Row, Run, Table } from '../content.js';
import { columnWidths, lineCount, placeCells } from '../widths.js';
import { longTime, tokyo } from '../wording.js';
import { families } from './typefaces.js';

const portrait = { width: 482, height: 722 };
const landscape = { width: 757, height: 490 };
/** Rows of a table that is held together with the charts below it. */
const shortTable = 8;
/** Characters of a paragraph that is held together with what follows it. */
const shortLine = 120;
const large = { width: 1_105, height: 730 };

/** What goes through `sys.inputs`: the content with widths, sizes and page-break rights worked out, all of it JSON. */
export function prepare(content: Content, missing: readonly string[]): string {
  const text = cleaner(missing);
  return JSON.stringify({
    title: text(content.title), author: text(content.author), description: text(content.subtitle),
    date: tokyo(content.at), fonts: families,
    draft: content.draft && {
      watermark: text(content.draft.watermark), line: text(`${content.draft.watermark}　${longTime(content.draft.at)}作成`),
    },
    running: text(content.title), foot: text(content.author), outlineDepth: 3,
    cover: {
      above: text(content.cover.above), title: text(content.cover.title),
      below: content.cover.below.map(text), foot: content.cover.foot.map(text),
    },
    parts: content.parts.map((part) => ({ landscape: part.landscape, paper: part.paper ?? 'a4', blocks: blocks(part, text) })),
  });
}

type Cleaner = (text: string) => string;

/** Sets 〓 where no typeface has the character, and leaves out control characters, which have no picture. */
function cleaner(missing: readonly string[]): Cleaner {
  const absent = new Set(missing);
  return (text) => [...text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')].map((char) => (absent.has(char) ? '〓' : char)).join('');
}

function blocks(part: Part, text: Cleaner): object[] {
  const page = part.paper === 'a3' ? large : part.landscape ? landscape : portrait;
  return part.blocks.map((block, index) => {
    return preparedBlock(block, { page, text, sticky: staysWithNext(part.blocks, index) });
  });
}

/** What leads to something stays on the page with it: short lines with the table they speak of, a short table with its charts. */
function staysWithNext(all: readonly Block[], index: number): boolean {
  const block = all[index];
  const next = all[index + 1];
  if (!block || !next) return false;
  if (block.kind === 'table') return next.kind === 'figures' && block.table.body.length <= shortTable;
  if (next.kind === 'paragraph') return block.kind === 'paragraph' && block.runs.reduce((length, { text }) => length + text.length, 0) <= shortLine && staysWithNext(all, index + 1);
  return next.kind === 'table' || next.kind === 'figures' || next.kind === 'list';
}

interface Setting {
  readonly page: { readonly width: number; readonly height: number };
  readonly text: Cleaner;
  readonly sticky: boolean;
}

function preparedBlock(block: Block, { page, text, sticky }: Setting): object {
  const runs = (all: readonly Run[]): object[] => all.map((run) => ({ t: text(run.text), m: run.mark ?? null, to: run.to ?? null }));
  if (block.kind === 'heading') return { ...block, text: text(block.text) };
  if (block.kind === 'paragraph') return { kind: block.kind, runs: runs(block.runs), sticky };
  if (block.kind === 'list') return { kind: block.kind, ordered: block.ordered, items: block.items.map(runs) };
  if (block.kind === 'table') return { kind: block.kind, sticky, table: preparedTable(block.table, { page, runs }) };
  const columns = Math.min(block.figures.length, page.width > 600 ? 3 : 2);
  const width = (page.width - (columns - 1) * 12) / columns;
  return {
    kind: block.kind, columns,
    figures: block.figures.map((figure) => ({
      svg: text(figure.svg), alternative: text(figure.alternative), caption: text(figure.caption), width: Math.min(width, figure.width * 0.75),
    })),
  };
}

interface TableSetting {
  readonly page: Setting['page'];
  readonly runs: (all: readonly Run[]) => object[];
}

function preparedTable(table: Table, { page, runs }: TableSetting): object {
  const { columns, size } = columnWidths(table, page.width, table.small ? 7.5 : 9);
  const heights = rowHeights(table, columns, size);
  const cells = (row: Row, at: number): object[] => row.cells.map((each) => {
    const rows = heights.slice(at, at + (each.rowspan ?? 1)).reduce((all, height) => all + height, 0);
    return preparedCell(each, { runs, breakable: rows > page.height * ((each.rowspan ?? 1) > 1 ? 0.4 : 0.8) });
  });
  return {
    size, widths: columns,
    head: table.head.map((row) => cells({ cells: row }, 0)),
    body: table.body.map((row, at) => ({ band: row.band ?? false, cells: cells(row, at) })),
  };
}

/** About how high each row of the body becomes, in points: whoever fits a page is not cut in two. */
function rowHeights(table: Table, columns: readonly number[], size: number): number[] {
  const at = new Map(placeCells([...table.head.map((row) => ({ cells: row })), ...table.body], columns.length).map((each) => [each.cell, each.column]));
  return table.body.map((row) => {
    const lines = row.cells.filter((each) => (each.rowspan ?? 1) === 1).map((each) => {
      const from = at.get(each) ?? 0;
      const width = columns.slice(from, from + (each.colspan ?? 1)).reduce((all, column) => all + column, 0);
      return lineCount(each, width, size);
    });
    return Math.max(1, ...lines) * size * 1.5 + 7;
  });
}

function preparedCell(cell: Cell, { runs, breakable }: { runs: TableSetting['runs']; breakable: boolean }): object {
  return {
    l: cell.lines.map(runs), r: cell.rowspan ?? 1, c: cell.colspan ?? 1, a: cell.align ?? 'left',
    s: cell.shade ?? null, h: cell.rowHead ?? false, i: cell.id ?? null, b: breakable,
  };
}
