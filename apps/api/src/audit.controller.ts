import { Db, type Caller } from '#db';
import { auditEvents, auditExport, auditVerification } from '#views';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Door, SignedIn } from './door.js';
import { Asked, PageAsked, type Page } from './preconditions.js';

/** Who did what, whether the records hold, and the records themselves. */
@Controller('audit') @Door('signedIn')
export class AuditController {
  constructor(private readonly db: Db) {}

  @Get()
  list(
    @SignedIn() caller: Caller, @PageAsked(200) { limit, after }: Page, @Asked({ name: 'subject', is: 'text' }) subject: string | null, @Asked({ name: 'actor', is: 'uuid' }) actorId: string | null,
    @Asked({ name: 'from', is: 'moment' }) from: string | null, @Asked({ name: 'to', is: 'moment' }) to: string | null,
  ): Promise<object> {
    return this.db.read(caller, (reader, actor) => auditEvents(reader, actor, { subject, actorId, from, to, limit, after }));
  }

  @Get('verification')
  verification(@SignedIn() caller: Caller): Promise<object> {
    return this.db.read(caller, auditVerification);
  }

  @Get('export')
  async export(@SignedIn() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const lines = await this.db.read(caller, auditExport);
    void reply.header('content-type', 'application/x-ndjson; charset=utf-8').header('content-disposition', 'attachment; filename="audit.ndjson"');
    return lines.map((line) => `${line}\n`).join('');
  }
}
