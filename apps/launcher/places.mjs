import fs from 'node:fs';
import path from 'node:path';
import { codeOf, Trouble } from './trouble.mjs';

/** The checkout that this launcher belongs to. */
export const checkout = path.resolve(import.meta.dirname, '..', '..');

/** @param {...string} parts @returns {string} a path inside the checkout */
export function inCheckout(...parts) {
  return path.join(checkout, ...parts);
}

/** @returns {string} the absolute path of everything that the embedded services keep */
export function dataDir() {
  return path.resolve(process.env['DATA_DIR'] || inCheckout('.data'));
}

/** @returns {number} the port that the person asked for, 3000 when unset */
export function wantedPort() {
  const text = process.env['PORT'] || '3000';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new Trouble(`PORT は 1 から 65535 までの整数で指定してください（いまの値: ${text}）。`);
  }
  return port;
}

/**
 * What the launcher and the apps keep below DATA_DIR. `npm run reset` removes exactly these where the folder held
 * other things before the first start, so that a DATA_DIR pointed at a folder in use costs nobody their files.
 */
const ours = [
  'postgres', 'redis', 'mail', 'logs', 'documents', 'files', 'npm-cache', 'demo',
  'instance.json', 'accounts.json', 'secrets.json', 'ports.json', 'processes.json', 'launcher.json',
];
const marker = 'kyosei-data.json';

/**
 * Makes DATA_DIR, or recognises it. Others may pass through it (the embedded server runs under another account when
 * we are root); what must stay secret has its own mode.
 * @param {string} dir
 */
export function openDataDir(dir) {
  fs.mkdirSync(dir, { recursive: true, mode: 0o755 });
  if (fs.existsSync(path.join(dir, marker))) return;
  const shared = fs.readdirSync(dir).some((name) => !ours.includes(name));
  writeWhole(path.join(dir, marker), JSON.stringify({ madeBy: 'kyosei', shared }) + '\n');
}

/**
 * @param {string} dir
 * @returns {{ remove: string[], keep: string[] } | null} what a reset removes and leaves; null when this is no DATA_DIR of ours
 */
export function belongings(dir) {
  const mark = readJson(path.join(dir, marker));
  if (mark === null) return null;
  const shared = mark['shared'] !== false;
  const names = fs.readdirSync(dir);
  const remove = names.filter((name) => !shared || ours.includes(name) || name === marker);
  return { remove: remove.sort((a, b) => Number(a === marker) - Number(b === marker)), keep: names.filter((name) => !remove.includes(name)) };
}

/**
 * Writes a file so that a reader sees the old one or the new one, never half of it, and a power cut neither.
 * @param {string} file @param {string} text @param {number} [mode]
 */
export function writeWhole(file, text, mode = 0o644) {
  const half = `${file}.${process.pid}.tmp`;
  const handle = fs.openSync(half, 'w', mode);
  try {
    fs.writeFileSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(half, file);
}

/** @param {string} file @returns {Record<string, unknown> | null} the object in a JSON file; null when absent or not whole */
export function readJson(file) {
  try {
    const value = JSON.parse(fs.readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Refuses to begin what the disk cannot hold.
 * @param {string} dir an existing folder @param {number} megabytes
 */
export function needsSpace(dir, megabytes) {
  const { bavail, bsize } = fs.statfsSync(dir);
  const free = Math.floor((bavail * bsize) / 1024 ** 2);
  if (free >= megabytes) return;
  throw new Trouble(
    `${dir} のあるディスクの空きが ${free} MB しかありません。${megabytes} MB 以上の空きを作ってから、もう一度実行してください。(Not enough disk space.)`,
  );
}
