import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Trouble } from './trouble.mjs';

/**
 * PostgreSQL refuses to run as root. So as root its programs run under another account: the owner of the data if there
 * is some already, else `postgres`, else `nobody`. As anybody else they run as who we are.
 *
 * That account must reach the programs and the data. Below a closed folder (/root, a fresh `mktemp -d`) it cannot;
 * there the programs get the one capability that passes closed folders, through setpriv, instead of asking the person
 * to open their home.
 */

/** @typedef {{ uid: number, gid: number }} Account */

/** @param {string} existing the data folder of an earlier start, if there is one @returns {Account | null} null: stay who we are */
export function accountFor(existing) {
  if (process.getuid?.() !== 0) return null;
  if (fs.existsSync(existing)) {
    const { uid, gid } = fs.statSync(existing);
    if (uid !== 0) return { uid, gid };
  }
  const accounts = fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Trouble('PostgreSQL は root では動きませんが、代わりに使う利用者（postgres か nobody）がこの機械にありません。root 以外の利用者で実行してください。');
}

/**
 * @param {string} place @param {Account} account
 * @returns {string[]} the folders on the way there, and the program itself, that are closed to the account
 */
function closedPlaces(place, { uid, gid }) {
  const parts = path.resolve(place).split(path.sep);
  const onTheWay = parts.map((_, index) => parts.slice(0, index + 1).join(path.sep) || path.sep);
  return onTheWay.filter((at) => {
    if (!fs.existsSync(at)) return false;
    const { mode, uid: owner, gid: group } = fs.statSync(at);
    return (mode & (owner === uid ? 0o100 : group === gid ? 0o010 : 0o001)) === 0;
  });
}

/**
 * How to start a program under an account: what comes before the program, and the options for spawn.
 * @param {Account | null} account @param {string[]} places what it has to reach: folders, and the program
 * @returns {{ prefix: string[], options: { uid?: number, gid?: number } }}
 */
export function under(account, places) {
  if (!account) return { prefix: [], options: {} };
  const closed = places.flatMap((place) => closedPlaces(place, account));
  if (closed.length === 0) return { prefix: [], options: account };
  // Reading and searching is enough for folders; a program closed to others (umask 077) needs the stronger one.
  const capability = heldCapability(closed.every((at) => fs.statSync(at).isDirectory()) ? ['dac_read_search', 'dac_override'] : ['dac_override']);
  if (!capability) {
    throw new Trouble(
      `${closed[0]} は root だけが使えるので、組み込みの PostgreSQL（利用者番号 ${account.uid} で動きます）をその中で動かせません。` +
        'ほかの利用者も通れる場所（/srv など）に置き直すか、DATABASE_URL に PostgreSQL を指定してください。',
    );
  }
  const only = `-all,+${capability}`;
  return {
    prefix: ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', `--inh-caps=${only}`, `--ambient-caps=${only}`, `--bounding-set=${only}`, '--'],
    options: {},
  };
}

const capabilityBit = { dac_override: 1n, dac_read_search: 2n };

/** @param {(keyof typeof capabilityBit)[]} acceptable in order @returns {string | null} the first that we hold and can hand on */
function heldCapability(acceptable) {
  if (!fs.existsSync('/proc/self/status')) return null;
  const held = BigInt('0x' + (/^CapEff:\s*([0-9a-f]+)$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'));
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return acceptable.find((name) => held & (1n << capabilityBit[name])) ?? null;
}
