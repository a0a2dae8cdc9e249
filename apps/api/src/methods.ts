import { Refused } from '#core';
import type { FastifyInstance } from 'fastify';
import { isAddressOfTheApp } from './web.js';

/** Where no route of its own is: every other address, as a page of the web app. */
const anywhere = '/*';

/**
 * Says 405 with the methods that there are, where a path is known and the method is not. It depends on the table of routes alone, which
 * the OpenAPI document shows to everybody: neither on a session nor on what is stored. Must be called before any route is made.
 */
export function refuseWrongMethods(instance: FastifyInstance): void {
  const known = new Map<string, { readonly fits: RegExp; readonly methods: Set<string> }>();
  instance.addHook('onRoute', ({ url, method }) => {
    const route = known.get(url) ?? { fits: patternOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) route.methods.add(one);
    known.set(url, route);
  });
  instance.addHook('onRequest', (request, reply, done) => {
    const isLost = request.is404 || request.routeOptions.url === anywhere;
    if (!isLost) return done();
    const [path = ''] = request.url.split('?');
    const fitting = [...known].filter(([url, { fits }]) => (url === anywhere ? isAddressOfTheApp(request.url) : fits.test(path)));
    const methods = [...new Set(fitting.flatMap(([, route]) => [...route.methods]))].sort();
    if (methods.length === 0 || methods.includes(request.method)) return done();
    void reply.header('allow', methods.join(', '));
    return done(new Refused('wrong_method', `${request.method} では呼び出せません。このアドレスで使えるのは ${methods.join('、')} です。`));
  });
}

const patternOf = (url: string): RegExp => new RegExp(`^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}/?$`);
