import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inCheckout } from './places.mjs';
import { freePort } from './ports.mjs';
import { EmbeddedPostgres } from './postgres.mjs';
import { end, known } from './processes.mjs';

/**
 * A folder below the system's temporary one, and processes, that live no longer than this process, however it ends: a
 * guard outlives it, sees the pipe close, and clears up.
 * @param {string} name
 */
export function temporaryPlace(name) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `kyosei-${name}-`));
  const guard = spawn(process.execPath, [inCheckout('apps', 'launcher', 'guard.mjs'), dir], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  const { stdin } = guard;
  stdin.on('error', () => {});
  guard.unref();
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return {
    dir,
    /** @param {number} pid a process that is to end with us @param {NodeJS.Signals} signal */
    guardProcess: (pid, signal) => stdin.write(`${JSON.stringify({ ...known(name, pid), signal })}\n`),
    /** Clears up now, and returns when that is done. */
    leave: () =>
      new Promise((/** @type {(value: void) => void} */ resolve) => {
        guard.ref();
        guard.once('exit', () => resolve());
        if (guard.exitCode !== null || guard.signalCode !== null) resolve();
        stdin.end();
      }),
  };
}

/**
 * A PostgreSQL for one run of tests or measurements.
 * @param {{ lasting?: boolean }} [how] lasting: with the same promises as in operation, for honest figures
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} the URL for our role, which may make databases
 */
export async function temporaryPostgres({ lasting = false } = {}) {
  const place = temporaryPlace('postgres');
  try {
    const postgres = new EmbeddedPostgres({ dir: place.dir, port: await freePort(), lasting, logFile: path.join(place.dir, 'postgres.log') });
    const child = await postgres.launch();
    if (child.pid !== undefined) place.guardProcess(child.pid, 'SIGQUIT');
    child.unref();
    const url = await postgres.ensureDatabase({ mayCreateDatabases: true });
    const stop = async () => {
      if (child.pid !== undefined) await end(known('postgres', child.pid), { signal: 'SIGINT', insist: 'SIGQUIT' });
      await place.leave();
    };
    return { url, stop };
  } catch (error) {
    await place.leave();
    throw error;
  }
}
