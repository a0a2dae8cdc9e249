import { fiscalYearIn } from '#core';
import type { Column } from './heading.js';

export type Field = 'name' | 'baseline' | 'baselineYear' | 'target' | 'targetYear' | 'decision' | 'rationale' | 'newTarget' | 'basis' | 'source' | 'project' | 'key' | 'exportNumber' | 'departments' | 'discrepancyReason' | 'newName';

/** What each field's heading says, the more special ones first: a column belongs to the first that it matches. */
const headings: readonly (readonly [Field, RegExp])[] = [
  ['key', /^番号$/],
  ['exportNumber', /^様式番号$/],
  ['departments', /^(?:担当課|担当部署|所管課)$/],
  ['discrepancyReason', /^差異理由$/],
  ['newName', /^変更後の指標名?$/],
  ['decision', /変更の可否|継続・変更・削除|^見直し区分$/],
  ['rationale', /(?:変更|削除|追加).*理由|^理由$/],
  ['source', /引用元|出典/],
  ['basis', /(?:設定|算出).*根拠|^根拠等?$/],
  ['targetYear', /^(?:達成|目標)年度$/],
  ['target', /^(?:目標値|指標値)$/],
  ['baseline', /^(?:計画策定時|現状値|基準値)/],
  ['baselineYear', /^(?:年度|基準年度|現状年度)$/],
  ['project', /^(?:事業名|事業)$/],
  ['name', /^(?:指標|指標名|項目名|KPI)$/],
];

const year = '(?:R|令和|H|平成|20)(?:\\d+|元)(?:年度)?';
/** `R12指標値`, `令和12年度の目標値`, `目標値(R12)`. */
const datedTarget = new RegExp(`^(?:${year}の?(?:指標値|目標値)|(?:指標値|目標値)\\(${year}\\))$`);
/** `R3年度`, `令和3年度実績値`, `2023年度(実績)`. */
const actual = new RegExp(`^${year}\\(?(?:実績値?)?\\)?$`);

/** Where each field of the review form stands, by what the headings say. */
export interface Layout {
  readonly fields: ReadonlyMap<Field, Column>;
  /** The fields' names, one list for all rows. */
  readonly names: readonly Field[];
  readonly sections: readonly Column[];
  readonly years: readonly { readonly column: Column; readonly year: number }[];
}

/** Finds the fields among the columns, in whichever order they stand; of two targets with a year the later is the new one. */
export function layoutOf(columns: readonly Column[]): Layout {
  const fields = new Map<Field, Column>();
  const sections: Column[] = [];
  const years: { column: Column; year: number }[] = [];
  for (const column of columns) {
    // A level below the first has no heading of its own once the heading's merged cells are lost.
    const isLevelBelow = column.name === '' && sections.at(-1)?.index === column.index - 1;
    const actualYear = actual.test(column.name) ? fiscalYearIn(column.name) : null;
    if (/^政策分野/.test(column.group) || isLevelBelow) sections.push(column);
    else if (actualYear !== null) years.push({ column, year: actualYear });
    else {
      const [field] = headings.find(([candidate, words]) => words.test(column.name) && !fields.has(candidate)) ?? [];
      if (field) fields.set(field, column);
    }
  }
  const targets = columns.filter(({ name }) => datedTarget.test(name)).sort((one, other) => (fiscalYearIn(other.name) ?? 0) - (fiscalYearIn(one.name) ?? 0));
  const [newest, older] = targets;
  if (newest) fields.set('newTarget', newest);
  if (older && !fields.has('target')) fields.set('target', older);
  return { fields, names: [...fields.keys()], sections, years };
}
