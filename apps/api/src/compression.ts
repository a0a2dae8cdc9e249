import type { FastifyInstance } from 'fastify';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const squeeze = promisify(gzip);
/** Below this, a packed answer is no sooner there. */
const worthIt = 2_000;
const packable = /^(?:application\/(?:[\w.-]+\+)?json|application\/x-ndjson|text\/)/;

/** Sends longer texts packed to whoever asks for gzip: a review sheet is a tenth of its size. Files that are streamed are left alone. */
export function compressAnswers(instance: FastifyInstance): void {
  instance.addHook('onSend', (request, reply, payload, done) => {
    if ((typeof payload !== 'string' && !Buffer.isBuffer(payload)) || payload.length < worthIt) return done(null, payload);
    if (!packable.test(String(reply.getHeader('content-type') ?? ''))) return done(null, payload);
    void reply.header('vary', 'Accept-Encoding');
    if (!acceptsGzip(request.headers['accept-encoding']) || reply.hasHeader('content-encoding')) return done(null, payload);
    squeeze(payload, { level: constants.Z_BEST_SPEED }).then(
      (packed) => {
        void reply.header('content-encoding', 'gzip').removeHeader('content-length');
        done(null, packed);
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

/** `gzip` is named and not refused with a weight of nothing (RFC 9110, 12.5.3). */
function acceptsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? '').split(',').some((one) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(one));
}
