import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inCheckout, readJson } from './places.mjs';
import { run } from './processes.mjs';
import { say, seconds, table } from './say.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Score
 * @typedef {{ name: string, ms: number, note: string, score: Score, output: string }} Outcome
 */

const bin = (/** @type {string} */ name) => inCheckout('node_modules', '.bin', name);

/** Types of the server, of the launcher, and of the web app, which has a browser's types. */
function typeProjects() {
  return ['tsconfig.json', 'apps/launcher/tsconfig.json', 'apps/web/tsconfig.json'].filter((file) => fs.existsSync(inCheckout(file)));
}

/**
 * What has to hold before anything is run: types, lint, boundaries between the rooms, and the rules' own tests.
 * @returns {Promise<Outcome[]>} in this order; the longest run beside the others, so that two cores are used
 */
export async function checks() {
  const [lint, rest] = await Promise.all([
    single('書き方 (eslint)', bin('eslint'), ['.', '--max-warnings=0']),
    (async () => {
      const outcomes = [];
      for (const project of typeProjects()) outcomes.push(await single(`型 (tsc ${project})`, bin('tsc'), ['--noEmit', '-p', project]));
      outcomes.push(await single('部屋の境 (dependency-cruiser)', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'apps', 'libs']));
      outcomes.push(await jest('規則のテスト (jest rules)', ['rules'], { quiet: true }));
      return outcomes;
    })(),
  ]);
  return [...rest, lint];
}

/** @param {string} name @param {string} command @param {string[]} args @returns {Promise<Outcome>} counted as one test */
async function single(name, command, args) {
  const from = performance.now();
  const { code, output } = await run(command, args, { cwd: inCheckout(), quiet: true });
  const passed = code === 0;
  return { name, ms: performance.now() - from, note: '', score: { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, output: passed ? '' : output };
}

/**
 * Runs jest projects.
 * @param {string} name @param {string[]} projects
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean, inBand?: boolean }} [how] quiet: the output is shown only when something failed; inBand: one file after the other
 * @returns {Promise<Outcome>}
 */
export async function jest(name, projects, { env = process.env, quiet = false, inBand = false } = {}) {
  const from = performance.now();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kyosei-jest-'));
  try {
    const report = path.join(dir, 'report.json');
    const args = ['--config', '.jestrc.cjs', '--selectProjects', ...projects, '--json', '--forceExit', '--outputFile', report, '--passWithNoTests', '--testTimeout', '30000', ...(inBand ? ['--runInBand'] : [])];
    // A busy machine is no failure: what hangs is told after half a minute.
    // Nor is a connection that a library tries again after its test: the run ends when its tests have.
    // The report goes to the file; what jest prints for people comes on the error stream.
    const { code, output } = await run(bin('jest'), args, { cwd: inCheckout(), env, onLine: quiet ? () => {} : showUnlessReport });
    const counted = /** @type {Record<string, number> | null} */ (readJson(report));
    const failed = (counted?.['numFailedTests'] ?? 0) + (counted?.['numRuntimeErrorTestSuites'] ?? 0);
    const score = {
      passed: counted?.['numPassedTests'] ?? 0,
      // A run that ends badly without a failed test (a leak, a crash, no report) is a failure of its own.
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: (counted?.['numPendingTests'] ?? 0) + (counted?.['numTodoTests'] ?? 0),
    };
    const inTests = testingMs(readJson(report));
    return { name, ms: performance.now() - from, note: `${score.passed + score.failed} 件、テスト自体は ${seconds(inTests)}`, score, output: quiet && code !== 0 ? withoutReport(output) : '' };
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {Record<string, unknown> | null} report @returns {number} what the tests themselves took, without loading their files */
function testingMs(report) {
  const files = report?.['testResults'];
  if (!Array.isArray(files)) return 0;
  return files.flatMap(({ assertionResults }) => assertionResults ?? []).reduce((sum, { duration }) => sum + (duration ?? 0), 0);
}

/** @param {string} line */
function showUnlessReport(line) {
  if (!line.startsWith('{"num')) say(line);
}

/** @param {string} output @returns {string} */
function withoutReport(output) {
  return output.split('\n').filter((line) => !line.startsWith('{"num')).join('\n');
}

/** Shows what failed in full, then every outcome with its time. @param {Outcome[]} outcomes */
export function show(outcomes) {
  for (const { name, output } of outcomes) if (output) say(`\n✗ ${name}\n${output.trimEnd()}`);
  say(`\n${table(outcomes.map(({ name, ms, note, score }) => [score.failed === 0 ? '✓' : '✗', name, seconds(ms), note]))}`);
}

/** @param {Outcome[]} outcomes @returns {Score} */
export function sum(outcomes) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { score } of outcomes) {
    total.passed += score.passed;
    total.failed += score.failed;
    total.skipped += score.skipped;
  }
  return total;
}
