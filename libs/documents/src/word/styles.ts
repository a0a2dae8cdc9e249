const font = '<w:rFonts w:ascii="BIZ UDPゴシック" w:hAnsi="BIZ UDPゴシック" w:eastAsia="BIZ UDPゴシック" w:cs="BIZ UDPゴシック"/>';
const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

interface HeadingLook {
  readonly halfPoints: number;
  readonly before: number;
  readonly after: number;
  readonly border: string;
}

const headings: readonly HeadingLook[] = [
  { halfPoints: 32, before: 0, after: 160, border: '<w:pBdr><w:bottom w:val="single" w:sz="10" w:space="4" w:color="1D4E89"/></w:pBdr>' },
  { halfPoints: 26, before: 320, after: 160, border: '<w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="1D4E89"/></w:pBdr>' },
  { halfPoints: 23, before: 280, after: 120, border: '' },
  { halfPoints: 21, before: 240, after: 100, border: '' },
  { halfPoints: 20, before: 220, after: 80, border: '' },
  { halfPoints: 20, before: 200, after: 80, border: '' },
];

function headingStyle({ halfPoints, before, after, border }: HeadingLook, index: number): string {
  const level = index + 1;
  return `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/>` +
    `<w:pPr><w:keepNext/><w:keepLines/>${border}<w:spacing w:before="${before}" w:after="${after}"/><w:outlineLvl w:val="${index}"/></w:pPr>` +
    `<w:rPr><w:b/><w:color w:val="1D4E89"/><w:sz w:val="${halfPoints}"/><w:szCs w:val="${halfPoints}"/></w:rPr></w:style>`;
}

function contentsStyle(level: number): string {
  return `<w:style w:type="paragraph" w:styleId="TOC${level}"><w:name w:val="toc ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="39"/>` +
    `<w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9638"/></w:tabs><w:spacing w:before="${level === 1 ? 100 : 0}" w:after="0"/><w:ind w:left="${(level - 1) * 280}"/></w:pPr>${level === 1 ? '<w:rPr><w:b/></w:rPr>' : ''}</w:style>`;
}

function paragraphStyle(id: string, name: string, inner: string): string {
  return `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:qFormat/>${inner}</w:style>`;
}

/** The styles that staff find in Word's own list, so that what they add looks like the rest. */
export const stylesXml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles ${namespace}><w:docDefaults><w:rPrDefault><w:rPr>${font}<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="ja-JP" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
  `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
  `<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>` +
  `<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
  `<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="7B8794"/>`).join('')}</w:tblBorders></w:tblPr></w:style>` +
  `<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:pBdr><w:top w:val="single" w:sz="12" w:space="14" w:color="1D4E89"/><w:bottom w:val="single" w:sz="12" w:space="14" w:color="1D4E89"/></w:pBdr><w:spacing w:before="2600" w:after="400"/><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:color w:val="1D4E89"/><w:sz w:val="46"/><w:szCs w:val="46"/></w:rPr></w:style>` +
  `<w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>` +
  `<w:style w:type="paragraph" w:styleId="TOCHeading"><w:name w:val="TOC Heading"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:pageBreakBefore/></w:pPr><w:rPr><w:b/><w:color w:val="1D4E89"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>` +
  headings.map(headingStyle).join('') + [1, 2, 3].map(contentsStyle).join('') +
  `<w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:basedOn w:val="Normal"/><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="2" w:color="A0AEC0"/></w:pBdr></w:pPr><w:rPr><w:color w:val="4A5568"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>` +
  `<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:color w:val="4A5568"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>` +
  `<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0B4A8F"/></w:rPr></w:style>` +
  paragraphStyle('TableText', '表の文字', '<w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/></w:pPr>') +
  `</w:styles>`;

/** Bulleted and numbered lists; every numbered list of the document starts its own count. */
export function numberingXml(orderedLists: number): string {
  const level = (format: string, text: string): string =>
    `<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl>`;
  const starts = Array.from({ length: orderedLists }, (_, index) =>
    `<w:num w:numId="${index + 2}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`);
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering ${namespace}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>${level('bullet', '・')}</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>${level('decimal', '%1.')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>${starts.join('')}</w:numbering>`;
}
