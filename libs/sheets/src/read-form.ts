import { safeWorkbook } from './container.js';
import { readGrids, readText, type Grid } from './grid.js';
import { RefusedFile, saveAnew } from './refused-file.js';
import { reviewFormOf, type ReviewForm } from './review-form.js';
import { strategyFormOf, type StrategyForm } from './strategy-form.js';
import { workbookLimits } from './workbook-limits.js';

/** The forms that can be sent in. */
export type FormKind = 'vision-review' | 'strategy';
export type ReadForm = { readonly kind: 'vision-review'; readonly form: ReviewForm } | { readonly kind: 'strategy'; readonly form: StrategyForm };

/** A file as it came in. `isText`: what was copied out of a sheet or saved as text, tabs or commas between cells. */
export interface SentFile {
  readonly kind: FormKind;
  readonly bytes: Uint8Array;
  readonly isText: boolean;
}

/**
 * Reads a form as an office sends it, after everything that an office's form does not need was refused.
 * @throws RefusedFile
 */
export async function readForm({ kind, bytes, isText }: SentFile): Promise<ReadForm> {
  const grids = isText ? textGrids(bytes) : await workbookGrids(Buffer.from(bytes));
  const read: ReadForm = kind === 'strategy' ? { kind, form: strategyFormOf(grids) } : { kind, form: reviewFormOf(grids) };
  const holdsNothing = read.kind === 'strategy' ? read.form.projects.length === 0 : read.form.rows.length === 0;
  const failed = read.form.findings.filter(({ severity }) => severity === 'blocks');
  if (holdsNothing && failed.length === 0) {
    const landmark = kind === 'strategy' ? '項目名' : '指標';
    throw new RefusedFile('no_table', `見出し「${landmark}」のある表が見つかりません。${kind === 'strategy' ? '総合戦略のKPI一覧' : 'KPI見直しの様式'}かどうか、確かめてください。`);
  }
  return read;
}

async function workbookGrids(bytes: Buffer): Promise<Grid[]> {
  const workbook = await safeWorkbook(bytes);
  try {
    return await readGrids(workbook);
  } catch {
    throw new RefusedFile('broken', `ブックの中身を読めません。${saveAnew}`);
  }
}

function textGrids(bytes: Uint8Array): Grid[] {
  if (bytes.length === 0) throw new RefusedFile('empty', '貼り付けられた内容が空です。表をコピーし直してください。');
  if (bytes.length > workbookLimits.bytes) throw new RefusedFile('too_large', '内容が 5 MB を超えています。シートを分けてください。');
  const grids = readText(decoded(bytes));
  const [grid] = grids;
  if (grid && (grid.height > workbookLimits.rows || grid.width > workbookLimits.columns)) throw new RefusedFile('too_many_cells', `表が ${workbookLimits.rows.toLocaleString('en-US')} 行または ${workbookLimits.columns} 列を超えています。表を分けてください。`);
  return grids;
}

/** UTF-8, or what Excel for Windows saves a CSV in: Shift_JIS. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    try {
      return new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
    } catch {
      throw new RefusedFile('not_a_workbook', '文字コードを判別できません。UTF-8 か Shift_JIS で保存し直してください。');
    }
  }
}
