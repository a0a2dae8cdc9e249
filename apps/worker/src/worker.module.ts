import type { Config } from '#config';
import type { Db } from '#db';
import { Module, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { renderers } from './renderers.js';
import { startWorker, type RunningWorker } from './worker.js';

/**
 * The worker in Nest's lifecycle. On a signal Nest calls `beforeApplicationShutdown` first: there the parts end that use the
 * database; then `onApplicationShutdown`, where the database itself is closed. The other way round, jobs in hand would fail.
 */
class WorkerLife implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private running: RunningWorker | null = null;

  constructor(
    private readonly config: Config,
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const { SMTP_URL } = this.config;
    if (!SMTP_URL) this.log.warn('SMTP_URL is not set: mails wait until a relay listens on 127.0.0.1:25');
    this.running = startWorker({ config: this.config, db: this.db, relay: { url: SMTP_URL ?? 'smtp://127.0.0.1:25' }, renderers: renderers(), log: this.log });
    this.log.info({ queues: this.config.REDIS_URL ? 'redis' : 'postgres' }, 'the worker runs');
  }

  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.log.info({ signal }, 'the worker ends what it has in hand');
    await this.running?.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.db.close();
    this.log.info('the worker has ended');
  }
}

@Module({})
export class WorkerModule {
  /** The worker over a database that is there and migrated. */
  static over(config: Config, db: Db, log: Logger): DynamicModule {
    return { module: WorkerModule, providers: [{ provide: WorkerLife, useFactory: () => new WorkerLife(config, db, log) }] };
  }
}
