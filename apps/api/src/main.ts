import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { pino } from 'pino';
import { createApp } from './app.js';

const config = readConfig();
const log = pino({ name: 'kyosei-api', level: config.LOG_LEVEL });
const dataSource = aDataSource({ url: config.DATABASE_URL, poolSize: config.POOL_SIZE, applicationName: 'kyosei-api' });

/** The database may still be on its way up when the API is started beside it. */
async function connected(): Promise<Db> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dataSource.initialize();
      return new Db(dataSource);
    } catch (error) {
      if (attempt >= 60) throw error;
      log.warn({ attempt }, 'the database does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

const db = await connected();
const app = await createApp(config, db, log);
await app.listen(config.PORT, config.HOST);
log.info({ port: config.PORT }, 'listening');

process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
