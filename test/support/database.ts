import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '#db';

/** A database of one's own, migrated and empty; its owner is our role, which row security binds. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, cutting whoever is still connected. */
  drop(): Promise<void>;
}

/** Serializes the test processes of a run while the first of them makes the template. */
const templateLock = 7_105_002;
const migrations = path.resolve(__dirname, '..', '..', 'migrations');

/**
 * Clones the migrated template, which takes about 25 ms. The template is made once per run, by whoever asks first; its
 * name holds a hash of the migrations, so that a server that outlives the run never hands out an old schema.
 */
export async function aDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const template = `kyosei_template_${migrationsHash()}`;
  const name = `kyosei_test_${randomBytes(6).toString('hex')}`;
  await withClient(server, async (client) => {
    await ensureTemplate(client, template);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: urlOf(name),
    drop: () => dropDatabase(name),
  };
}

const insufficientPrivilege = '42501';

/**
 * Removes a database, cutting whoever is still connected. An autovacuum worker belongs to the server itself and cannot be cut by
 * our role; it is gone in a moment, so the server is asked again until it is.
 */
export async function dropDatabase(name: string): Promise<void> {
  await withClient(testServer(), async (client) => {
    for (let asked = 1; ; asked += 1) {
      try {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        return;
      } catch (error) {
        if ((error as { code?: unknown }).code !== insufficientPrivilege || asked >= 50) throw error;
        await client.query('SELECT pg_sleep(0.1)');
      }
    }
  });
}

async function ensureTemplate(client: pg.Client, template: string): Promise<void> {
  if (await exists(client, template)) return;
  await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
  try {
    if (await exists(client, template)) return;
    // Under another name until it is whole: a run that was killed here leaves no half-migrated template.
    const half = `${template}_half`;
    await client.query(`DROP DATABASE IF EXISTS ${half} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${half} TEMPLATE template0`);
    await migrate(urlOf(half));
    await client.query(`ALTER DATABASE ${half} RENAME TO ${template}`);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [templateLock]);
  }
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  return (await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).rowCount === 1;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function testServer(): string {
  const url = process.env['KYOSEI_TEST_DATABASE_URL'];
  if (!url) throw new Error('KYOSEI_TEST_DATABASE_URL is not set: a spec that needs a database belongs to the jest project "services".');
  return url;
}

function urlOf(database: string): string {
  const url = new URL(testServer());
  url.pathname = `/${database}`;
  return url.href;
}

function migrationsHash(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrations).sort()) hash.update(file).update(readFileSync(path.join(migrations, file)));
  return hash.digest('hex').slice(0, 12);
}
