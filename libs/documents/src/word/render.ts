import type { Block, Cell, Content, Part, Run } from '../content.js';
import { coreProperties, packOffice, xml } from '../packing.js';
import { longTime } from '../wording.js';
import { numberingXml, stylesXml } from './styles.js';
import { tableXml } from './table.js';

const portrait = { width: 11906, height: 16838, room: 482, side: 1134, top: 1247, bottom: 1134 };
const large = { width: 23811, height: 16838, room: 1105, side: 850, top: 1134, bottom: 964 };
const landscape = { width: 16838, height: 11906, room: 757, side: 850, top: 1134, bottom: 964 };

/** A Word file that staff can go on editing: real headings, a real table of contents, real tables and lists. */
export function renderWord(content: Content): Uint8Array {
  const writer = newWriter();
  const body = documentBody(content, writer);
  const header = content.draft ? `${xml(content.title)}　【${xml(content.draft.watermark)}】${xml(longTime(content.draft.at))}作成` : xml(content.title);
  return packOffice(new Map<string, string>([
    ['[Content_Types].xml', contentTypes],
    ['_rels/.rels', packageRelations],
    ['docProps/core.xml', coreProperties({ title: content.title, subject: content.subtitle, author: content.author, at: content.at })],
    ['word/document.xml', `${declaration}<w:document ${namespaces}><w:body>${body}</w:body></w:document>`],
    ['word/_rels/document.xml.rels', documentRelations],
    ['word/styles.xml', stylesXml],
    ['word/settings.xml', settings],
    ['word/numbering.xml', numberingXml(writer.orderedLists())],
    ['word/header1.xml', `${declaration}<w:hdr ${namespaces}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>${content.draft ? watermark(content.draft.watermark) : ''}<w:r><w:t xml:space="preserve">${header}</w:t></w:r></w:p></w:hdr>`],
    ['word/footer1.xml', `${declaration}<w:ftr ${namespaces}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>${field('PAGE', '1')}<w:r><w:t xml:space="preserve"> / </w:t></w:r>${field('NUMPAGES', '1')}</w:p></w:ftr>`],
  ]));
}

interface Writer {
  /** A number no other bookmark has. */
  bookmark(): number;
  orderedList(): number;
  orderedLists(): number;
}

