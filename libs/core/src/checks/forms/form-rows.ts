/**
 * The rows of the two offices' forms, as the tables beside this file hold them, turned into what the checks look at. The
 * expectation tables are held against these rows.
 */
import type { Direction } from '../../achievement/definition.js';
import { directions } from '../../achievement/definition.js';
import type { Value } from '../../value/value.js';
import type { Decision } from '../../workflow/words.js';
import type { RowFacts } from '../row.js';

const decisionOf: Record<string, Decision> = { 継続: 'keep', 変更: 'change', 削除: 'delete', 新規: 'add' };

/** The records of a table with a header line; a tab between cells, \n for a line break inside one. */
export function tableRecords(table: string): readonly Record<string, string>[] {
  const [header = '', ...lines] = table.replace(/\n+$/, '').split('\n');
  const names = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, index) => [name, (cells[index] ?? '').replaceAll('\\n', '\n')]));
  });
}

const yearOf = (text: string | undefined): number | null => (text ? Number(text.slice(1)) + 2018 : null);

function directionOf(text: string | undefined): Direction | null {
  return directions.find((direction) => direction === text) ?? null;
}

/** The vision's review form with the offices' answers entered: R3 to R6, decisions, targets for R12, bases and sources. */
export function visionRows(table: string, read: (text: string) => Value): readonly RowFacts[] {
  return tableRecords(table).map((row) => ({
    name: row['指標'] ?? '',
    direction: directionOf(row['方向']),
    plan: { fromYear: 2026, toYear: 2030 },
    reviewYear: 2024,
    baseline: { value: read(row['計画策定時'] ?? ''), year: yearOf(row['年度']) },
    target: row['目標値'] ? { value: read(row['目標値']), year: yearOf(row['達成年度']) } : null,
    actuals: ['R3', 'R4', 'R5', 'R6'].map((name, index) => ({ year: 2021 + index, value: read(row[name] ?? '') })),
    proposal: {
      decision: decisionOf[row['決定'] ?? ''] ?? null,
      target: row['R12目標値'] ? { value: read(row['R12目標値']), year: 2030 } : null,
      rationale: row['理由'] ?? '', basis: row['根拠'] ?? '', source: row['引用元'] ?? '', discrepancyReason: null,
    },
    elsewhere: [],
  }));
}

/** The strategy's form: R5 and R11. It holds no actual of R6, which is entered as 未集計. */
export function strategyRows(table: string, read: (text: string) => Value): readonly RowFacts[] {
  return tableRecords(table).map((row) => ({
    name: row['指標'] ?? '',
    direction: directionOf(row['方向']),
    plan: { fromYear: 2024, toYear: 2029 },
    reviewYear: 2024,
    baseline: { value: read(row['現状値(R5)'] ?? ''), year: 2023 },
    target: row['指標値(R11)'] ? { value: read(row['指標値(R11)']), year: 2029 } : null,
    actuals: [{ year: 2024, value: read('未集計') }],
    proposal: null,
    elsewhere: [],
  }));
}
