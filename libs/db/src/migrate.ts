import { aDataSource } from './data-source.js';

/** Serializes everybody who migrates the same database; any constant will do, as long as it never changes. */
const migrationLock = 7_105_001;

/**
 * Brings the database to the schema of this code. Safe to call from several processes at once: one works, the others wait for
 * it and then find nothing to do. Each migration is one transaction, so being killed half-way leaves a whole step undone.
 * @returns the names of the migrations that were run
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const source = aDataSource({ url: databaseUrl, poolSize: 3, applicationName: 'kyosei-migrate' });
  source.setOptions({ extra: { connectionTimeoutMillis: 10_000 } });
  await source.initialize();
  const guard = source.createQueryRunner();
  try {
    await guard.query('select pg_advisory_lock($1)', [migrationLock]);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await guard.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await guard.release();
    await source.destroy();
  }
}

/** Whether every migration of this code has run: what a replica waits for before it serves. */
export async function isMigrated(databaseUrl: string): Promise<boolean> {
  const source = aDataSource({ url: databaseUrl, poolSize: 2, applicationName: 'kyosei-migrate' });
  await source.initialize();
  try {
    return !(await source.showMigrations());
  } finally {
    await source.destroy();
  }
}