function newWriter(): Writer {
  let bookmarks = 0;
  let lists = 0;
  return { bookmark: () => (bookmarks += 1), orderedList: () => (lists += 1), orderedLists: () => lists };
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const namespaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"';

function documentBody(content: Content, writer: Writer): string {
  const titles = content.parts.flatMap(({ blocks }) => blocks).filter((block) => block.kind === 'heading');
  const marks = new Map(titles.map((block, index) => [block, `_Toc${String(index + 1).padStart(6, '0')}`]));
  let out = cover(content) + contents(titles.filter(({ level }) => level <= 3).map((block) => ({ ...block, mark: marks.get(block) ?? '' })));
  content.parts.forEach((part, index) => {
    const before = content.parts[index - 1];
    // A section's paper is told at its end: the cover and the contents are upright.
    if (!before || pageOf(before) !== pageOf(part)) out += sectionEnd(pageOf(before), index === 0);
    const { room } = pageOf(part);
    out += part.blocks.map((block) => blockXml(block, { room, writer, mark: block.kind === 'heading' ? marks.get(block) ?? '' : '' })).join('');
  });
  return out + sectionProperties(pageOf(content.parts.at(-1)));
}

type PageSize = typeof portrait;

/** The paper of a part; without one, that of the cover. */
const pageOf = (part: Part | undefined): PageSize => (part?.paper === 'a3' ? large : part?.landscape ? landscape : portrait);

function cover({ cover: { above, title, below, foot } }: Content): string {
  const line = (text: string, style: string, more = ''): string => `<w:p><w:pPr><w:pStyle w:val="${style}"/>${more}</w:pPr>${runXml({ text })}</w:p>`;
  return (above === '' ? '' : line(above, 'Subtitle')) + line(title, 'Title') + below.map((text) => line(text, 'Subtitle')).join('') +
    foot.map((text, index) => line(text, 'Subtitle', index === 0 ? '<w:spacing w:before="4600"/>' : '')).join('');
}

/** A field that Word fills anew when the file is opened; what stands in it until then is already right but for the pages. */
function contents(entries: readonly { readonly level: number; readonly text: string; readonly mark: string }[]): string {
  const lines = entries.map(({ level, text, mark }, index) => {
    const start = index === 0 ? `<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` : '';
    return `<w:p><w:pPr><w:pStyle w:val="TOC${level}"/></w:pPr>${start}<w:hyperlink w:anchor="${mark}">${runXml({ text })}<w:r><w:tab/></w:r>${field(`PAGEREF ${mark} \\h`, '')}</w:hyperlink></w:p>`;
  });
  return `<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>${runXml({ text: '目次' })}</w:p>${lines.join('')}` +
    `<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;
}

function field(instruction: string, shown: string): string {
  return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${instruction} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>${shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
}

function sectionProperties(page: PageSize, first = false): string {
  return `<w:sectPr><w:headerReference w:type="default" r:id="rId10"/><w:footerReference w:type="default" r:id="rId11"/><w:type w:val="nextPage"/>` +
    `<w:pgSz w:w="${page.width}" w:h="${page.height}"${page.width > page.height ? ' w:orient="landscape"' : ''}/>` +
    `<w:pgMar w:top="${page.top}" w:right="${page.side}" w:bottom="${page.bottom}" w:left="${page.side}" w:header="567" w:footer="454" w:gutter="0"/>${first ? '<w:titlePg/>' : ''}</w:sectPr>`;
}

function sectionEnd(page: PageSize, first: boolean): string {
  return `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>${sectionProperties(page, first)}</w:pPr></w:p>`;
}

interface Place {
  readonly room: number;
  readonly writer: Writer;
  readonly mark: string;
}

function blockXml(block: Block, { room, writer, mark }: Place): string {
  if (block.kind === 'heading') {
    const number = writer.bookmark();
    return `<w:p><w:pPr><w:pStyle w:val="Heading${Math.min(6, block.level)}"/>${block.newPage ? '<w:pageBreakBefore/>' : ''}</w:pPr><w:bookmarkStart w:id="${number}" w:name="${mark}"/>${runXml({ text: block.text })}<w:bookmarkEnd w:id="${number}"/></w:p>`;
  }
  if (block.kind === 'paragraph') return `<w:p>${block.runs.map((run) => runXml(run)).join('')}</w:p>`;
  if (block.kind === 'list') {
    const id = block.ordered ? writer.orderedList() + 1 : 1;
    return block.items.map((item) => `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="${id}"/></w:numPr></w:pPr>${item.map((run) => runXml(run)).join('')}</w:p>`).join('');
  }
  if (block.kind === 'table') return tableXml(block.table, room, (cell, halfPoints) => cellParagraphs(cell, halfPoints, writer));
  return block.figures.map(({ alternative }) => `<w:p>${runXml({ text: `［グラフの内容］${alternative}`, mark: 'faint' })}</w:p>`).join('');
}

function cellParagraphs(cell: Cell, halfPoints: number, writer: Writer): string {
  const align = cell.align === undefined || cell.align === 'left' ? '' : `<w:jc w:val="${cell.align}"/>`;
  const bold = cell.rowHead === true || cell.shade === 'head';
  return (cell.lines.length > 0 ? cell.lines : [[]]).map((line, index) => {
    const runs = line.map((run) => runXml(run, { halfPoints, bold })).join('');
    const number = index === 0 && cell.id !== undefined ? writer.bookmark() : 0;
    const marked = number > 0 ? `<w:bookmarkStart w:id="${number}" w:name="${xml(anchor(cell.id ?? ''))}"/>${runs}<w:bookmarkEnd w:id="${number}"/>` : runs;
    return `<w:p><w:pPr><w:pStyle w:val="TableText"/>${align}</w:pPr>${marked}</w:p>`;
  }).join('');
}

/** Bookmarks take letters, digits and underscores. */
const anchor = (id: string): string => id.replace(/[^0-9A-Za-z]/g, '_');

function runXml({ text, mark, to }: Run, look: { halfPoints?: number; bold?: boolean } = {}): string {
  const properties = [
    to === undefined ? '' : '<w:rStyle w:val="Hyperlink"/>',
    look.bold || mark === 'strong' || mark === 'added' ? '<w:b/>' : '',
    mark === 'removed' ? '<w:strike/>' : '',
    mark === 'faint' ? '<w:color w:val="4A5568"/>' : '',
    look.halfPoints ? `<w:sz w:val="${look.halfPoints}"/><w:szCs w:val="${look.halfPoints}"/>` : '',
    mark === 'added' ? '<w:u w:val="single"/>' : '',
  ].join('');
  const words = text.split('\n').map((line) => `<w:t xml:space="preserve">${xml(line)}</w:t>`).join('<w:br/>');
  const run = `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}${words}</w:r>`;
  return to === undefined ? run : `<w:hyperlink w:anchor="${xml(anchor(to))}">${run}</w:hyperlink>`;
}

function watermark(words: string): string {
  return `<w:r><w:pict><v:shapetype id="t136" coordsize="21600,21600" o:spt="136" path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>` +
    `<v:shape id="watermark" o:spid="_x0000_s2049" type="#t136" style="position:absolute;margin-left:0;margin-top:0;width:260pt;height:200pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d9dde3" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;BIZ UDPゴシック&quot;" string="${xml(words)}"/></v:shape></w:pict></w:r>`;
}

const contentTypes = `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
  [['document', 'document.main'], ['styles', 'styles'], ['settings', 'settings'], ['numbering', 'numbering'], ['header1', 'header'], ['footer1', 'footer']]
    .map(([name, type]) => `<Override PartName="/word/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${type}+xml"/>`).join('') +
  `<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`;
const relation = (id: string, type: string, target: string): string => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`;
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (inner: string): string => `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
const packageRelations = relations(relation('rId1', `${office}/officeDocument`, 'word/document.xml') +
  relation('rId2', 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'));
const documentRelations = relations(relation('rId1', `${office}/styles`, 'styles.xml') + relation('rId2', `${office}/settings`, 'settings.xml') +
  relation('rId3', `${office}/numbering`, 'numbering.xml') + relation('rId10', `${office}/header`, 'header1.xml') + relation('rId11', `${office}/footer`, 'footer1.xml'));
const settings = `${declaration}<w:settings ${namespaces}><w:updateFields w:val="true"/><w:themeFontLang w:val="en-US" w:eastAsia="ja-JP"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`;
