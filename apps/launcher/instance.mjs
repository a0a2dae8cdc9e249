import fs from 'node:fs';
import path from 'node:path';
import { partsToBuild } from './build.mjs';
import { launcherOn, releaseLock, takeLock } from './lock.mjs';
import { installPackages, packagesMissing } from './packages.mjs';
import { checkout, dataDir, inCheckout, needsSpace, openDataDir, readJson, wantedPort, writeWhole } from './places.mjs';
import { freePort, isFree, Ports } from './ports.mjs';
import { EmbeddedPostgres } from './postgres.mjs';
import { end, lastLines, Roll, run } from './processes.mjs';
import { say, Steps, table } from './say.mjs';
import { launchNode, openLog, Service, untilReady } from './service.mjs';
import { Trouble } from './trouble.mjs';

/**
 * @typedef {{ email: string, password: string, name: string, roles: string[], municipality: unknown, departments: unknown[] }} Account
 * @typedef {{ url: string, mailUrl: string, pid: number, accounts: Account[] }} Instance what outside clients find in `instance.json`
 */

const spaceForDataMb = 500;

/**
 * `npm start`: everything from a fresh clone to a running review, and again from whatever an earlier start left.
 * Returns when the person stops it.
 */
export async function start() {
  const dir = dataDir();
  const port = wantedPort();
  fs.mkdirSync(dir, { recursive: true, mode: 0o755 });
  openDataDir(dir);
  if (!takeLock(dir)) return alreadyRunning(dir);
  const launcher = new Launcher(dir, port);
  /** @param {NodeJS.Signals} signal */
  const asked = (signal) => launcher.ask(signal);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, asked);
  try {
    await launcher.bringUp();
    await launcher.asked;
    return 0;
  } finally {
    await launcher.bringDown();
    releaseLock(dir);
  }
}

/** @param {string} dir @returns {number} the exit code */
function alreadyRunning(dir) {
  const instance = runningInstance(dir);
  say(
    instance
      ? `すでに動いています: ${instance.url}（DATA_DIR は ${dir}）。止めるには、動かしている画面で Ctrl-C を押してください。(Already running.)`
      : `別の npm start が、いまこの DATA_DIR（${dir}）で起動または停止をしている途中です。終わるのを待ってください。(Another start is under way.)`,
  );
  return instance ? 0 : 1;
}

/** @param {string} dir @returns {Instance | null} the instance that is up on this DATA_DIR, ready for clients */
export function runningInstance(dir) {
  const launcher = launcherOn(dir);
  const instance = readJson(path.join(dir, 'instance.json'));
  return launcher && instance?.['pid'] === launcher.pid ? /** @type {Instance} */ (/** @type {unknown} */ (instance)) : null;
}

/**
 * Installs and builds what is missing: the part of a start that the tests and the figures need too.
 * @param {Steps} steps
 * @param {{ signal?: AbortSignal, onStart?: (known: import('./processes.mjs').Known) => void }} [how]
 */
export async function prepareCheckout(steps, how) {
  if (packagesMissing()) await steps.take('パッケージを入れています (npm ci)', () => installPackages(how));
  for (const { name, make } of partsToBuild()) await steps.take(name, () => make(how?.signal));
}

