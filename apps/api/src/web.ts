import { Refused } from '#core';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problems } from './problem.js';

/** Serves the built web app from the same origin, when there is one: hashed files for ever, the page itself never from a cache. */
export async function webApp(instance: FastifyInstance, webDir: string, problems: Problems): Promise<void> {
  const root = resolve(webDir);
  if (!existsSync(`${root}/index.html`)) return;
  await instance.register(fastifyStatic, {
    root, index: false, wildcard: false, preCompressed: true, cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
  instance.get('/*', (request, reply) => {
    if (isAddressOfTheApp(request.url)) return reply.sendFile('index.html');
    problems.send(new Refused('not_found', 'このアドレスには何もありません。'), request, reply);
    return reply;
  });
}

/** Every address is a screen of the app, save what belongs to the API and what looks like a file: a file that is gone must not come back as a page. */
export function isAddressOfTheApp(url: string): boolean {
  const [path = ''] = url.split('?');
  return !/^\/(?:api|health|metrics|assets)(?:\/|$)/.test(path) && !/\.[^/]*$/.test(path);
}
