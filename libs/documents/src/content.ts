/**
 * What a document says, before it is PDF, Word, Excel or HTML. The four renderings read this and nothing else, so that
 * they cannot say different things.
 */
export interface Content {
  readonly title: string;
  readonly subtitle: string;
  readonly author: string;
  /** ISO 8601 with offset: the only date that goes into the file. */
  readonly at: string;
  readonly cover: Cover;
  readonly parts: readonly Part[];
  readonly draft: Draft | null;
}

/** A draft says so on every page, with the time it was made. */
export interface Draft {
  readonly watermark: string;
  readonly at: string;
}

export interface Cover {
  readonly above: string;
  readonly title: string;
  readonly below: readonly string[];
  readonly foot: readonly string[];
}

/** A run of pages of one orientation; in Excel, one sheet of that name. */
export interface Part {
  readonly landscape: boolean;
  /** A4 where nothing is said. */
  readonly paper?: 'a3';
  readonly sheet: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string; readonly id: string | null; readonly newPage: boolean }
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Run[])[] }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] };

/** The marks are meanings: a changed word is told by its line, never by colour alone. */
export type Mark = 'strong' | 'added' | 'removed' | 'faint';

export interface Run {
  readonly text: string;
  readonly mark?: Mark;
  /** An id in this document. */
  readonly to?: string;
}

export interface Figure {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** What the picture says, for those who do not see it. */
  readonly alternative: string;
  readonly caption: string;
}

export type Shade = 'head' | 'band' | 'added' | 'removed' | 'changed';

export interface Cell {
  readonly lines: readonly (readonly Run[])[];
  readonly rowspan?: number;
  readonly colspan?: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly shade?: Shade;
  /** Names the row: read out before the other cells of it. */
  readonly rowHead?: boolean;
  /** A value as people wrote it: Excel sets its numbers beside the text. */
  readonly value?: string;
  /** An id that others point at. */
  readonly id?: string;
}

export interface Column {
  /** Its share of the width; a column never becomes narrower than its longest word. */
  readonly weight: number;
  /** In Excel, the numbers of such a column stand beside it as numbers. */
  readonly measured?: boolean;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly head: readonly (readonly Cell[])[];
  readonly body: readonly Row[];
  readonly small: boolean;
}

/** A band is a row over the whole width that is repeated on every page until the next one. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly band?: boolean;
}

/** A cell of plain text; line breaks in the text stay. */
export function cell(text: string, more: Omit<Cell, 'lines'> = {}): Cell {
  return { lines: text.split('\n').map((line) => [{ text: line }]), ...more };
}

/** A cell that holds a value as people wrote it. */
export function valueCell(text: string, more: Omit<Cell, 'lines'> = {}): Cell {
  return cell(text === '' ? '―' : text, { align: 'center', value: text, ...more });
}

/** A cell of the header rows. */
export function head(text: string, more: Omit<Cell, 'lines'> = {}): Cell {
  return cell(text, { align: 'center', shade: 'head', ...more });
}

export function heading(level: number, text: string, more: { id?: string; newPage?: boolean } = {}): Block {
  return { kind: 'heading', level, text, id: more.id ?? null, newPage: more.newPage ?? false };
}

export function paragraph(text: string, mark?: Mark): Block {
  return { kind: 'paragraph', runs: [mark ? { text, mark } : { text }] };
}
