import type { Block, Cell, Content, Row, Run, Table } from './content.js';
import { longTime } from './wording.js';

/** One page that needs nothing else: readable without a network, by keyboard, by a screen reader, on a phone and on paper. */
export function renderHtml(content: Content): string {
  const sections = numbered(content);
  const draft = content.draft ? `<p class="draft" role="note">${escape(content.draft.watermark)}　${escape(longTime(content.draft.at))}作成</p>` : '';
  return `<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="author" content="${escape(content.author)}">
<title>${escape(`${content.title}${content.draft ? `（${content.draft.watermark}）` : ''}`)}</title>
<style>${style}</style>
</head>
<body${content.draft ? ` class="is-draft" data-watermark="${escape(content.draft.watermark)}"` : ''}>
<a class="skip" href="#main">本文へ移動</a>
<header>
${draft}${content.cover.above === '' ? '' : `<p>${escape(content.cover.above)}</p>\n`}<h1>${escape(content.cover.title)}</h1>
${[...content.cover.below, ...content.cover.foot].map((line) => `<p>${escape(line)}</p>`).join('\n')}
</header>
<nav aria-labelledby="contents"><h2 id="contents">目次</h2>
${contents(sections)}
</nav>
<main id="main" tabindex="-1">
${sections.map(({ html }) => html).join('\n')}
</main>
<footer><p>${escape(content.title)}　${escape(content.author)}</p></footer>
</body>
</html>
`;
}

interface Piece {
  readonly html: string;
  readonly entry: { readonly id: string; readonly level: number; readonly text: string } | null;
}

function numbered(content: Content): Piece[] {
  let headings = 0;
  return content.parts.flatMap((part) => part.blocks).map((block): Piece => {
    if (block.kind !== 'heading') return { html: blockHtml(block), entry: null };
    const id = block.id ?? `heading-${(headings += 1)}`;
    const tag = `h${Math.min(6, block.level + 1)}`;
    return { html: `<${tag} id="${escape(id)}">${escape(block.text)}</${tag}>`, entry: { id, level: block.level, text: block.text } };
  });
}

/** Chapters, and below each its sections. */
function contents(pieces: readonly Piece[]): string {
  const entries = pieces.flatMap(({ entry }) => (entry && entry.level <= 2 ? [entry] : []));
  const link = ({ id, text }: { id: string; text: string }): string => `<a href="#${escape(id)}">${escape(text)}</a>`;
  let html = '<ul>';
  let open = false;
  entries.forEach((entry, index) => {
    const next = entries[index + 1];
    html += `<li>${link(entry)}`;
    if (entry.level === 1 && next?.level === 2) {
      html += '<ul>';
      open = true;
    } else {
      html += '</li>';
      if (open && next?.level !== 2) {
        html += '</ul></li>';
        open = false;
      }
    }
  });
  return `${html}</ul>`;
}

function blockHtml(block: Exclude<Block, { kind: 'heading' }>): string {
  if (block.kind === 'paragraph') return `<p>${block.runs.map(runHtml).join('')}</p>`;
  if (block.kind === 'list') {
    const tag = block.ordered ? 'ol' : 'ul';
    return `<${tag}>${block.items.map((item) => `<li>${item.map(runHtml).join('')}</li>`).join('')}</${tag}>`;
  }
  if (block.kind === 'table') return tableHtml(block.table);
  return `<div class="figures">${block.figures.map(({ svg, caption, width }) => `<figure style="width:${width}px">${svg}<figcaption>${escape(caption)}</figcaption></figure>`).join('')}</div>`;
}

function runHtml({ text, mark, to }: Run): string {
  const words = escape(text);
  const marked = mark === undefined ? words : marks[mark](words);
  return to === undefined ? marked : `<a href="#${escape(to)}">${marked}</a>`;
}

const marks = {
  strong: (words: string) => `<strong>${words}</strong>`,
  added: (words: string) => `<ins>${words}</ins>`,
  removed: (words: string) => `<del>${words}</del>`,
  faint: (words: string) => `<span class="faint">${words}</span>`,
} as const;

function tableHtml(table: Table): string {
  const head = table.head.map((row) => `<tr>${row.map((cell) => cellHtml(cell, 'th', (cell.colspan ?? 1) > 1 ? 'colgroup' : 'col')).join('')}</tr>`).join('');
  const caption = table.caption === '' ? '' : `<caption>${escape(table.caption)}</caption>`;
  const label = table.caption === '' ? '表' : table.caption;
  return `<div class="table" role="region" tabindex="0" aria-label="${escape(label)}"><table>${caption}<thead>${head}</thead><tbody>${table.body.map(rowHtml).join('\n')}</tbody></table></div>`;
}

