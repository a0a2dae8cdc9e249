import { runMigrations } from 'bullmq';
import { Client } from 'pg';

/** Brings BullMQ's own tables in PostgreSQL up to date; several at once take turns. @returns their version */
export async function migrateQueues(url: string): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'kyosei-migrate' });
  await client.connect();
  try {
    return await runMigrations(client);
  } finally {
    await client.end();
  }
}
