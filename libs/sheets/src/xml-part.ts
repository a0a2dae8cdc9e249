import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { brokenFile, RefusedFile, saveAnew } from './refused-file.js';
import { workbookLimits } from './workbook-limits.js';

/** Looks through one XML part as it streams by. `root` is the local name of its outermost element once that was seen. */
export interface XmlPart {
  take(chunk: Buffer): void;
  end(): void;
  readonly root: string | null;
}

/** What is counted over all parts of one workbook, as the same cells could be spread over many sheets. */
export interface WorkbookCount {
  cells: number;
  /** Whether the workbook says that its texts stand in a part of their own. */
  hasSharedTexts: boolean;
}

/** Deeper than any part of a workbook is; a million open elements would cost more than all the rest. */
const deepest = 100;

/** Whether a part is XML, by what it holds and not by what it is called. */
export function beginsLikeXml(start: Buffer): boolean {
  const [first, second] = start;
  // The byte order marks of UTF-16: text of a kind that is not decoded, and so refused as XML rather than passed over.
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return /^(?:\u00EF\u00BB\u00BF)?[\s\0]*</.test(start.subarray(0, 1000).toString('latin1'));
}

/**
 * Refuses, while an XML part streams by: document types, other encodings than UTF-8, what is not well-formed, cells outside the
 * limits, and relationships to other files.
 */
export function xmlPart(count: WorkbookCount): XmlPart {
  // Only UTF-8 is decoded: a part in another encoding could carry what nobody looked at.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new SaxesParser();
  let root: string | null = null;
  let depth = 0;
  let look: ((tag: SaxesTagPlain) => void) | undefined;
  parser.on('error', () => {
    throw brokenFile();
  });
  parser.on('doctype', () => {
    throw new RefusedFile('xml_dtd', `ファイルの中の XML に、文書型の宣言 (DOCTYPE) があります。安全のため読めません。${saveAnew}`);
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > deepest) throw brokenFile();
    if (root === null) {
      root = localName(tag);
      look = { worksheet: cellCounter(count), sst: textCounter(), Relationships: linkCheck(count) }[root];
    }
    look?.(tag);
  });
  parser.on('closetag', () => void (depth -= 1));
  return {
    take: (chunk) => void parser.write(decoder.decode(chunk, { stream: true })),
    end: () => {
      parser.write(decoder.decode());
      parser.close();
    },
    get root() {
      return root;
    },
  };
}

const localName = ({ name }: SaxesTagPlain): string => name.split(':').at(-1) ?? name;

/** Places are counted on where the sheet does not name them; a name that is none could mean one thing here and another to the reader. */
function cellCounter(count: WorkbookCount): (tag: SaxesTagPlain) => void {
  let row = 0;
  let column = 0;
  return (tag) => {
    const local = localName(tag);
    if (local !== 'row' && local !== 'c') return;
    const named = tag.attributes['r'];
    const place = /^([A-Z]{0,9})(\d{0,9})$/.exec(named ?? '');
    if (!place) throw brokenFile();
    const [letters = '', digits = ''] = place.slice(1);
    if (local === 'row') {
      if (letters !== '') throw brokenFile();
      row = digits === '' ? row + 1 : Number(digits);
      column = 0;
    } else {
      column = letters === '' ? column + 1 : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
      if (digits !== '') row = Math.max(row, Number(digits));
      count.cells += 1;
    }
    if (row > workbookLimits.rows || column > workbookLimits.columns || count.cells > workbookLimits.cells) throw tooManyCells();
  };
}

const tooManyCells = (): RefusedFile => new RefusedFile(
  'too_many_cells',
  `シートが ${workbookLimits.rows.toLocaleString('en-US')} 行、${workbookLimits.columns} 列、または全部で ${workbookLimits.cells.toLocaleString('en-US')} セルを超えています。表より下や右の、使っていない行と列を削除して、保存し直してください。`,
);

/** Texts that no cell shows cost as much memory as those that are shown. */
function textCounter(): (tag: SaxesTagPlain) => void {
  let texts = 0;
  return (tag) => {
    if (localName(tag) === 'si') texts += 1;
    if (texts > workbookLimits.cells) throw new RefusedFile('too_many_cells', `ブックの中の文字列が ${workbookLimits.cells.toLocaleString('en-US')} 個を超えています。使っていないシートを削除して、保存し直してください。`);
  };
}

/** A link that a person follows is harmless; a part that would be fetched, or that stands in another file, is not. */
const linkCheck = (count: WorkbookCount) => ({ attributes }: SaxesTagPlain): void => {
  const type = attributes['Type'] ?? '';
  if (/\/vbaProject$/.test(type)) throw macros();
  if (/\/(?:oleObject|package)$/.test(type)) throw embeddedObjects();
  if (/\/externalLink$/.test(type) || (/^external$/i.test(attributes['TargetMode'] ?? '') && !/\/hyperlink$/.test(type))) throw externalLinks();
  if (/\/sharedStrings$/.test(type)) count.hasSharedTexts = true;
};

/** Refusals that a part's name and a relationship's type lead to alike. */
export const macros = (): RefusedFile => new RefusedFile('macros', `マクロを含むファイルは受け付けていません。${saveAnew}`);
export const externalLinks = (): RefusedFile => new RefusedFile('external_links', '別のファイルやサイトを参照する部品が含まれています。「データ」の「リンクの編集」でリンクを解除し、保存し直してください。');
export const embeddedObjects = (): RefusedFile => new RefusedFile('embedded_objects', 'ほかのファイルが埋め込まれています。埋め込まれたものを取り除いて、保存し直してください。');
