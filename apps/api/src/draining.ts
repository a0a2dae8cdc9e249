import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

/** How much of a refused body is still taken off the wire, and for how long. */
export interface DrainLimits { readonly bytes: number; readonly ms: number }
const usual: DrainLimits = { bytes: 64_000_000, ms: 20_000 };

/**
 * Lets an answer that comes before the end of its request reach the sender. Whoever still writes to a connection that is closed gets
 * a reset, and never reads why: so the rest of the body is read and thrown away while the answer is on its way. Whoever sends more
 * than the limits allow is cut off.
 */
export function drainRefusedBodies(instance: FastifyInstance, limits: DrainLimits = usual): void {
  instance.addHook('onSend', (request, reply, payload, done) => {
    if (!isStillSent(request)) return done(null, payload);
    // Fastify ends the connection of a body that it refused; with the rest read, there is no need.
    void reply.removeHeader('connection');
    const drained = drain(request.raw, limits);
    if (reply.raw.shouldKeepAlive) return done(null, payload);
    // The client itself wants the connection closed after the answer: it has to wait for it until all is sent.
    void drained.then(() => done(null, payload));
    return undefined;
  });
}

function isStillSent({ raw, headers }: FastifyRequest): boolean {
  const carriesBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return carriesBody && !raw.complete && !raw.readableEnded && !raw.destroyed;
}

function drain(raw: IncomingMessage, { bytes, ms }: DrainLimits): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0;
    const cut = (): void => void raw.destroy();
    const timer = setTimeout(cut, ms);
    raw.on('data', (part: Buffer) => {
      taken += part.length;
      if (taken > bytes) cut();
    });
    const end = (): void => {
      clearTimeout(timer);
      raw.socket.off('close', end);
      resolve();
    };
    // A request that was answered already is not told when its connection goes: both are listened to.
    raw.once('end', end).once('close', end);
    raw.socket.once('close', end);
    raw.resume();
  });
}
