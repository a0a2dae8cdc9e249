import fs from 'node:fs';
import path from 'node:path';
import { readJson } from './places.mjs';
import { alive, known } from './processes.mjs';
import { codeOf } from './trouble.mjs';

/** @param {string} dir @returns {import('./processes.mjs').Known | null} the launcher that runs on this DATA_DIR now */
export function launcherOn(dir) {
  const held = readJson(path.join(dir, 'launcher.json'));
  if (typeof held?.['pid'] !== 'number' || typeof held['born'] !== 'string') return null;
  const launcher = { name: 'launcher', pid: held['pid'], born: held['born'] };
  return alive(launcher) ? launcher : null;
}

/**
 * Takes DATA_DIR for this process. The lock of a launcher that is gone counts for nothing.
 * @param {string} dir
 * @returns {boolean} false when another launcher has it
 */
export function takeLock(dir) {
  const file = path.join(dir, 'launcher.json');
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, JSON.stringify(known('launcher', process.pid)) + '\n');
  try {
    for (;;) {
      try {
        // A hard link appears whole or not at all, and only one of two can make it.
        fs.linkSync(mine, file);
        return true;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        if (launcherOn(dir)) return false;
        fs.rmSync(file, { force: true });
      }
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** @param {string} dir */
export function releaseLock(dir) {
  fs.rmSync(path.join(dir, 'launcher.json'), { force: true });
}
