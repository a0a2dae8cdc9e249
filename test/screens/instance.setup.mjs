import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const checkout = path.resolve(import.meta.dirname, '..', '..');
const patienceMs = 180_000;

/** @returns {Promise<number>} a port that is free at this moment */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Starts the product as a person would, on data of its own, and says where it is. `KYOSEI_SCREENS_URL` names a running one
 * instead, for whoever works on a screen.
 */
export default async function setUp() {
  if (process.env['KYOSEI_SCREENS_URL']) return;
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'kyosei-screens-'));
  const child = spawn(process.execPath, ['apps/launcher/start.mjs'], { cwd: checkout, env: { ...process.env, PORT: String(await freePort()), DATA_DIR: dataDir, DATABASE_URL: undefined, REDIS_URL: undefined, NODE_ENV: undefined }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (bytes) => (output += bytes));
  child.stderr.on('data', (bytes) => (output += bytes));
  const written = path.join(dataDir, 'instance.json');
  const until = Date.now() + patienceMs;
  while (!fs.existsSync(written)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`The instance for the screens did not start.\n${output.slice(-4_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  process.env['KYOSEI_SCREENS_URL'] = JSON.parse(fs.readFileSync(written, 'utf8')).url;
  globalThis.kyoseiScreens = { child, dataDir };
}
