import { readConfig } from '#config';
import { migrate } from '#db';
import { migrateQueues } from './queue/migrate-queues.js';

/**
 * Brings the database up to date, then BullMQ's own tables where PostgreSQL carries the queues. Run as a command, before the
 * replicas: they wait for it and migrate nothing. Doing it again does nothing; several at once take turns.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const began = performance.now();
  const done = await migrate(config.DATABASE_URL);
  for (const name of done) console.log(`移行しました: ${name}`);
  if (!config.REDIS_URL) console.log(`キューの表: 第${await migrateQueues(config.DATABASE_URL)}版`);
  console.log(`データベースは最新です（今回の移行 ${done.length}件、${Math.round(performance.now() - began)}ミリ秒）。`);
}

main().catch((error: unknown) => {
  console.error(`データベースを移行できませんでした。DATABASE_URL の先で PostgreSQL が動いているか確かめて、もう一度実行してください。\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
});
