import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readXlsx } from 'hucre';

/** The rows of one sheet with merged cells filled: enough of a reader to make fixtures from the two forms. */
export type FilledRow = readonly (string | null)[];

/** Reads every sheet of a form in `seeds/`, each merged range filled with the text of its first cell. */
export async function filledSheets(file: string): Promise<{ name: string; rows: FilledRow[] }[]> {
  const workbook = await readXlsx(await readFile(resolve('seeds', file)));
  return workbook.sheets.map((sheet) => {
    const rows = sheet.rows.map((row) => row.map((value) => (value === null || value === undefined ? null : String(value))));
    for (const { startRow, endRow, startCol, endCol } of sheet.merges ?? []) {
      const text = rows[startRow]?.[startCol] ?? null;
      for (let row = startRow; row <= endRow; row += 1) {
        for (let column = startCol; column <= endCol; column += 1) {
          const target = rows[row];
          if (target) target[column] = text;
        }
      }
    }
    return { name: sheet.name, rows };
  });
}
