import { readFileSync } from 'node:fs';
import path from 'node:path';
import { People, type Instance } from './client.js';
import { residentMegabytes } from './memory.js';
import { outcomeOf } from './outcome.js';
import type { Cycle, Plan } from './shapes.js';
import { playStrategy } from './strategy.js';
import { playVision } from './vision.js';

const memoryTarget = 400;

/** Plays the demonstration year over HTTP against the instance that `KYOSEI_INSTANCE` names. */
async function main(): Promise<number> {
  const file = process.env['KYOSEI_INSTANCE'];
  if (!file) throw new Error('npm run demo で実行してください。');
  const instance = JSON.parse(readFileSync(file, 'utf8')) as Instance;
  const from = performance.now();
  const say = (line: string): void => console.log(`${((performance.now() - from) / 1000).toFixed(1).padStart(5)}秒  ${line}`);
  const people = new People(instance);
  const plans = await people.coordinator().all<Plan>('/plans');
  const cycles = await people.coordinator().all<Cycle>('/cycles');
  const of = (kind: Plan['kind']): { plan: Plan; cycle: Cycle } => {
    const plan = plans.find((one) => one.kind === kind);
    const cycle = cycles.find((one) => one.planId === plan?.id && one.fiscalYear === 2024);
    if (!plan || !cycle) throw new Error('見本の計画がありません。`npm run reset` のあと `npm start` で見本を読み込んでから実行してください。');
    return { plan, cycle };
  };
  const vision = of('vision');
  const strategy = await playStrategy(people, of('strategy').cycle.id, say);
  const published = await playVision(people, vision.plan, vision.cycle.id, say);
  const dataDir = path.dirname(file);
  const folder = path.join(dataDir, 'demo');
  const { lines, differences } = await outcomeOf(people, published, strategy, folder);
  const memory = residentMegabytes(dataDir);
  console.log('\n見本の一年の結果');
  for (const [what, how] of lines) console.log(`  ${what}　${how}`);
  console.log(`  文書の置き場所　${folder}`);
  console.log(`  メモリ　${memory === null ? '測れません' : `APIとワーカーで ${memory} MB（目標 ${memoryTarget} MB 以下）`}`);
  console.log(`  時間　${((performance.now() - from) / 1000).toFixed(1)}秒`);
  if (differences.length === 0) {
    console.log('\n期待したとおりの結果になりました。');
    return 0;
  }
  console.log(`\n期待と違うところがあります。\n${differences.map((line) => `  ✗ ${line}`).join('\n')}`);
  return 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`\n見本の一年を最後まで演じられませんでした。\n${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
