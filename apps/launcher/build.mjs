import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inCheckout, readJson, writeWhole } from './places.mjs';
import { lastLines, run } from './processes.mjs';
import { Trouble } from './trouble.mjs';

const serverFolders = ['apps/api', 'apps/worker', 'apps/mail', 'libs', 'migrations', 'seeds', 'test/bench', 'test/demo'];
const serverFiles = ['package.json', 'package-lock.json', '.swcrc'];
/** The web app shares the rules with the server, so a change to them is a change to it. */
const webFolders = ['apps/web', 'libs/core'];
const webFiles = ['package-lock.json'];

/** @param {string[]} folders @param {string[]} files @returns {string} one hash over every source, its name and its bytes */
function fingerprint(folders, files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...files.map((name) => inCheckout(name)), ...folders.flatMap((folder) => walk(inCheckout(folder)))]) {
    hash.update(`\0${path.relative(inCheckout(), file)}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} its files, sorted; none when it does not exist */
function walk(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? walk(path.join(folder, entry.name)) : entry.isFile() ? [path.join(folder, entry.name)] : []));
}

/**
 * @typedef {{ name: string, needed: () => boolean, make: (signal?: AbortSignal) => Promise<void> }} Part
 * One half of the build; `needed` compares the sources with the stamp of the last build that ended well.
 */

/** @param {string} name @param {string} stampFile @param {() => string} sources @param {(signal?: AbortSignal) => Promise<void>} make @returns {Part} */
function part(name, stampFile, sources, make) {
  const stamp = inCheckout('dist', stampFile);
  return {
    name,
    needed: () => readJson(stamp)?.['sources'] !== sources(),
    make: async (signal) => {
      // Taken before the compiler reads: a file saved meanwhile makes the next start build again.
      const built = sources();
      fs.rmSync(stamp, { force: true });
      await make(signal);
      writeWhole(stamp, JSON.stringify({ sources: built }) + '\n');
    },
  };
}

const server = part('サーバーを組み立てています (swc)', '.server-build.json', () => fingerprint(serverFolders, serverFiles), async (signal) => {
  const scripts = /** @type {{ build: string }} */ (readJson(inCheckout('package.json'))?.['scripts']);
  // The same words as `npm run build`, without starting npm for them.
  const [tool, ...args] = scripts.build.split(' ');
  await tooled([inCheckout('node_modules', '.bin', `${tool}`), ...args], inCheckout(), signal);
  removeOrphans();
});

const web = part('画面を組み立てています (vite)', '.web-build.json', () => fingerprint(webFolders, webFiles), (signal) =>
  tooled([inCheckout('node_modules', '.bin', 'vite'), 'build'], inCheckout('apps', 'web'), signal),
);

/** @returns {Part[]} what has to be built because its sources are not those of the last build */
export function partsToBuild() {
  const parts = fs.existsSync(inCheckout('apps', 'web', 'vite.config.ts')) ? [server, web] : [server];
  return parts.filter(({ needed }) => needed());
}

/** @param {string[]} commandLine @param {string} cwd @param {AbortSignal} [signal] */
async function tooled([command, ...args], cwd, signal) {
  const { code, output } = await run(`${command}`, args, { cwd, quiet: true, signal });
  if (code !== 0) {
    throw new Trouble('組み立て（コンパイル）ができませんでした。下に出たソースの誤りを直してから、もう一度実行してください。', { detail: lastLines(output, 40) });
  }
}

/** What was compiled from a source that is gone would live on: a deleted migration would still run. */
function removeOrphans() {
  for (const folder of serverFolders) {
    for (const file of walk(inCheckout('dist', folder))) {
      const source = path.join(inCheckout(), path.relative(inCheckout('dist'), file)).replace(/\.js(\.map)?$/, '');
      if (/\.js(\.map)?$/.test(file) && !['.ts', '.tsx', '.js', '.mjs', '.cjs'].some((ending) => fs.existsSync(source + ending))) fs.rmSync(file);
    }
  }
}
