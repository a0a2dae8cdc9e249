import { checkRow, readValue, type RowFacts } from '#core';
import type { Figure } from './figure.js';

/** Every Japanese municipality with as many indicators as these: what the checks must get through in one run. */
const indicators = 550_000;
const minutesAllowed = 5;
/** The heap may breathe by this much between the first and the last tenth, and not grow with the rows. */
const heapGrowthAllowedMiB = 32;

const units = ['人/年', '件', '%', '億円/年', 't-CO ₂ /年', 'm ³ /年', '千円', '機関'] as const;
const bases = [
  'R6の現状から年1%の増加を目指す。',
  'R6年度実績×伸び率(1.136)(千円未満切捨て)',
  'R3年度からR6年度の平均値+10%で算出',
  '過去の実績を踏まえR6の現状から約10%の増加を目指す。',
  '実績ベースで年間2機関の増加を目指す。',
  'R8とR9に各1回、R10とR11に各2回、R12に3回の実施を見込む。',
  '部会の実施回数を参考とし、目標回数の実施を目指す。',
] as const;

/** The n-th indicator: different figures in each, the same ones in every run. */
function syntheticRow(index: number): RowFacts {
  const unit = units[index % units.length] ?? '件';
  const start = 50 + ((index * 7919) % 9000);
  const text = (number: number): string => `${number.toLocaleString('en-US')}${unit}`;
  const actuals = [0, 1, 2, 3].map((step) => ({ year: 2021 + step, value: readValue(text(Math.round(start * (1 + step * ((index % 13) - 4) * 0.02)))) }));
  return {
    name: `指標${index}の利用者数`,
    direction: index % 11 === 0 ? 'lower' : 'higher',
    plan: { fromYear: 2026, toYear: 2030 },
    reviewYear: 2024,
    baseline: { value: readValue(text(start)), year: 2019 },
    target: { value: readValue(text(Math.round(start * 1.1))), year: 2025 },
    actuals,
    proposal: {
      decision: 'keep', target: { value: readValue(text(Math.round(start * (1 + (index % 17) * 0.02)))), year: 2030 },
      rationale: '', basis: bases[index % bases.length] ?? '', source: '実績', discrepancyReason: null,
    },
    elsewhere: [{ name: `指標${index}`, planTitle: '総合戦略', isSamePlan: false, values: [{ year: 2023, value: readValue(text(start)) }] }],
  };
}

const heapMiB = (): number => process.memoryUsage().heapUsed / 1024 / 1024;

/** The lowest heap seen in a stretch of rows: what stays after the collector has been by. */
function lowestHeap(rows: { from: number; to: number }, counted: (findings: number) => void): number {
  let lowest = Infinity;
  for (let index = rows.from; index < rows.to; index += 1) {
    counted(checkRow(syntheticRow(index)).findings.length);
    if (index % 500 === 0) lowest = Math.min(lowest, heapMiB());
  }
  return lowest;
}

/** All checks over 550,000 indicators, read from their texts one after the other on one core, with nothing kept. */
export function checksFigures(): Figure[] {
  const tenth = indicators / 10;
  const started = performance.now();
  let findings = 0;
  const lows = Array.from({ length: 10 }, (_, part) => lowestHeap({ from: part * tenth, to: (part + 1) * tenth }, (count) => {
    findings += count;
  }));
  const seconds = (performance.now() - started) / 1000;
  const growth = (lows.at(-1) ?? 0) - (lows[0] ?? 0);
  const perSecond = Math.round(indicators / seconds).toLocaleString('en-US');
  return [
    {
      name: `all checks over ${indicators.toLocaleString('en-US')} indicators`,
      figure: `${seconds.toFixed(1)} s (${perSecond} a second, ${findings.toLocaleString('en-US')} findings)`,
      target: `at most ${minutesAllowed * 60} s`,
      met: seconds <= minutesAllowed * 60,
    },
    {
      name: 'memory of the checks, last tenth against first',
      figure: `${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MiB of heap`,
      target: `at most +${heapGrowthAllowedMiB} MiB`,
      met: growth <= heapGrowthAllowedMiB,
    },
  ];
}
