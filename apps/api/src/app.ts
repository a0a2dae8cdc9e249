import 'reflect-metadata';
import type { Config } from '#config';
import { Db } from '#db';
import { Cycles, Documents, FormExports, GradeScales, Imports, Links, Narratives, People, Plans, Proposals, Sessions } from '#services';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Answers } from './answers.js';
import { AuditController } from './audit.controller.js';
import { CyclesController, IndicatorsController, LinksController, PlansController, ProposalsController, TasksController } from './controllers.js';
import { DocumentsController } from './documents.controller.js';
import { FormsController, ImportsController } from './forms.controller.js';
import { GradeScalesController } from './grade-scales.controller.js';
import { compressAnswers } from './compression.js';
import { Cookies } from './cookies.js';
import { DoorKeeper } from './door.js';
import { drainRefusedBodies } from './draining.js';
import { health } from './health.js';
import { readJson } from './json-body.js';
import { refuseWrongMethods } from './methods.js';
import { NarrativesController } from './narratives.controller.js';
import { PeopleController } from './people.controller.js';
import { SessionController } from './session.controller.js';
import { serveOpenApi } from './openapi/document.js';
import { Problems, refuseBrokenRequest } from './problem.js';
import { refuseForeignOrigins, securityHeaders } from './security.js';
import { InstallationController } from './installation.controller.js';
import { readFiles } from './uploads.js';
import { bodies } from './validation.js';
import { webApp } from './web.js';

/** Every controller; the inventory of routes in the tests is made from this very list. */
export const controllers = [
  SessionController, PlansController, NarrativesController, IndicatorsController, LinksController, GradeScalesController, ImportsController, FormsController, CyclesController, ProposalsController, TasksController, DocumentsController, AuditController, PeopleController, InstallationController,
];
const services = [Proposals, Cycles, Documents, FormExports, Imports, GradeScales, Links, Narratives, People, Plans, Sessions];

@Module({})
class ApiModule {
  static with(db: Db, cookies: Cookies): DynamicModule {
    return {
      module: ApiModule,
      controllers,
      providers: [
        { provide: Db, useValue: db },
        { provide: Cookies, useValue: cookies },
        { provide: APP_GUARD, useFactory: (reflector: Reflector) => new DoorKeeper(reflector), inject: [Reflector] },
        ...services.map((service) => ({ provide: service, useFactory: (one: Db) => new service(one), inject: [Db] })),
      ],
    };
  }
}

const bodyLimit = 1_000_000;

/** Once the API closes, each answer is the last on its connection: a client that keeps connections open does not hold the end up. */
function endConnectionsOnClose(instance: FastifyInstance): void {
  let closing = false;
  instance.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  instance.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** The API as one application, not yet listening. */
export async function createApp(config: Config, db: Db, log: Logger): Promise<NestFastifyApplication> {
  const secure = config.PUBLIC_URL?.startsWith('https:') ?? false;
  const problems = new Problems(log);
  // While closing, what has arrived is still answered; only connections that wait for nothing are cut.
  const instance = fastify({
    trustProxy: config.TRUST_PROXY ? 'loopback' : false, bodyLimit, genReqId: () => randomUUID(), requestTimeout: 25_000, connectionTimeout: 30_000,
    routerOptions: { maxParamLength: 200 }, return503OnClosing: false, forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => problems.send(error, request, reply), clientErrorHandler: refuseBrokenRequest,
  });
  const adapter = new FastifyAdapter(instance);
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(db, new Cookies(secure)), adapter, { bodyParser: false, logger: ['error', 'warn'] });
  app.setGlobalPrefix('api/v1');
  app.useGlobalPipes(bodies());
  app.useGlobalInterceptors(new Answers());
  app.useGlobalFilters(problems);
  app.enableShutdownHooks();
  readJson(instance, bodyLimit);
  securityHeaders(instance, secure);
  refuseWrongMethods(instance);
  readFiles(instance);
  refuseForeignOrigins(instance, config.PUBLIC_URL ?? null);
  endConnectionsOnClose(instance);
  drainRefusedBodies(instance);
  compressAnswers(instance);
  health(instance, db, problems);
  serveOpenApi(instance);
  await webApp(instance, config.WEB_DIR, problems);
  await app.init();
  return app;
}
