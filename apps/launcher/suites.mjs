import fs from 'node:fs';
import { checks, jest, show, sum } from './checks.mjs';
import { prepareCheckout } from './instance.mjs';
import { dataDir, openDataDir } from './places.mjs';
import { redisProgram, temporaryRedis } from './redis.mjs';
import { say, Steps } from './say.mjs';
import { temporaryPostgres } from './temporary.mjs';

/** @typedef {import('./checks.mjs').Outcome} Outcome */

/**
 * `npm test`: everything that can be tested here, from a fresh clone. The services' suite runs on both stores that the
 * queues may live in. Ends with one line that adds up all runs.
 * @returns {Promise<number>} the exit code
 */
export async function test() {
  const steps = new Steps();
  await prepareCheckout(steps);
  const outcomes = await steps.take('型、書き方、部屋の境、規則を確かめています', checks);
  show(outcomes);
  say('\n▸ 様式と文書、リポジトリのテスト (jest rooms)');
  outcomes.push(await jest('様式と文書、リポジトリのテスト (jest rooms)', ['rooms']));
  outcomes.push(...(await services()));
  outcomes.push(...(await browser()));

  show(outcomes);
  const { passed, failed, skipped } = sum(outcomes);
  say(`\n${steps.table()}`);
  say(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
}

/** @returns {Promise<Outcome[]>} the services on a real PostgreSQL, with the queues there and on a real Redis */
async function services() {
  const postgres = await temporaryPostgres();
  try {
    // The person's own servers are not for tests.
    const env = { ...process.env, DATABASE_URL: undefined, REDIS_URL: undefined, KYOSEI_TEST_DATABASE_URL: postgres.url };
    const onPostgres = 'サービスのテスト、キューは PostgreSQL (jest services)';
    say(`\n▸ ${onPostgres}`);
    return [await jest(onPostgres, ['services'], { env }), await onRedis(env)];
  } finally {
    await postgres.stop();
  }
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<Outcome>} */
async function onRedis(env) {
  const name = 'サービスのテスト、キューは Redis (jest services)';
  openDataDir(dataDir());
  const program = await redisProgram(dataDir());
  if (!program) return absent(name, 'redis-server が PATH になく、Debian のパッケージからも用意できません');
  const redis = await temporaryRedis(program);
  try {
    say(`\n▸ ${name}`);
    return await jest(name, ['services'], { env: { ...env, REDIS_URL: redis.url } });
  } finally {
    await redis.stop();
  }
}

/** @returns {Promise<Outcome[]>} the screens in a real browser, against an instance of their own, one after the other so that the figures are theirs */
async function browser() {
  const name = '画面のテスト (jest screens)';
  if (!(await hasChromium())) return [absent(name, 'Chromium がありません。`apt-get install chromium fonts-noto-cjk` で入れるか、CHROMIUM_PATH で場所を指定してください')];
  say(`\n▸ ${name}`);
  return [await jest(name, ['screens'], { inBand: true })];
}

/** @returns {Promise<boolean>} */
async function hasChromium() {
  const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return places.some((place) => Boolean(place && fs.existsSync(place)));
}

/**
 * A run that a missing program keeps from running: said, and counted as skipped; in CI, where everything has to be
 * there, as failed.
 * @param {string} name @param {string} why @returns {Outcome}
 */
function absent(name, why) {
  const inCi = Boolean(process.env['CI']);
  say(`\n! ${name}は${inCi ? '失敗です' : '飛ばします'}: ${why}。`);
  return { name, ms: 0, note: `${why}`, score: { passed: 0, failed: inCi ? 1 : 0, skipped: inCi ? 0 : 1 }, output: '' };
}
