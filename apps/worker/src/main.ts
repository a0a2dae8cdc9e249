import { readConfig, type Config } from '#config';
import { aDataSource, Db, isMigrated } from '#db';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import { aLog, seldom } from './log.js';
import { bareAddress } from './mail/compose.js';
import { WorkerModule } from './worker.module.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for a database that answers and has the schema of this code; migrating it is another command's work. */
async function database(config: Config, log: Logger): Promise<Db> {
  const trouble = seldom(log);
  for (;;) {
    try {
      if (await isMigrated(config.DATABASE_URL)) {
        const source = aDataSource({ url: config.DATABASE_URL, poolSize: Math.min(config.POOL_SIZE, 8), applicationName: 'kyosei-worker' });
        return new Db(await source.initialize());
      }
      trouble('the database waits for its migrations (node dist/apps/worker/src/migrate.js)', 'not migrated');
    } catch (error) {
      trouble('the database does not answer', error);
    }
    await pause(1_000);
  }
}

async function main(): Promise<void> {
  const config = readConfig();
  bareAddress(config.MAIL_FROM);
  const log = aLog(config.LOG_LEVEL);
  // A client of the queue or of the database may throw where nobody can catch; the supervisor starts us anew.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'the worker broke');
    process.exit(1);
  });
  let ended = false;
  const endEarly = (): void => {
    if (!ended) process.exit(0);
  };
  process.once('SIGTERM', endEarly).once('SIGINT', endEarly);
  const db = await database(config, log);
  ended = true;
  process.off('SIGTERM', endEarly).off('SIGINT', endEarly);

  const app = await NestFactory.createApplicationContext(WorkerModule.over(config, db, log), { logger: ['error', 'warn'], abortOnError: false });
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
