import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { inCheckout } from './places.mjs';
import { end, known, lastLines, pause } from './processes.mjs';
import { say, seconds } from './say.mjs';
import { Trouble } from './trouble.mjs';

const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** After living this long a service has recovered, and its next fall is a first fall again. */
const healthyAfterMs = 30_000;
const logLimitBytes = 10 * 1024 * 1024;

/**
 * @typedef {{
 *   title: string,
 *   launch: () => Promise<import('node:child_process').ChildProcess>,
 *   stop?: { signal: NodeJS.Signals, insist: NodeJS.Signals },
 *   onChange: () => void,
 * }} Plan what the service is called in Japanese, how it starts, how it is asked to end, and who keeps the roll
 */

/**
 * One process that is kept running: started again when it falls, after half a second, then 1, 2, … up to 15 seconds.
 * It runs in a process group of its own, so that a Ctrl-C reaches only the launcher, which ends the services in order.
 */
export class Service {
  /** @type {import('./processes.mjs').Known | null} */
  process = null;
  falls = 0;
  #waitMs = firstWaitMs;
  #stopping = false;

  /** @param {Plan} plan */
  constructor(plan) {
    this.plan = plan;
  }

  async start() {
    this.#watch(await this.plan.launch());
  }

  /** Ends it for good; one that is just being started again is waited for and ended too. @param {number} [patienceMs] */
  async stop(patienceMs = 30_000) {
    this.#stopping = true;
    await this.#restarting;
    if (this.process) await end(this.process, { ...this.plan.stop, patienceMs });
    this.process = null;
    this.plan.onChange();
  }

  /** @type {Promise<void>} */
  #restarting = Promise.resolve();

  /** @param {import('node:child_process').ChildProcess} child */
  #watch(child) {
    if (child.pid === undefined) throw new Trouble(`${this.plan.title}のプログラムを始められませんでした。もう一度実行してください。`);
    const startedAt = Date.now();
    this.process = known(this.plan.title, child.pid);
    this.plan.onChange();
    const fell = (/** @type {number | null} */ code, /** @type {string | null} */ signal) => {
      if (this.#stopping) return;
      this.process = null;
      this.falls += 1;
      if (Date.now() - startedAt > healthyAfterMs) this.#waitMs = firstWaitMs;
      this.#restarting = this.#again(signal ?? `終了コード ${code}`);
    };
    // It may have ended before anyone could listen.
    if (child.exitCode !== null || child.signalCode !== null) fell(child.exitCode, child.signalCode);
    else child.once('exit', fell);
  }

  /** @param {string} how it fell */
  async #again(how) {
    say(`! ${this.plan.title}が止まりました（${how}）。${seconds(this.#waitMs)}後に起動し直します。`);
    for (;;) {
      for (const until = Date.now() + this.#waitMs; Date.now() < until; await pause(50)) if (this.#stopping) return;
      this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
      try {
        const child = await this.plan.launch();
        say(`  ✓ ${this.plan.title}を起動し直しました。`);
        return this.#watch(child);
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        say(`! ${error.message} ${seconds(this.#waitMs)}後にもう一度試します。`);
      }
    }
  }
}

/**
 * @param {string} logFile
 * @returns {string} the same; what an earlier start wrote is put aside once it is large
 */
export function openLog(logFile) {
  if (fs.existsSync(logFile) && fs.statSync(logFile).size > logLimitBytes) fs.renameSync(logFile, `${logFile}.1`);
  return logFile;
}

/**
 * Starts one of our own programs, writing straight to its log file: it does not depend on the launcher to go on.
 * @param {string} script below the checkout @param {string[]} args
 * @param {{ logFile: string, env: NodeJS.ProcessEnv }} how
 */
export function launchNode(script, args, { logFile, env }) {
  const log = fs.openSync(logFile, 'a');
  const child = spawn(process.execPath, [inCheckout(script), ...args], { cwd: inCheckout(), env, detached: true, stdio: ['ignore', log, log] });
  fs.closeSync(log);
  return child;
}

/**
 * Waits until a URL answers 200.
 * @param {string} url
 * @param {{ services: Service[], logFile: string, what: string, patienceMs?: number }} how gives up early when one of the services keeps falling
 */
export async function untilReady(url, { services, logFile, what, patienceMs = 60_000 }) {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(50)) {
    if (await isReady(url)) return;
    if (services.some(({ falls }) => falls >= 3)) break;
  }
  throw new Trouble(`${what}が使えるようになりませんでした。下の記録（${logFile}）を確かめてから、もう一度実行してください。`, {
    detail: fs.existsSync(logFile) ? lastLines(fs.readFileSync(logFile, 'utf8')) : '',
  });
}

/** @param {string} url @returns {Promise<boolean>} */
export async function isReady(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
