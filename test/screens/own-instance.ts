import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';

const checkout = path.resolve(__dirname, '..', '..');
const patienceMs = 180_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

let dataDirOfOwn: string | null = null;

/** Says something to the database of the suite's own instance: for what an installation sets, and no screen does. */
export async function inOwnDatabase(statement: string): Promise<void> {
  if (dataDirOfOwn === null) throw new Error('This suite has no instance of its own.');
  const read = (name: string): Record<string, string> => JSON.parse(readFileSync(path.join(dataDirOfOwn ?? '', name), 'utf8')) as Record<string, string>;
  const client = new pg.Client({ connectionString: `postgres://postgres:${read('secrets.json')['postgres']}@127.0.0.1:${read('ports.json')['postgres']}/kyosei` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * Starts a product of this suite's own, with the demonstration's data untouched: an import changes what the other suites work on.
 * From then on the suite's windows open there. @returns what stops it again
 */
export async function ownInstance(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'kyosei-screens-'));
  const child = spawn(process.execPath, ['apps/launcher/start.mjs'], { cwd: checkout, env: { ...process.env, PORT: String(await freePort()), DATA_DIR: dataDir, DATABASE_URL: undefined, REDIS_URL: undefined }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const written = path.join(dataDir, 'instance.json');
  const until = Date.now() + patienceMs;
  while (!existsSync(written)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`The instance of this suite did not start.\n${output.slice(-4_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  dataDirOfOwn = dataDir;
  process.env['KYOSEI_SCREENS_URL'] = (JSON.parse(readFileSync(written, 'utf8')) as { url: string }).url;
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
}
