import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { readConfig } from '#config';
import { aDataSource, Db } from '#db';
import { loadDemonstration } from '../../seeds/load.js';
import { createApp } from '../../apps/api/src/app.js';
import { ApiClient } from './api-client.js';
import { aDatabase, type TestDatabase } from './database.js';

/** A file of the demonstration: the two offices' own forms. */
export const seed = (name: string): Buffer => readFileSync(path.resolve(__dirname, '..', '..', 'seeds', name));

/** Who is signed in, by what they do. */
export const people = {
  coordinator: 'kikaku-torimatome@ina.example', officer: 'shoko@ina.example', head: 'shoko-kacho@ina.example', child: 'kosodate@ina.example', member: 'iin@ina.example',
  minowa: 'iin@minowa.example', minamiminowa: 'iin@minamiminowa.example', viewer: 'kondankai@ina.example', administrator: 'kanri@ina.example',
} as const;

/** The demonstration behind the real API, with everybody of `people` signed in. */
export interface DemonstrationWorld {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly db: Db;
  readonly api: ApiClient;
  readonly as: Record<string, string>;
  readonly vision: string;
  readonly strategy: string;
  /** The review of the vision, which collects. */
  readonly cycle: string;
  close(): Promise<void>;
}

/** Loads the demonstration into a database of its own and serves it. */
export async function aDemonstration(): Promise<DemonstrationWorld> {
  const database = await aDatabase();
  const db = new Db(await aDataSource({ url: database.url, poolSize: 4 }).initialize());
  await loadDemonstration(db);
  const app = await createApp(readConfig({ DATABASE_URL: database.url, WEB_DIR: '/nowhere' }), db, pino({ level: 'silent' }));
  const api = await ApiClient.of(app);
  const as: Record<string, string> = {};
  for (const [who, email] of Object.entries(people)) as[who] = await api.signIn(email, 'kyosei-mihon-aikotoba');
  const plans = (await api.ask('GET', '/plans', { as: as['coordinator']! })).body.items as { id: string; kind: string }[];
  const planOf = (kind: string): string => plans.find((plan) => plan.kind === kind)!.id;
  const cycles = (await api.ask('GET', '/cycles', { as: as['coordinator']! })).body.items as { id: string; planId: string }[];
  const [vision, strategy] = [planOf('vision'), planOf('strategy')];
  return { app, database, db, api, as, vision, strategy, cycle: cycles.find(({ planId }) => planId === vision)!.id, close: async () => {
    await app.close();
    await db.close();
    await database.drop();
  } };
}
