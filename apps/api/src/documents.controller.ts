import { Db, type Caller } from '#db';
import { Answer, Documents } from '#services';
import { document, documentFile } from '#views';
import { Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Door, SignedIn } from './door.js';
import { Asked, Id } from './preconditions.js';

/** The documents of reviews, one at a time; they are asked for with their cycle. */
@Controller('documents') @Door('signedIn')
export class DocumentsController {
  constructor(private readonly db: Db, private readonly service: Documents) {}

  @Get(':id')
  async read(@SignedIn() caller: Caller, @Id('id') id: string): Promise<Answer> {
    const found = await this.db.read(caller, (reader, actor) => document(reader, actor, id));
    return new Answer(200, JSON.stringify(found), `"${found.version}"`);
  }

  @Post(':id/actions/cancel') @HttpCode(200)
  cancel(@SignedIn() caller: Caller, @Id('id') id: string): Promise<Answer> {
    return this.service.cancel(caller, id);
  }

  @Get(':id/file')
  async file(@SignedIn() caller: Caller, @Id('id') id: string, @Asked({ name: 'show', is: 'text' }) show: string | null, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const file = await this.db.read(caller, (reader, actor) => documentFile(reader, actor, id));
    void reply
      .header('content-type', file.mediaType)
      // Only the page can be looked at in place: it runs nothing, and is sandboxed all the same.
      .header('content-disposition', `${show === 'true' && file.mediaType.startsWith('text/html') ? 'inline' : 'attachment'}; filename="document"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox")
      .header('etag', `"${file.sha256}"`);
    return file.bytes;
  }
}
