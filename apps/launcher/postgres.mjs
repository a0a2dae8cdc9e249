import { randomBytes } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { accountFor, under } from './account.mjs';
import { readJson, writeWhole } from './places.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';
import { alive, end, known, lastLines, pause, run } from './processes.mjs';
import { codeOf, Trouble } from './trouble.mjs';

/**
 * @typedef {{
 *   dir: string,
 *   port: number,
 *   lasting: boolean,
 *   logFile: string,
 * }} Wish where the data lives, where to listen, and whether the data has to outlive a power cut (a test's has not)
 */

/** What a test's database may forget to be quicker. */
const forgetful = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_connections=200'];

/**
 * A real PostgreSQL server of our own below a folder: on 127.0.0.1 only, passwords by SCRAM, random and kept in
 * `secrets.json` (0600). Recovers by itself from having been killed at any moment, in `initdb` too.
 */
export class EmbeddedPostgres {
  /** @param {Wish} wish */
  constructor(wish) {
    this.wish = wish;
    this.binaries = postgresBinaries();
    this.home = path.join(wish.dir, 'postgres');
    this.cluster = path.join(this.home, String(this.binaries.major));
    this.secrets = passwords(path.join(wish.dir, 'secrets.json'));
    this.account = accountFor(this.cluster);
  }

  /** @returns {boolean} whether a start has to make the data folder first */
  isNew() {
    return !fs.existsSync(this.cluster);
  }

  /** Makes the data folder: under another name first, so that one cut short is never taken for whole. */
  async create() {
    this.#refuseOtherMajor();
    fs.mkdirSync(this.home, { recursive: true, mode: 0o700 });
    const half = `${this.cluster}.new`;
    fs.rmSync(half, { recursive: true, force: true });
    const passwordFile = path.join(this.home, 'initdb-password');
    fs.writeFileSync(passwordFile, this.secrets.postgres, { mode: 0o600 });
    if (this.account) for (const at of [this.home, passwordFile]) fs.chownSync(at, this.account.uid, this.account.gid);
    // The same order of characters on every machine; Japanese order is asked for per query (ja-x-icu).
    const locale = this.binaries.major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C.UTF-8'];
    const [command, args, options] = this.#program('initdb', ['-D', half, '-U', 'postgres', '-E', 'UTF8', ...locale, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]);
    const { code, output } = await run(command, args, { ...options, quiet: true });
    fs.rmSync(passwordFile, { force: true });
    if (code !== 0) throw new Trouble(`PostgreSQL のデータを作れませんでした。${advice(output)}`, { detail: lastLines(output) });
    fs.renameSync(half, this.cluster);
  }

  /**
   * Starts the server and returns once it answers. What a killed launcher left running is ended first.
   * @returns {Promise<import('node:child_process').ChildProcess>}
   */
  async launch() {
    if (this.isNew()) await this.create();
    await this.#endLeftOver();
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${this.wish.port}`, 'timezone=UTC', 'log_timezone=UTC', ...(this.wish.lasting ? [] : forgetful)];
    const [command, args, options] = this.#program('postgres', ['-D', this.cluster, ...settings.flatMap((setting) => ['-c', setting])]);
    const log = fs.openSync(this.wish.logFile, 'a');
    const from = fs.fstatSync(log).size;
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
    fs.closeSync(log);
    let ended = false;
    child.once('error', () => (ended = true));
    child.once('exit', () => (ended = true));
    for (const until = Date.now() + 60_000; Date.now() < until; await pause(25)) {
      if (ended) break;
      if (await answers(this.adminUrl())) return child;
    }
    if (child.pid && !ended) await end(known('postgres', child.pid), { signal: 'SIGINT', insist: 'SIGQUIT' });
    const output = fs.readFileSync(this.wish.logFile).subarray(from).toString('utf8');
    throw new Trouble(`PostgreSQL が起動しませんでした。${advice(output)}`, { detail: lastLines(output) });
  }

  /**
   * Makes sure of the role that owns our database, which is no superuser and does not pass row security, and of the
   * database itself.
   * @param {{ mayCreateDatabases?: boolean }} [more] a test's role makes and drops databases of its own
   * @returns {Promise<string>} the URL for that role and database
   */
  async ensureDatabase({ mayCreateDatabases = false } = {}) {
    const client = await connect(this.adminUrl());
    try {
      const attributes = `LOGIN NOSUPERUSER CREATEROLE NOBYPASSRLS ${mayCreateDatabases ? 'CREATEDB' : 'NOCREATEDB'} PASSWORD '${this.secrets.kyosei}'`;
      const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'kyosei'");
      await client.query(`${role.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE kyosei ${attributes}`);
      const database = await client.query("SELECT 1 FROM pg_database WHERE datname = 'kyosei'");
      if (database.rowCount === 0) await client.query('CREATE DATABASE kyosei OWNER kyosei TEMPLATE template0');
    } finally {
      await client.end();
    }
    return `postgres://kyosei:${this.secrets.kyosei}@127.0.0.1:${this.wish.port}/kyosei`;
  }

  /** @returns {string} the superuser's URL: for the launcher and for tests, never handed to the apps */
  adminUrl() {
    return `postgres://postgres:${this.secrets.postgres}@127.0.0.1:${this.wish.port}/postgres`;
  }

  /** Ends a server that still runs on this data, or removes the lock of one that was killed. */
  async #endLeftOver() {
    const lock = path.join(this.cluster, 'postmaster.pid');
    if (!fs.existsSync(lock)) return;
    const server = known('postgres', Number(fs.readFileSync(lock, 'utf8').split('\n')[0]));
    // The number may belong to something else by now; PostgreSQL itself would then refuse to start forever.
    if (server.born !== '' && runsOn(server.pid, this.cluster)) await end(server, { signal: 'SIGINT', insist: 'SIGQUIT' });
    if (!alive(server) || !runsOn(server.pid, this.cluster)) fs.rmSync(lock, { force: true });
  }

