import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { actionFigures } from './actions.bench.js';
import { checksFigures } from './checks.bench.js';
import { documentFigures } from './documents.bench.js';
import type { Figure } from './figure.js';
import { importFigures } from './imports.bench.js';
import { judgingFigures } from './judging.bench.js';
import { killFigures } from './kills.bench.js';
import { sheetFigures } from './sheet.bench.js';
import { valueFigures } from './values.bench.js';
import { aBenchDatabase } from './world.js';

type Bench = (databaseUrl: string) => Promise<Figure[]> | Figure[];

async function withDatabase(databaseUrl: string, bench: (db: Awaited<ReturnType<typeof aBenchDatabase>>) => Promise<Figure[]>): Promise<Figure[]> {
  const db = await aBenchDatabase(databaseUrl);
  try {
    return await bench(db);
  } finally {
    await db.close();
  }
}

const benches: Readonly<Record<string, Bench>> = {
  sheet: (url) => withDatabase(url, (db) => sheetFigures(db, url)),
  judging: (url) => withDatabase(url, judgingFigures),
  actions: (url) => withDatabase(url, actionFigures),
  documents: documentFigures,
  imports: (url) => withDatabase(url, (db) => importFigures(db, url)),
  kills: (url) => withDatabase(url, (db) => killFigures(db, url)),
  values: valueFigures,
  checks: checksFigures,
};

/** One bench in this process, each figure beside its target. @returns whether all were met */
async function measure(name: string, databaseUrl: string): Promise<boolean> {
  const figures = (await benches[name]?.(databaseUrl)) ?? [];
  for (const { name: what, figure, target, met } of figures) console.log(`${met ? '✓' : '✗'} ${what}: ${figure} (${target})`);
  return figures.every(({ met }) => met);
}

/**
 * `npm run bench [-- name…]`: all benches, or those named, one after the other, each in a process of its own so that none
 * measures what another left in memory. Exit code 1 when a target is missed.
 */
async function main(): Promise<number> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('npm run bench で実行してください。');
  const [flag, one] = process.argv.slice(2);
  if (flag === '--only' && one) return (await measure(one, databaseUrl)) ? 0 : 1;
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in benches));
  if (unknown) throw new Error(`測定「${unknown}」はありません。${Object.keys(benches).join('、')} から選んでください。`);
  const names = asked.length > 0 ? asked : Object.keys(benches);
  const codes = names.map((name) => spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--only', name], { stdio: 'inherit' }).status ?? 1);
  return codes.every((code) => code === 0) ? 0 : 1;
}

process.exitCode = await main();
