import { readValue } from '#core';
import { readReviewForm, readStrategyForm } from '#sheets';
import { seedFile } from '../../seeds/demonstration.js';
import type { Figure } from './figure.js';

const seconds = 2;
const wanted = 100_000;

/** Every value text of both forms. */
async function texts(): Promise<string[]> {
  const review = await readReviewForm(seedFile('vision-kpi-review.xlsx'));
  const strategy = await readStrategyForm(seedFile('strategy-kpi.xlsx'));
  return [
    ...review.rows.flatMap((row) => [row.baseline.text, row.target.text, row.newTarget.text, ...row.actuals.map(({ text }) => text)]),
    ...strategy.projects.flatMap(({ indicators }) => indicators.flatMap(({ baseline, target }) => [baseline.text, target.text])),
  ];
}

/** How many values of the forms are read in a second on one core; nothing is remembered between two readings. */
export async function valueFigures(): Promise<Figure[]> {
  const all = await texts();
  const until = performance.now() + seconds * 1000;
  let read = 0;
  while (performance.now() < until) {
    for (const text of all) readValue(text);
    read += all.length;
  }
  const rate = read / seconds;
  return [{ name: `values read, of the ${all.length} on both forms, one core`, figure: `${Math.round(rate).toLocaleString('en-US')}/s`, target: `at least ${wanted.toLocaleString('en-US')}/s`, met: rate >= wanted }];
}
