import { Answer } from '#services';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

const json = 'application/json; charset=utf-8';

/** Sends what a handler gives: an `Answer` with its status and version, a text that already is JSON, or a thing to be written as JSON. */
@Injectable()
export class Answers implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((given: unknown) => write(given, reply)));
  }
}

function write(given: unknown, reply: FastifyReply): unknown {
  if (given instanceof Answer) {
    void reply.status(given.status).header('content-type', json);
    if (given.etag) void reply.header('etag', given.etag);
    if (given.replayed) void reply.header('idempotency-replayed', 'true');
    return given.body;
  }
  if (given === undefined || reply.getHeader('content-type')) return given;
  void reply.header('content-type', json);
  return typeof given === 'string' ? given : JSON.stringify(given);
}