  #refuseOtherMajor() {
    const others = fs.existsSync(this.home) ? fs.readdirSync(this.home).filter((name) => /^\d+$/.test(name)) : [];
    if (others.length === 0) return;
    throw new Trouble(
      `${this.home} のデータは PostgreSQL ${others.join('、')} のもので、ここにある PostgreSQL ${this.binaries.major} では開けません。` +
        'もとの版に戻して実行するか、DATA_DIR に別のフォルダーを指定してください。',
    );
  }

  /**
   * @param {'initdb' | 'postgres'} name @param {string[]} args
   * @returns {[string, string[], { uid?: number, gid?: number, cwd: string, env: NodeJS.ProcessEnv }]}
   */
  #program(name, args) {
    const program = path.join(this.binaries.bin, name);
    const { prefix, options } = under(this.account, [path.join(this.binaries.bin, 'postgres'), program, this.home]);
    const [command, ...rest] = [...prefix, program, ...args];
    // Nothing of the person's own PG… variables reaches this server.
    return [`${command}`, rest, { ...options, cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } }];
  }
}

/** @param {string} file @returns {{ postgres: string, kyosei: string }} made at the first start, readable by us alone */
function passwords(file) {
  const kept = readJson(file);
  if (typeof kept?.['postgres'] === 'string' && typeof kept['kyosei'] === 'string') return { postgres: kept['postgres'], kyosei: kept['kyosei'] };
  const made = { postgres: randomBytes(24).toString('hex'), kyosei: randomBytes(24).toString('hex') };
  writeWhole(file, JSON.stringify(made) + '\n', 0o600);
  return made;
}

/** @param {number} pid @param {string} cluster @returns {boolean} whether that process is a PostgreSQL on this data folder */
function runsOn(pid, cluster) {
  try {
    const words = fs.existsSync('/proc/self/cmdline')
      ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return words.includes('postgres') && words.includes(cluster);
  } catch {
    return false;
  }
}

/** @param {string} url @returns {Promise<import('pg').Client>} */
export async function connect(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A connection that the server cuts while it is idle must not end the launcher.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** @param {string} url @returns {Promise<boolean>} whether the server is up; not being let in is no question of waiting */
async function answers(url) {
  try {
    const client = await connect(url);
    await client.end();
    return true;
  } catch (error) {
    if (codeOf(error) === '28P01') {
      throw new Trouble('組み込みの PostgreSQL の合言葉（DATA_DIR の secrets.json）がデータと合いません。secrets.json を元に戻すか、`npm run reset` でデータごと消してください。');
    }
    return false;
  }
}

/** @param {string} output @returns {string} */
function advice(output) {
  if (/no space left/i.test(output)) return 'ディスクの空きを作ってから、もう一度実行してください。';
  if (/permission denied/i.test(output)) return 'DATA_DIR の持ち主として実行するか、DATA_DIR に別のフォルダーを指定してください。';
  if (/could not look up effective user|user does not exist/i.test(output)) return 'この利用者番号には名前がありません。/etc/passwd にある利用者で実行するか、DATABASE_URL を指定してください。';
  return '下の出力を確かめてから、もう一度実行してください。';
}
