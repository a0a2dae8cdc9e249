import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readJson, writeWhole } from './places.mjs';
import { codeOf } from './trouble.mjs';

/** @typedef {{ name: string, pid: number, born: string }} Known one process that we started: a pid alone may be someone else's tomorrow */

/** @param {number} ms @returns {Promise<void>} */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * @param {number} pid
 * @returns {string | null} when that process was born, as the system tells it; null when there is none (a zombie is none)
 */
export function bornAt(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; what follows it is counted: the state is the 1st, the birth the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : `${fields[19]}`;
  } catch (error) {
    if (fs.existsSync('/proc/self/stat')) {
      if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return null;
      throw error;
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** @param {Known} known @returns {boolean} */
export function alive(known) {
  return bornAt(known.pid) === known.born;
}

/** @param {string} name @param {number} pid @returns {Known} */
export function known(name, pid) {
  return { name, pid, born: bornAt(pid) ?? '' };
}

/**
 * Asks a process to end, waits, and insists.
 * @param {Known} target
 * @param {{ signal?: NodeJS.Signals, patienceMs?: number, insist?: NodeJS.Signals }} [how]
 */
export async function end(target, { signal = 'SIGTERM', patienceMs = 30_000, insist = 'SIGKILL' } = {}) {
  for (const [step, waitMs] of /** @type {[NodeJS.Signals, number][]} */ ([[signal, patienceMs], [insist, 10_000], ['SIGKILL', 10_000]])) {
    if (!alive(target)) return;
    send(target.pid, step);
    for (const until = Date.now() + waitMs; Date.now() < until; await pause(20)) if (!alive(target)) return;
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
export function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

/** The processes that a launcher started for one DATA_DIR, kept on disk so that the next one finds what a killed one left. */
export class Roll {
  /** @param {string} dir */
  constructor(dir) {
    this.file = path.join(dir, 'processes.json');
  }

  /** @returns {Known[]} those that still run, in the order in which they are to be ended */
  running() {
    const entries = readJson(this.file)?.['processes'];
    return (Array.isArray(entries) ? entries : []).filter(alive);
  }

  /** @param {Known[]} entries */
  write(entries) {
    writeWhole(this.file, JSON.stringify({ processes: entries }) + '\n');
  }
}

/**
 * Runs a program to its end.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number, signal?: AbortSignal, onStart?: (known: Known) => void, onLine?: (line: string) => void, quiet?: boolean }} [how]
 *   `onLine` gets each line as it comes; without it and without `quiet` the program writes to our own output
 * @returns {Promise<{ code: number, output: string }>} 127 when the program is not there; `signal` ends it early, and it counts as failed
 */
export function run(command, args, { onLine, onStart, quiet = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const listening = quiet || onLine !== undefined;
    const child = spawn(command, args, { ...options, stdio: listening ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    if (child.pid !== undefined) onStart?.(known(command, child.pid));
    // npm takes its time to clear up; the next start clears up anyway.
    const insist = () => setTimeout(() => child.kill('SIGKILL'), 2000).unref();
    options.signal?.addEventListener('abort', insist, { once: true });
    let output = '';
    let rest = '';
    /** @param {string} text */
    const take = (text) => {
      output += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (onLine) lines.forEach(onLine);
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      if (error.name === 'AbortError') return;
      if (codeOf(error) === 'ENOENT') resolve({ code: 127, output: `${command}: not found` });
      else reject(error);
    });
    child.on('close', (code, signal) => {
      options.signal?.removeEventListener('abort', insist);
      if (rest && onLine) onLine(rest);
      resolve({ code: code ?? (signal ? 128 : 1), output });
    });
  });
}

/** @param {string} text @param {number} [count] @returns {string} its last lines */
export function lastLines(text, count = 20) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
