import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort } from './ports.mjs';
import { end, known, lastLines, pause, run } from './processes.mjs';
import { temporaryPlace } from './temporary.mjs';
import { Trouble } from './trouble.mjs';

/** What redis-server of Debian needs beside libc and OpenSSL, which every Debian has. */
const debianPackages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'liblua5.1-0', 'lua-cjson', 'lua-bitop', 'libatomic1'];

/** @typedef {{ command: string, env: NodeJS.ProcessEnv }} RedisProgram */

/**
 * A real redis-server: the one on PATH, else Debian's package unpacked below a folder, for which nobody has to be root.
 * @param {string} dir where to unpack, such as DATA_DIR
 * @returns {Promise<RedisProgram | null>} null where there is neither, as on a machine without apt or without its lists
 */
export async function redisProgram(dir) {
  for (const name of ['redis-server', 'valkey-server']) if (runs(name, process.env)) return { command: name, env: process.env };
  const home = path.join(dir, 'redis', 'program');
  return unpacked(home) ?? ((await unpack(home)) ? unpacked(home) : null);
}

/** @param {string} home @returns {RedisProgram | null} */
function unpacked(home) {
  const command = path.join(home, 'usr', 'bin', 'redis-server');
  const libraries = path.join(home, 'usr', 'lib');
  if (!fs.existsSync(command)) return null;
  const env = { ...process.env, LD_LIBRARY_PATH: fs.readdirSync(libraries).map((platform) => path.join(libraries, platform)).join(':') };
  return runs(command, env) ? { command, env } : null;
}

/** @param {string} home @returns {Promise<boolean>} */
async function unpack(home) {
  const half = `${home}.new`;
  fs.rmSync(half, { recursive: true, force: true });
  fs.mkdirSync(path.join(half, 'debs'), { recursive: true });
  const fetched = await run('apt-get', ['download', '-q', ...debianPackages], { cwd: path.join(half, 'debs'), quiet: true });
  if (fetched.code !== 0) return false;
  for (const deb of fs.readdirSync(path.join(half, 'debs'))) {
    const { code } = await run('dpkg-deb', ['-x', path.join(half, 'debs', deb), half], { quiet: true });
    if (code !== 0) return false;
  }
  fs.rmSync(path.join(half, 'debs'), { recursive: true });
  fs.rmSync(home, { recursive: true, force: true });
  fs.renameSync(half, home);
  return true;
}

/** @param {string} command @param {NodeJS.ProcessEnv} env @returns {boolean} */
function runs(command, env) {
  try {
    execFileSync(command, ['--version'], { env, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a Redis that keeps every write (AOF) and never throws data away for lack of memory, as BullMQ needs it.
 * @param {RedisProgram} program
 * @param {{ dir: string, port: number, appendOnly?: boolean }} where
 * @returns {Promise<import('node:child_process').ChildProcess>} once it answers
 */
export async function launchRedis({ command, env }, { dir, port, appendOnly = true }) {
  fs.mkdirSync(dir, { recursive: true });
  const logFile = path.join(dir, 'redis.log');
  const log = fs.openSync(logFile, 'a');
  const settings = { port, bind: '127.0.0.1', dir, appendonly: appendOnly ? 'yes' : 'no', save: '', 'maxmemory-policy': 'noeviction', daemonize: 'no' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', log, log] });
  fs.closeSync(log);
  let ended = false;
  child.once('error', () => (ended = true));
  child.once('exit', () => (ended = true));
  for (const until = Date.now() + 20_000; Date.now() < until && !ended; await pause(10)) if (await pongs(port)) return child;
  throw new Trouble('redis-server が起動しませんでした。下の出力を確かめてください。', { detail: lastLines(fs.readFileSync(logFile, 'utf8')) });
}

/** @param {number} port @returns {Promise<boolean>} */
function pongs(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (answer) => {
      resolve(answer.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}

/**
 * A Redis for one run of tests.
 * @param {RedisProgram} program @param {{ appendOnly?: boolean }} [how]
 */
export async function temporaryRedis(program, { appendOnly = true } = {}) {
  const place = temporaryPlace('redis');
  const port = await freePort();
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  const start = async () => {
    child = await launchRedis(program, { dir: place.dir, port, appendOnly });
    if (child.pid !== undefined) place.guardProcess(child.pid, 'SIGKILL');
    child.unref();
  };
  const finish = async (/** @type {NodeJS.Signals} */ signal) => {
    if (child?.pid !== undefined) await end(known('redis', child.pid), { signal });
    child = null;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    /** Starts it again on the same port, with what was kept. */
    start,
    /** Takes its life without a warning. */
    kill: () => finish('SIGKILL'),
    /** Ends it and forgets it. */
    stop: async () => {
      await finish('SIGTERM');
      await place.leave();
    },
  };
}
