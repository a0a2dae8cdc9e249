import { openCounts, type Db, type OpenCounts } from '#db';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
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
  const messages = new Gauge({ name: 'kyosei_outbox_messages', help: 'Messages that are not done, by state; dead ones wait for a person', labelNames: ['state'], registers: [registry] });
  const mails = new Gauge({ name: 'kyosei_mails', help: 'Mails that are not sent, by state; refused and unknown ones wait for a person', labelNames: ['state'], registers: [registry] });
  instance.get('/metrics', async (_request, reply) => {
    // The process is told of even where the database is away; then the counts are missing, and /health/ready says why.
    const counts = await open(db).catch(() => null);
    messages.reset();
    mails.reset();
    for (const [state, count] of Object.entries(counts?.messages ?? {})) messages.set({ state }, count);
    for (const [state, count] of Object.entries(counts?.mails ?? {})) mails.set({ state }, count);
    return reply.header('content-type', registry.contentType).send(await registry.metrics());
  });
}

/** Counted over all partnerships: numbers alone, nothing of what they say. */
const open = async (db: Db): Promise<OpenCounts> => db.read({ kind: 'system', name: '計測', partnershipIds: await db.partnershipIds() }, openCounts);
