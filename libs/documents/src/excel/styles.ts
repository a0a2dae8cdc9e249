import type { CellStyle, FontStyle, RichTextRun } from 'hucre';
import type { Cell, Mark, Run, Shade } from '../content.js';

/** Windows and Office have it since 2018; where it is missing, the office suite takes another Gothic. */
export const typeface = 'BIZ UDPゴシック';

const shades = {
  head: 'E3EBF5', band: 'F0F2F5', added: 'E5F2E7', removed: 'F7E9E7', changed: 'FDF5DC',
} as const satisfies Record<Shade, string>;

const edge = { style: 'thin', color: { rgb: '7B8794' } } as const;
const box = { top: edge, bottom: edge, left: edge, right: edge } as const;
const accent = { rgb: '1D4E89' } as const;

/** Point sizes of headings, the outermost first. */
export const headingSizes = [14, 12, 11, 10, 10, 10] as const;

export const tableSize = 9;
export const textSize = 10;

const fontOf = (size: number, more: FontStyle = {}): FontStyle => ({ name: typeface, size, ...more });

/** How a cell of a table looks. */
export function cellStyle(cell: Cell): CellStyle {
  const centered = cell.align === 'center' || cell.shade === 'head';
  return {
    font: fontOf(tableSize, cell.rowHead === true || cell.shade === 'head' ? { bold: true } : {}),
    border: box,
    alignment: { horizontal: cell.align ?? 'left', vertical: centered ? 'center' : 'top', wrapText: true },
    ...(cell.shade ? { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: shades[cell.shade] } } } : {}),
  };
}

/** How a number beside its text looks. */
export function numberStyle(format: string | null): CellStyle {
  return {
    font: fontOf(tableSize), border: box, alignment: { horizontal: 'right', vertical: 'center', shrinkToFit: true },
    ...(format === null ? {} : { numFmt: format }),
  };
}

export const headingStyle = (level: number): CellStyle => ({
  font: fontOf(headingSizes[level - 1] ?? textSize, { bold: true, color: accent }),
  alignment: { vertical: 'center', wrapText: true },
});

export const textStyle: CellStyle = { font: fontOf(textSize), alignment: { vertical: 'top', wrapText: true } };

/** A line of the cover. */
export const coverStyle = (size: number, bold: boolean): CellStyle => ({
  font: fontOf(size, bold ? { bold, color: accent } : {}), alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
});

const marks = {
  strong: { bold: true },
  added: { bold: true, underline: 'single' },
  removed: { strikethrough: true },
  faint: { color: { rgb: '4A5568' } },
} as const satisfies Record<Mark, FontStyle>;

/** Words with marks, as runs within a cell; null where no word is marked and the cell's own look is enough. */
export function richText(lines: readonly (readonly Run[])[], size: number, bold: boolean): RichTextRun[] | null {
  if (!lines.some((line) => line.some((run) => run.mark !== undefined))) return null;
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [{ text: '\n', font: fontOf(size) }] : []),
    ...line.map((run): RichTextRun => ({ text: run.text, font: fontOf(size, { ...(bold ? { bold } : {}), ...(run.mark ? marks[run.mark] : {}) }) })),
  ]);
}