function rowHtml(row: Row): string {
  const cells = row.cells.map((cell) => {
    if (row.band) return cellHtml(cell, 'th', 'rowgroup');
    return cell.rowHead ? cellHtml(cell, 'th', (cell.rowspan ?? 1) > 1 ? 'rowgroup' : 'row') : cellHtml(cell, 'td', null);
  });
  return `<tr>${cells.join('')}</tr>`;
}

function cellHtml(cell: Cell, tag: 'th' | 'td', scope: string | null): string {
  const classes = [cell.align === 'center' ? 'c' : cell.align === 'right' ? 'r' : '', cell.shade ?? ''].filter((name) => name !== '').join(' ');
  const attributes = [
    scope === null ? '' : ` scope="${scope}"`,
    (cell.rowspan ?? 1) > 1 ? ` rowspan="${cell.rowspan}"` : '',
    (cell.colspan ?? 1) > 1 ? ` colspan="${cell.colspan}"` : '',
    classes === '' ? '' : ` class="${classes}"`,
    cell.id === undefined ? '' : ` id="${escape(cell.id)}"`,
  ].join('');
  return `<${tag}${attributes}>${cell.lines.map((line) => line.map(runHtml).join('')).join('<br>')}</${tag}>`;
}

/** What XML and HTML 5 cannot hold is left out; the rest is written as text. */
function escape(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const style = `
:root{color-scheme:light;--ink:#1b2a41;--accent:#1d4e89;--line:#7b8794}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:1rem 1.25rem 4rem;color:var(--ink);background:#fff;font:1rem/1.75 'BIZ UDPGothic','Noto Sans JP','Yu Gothic UI',Meiryo,sans-serif}
.skip{position:absolute;left:-99rem}.skip:focus{position:static;display:inline-block;padding:.5rem}
a{color:#0b4a8f}a:focus-visible,.table:focus-visible{outline:3px solid #0b4a8f;outline-offset:2px}
header{border-block:3px solid var(--accent);padding:1.5rem 0;margin-block:1rem 2rem}
header h1{font-size:1.9rem;line-height:1.4;margin:.2rem 0 .6rem;color:var(--accent)}header p{margin:.1rem 0}
h2,h3,h4,h5,h6{line-height:1.45;color:var(--accent);scroll-margin-top:1rem}
h2{font-size:1.5rem;border-bottom:2px solid var(--accent);padding-bottom:.2rem;margin:3rem 0 1rem}
h3{font-size:1.25rem;border-left:.3rem solid var(--accent);padding-left:.6rem;margin:2.2rem 0 .8rem}
h4{font-size:1.1rem;margin:1.8rem 0 .5rem}h5,h6{font-size:1rem;margin:1.6rem 0 .4rem}
p{margin:.5rem 0}nav h2{margin-top:1rem}nav ul{padding-left:1.4rem;margin:.2rem 0}
.table{overflow-x:auto;margin:.8rem 0 1.4rem}
table{border-collapse:collapse;min-width:100%;font-size:.875rem;line-height:1.55}
caption{text-align:left;font-weight:bold;padding:.2rem 0}
th,td{border:1px solid var(--line);padding:.3rem .45rem;vertical-align:top;text-align:left;min-width:3rem}
thead th{background:#e3ebf5;text-align:center;vertical-align:middle}
.c{text-align:center;vertical-align:middle;word-break:keep-all}.r{text-align:right}
.band{background:#f0f2f5}.added{background:#e5f2e7}.removed{background:#f7e9e7}.changed{background:#fdf5dc}
ins{font-weight:bold;text-decoration:underline;text-decoration-thickness:.1em}del{text-decoration:line-through}
.faint{color:#4a5568}
.figures{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:.4rem 0;max-width:100%}figure svg{max-width:100%;height:auto}figcaption{font-size:.875rem}
.draft{display:inline-block;border:2px solid #9c2f21;color:#8a2518;padding:.1rem .8rem;font-weight:bold}
.is-draft::before{content:attr(data-watermark);position:fixed;inset:0;display:grid;place-items:center;font-size:40vmin;color:#1b2a41;opacity:.05;pointer-events:none}
footer{margin-top:3rem;border-top:1px solid var(--line);font-size:.875rem}
@media (forced-colors:active){th,td{border-color:CanvasText}}
@media print{@page{size:A4 landscape;margin:14mm}body{max-width:none;padding:0;font-size:9pt}.skip,nav{display:none}.table{overflow:visible}tr{break-inside:avoid}h2,h3,h4,h5,h6{break-after:avoid}table{font-size:7.5pt}}
`.replace(/\n/g, '');
