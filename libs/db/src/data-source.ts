import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { entities } from './entities.js';

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  readonly applicationName?: string;
}

/**
 * A pool of connections to one database. Waiting has an end everywhere, in this order: three seconds for a connection or a
 * lock, ten for a statement, fifteen for a transaction that does nothing.
 */
export function aDataSource({ url, poolSize = 10, applicationName = 'kyosei' }: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName,
    poolSize,
    extra: {
      connectionTimeoutMillis: 3_000,
      statement_timeout: 10_000,
      lock_timeout: 3_000,
      idle_in_transaction_session_timeout: 15_000,
      keepAlive: true,
    },
  });
}
