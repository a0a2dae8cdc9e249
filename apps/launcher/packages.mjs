import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { dataDir, inCheckout, needsSpace, readJson, writeWhole } from './places.mjs';
import { lastLines, run } from './processes.mjs';
import { Trouble } from './trouble.mjs';

const spaceForPackagesMb = 900;
const stamp = inCheckout('node_modules', '.kyosei-packages.json');

/** @returns {string} what the installed packages depend on: the lockfile, and the platform that native packages are made for */
function wanted() {
  const lockfile = fs.readFileSync(inCheckout('package-lock.json'));
  return createHash('sha256').update(lockfile).update(`${process.platform} ${process.arch} ${process.versions.modules}`).digest('hex');
}

/**
 * npm writes its own record as the very last thing, so an installation that was cut short has none; packages that
 * somebody installed by hand from the same lockfile are taken as they are.
 * @returns {boolean}
 */
function installedFromThisLockfile() {
  const record = readJson(inCheckout('node_modules', '.package-lock.json'))?.['packages'];
  const locked = readJson(inCheckout('package-lock.json'))?.['packages'];
  if (!record || !locked) return false;
  const present = /** @type {Record<string, { version?: string }>} */ (record);
  return Object.entries(/** @type {Record<string, { version?: string, optional?: boolean, link?: boolean }>} */ (locked)).every(
    ([where, { version, optional, link }]) =>
      where === '' || link || (present[where] === undefined ? optional === true : present[where].version === version),
  );
}

/** @returns {boolean} whether `npm ci` has to run before anything else */
export function packagesMissing() {
  if (readJson(stamp)?.['wanted'] === wanted()) return false;
  if (!installedFromThisLockfile()) return true;
  writeWhole(stamp, JSON.stringify({ wanted: wanted() }) + '\n');
  return false;
}

/**
 * Installs exactly what the lockfile says. Install scripts stay off: none of our packages needs one (the links between
 * PostgreSQL's libraries are made by `postgres-binaries.mjs`), and what does not run cannot do harm.
 * @param {{ signal?: AbortSignal, onStart?: (known: import('./processes.mjs').Known) => void }} [how]
 */
export async function installPackages({ signal, onStart } = {}) {
  needsSpace(inCheckout(), spaceForPackagesMb);
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, all] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
  const { code, output } = await run(command, all, { cwd: inCheckout(), env: { ...process.env, ...npmHome(), NODE_ENV: 'development' }, quiet: true, signal, onStart });
  if (code === 127) throw new Trouble('npm が見つかりません。Node.js に付属の npm を PATH に入れてから、もう一度実行してください。');
  if (code !== 0) throw new Trouble(`パッケージを入れられませんでした（npm ci の終了コード ${code}）。${advice(output)}`, { detail: lastLines(output) });
  writeWhole(stamp, JSON.stringify({ wanted: wanted() }) + '\n');
}

/** @param {string} output @returns {string} */
function advice(output) {
  if (/ENOSPC|no space left/i.test(output)) return 'ディスクの空きを作ってから、もう一度実行してください。';
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|network/i.test(output)) return 'ネットワークと npm のレジストリの設定を確かめてから、もう一度実行してください。';
  if (/EACCES|EPERM|EROFS/.test(output)) return 'このフォルダーに書き込める利用者として、もう一度実行してください。';
  return '下の出力を確かめてから、もう一度実行してください。';
}

/** npm keeps its cache in the home; an account without one (nobody) gets a place below DATA_DIR. @returns {NodeJS.ProcessEnv} */
function npmHome() {
  if (process.env['npm_config_cache'] && canWrite(process.env['npm_config_cache'])) return {};
  const home = process.env['HOME'];
  if (home && canWrite(home)) return {};
  return { npm_config_cache: path.join(dataDir(), 'npm-cache') };
}

/** @param {string} place @returns {boolean} whether it, or the nearest folder above it that exists, can be written */
function canWrite(place) {
  for (let at = place; ; at = path.dirname(at)) {
    if (!fs.existsSync(at) && at !== path.dirname(at)) continue;
    try {
      fs.accessSync(at, fs.constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }
}
