import { strFromU8, strToU8 } from 'fflate';
import { writeXlsx, type HeaderFooter, type PageSetup, type WriteSheet } from 'hucre';
import type { Block, Content, Part, Run, Table } from '../content.js';
import { repackOffice } from '../packing.js';
import { longTime } from '../wording.js';
import { Page, type Links } from './page.js';
import { coverStyle, headingStyle, richText, textSize, textStyle, typeface } from './styles.js';
import { kindOf, shapeOf, writeTable, type Shape } from './table.js';

const wide = 760;
const widest = 1_000;
const upright = 520;

/** A workbook: the cover, then one sheet for each section, numbers typed beside the texts, ready to be printed. */
export async function renderExcel(content: Content): Promise<Uint8Array> {
  const links: Links = { targets: new Map(), pointers: [] };
  const names = sheetNames(content.parts);
  const sheets = [coverSheet(content, names), ...content.parts.map((part, index) => partSheet(content, part, { name: names[index] ?? part.sheet, links }))];
  for (const { cell, to } of links.pointers) {
    const location = links.targets.get(to);
    if (location !== undefined) cell.hyperlink = { target: '', location };
  }
  const at = new Date(Date.parse(content.at));
  const written = await writeXlsx({
    sheets, defaultFont: { name: typeface, size: textSize },
    properties: { title: content.title, subject: content.subtitle, creator: content.author, lastModifiedBy: content.author, created: at, modified: at },
  });
  // The writer leaves out control characters, but not the two that no XML may hold.
  return repackOffice(new Uint8Array(written), (_name, bytes) => strToU8(strFromU8(bytes).replace(/[\ufffe\uffff]/g, '')));
}

/** Names that Excel takes: 31 characters at most, none of \/?*[]:, each once. */
function sheetNames(parts: readonly Part[]): string[] {
  const taken = new Set(['表紙']);
  return parts.map(({ sheet }) => {
    const plain = [...sheet.replace(/[\\/?*[\]:]/g, '・').replace(/^'+|'+$/g, '')].slice(0, 28).join('') || 'シート';
    let name = plain;
    for (let count = 2; taken.has(name); count += 1) name = `${plain}(${count})`;
    taken.add(name);
    return name;
  });
}

function coverSheet(content: Content, names: readonly string[]): WriteSheet {
  const { cover, draft } = content;
  const page = new Page('表紙', { targets: new Map(), pointers: [] }, [upright]);
  const gap = (points: number): void => page.height(page.row++, points);
  gap(90);
  if (cover.above !== '') page.line(cover.above, coverStyle(14, false));
  page.line(cover.title.replaceAll('　', '\n'), coverStyle(24, true));
  gap(16);
  for (const line of cover.below) page.line(line, coverStyle(14, false));
  if (draft) page.line(`${draft.watermark}　${longTime(draft.at)}作成`, coverStyle(14, true));
  gap(60);
  page.line('目次', headingStyle(2));
  for (const name of names) page.line(name, textStyle, { hyperlink: { target: '', location: `'${name.replace(/'/g, "''")}'!A1` } });
  gap(60);
  for (const line of cover.foot) page.line(line, coverStyle(12, false));
  return { ...page.sheet(), pageSetup: { ...setup(false, false), verticalCentered: false }, headerFooter: running(content, '') , view: { showGridLines: false } };
}

interface SheetPlace {
  readonly name: string;
  readonly links: Links;
}

function partSheet(content: Content, part: Part, { name, links }: SheetPlace): WriteSheet {
  const tables = part.blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : []));
  const room = part.paper === 'a3' ? widest : part.landscape ? wide : upright;
  const shapes = shapesOf(tables, room);
  const principal = [...shapes.values()].reduce<Shape>((most, each) => (each.widths.length > most.widths.length ? each : most), { numbers: [], widths: [room] });
  const page = new Page(name, links, principal.widths);
  let titles: string | null = null;
  part.blocks.forEach((block, index) => {
    if (block.kind !== 'table') return writeBlock(page, block, index > 0);
    const shape = shapes.get(kindOf(block.table));
    if (!shape) return;
    const from = page.row;
    const headRows = writeTable(page, block.table, { shape, spans: spansOf(shape.widths, principal.widths) });
    // Rows at the top of every page: the head of the tables, where all tables of the sheet have the same one.
    if (titles === null && shapes.size === 1) titles = `$${from + 1}:$${from + headRows}`;
    page.height(page.row++, 8);
  });
  const large = part.paper === 'a3' || principal.widths.reduce((all, each) => all + each, 0) > widest;
  return {
    ...page.sheet(), pageSetup: { ...setup(true, large), ...(titles === null ? {} : { printTitlesRow: titles }) },
    headerFooter: running(content, name), view: { showGridLines: false },
  };
}

function shapesOf(tables: readonly Table[], room: number): ReadonlyMap<string, Shape> {
  const kinds = new Map<string, Table[]>();
  for (const table of tables) kinds.set(kindOf(table), [...(kinds.get(kindOf(table)) ?? []), table]);
  return new Map([...kinds].map(([kind, all]) => [kind, shapeOf(all, room)]));
}

/** How many of the sheet's columns each column of a narrower table takes, so that both end at the same edge. */
function spansOf(own: readonly number[], grid: readonly number[]): number[] {
  const total = (widths: readonly number[]): number => widths.reduce((all, each) => all + each, 0);
  const scale = total(grid) / total(own);
  let column = 0;
  let reached = 0;
  let wanted = 0;
  return own.map((width, index) => {
    wanted += width * scale;
    const from = column;
    const most = grid.length - (own.length - 1 - index);
    do reached += grid[column++] ?? 0;
    while (column < most && (index === own.length - 1 || reached + (grid[column] ?? 0) / 2 <= wanted));
    return column - from;
  });
}

function writeBlock(page: Page, block: Exclude<Block, { kind: 'table' }>, below: boolean): void {
  const words = (runs: readonly Run[]): string => runs.map((run) => run.text).join('');
  if (block.kind === 'heading') {
    if (below) page.height(page.row++, block.level === 1 ? 14 : 8);
    if (block.newPage && below) page.breakBefore(page.row);
    page.line(block.text, headingStyle(block.level));
  } else if (block.kind === 'paragraph') {
    const rich = richText([block.runs], textSize, false);
    page.line(words(block.runs), textStyle, rich ? { richText: rich } : {});
  } else if (block.kind === 'list') {
    block.items.forEach((item, index) => page.line(`${block.ordered ? `${index + 1}. ` : '・'}${words(item)}`, textStyle));
  } else {
    for (const { alternative } of block.figures) page.line(`［グラフの内容］${alternative}`, textStyle);
  }
}

function setup(landscape: boolean, large: boolean): PageSetup {
  return {
    paperSize: large ? 'a3' : 'a4', orientation: landscape ? 'landscape' : 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0, horizontalCentered: true,
    margins: { left: 0.5, right: 0.5, top: 0.75, bottom: 0.7, header: 0.35, footer: 0.35 },
  };
}

/** The running head and foot; an ampersand is written twice there. */
function running({ title, author, draft }: Content, name: string): HeaderFooter {
  const plain = (text: string): string => text.replace(/&/g, '&&');
  const mark = draft ? `【${plain(draft.watermark)}】${plain(longTime(draft.at))}作成` : plain(name);
  return { oddHeader: `&L${plain(title)}&R${mark}`, oddFooter: `&L${plain(author)}&C&P / &N` };
}
