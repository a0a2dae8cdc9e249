import { head, heading, type Block, type Run } from './content.js';

/**
 * Reads the Markdown that coordinators write: headings, paragraphs, lists, tables and **strong** words. Everything else is
 * text, HTML above all. The first heading level found becomes `level`; deeper ones follow without a gap, because a gap
 * makes a document that a screen reader cannot walk through.
 */
export function readMarkdown(markdown: string, level: number): Block[] {
  const lines = markdown.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  const shallowest = Math.min(...lines.map(depthOf).filter((depth) => depth > 0), 9);
  let previous = level - 1;
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const depth = depthOf(line);
    if (line.trim() === '') {
      at += 1;
    } else if (depth > 0) {
      previous = Math.min(level + depth - shallowest, previous + 1);
      blocks.push(heading(previous, plain(line.slice(depth))));
      at += 1;
    } else {
      const [block, next] = readBlock(lines, at);
      blocks.push(block);
      at = next;
    }
  }
  return blocks;
}

function depthOf(line: string): number {
  return /^(#{1,6})\s/.exec(line)?.[1]?.length ?? 0;
}

const item = /^\s{0,6}(?:[-*・]|(\d{1,3})[.)])\s+(.*)$/;

function readBlock(lines: readonly string[], from: number): [Block, number] {
  const first = lines[from] ?? '';
  if (isTableRow(first) && isTableRule(lines[from + 1] ?? '')) return readTable(lines, from);
  const listed = item.exec(first);
  const end = endOfBlock(lines, from, listed !== null);
  const own = lines.slice(from, end);
  if (!listed) return [{ kind: 'paragraph', runs: readRuns(joinLines(own)) }, end];
  return [{ kind: 'list', ordered: listed[1] !== undefined, items: readItems(own).map(readRuns) }, end];
}

function endOfBlock(lines: readonly string[], from: number, list: boolean): number {
  let end = from + 1;
  while (end < lines.length) {
    const line = lines[end] ?? '';
    if (line.trim() === '' || depthOf(line) > 0 || isTableRow(line)) break;
    if (!list && item.test(line)) break;
    end += 1;
  }
  return end;
}

function readItems(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    const found = item.exec(line);
    if (found) items.push(found[2] ?? '');
    else items.push(joinLines([items.pop() ?? '', line]));
  }
  return items;
}

/** Japanese lines join without a space; two Latin words keep one between them. */
function joinLines(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).reduce((all, line) =>
    all + (/[!-~]$/.test(all) && /^[!-~]/.test(line) ? ' ' : '') + line);
}

const isTableRow = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);
const isTableRule = (line: string): boolean => isTableRow(line) && /^[\s|:-]+$/.test(line) && line.includes('-');
const cellsOf = (line: string): string[] => line.trim().slice(1, -1).split('|').map((text) => text.trim());

function readTable(lines: readonly string[], from: number): [Block, number] {
  const titles = cellsOf(lines[from] ?? '');
  let end = from + 2;
  while (end < lines.length && isTableRow(lines[end] ?? '')) end += 1;
  const rows = lines.slice(from + 2, end).map(cellsOf);
  const weights = titles.map((title, column) =>
    Math.min(30, Math.max(4, title.length, ...rows.map((row) => (row[column] ?? '').length))));
  const table = {
    caption: '', small: false,
    columns: weights.map((weight) => ({ weight })),
    head: [titles.map((title) => head(plain(title)))],
    body: rows.map((row) => ({ cells: titles.map((_, column) => ({ lines: [readRuns(row[column] ?? '')] })) })),
  };
  return [titles.length > 0 && rows.length > 0 ? { kind: 'table', table } : { kind: 'paragraph', runs: [{ text: titles.join(' ') }] }, end];
}

function plain(text: string): string {
  return readRuns(text.trim().replace(/\s+#+$/, '')).map((run) => run.text).join('');
}

/** Strong words between double asterisks; a link keeps its words, and its address behind them in brackets. */
function readRuns(text: string): Run[] {
  const linked = text.replace(/\[([^\]]{1,200})\]\((https?:[^)\s]{1,500})\)/g, '$1（$2）');
  return linked.split(/(\*\*[^*]+\*\*)/).filter((piece) => piece !== '').map((piece): Run =>
    piece.startsWith('**') && piece.endsWith('**') && piece.length > 4
      ? { text: piece.slice(2, -2), mark: 'strong' }
      : { text: piece });
}

