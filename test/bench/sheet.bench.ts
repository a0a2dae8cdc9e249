import type { Db } from '#db';
import { median, type Figure } from './figure.js';
import { freePort, requestsPerSecond, serve } from './load.js';
import { aReviewedPlan } from './world.js';

const rounds = 3;

/** The sheet of a department of 20 indicators and 6 years over HTTP, against a bare server with the same SQL, in turns. */
export async function sheetFigures(db: Db, databaseUrl: string): Promise<Figure[]> {
  const plan = await aReviewedPlan(db, 20);
  const [apiPort, barePort] = [await freePort(), await freePort()];
  const values = encodeURIComponent(JSON.stringify([plan.cycleId, [plan.planId], plan.departmentId, [], '', 0, 201]));
  const bareUrl = `http://127.0.0.1:${barePort}/?${values}`;
  const sheetUrl = `http://127.0.0.1:${apiPort}/api/v1/cycles/${plan.cycleId}/sheet?department=${plan.departmentId}`;
  const bare = await serve('test/bench/bare-server.js', { DATABASE_URL: databaseUrl, PORT: String(barePort), BENCH_PARTNERSHIP: plan.partnershipId }, bareUrl);
  const api = await serve('apps/api/src/main.js', { DATABASE_URL: databaseUrl, PORT: String(apiPort), WEB_DIR: '/nowhere', LOG_LEVEL: 'error' }, `http://127.0.0.1:${apiPort}/health/live`);
  try {
    const cookie = plan.officer.cookie;
    const [bareRows, ours] = [await (await fetch(bareUrl)).json() as { items: unknown[] }, await (await fetch(sheetUrl, { headers: { cookie } })).json() as { items: unknown[] }];
    if (bareRows.items.length !== 20 || ours.items.length !== 20) throw new Error(`both answer with 20 rows: ${bareRows.items.length}, ${ours.items.length}`);
    const ratios: number[] = [];
    const seen: { ours: number; bare: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bareRate = await requestsPerSecond(bareUrl, { connections: 16, seconds: 3 });
      const ourRate = await requestsPerSecond(sheetUrl, { connections: 16, seconds: 3, cookie });
      ratios.push(ourRate / bareRate);
      seen.push({ ours: ourRate, bare: bareRate });
    }
    const ratio = median(ratios);
    const middle = seen[ratios.indexOf(ratio)] ?? { ours: 0, bare: 0 };
    return [{
      name: 'review sheet of one department: 20 indicators, 6 years, proposals, actions, checks',
      figure: `${middle.ours.toFixed(0)} requests/s, ${(ratio * 100).toFixed(0)} % of the bare server's ${middle.bare.toFixed(0)}`, target: 'at least 50 %', met: ratio >= 0.5,
    }];
  } finally {
    api.kill();
    bare.kill();
  }
}
