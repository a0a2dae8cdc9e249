import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

/** Every file of the project as text, except what others made: packages, typefaces, forms. */
function sources(): { file: string; text: string }[] {
  const tracked = existsSync(path.join(root, '.git')) ? execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n') : walk('.');
  return tracked.filter((file) => /\.(ts|tsx|mjs|cjs|js|json|md|css|html|yaml|yml|tsv)$/.test(file) && !/package-lock|npm-cache|node_modules|^dist\//.test(file) && existsSync(path.join(root, file)))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
}

function walk(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).filter(({ name }) => !['node_modules', 'dist', '.data', '.git'].includes(name))
    .flatMap((entry) => (entry.isDirectory() ? walk(path.join(folder, entry.name)) : [path.join(folder, entry.name)]));
}

const found = (pattern: RegExp, files: RegExp, except: RegExp = /house\.spec\.ts$/): string[] =>
  sources().filter(({ file }) => files.test(file) && !except.test(file)).flatMap(({ file, text }) => text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 100)}`] : [])));

it('has at its top only what was agreed', () => {
  const allowed = ['apps', 'libs', 'migrations', 'seeds', 'docker', 'test', 'docs', 'nest-cli.json', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'eslint.config.mjs', 'README.md', 'LICENSE', 'node_modules', 'dist'];
  expect(readdirSync(root).filter((name) => !name.startsWith('.') && !allowed.includes(name))).toEqual([]);
});

it('promises nothing for later, and leaves out no test', () => {
  expect(found(/\b(?:TODO|FIXME|XXX|HACK)\b|for now\b/, /\.(ts|tsx|mjs|cjs|md)$/)).toEqual([]);
  expect(found(/\b(?:it|test|describe)\.(?:skip|only|todo)\b|\bx(?:it|describe)\(/, /\.spec\.|test\/browser/)).toEqual([]);
});

it('knows nothing of the machine it was written on', () => {
  expect(found(/\/(?:work|root)\/|registry\.npmjs|\/home\/\w/, /.*/, /house\.spec\.ts$|\.npmrc$|account\.mjs$/)).toEqual([]);
});

it('tells years by their eras in one place: 令和元 is never 令和1, and 平成30 never 令和0', () => {
  expect(found(/- (?:2018|1988)\b/, /^(?:apps|libs)\/.*\.(?:ts|tsx)$/, /fiscal-year\.ts$|\.spec\.ts$|design\/era-date\.tsx$/)).toEqual([]);
});

it('keeps its files short enough to be read', () => {
  const long = sources().filter(({ file, text }) => /^(apps|libs|seeds|test)\/.*\.(ts|tsx|mjs)$/.test(file) && !/\.spec\.ts$|schema\.d\.ts$/.test(file) && text.split('\n').length > 350).map(({ file }) => file);
  expect(long).toEqual([]);
});

it('names every package in a decision: what it is for, and what it costs', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const pages = readdirSync(path.join(root, 'docs', 'decisions')).map((name) => readFileSync(path.join(root, 'docs', 'decisions', name), 'utf8')).join('\n');
  const unnamed = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter((name) => !name.startsWith('@types/') && !pages.includes(name));
  expect(unnamed).toEqual([]);
});

it('has no link in its pages that leads nowhere', () => {
  const broken = sources().filter(({ file }) => file.endsWith('.md')).flatMap(({ file, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => ({ file, target }))
      .filter(({ target }) => !existsSync(path.resolve(root, path.dirname(file), target)) || !statSync(path.resolve(root, path.dirname(file), target))));
  expect(broken).toEqual([]);
});
