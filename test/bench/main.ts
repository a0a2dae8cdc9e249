import { actionFigures } from './actions.bench.js';
import { checksFigures } from './checks.bench.js';
import { documentFigures } from './documents.bench.js';
import type { Figure } from './figure.js';
import { sheetFigures } from './sheet.bench.js';
import { valueFigures } from './values.bench.js';
import { aBenchDatabase } from './world.js';

/** `npm run bench [name…]`: measures and prints each figure beside its target; exit code 1 when one is missed. */
async function main(): Promise<number> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('npm run bench で実行してください。');
  const asked = process.argv.slice(2);
  const db = await aBenchDatabase(databaseUrl);
  const benches: Readonly<Record<string, () => Promise<Figure[]> | Figure[]>> = {
    sheet: () => sheetFigures(db, databaseUrl), actions: () => actionFigures(db), documents: documentFigures, values: valueFigures, checks: checksFigures,
  };
  let missed = 0;
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const { name: what, figure, target, met } of await bench()) {
      console.log(`${met ? '✓' : '✗'} ${what}: ${figure} (${target})`);
      if (!met) missed += 1;
    }
  }
  await db.close();
  return missed === 0 ? 0 : 1;
}

process.exitCode = await main();
