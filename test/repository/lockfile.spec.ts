import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };

test('npm ci accepts the lockfile on every machine: each optional package of each platform is in it (else run: node .ci/complete-lockfile.mjs)', () => {
  const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
  const missing = packages.flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !foldersAbove(place).some((folder) => lock.packages[`${folder}node_modules/${name}`]?.version)),
  );
  expect(missing).toEqual([]);
});

test('the lockfile names no download host, so that any registry serves', () => {
  expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined).map(([place]) => place)).toEqual([]);
});

/** `a/node_modules/b` → `a/node_modules/b/`, `a/`, and the root: where Node looks for what it needs. */
function foldersAbove(place: string): string[] {
  const cuts = [...place.matchAll(/(?:^|\/)node_modules\//g)].map(({ index }) => (index === 0 ? '' : `${place.slice(0, index)}/`));
  return [`${place}/`, ...cuts];
}
