import { Refused } from '#core';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/** The same headers on everything that leaves, errors included. */
export function securityHeaders(instance: FastifyInstance, secure: boolean): void {
  instance.addHook('onRequest', (request, reply, done) => {
    void reply
      .header('content-security-policy', pagePolicy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cross-origin-resource-policy', 'same-origin')
      .header('x-request-id', request.id);
    if (secure) void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    done();
  });
}

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** A write comes from our own pages or from a client that is no browser; a body says what it is (OWASP ASVS 3.5). */
export function refuseForeignOrigins(instance: FastifyInstance, publicUrl: string | null): void {
  const publicOrigin = publicUrl ? new URL(publicUrl).origin : null;
  instance.addHook('onRequest', (request, _reply, done) => {
    if (!unsafe.has(request.method)) return done();
    const site = request.headers['sec-fetch-site'];
    if (site === 'cross-site' || !isOwn(request, publicOrigin)) return done(new Refused('not_allowed', '別のサイトからの操作は受け付けません。この画面を開き直して、もう一度行ってください。'));
    if (request.method !== 'DELETE' && request.headers['content-type'] === undefined) return done(new Refused('wrong_type', 'Content-Type がありません。application/json を付けてください。'));
    return done();
  });
}

function isOwn(request: FastifyRequest, publicOrigin: string | null): boolean {
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  if (origin === publicOrigin) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}
