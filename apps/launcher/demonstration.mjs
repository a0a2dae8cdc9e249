import { spawn } from 'node:child_process';
import path from 'node:path';
import { prepareCheckout, runningInstance } from './instance.mjs';
import { dataDir, inCheckout } from './places.mjs';
import { end, known, pause, run } from './processes.mjs';
import { say, Steps } from './say.mjs';
import { Trouble } from './trouble.mjs';

/**
 * `npm run demo`: plays the year against the instance that runs on this DATA_DIR, or against one that it starts and
 * stops itself.
 * @returns {Promise<number>} the exit code of the play
 */
export async function demo() {
  const dir = dataDir();
  await prepareCheckout(new Steps());
  const own = runningInstance(dir) ? null : await startOwn(dir);
  try {
    const env = { ...process.env, KYOSEI_INSTANCE: path.join(dir, 'instance.json') };
    return (await run(process.execPath, [inCheckout('dist', 'test', 'demo', 'main.js')], { cwd: inCheckout(), env })).code;
  } finally {
    if (own) await end(own, { patienceMs: 90_000 });
  }
}

/** @param {string} dir @returns {Promise<import('./processes.mjs').Known>} the launcher, once its instance is ready */
async function startOwn(dir) {
  say('動いているものがないので、このデモのために起動します。');
  const child = spawn(process.execPath, [inCheckout('apps', 'launcher', 'start.mjs')], { cwd: inCheckout(), stdio: ['ignore', 'inherit', 'inherit'] });
  const launcher = known('launcher', child.pid ?? 0);
  while (child.exitCode === null && child.signalCode === null) {
    if (runningInstance(dir)) return launcher;
    await pause(100);
  }
  throw new Trouble('起動できなかったので、デモを始められませんでした。上に出た文のとおりにしてから、もう一度実行してください。');
}
