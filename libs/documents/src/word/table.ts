import type { Cell, Row, Shade, Table } from '../content.js';
import { xml } from '../packing.js';
import { columnWidths } from '../widths.js';

const shades = {
  head: 'E3EBF5', band: 'F0F2F5', added: 'E5F2E7', removed: 'F7E9E7', changed: 'FDF5DC',
} as const satisfies Record<Shade, string>;

interface Reaching {
  /** Rows it still reaches down. */
  rows: number;
  readonly columns: number;
  readonly cell: Cell;
}

/** A Word table: its header rows repeated on every page, no row cut in two, merged cells as the content has them. */
export function tableXml(table: Table, room: number, paragraphs: (cell: Cell, halfPoints: number) => string): string {
  const { columns, size } = columnWidths(table, room, table.small ? 7.5 : 9);
  const twips = columns.map((width) => Math.round(width * 20));
  const reaching = new Map<number, Reaching>();
  const write = (row: Row, head: boolean): string =>
    `<w:tr><w:trPr><w:cantSplit/>${head ? '<w:tblHeader/>' : ''}</w:trPr>${rowCells(row, reaching, twips.length).map((placed) => cellXml(placed, { twips, halfPoints: Math.round(size * 2), paragraphs })).join('')}</w:tr>`;
  const rows = [...table.head.map((cells) => write({ cells }, true)), ...table.body.map((row) => write(row, false))];
  const caption = table.caption === '' ? '' : `<w:tblCaption w:val="${xml(table.caption)}"/>`;
  return `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="${twips.reduce((all, each) => all + each, 0)}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>${caption}</w:tblPr>` +
    `<w:tblGrid>${twips.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${rows.join('')}</w:tbl><w:p><w:pPr><w:spacing w:after="60"/></w:pPr></w:p>`;
}

interface PlacedCell {
  readonly cell: Cell;
  readonly column: number;
  readonly columns: number;
  readonly merge: 'none' | 'restart' | 'continue';
}

/** The row's own cells and, in their places, the continuations of those that reach down from above. */
function rowCells(row: Row, reaching: Map<number, Reaching>, columns: number): PlacedCell[] {
  const placed: PlacedCell[] = [];
  const own = [...row.cells];
  let column = 0;
  while (column < columns) {
    const above = reaching.get(column);
    if (above && above.rows > 0) {
      placed.push({ cell: above.cell, column, columns: above.columns, merge: 'continue' });
      above.rows -= 1;
      column += above.columns;
      continue;
    }
    const cell = own.shift() ?? { lines: [] };
    const wide = Math.min(cell.colspan ?? 1, columns - column);
    const rows = cell.rowspan ?? 1;
    if (rows > 1) reaching.set(column, { rows: rows - 1, columns: wide, cell });
    placed.push({ cell, column, columns: wide, merge: rows > 1 ? 'restart' : 'none' });
    column += wide;
  }
  return placed;
}

interface Writing {
  readonly twips: readonly number[];
  readonly halfPoints: number;
  readonly paragraphs: (cell: Cell, halfPoints: number) => string;
}

function cellXml({ cell, column, columns, merge }: PlacedCell, { twips, halfPoints, paragraphs }: Writing): string {
  const width = twips.slice(column, column + columns).reduce((all, each) => all + each, 0);
  const centered = cell.align === 'center' || cell.shade === 'head';
  const properties = `<w:tcW w:w="${width}" w:type="dxa"/>` +
    (columns > 1 ? `<w:gridSpan w:val="${columns}"/>` : '') +
    (merge === 'none' ? '' : merge === 'restart' ? '<w:vMerge w:val="restart"/>' : '<w:vMerge/>') +
    (cell.shade ? `<w:shd w:val="clear" w:color="auto" w:fill="${shades[cell.shade]}"/>` : '') +
    (centered ? '<w:vAlign w:val="center"/>' : '');
  const inner = merge === 'continue' ? '<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>' : paragraphs(cell, halfPoints);
  return `<w:tc><w:tcPr>${properties}</w:tcPr>${inner}</w:tc>`;
}
