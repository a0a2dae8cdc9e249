import type { ReactNode } from 'react';
import { Table, Td, Th } from './table.js';

type Block =
  | { readonly is: 'heading'; readonly depth: number; readonly text: string }
  | { readonly is: 'paragraph'; readonly text: string }
  | { readonly is: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly is: 'table'; readonly rows: readonly (readonly string[])[] };

const item = /^\s{0,6}(?:[-*・]|(\d{1,3})[.)])\s+(.*)$/;
const depthOf = (line: string): number => /^(#{1,6})\s/.exec(line)?.[1]?.length ?? 0;
const isTableRow = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);
const isTableRule = (line: string): boolean => isTableRow(line) && /^[\s|:-]+$/.test(line) && line.includes('-');
const cellsOf = (line: string): string[] => line.trim().slice(1, -1).split('|').map((text) => text.trim());

/** Japanese lines join without a space; two Latin words keep one between them. */
const joined = (lines: readonly string[]): string => lines.map((line) => line.trim()).reduce((all, line) => all + (/[!-~]$/.test(all) && /^[!-~]/.test(line) ? ' ' : '') + line, '');

function endOf(lines: readonly string[], from: number, isList: boolean): number {
  const more = lines.slice(from + 1).findIndex((line) => line.trim() === '' || depthOf(line) > 0 || isTableRow(line) || (!isList && item.test(line)));
  return more < 0 ? lines.length : from + 1 + more;
}

function listOf(lines: readonly string[]): readonly string[] {
  return lines.reduce<readonly string[]>((items, line) => {
    const found = item.exec(line);
    return found ? [...items, found[2] ?? ''] : [...items.slice(0, -1), joined([items.at(-1) ?? '', line])];
  }, []);
}

/** The dialect of the documents: headings, paragraphs, lists, tables, strong words. Everything else is text. */
function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const depth = depthOf(line);
    if (line.trim() === '') at += 1;
    else if (depth > 0) {
      blocks.push({ is: 'heading', depth, text: line.slice(depth).trim().replace(/\s+#+$/, '') });
      at += 1;
    } else if (isTableRow(line) && isTableRule(lines[at + 1] ?? '')) {
      const rest = lines.slice(at + 2).findIndex((one) => !isTableRow(one));
      const end = rest < 0 ? lines.length : at + 2 + rest;
      blocks.push({ is: 'table', rows: [line, ...lines.slice(at + 2, end)].map(cellsOf) });
      at = end;
    } else {
      const found = item.exec(line);
      const end = endOf(lines, at, found !== null);
      const own = lines.slice(at, end);
      blocks.push(found ? { is: 'list', ordered: found[1] !== undefined, items: listOf(own) } : { is: 'paragraph', text: joined(own) });
      at = end;
    }
  }
  return blocks;
}

/** Strong words between double asterisks; a link keeps its words, and its address behind them in brackets, as on paper. */
function Runs({ text }: { readonly text: string }) {
  const linked = text.replace(/\[([^\]]{1,200})\]\((https?:[^)\s]{1,500})\)/g, '$1（$2）');
  return <>{linked.split(/(\*\*[^*]+\*\*)/).map((piece, index) => (piece.startsWith('**') && piece.length > 4 ? <strong key={index}>{piece.slice(2, -2)}</strong> : piece))}</>;
}

function Heading({ level, children }: { readonly level: number; readonly children: ReactNode }) {
  const Tag = (['h3', 'h4', 'h5', 'h6'] as const)[Math.min(level, 6) - 3] ?? 'h6';
  return <Tag className={level === 3 ? 'text-std-18B-160' : 'text-std-17B-170'}>{children}</Tag>;
}

/** A text as the documents will have it, below a heading of the second level. */
export function MarkdownText({ markdown }: { readonly markdown: string }) {
  const blocks = blocksOf(markdown);
  const shallowest = Math.min(...blocks.flatMap((block) => (block.is === 'heading' ? [block.depth] : [])), 9);
  const levels: number[] = [];
  for (const block of blocks) levels.push(block.is === 'heading' ? Math.min(3 + block.depth - shallowest, (levels.at(-1) ?? 2) + 1) : (levels.at(-1) ?? 2));
  return (
    <div className="space-y-4">
      {blocks.map((block, index) => {
        if (block.is === 'heading') return <Heading key={index} level={levels[index] ?? 3}><Runs text={block.text} /></Heading>;
        if (block.is === 'paragraph') return <p key={index}><Runs text={block.text} /></p>;
        if (block.is === 'table') {
          const [head = [], ...body] = block.rows;
          return <Table key={index} caption={head.join('・')}><thead><tr>{head.map((text, column) => <Th key={column}><Runs text={text} /></Th>)}</tr></thead><tbody>{body.map((row, at) => <tr key={at}>{head.map((_, column) => <Td key={column}><Runs text={row[column] ?? ''} /></Td>)}</tr>)}</tbody></Table>;
        }
        const items = block.items.map((text, at) => <li key={at}><Runs text={text} /></li>);
        return block.ordered ? <ol key={index} className="list-decimal pl-6">{items}</ol> : <ul key={index} className="list-disc pl-6">{items}</ul>;
      })}
    </div>
  );
}