/** One start of everything on one DATA_DIR. */
class Launcher {
  steps = new Steps();
  /** In the order in which they end: who takes requests first, the database last. @type {Service[]} */
  services = [];
  /** @type {(signal: string) => void} */
  #resolveAsked = () => {};
  /** Resolves when the person asks for the end. @type {Promise<string>} */
  asked = new Promise((resolve) => (this.#resolveAsked = resolve));
  #asks = 0;
  /** Cuts short what is only preparation. */
  #cut = new AbortController();

  /** @param {string} dir @param {number} port */
  constructor(dir, port) {
    this.dir = dir;
    this.port = port;
    this.url = process.env['PUBLIC_URL'] || `http://localhost:${port}`;
    this.ports = new Ports(dir);
    this.roll = new Roll(dir);
  }

  /** @param {string} signal */
  ask(signal) {
    this.#asks += 1;
    if (this.#asks === 1) say(`\n${signal === 'SIGINT' ? 'Ctrl-C' : signal} を受け取りました。順に止めています…`);
    this.#cut.abort();
    // Asked twice: whatever still runs is not waited for. The next start recovers.
    if (this.#asks === 2) for (const known of this.roll.running()) void end(known, { ...stopOf(known), patienceMs: 0 });
    this.#resolveAsked(signal);
  }

  async bringUp() {
    say(`Kyosei を起動します（${checkout}）`);
    fs.rmSync(path.join(this.dir, 'instance.json'), { force: true });
    fs.mkdirSync(path.join(this.dir, 'logs'), { recursive: true });
    await this.#endLeftOvers();
    await this.#refuseOccupiedPort();
    needsSpace(this.dir, spaceForDataMb);
    await this.#unlessAsked(() => prepareCheckout(this.steps, { signal: this.#cut.signal, onStart: (npm) => this.roll.write([npm]) }));
    const databaseUrl = await this.#unlessAsked(() => this.#database());
    if (databaseUrl === null) return;
    const env = await this.#environment(databaseUrl);
    await this.#unlessAsked(() => this.steps.take('データベースの形をそろえています', () => this.#script('dist/apps/worker/src/migrate.js', env)));
    await this.#unlessAsked(() => this.steps.take('見本のデータを読み込んでいます', () => this.#script('dist/apps/worker/src/load-demonstration.js', env)));
    await this.#unlessAsked(() => this.steps.take('API、ワーカー、メールの受け皿を起動しています', () => this.#apps(env)));
    await this.#unlessAsked(async () => this.#announce(env));
  }

  async bringDown() {
    fs.rmSync(path.join(this.dir, 'instance.json'), { force: true });
    for (const service of this.services) await service.stop();
    if (this.#asks > 0) say('止めました。データは残っています。npm start で続きから始められます。');
  }

  /** @template T @param {() => Promise<T>} step @returns {Promise<T | null>} null once the person has asked for the end */
  async #unlessAsked(step) {
    if (this.#asks > 0) return null;
    try {
      return await step();
    } catch (error) {
      // What fails because it is being stopped is no trouble.
      if (this.#asks > 0) return null;
      throw error;
    }
  }

  /** A launcher that was killed leaves its services running; they are ended in the usual order. */
  async #endLeftOvers() {
    const left = this.roll.running();
    if (left.length === 0) return;
    await this.steps.take(`前回の起動が残したもの（${left.map(({ name }) => name).join('、')}）を止めています`, async () => {
      for (const known of left) await end(known, stopOf(known));
    });
  }

  async #refuseOccupiedPort() {
    if (await isFree(this.port)) return;
    const other = await freePort([this.port + 1, this.port + 2, this.port + 10]);
    throw new Trouble(
      `ポート ${this.port} は別のプログラムが使っています。それを止めるか、\`PORT=${other} npm start\` のように別の番号で起動してください。(Port ${this.port} is in use.)`,
    );
  }

  /** @returns {Promise<string>} the URL of the database: the person's, or that of a server of our own */
  async #database() {
    if (process.env['DATABASE_URL']) return process.env['DATABASE_URL'];
    const postgres = new EmbeddedPostgres({
      dir: this.dir,
      port: await this.ports.choose('postgres'),
      lasting: true,
      logFile: openLog(this.#log('postgres')),
    });
    return this.steps.take(postgres.isNew() ? 'PostgreSQL のデータを作り、起動しています' : 'PostgreSQL を起動しています', async () => {
      const service = new Service({ title: postgresTitle, launch: () => postgres.launch(), stop: postgresStop, onChange: () => this.#enrol() });
      this.services.push(service);
      await service.start();
      return postgres.ensureDatabase();
    });
  }

  /** @param {string} databaseUrl @returns {Promise<NodeJS.ProcessEnv & { MAIL_URL: string, SMTP_PORT: string }>} */
  async #environment(databaseUrl) {
    const smtpPort = await this.ports.choose('smtp', 1025);
    const mailPort = await this.ports.choose('mail', 8025);
    return {
      ...process.env,
      DATA_DIR: this.dir,
      DATABASE_URL: databaseUrl,
      PORT: String(this.port),
      PUBLIC_URL: this.url,
      SMTP_URL: process.env['SMTP_URL'] || `smtp://127.0.0.1:${smtpPort}`,
      SMTP_PORT: String(smtpPort),
      MAIL_URL: `http://127.0.0.1:${mailPort}`,
    };
  }

  /** @param {string} script @param {NodeJS.ProcessEnv} env */
  async #script(script, env) {
    const { code, output } = await run(process.execPath, [inCheckout(script)], { cwd: checkout, env, signal: this.#cut.signal, onLine: (line) => say(`    ${line}`) });
    if (code === 0) return;
    const way = /no space left|ENOSPC/i.test(output)
      ? 'ディスクの空きを作ってから、もう一度実行してください。'
      : process.env['DATABASE_URL']
        ? 'DATABASE_URL の指す PostgreSQL に接続でき、その利用者がデータベースの持ち主であることを確かめてから、もう一度実行してください。'
        : 'もう一度実行してください。続くときは `npm run reset` で作り直せます。';
    throw new Trouble(`${script} が終了コード ${code} で終わりました。${way}`, { detail: lastLines(output) });
  }

  /** @param {NodeJS.ProcessEnv & { MAIL_URL: string, SMTP_PORT: string }} env */
  async #apps({ SMTP_PORT, ...env }) {
    const mailArgs = ['--dir', path.join(this.dir, 'mail'), '--smtp-port', SMTP_PORT, '--http-port', new URL(env.MAIL_URL).port];
    const api = this.#app('API', 'api', 'dist/apps/api/src/main.js', [], env);
    const worker = this.#app('ワーカー', 'worker', 'dist/apps/worker/src/main.js', [], env);
    const mail = this.#app('メールの受け皿', 'mail', 'dist/apps/mail/src/main.js', mailArgs, env);
    this.services.unshift(api, worker, mail);
    await Promise.all([mail.start(), worker.start(), api.start()]);
    await Promise.all([
      untilReady(`http://localhost:${this.port}/health/ready`, { services: [api, worker], logFile: this.#log('api'), what: 'API ' }),
      untilReady(`${env.MAIL_URL}/health`, { services: [mail], logFile: this.#log('mail'), what: 'メールの受け皿' }),
    ]);
  }

  /** @param {string} title @param {string} log @param {string} script @param {string[]} args @param {NodeJS.ProcessEnv} env @returns {Service} */
  #app(title, log, script, args, env) {
    const logFile = openLog(this.#log(log));
    return new Service({ title, launch: async () => launchNode(script, args, { logFile, env }), onChange: () => this.#enrol() });
  }

  /** @param {NodeJS.ProcessEnv & { MAIL_URL: string }} env */
  #announce({ MAIL_URL: mailUrl }) {
    const accounts = readAccounts(this.dir);
    const instance = { url: this.url, mailUrl, pid: process.pid, accounts };
    writeWhole(path.join(this.dir, 'instance.json'), JSON.stringify(instance, null, 2) + '\n', 0o600);
    say(`\nかかった時間\n${this.steps.table()}\n`);
    say(`見本の利用者（合言葉はどれも見本のためのものです）\n${accountTable(accounts)}\n`);
    say(`準備ができました  ${this.url}\nメールの受け皿    ${mailUrl}\n記録              ${path.join(this.dir, 'logs')}\n止めるには Ctrl-C を押してください。(Ready. Stop with Ctrl-C.)`);
  }

  #enrol() {
    this.roll.write(this.services.flatMap(({ process: known }) => (known ? [known] : [])));
  }

  /** @param {string} name @returns {string} */
  #log(name) {
    return path.join(this.dir, 'logs', `${name}.log`);
  }
}

const postgresTitle = 'PostgreSQL';
/** Fast shutdown, and if that hangs an immediate one, from which PostgreSQL recovers at its next start. */
const postgresStop = /** @type {const} */ ({ signal: 'SIGINT', insist: 'SIGQUIT' });

/** @param {import('./processes.mjs').Known} known how that service, left by an earlier launcher, is asked to end */
function stopOf({ name }) {
  return name === postgresTitle ? postgresStop : {};
}

/** @param {string} dir @returns {Account[]} */
function readAccounts(dir) {
  const file = path.join(dir, 'accounts.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : [];
}

/** @param {Account[]} accounts @returns {string} */
function accountTable(accounts) {
  const nameOf = (/** @type {unknown} */ thing) =>
    typeof thing === 'object' && thing !== null && 'name' in thing ? String(thing.name) : String(thing ?? '');
  return table([
    ['メールアドレス', '合言葉', '名前', '役割', '市町村', '担当課'],
    ...accounts.map(({ email, password, name, roles, municipality, departments }) => [email, password, name, roles.join(' '), nameOf(municipality), departments.map(nameOf).join('、')]),
  ]);
}
