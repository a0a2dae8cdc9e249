import type { Db } from '#db';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Problems } from './problem.js';

/** `/health/live`: the process turns. `/health/ready`: it can serve. `/metrics`: Prometheus text. */
export function health(instance: FastifyInstance, db: Db, problems: Problems): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({ name: 'kyosei_http_requests_total', help: 'Answered requests by status class', labelNames: ['status'], registers: [registry] });
  const seconds = new Histogram({ name: 'kyosei_http_request_seconds', help: 'Time to answer', buckets: [0.005, 0.02, 0.1, 0.5, 2, 10], registers: [registry] });
  instance.addHook('onResponse', (_request, reply, done) => {
    requests.inc({ status: `${Math.floor(reply.statusCode / 100)}xx` });
    seconds.observe(reply.elapsedTime / 1000);
    done();
  });
  instance.get('/health/live', (_request, reply) => void reply.send({ status: 'live' }));
  instance.get('/health/ready', async (request, reply) => {
    try {
      await db.ping();
      return await reply.send({ status: 'ready' });
    } catch (error) {
      problems.send(error, request, reply);
      return reply;
    }
  });
  instance.get('/metrics', async (_request, reply) => reply.header('content-type', registry.contentType).send(await registry.metrics()));
}
