import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Serves the built web app from the same origin, when there is one: hashed files for ever, the page itself never from a cache. */
export async function webApp(instance: FastifyInstance, webDir: string): Promise<void> {
  const root = resolve(webDir);
  if (!existsSync(`${root}/index.html`)) return;
  await instance.register(fastifyStatic, {
    root, index: false, wildcard: false, preCompressed: true,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
  const page = (_request: unknown, reply: { sendFile: (name: string) => unknown }): unknown => reply.sendFile('index.html');
  instance.get('/', page as never);
  // Every address of the app is the app; what begins with /api or looks like a file is not.
  for (const route of ['/tasks', '/tasks/*', '/cycles', '/cycles/*', '/plans', '/plans/*', '/proposals/*', '/indicators/*', '/people', '/people/*', '/audit', '/help', '/sign-in', '/documents/*', '/imports', '/imports/*']) instance.get(route, page as never);
}
