import { Refused } from '#core';
import type { Caller } from '#db';
import { FormExports, Imports } from '#services';
import type { FormKind } from '#sheets';
import { Controller, Get, Param, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Door, SignedIn } from './door.js';
import { Asked, Id } from './preconditions.js';
import { fileOf } from './uploads.js';

const kinds: readonly FormKind[] = ['vision-review', 'strategy'];
const formats = ['xlsx', 'csv', 'json'] as const;
const malformed = (pointer: string, message: string): Refused => new Refused('malformed', message, { errors: [{ pointer, code: 'malformed', message }] });

@Controller('imports') @Door('signedIn')
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  @Put(':form')
  take(
    @SignedIn() caller: Caller, @Param('form') form: string, @Asked({ name: 'plan', is: 'uuid' }) planId: string | null, @Asked({ name: 'dryRun', is: 'text' }) dryRun: string | null, @Req() request: FastifyRequest,
  ): Promise<object> {
    const kind = kinds.find((one) => one === form);
    if (!kind) throw new Refused('not_found', `「${form}」という様式はありません。${kinds.join('、')} のどちらかにしてください。`);
    if (planId === null) throw malformed('?plan', 'どの計画に取り込むかを、plan に計画の id で指定してください。');
    if (dryRun !== null && dryRun !== 'true' && dryRun !== 'false') throw malformed('?dryRun', 'dryRun は true か false にしてください。');
    return this.imports.take(caller, { kind, ...fileOf(request.body, request.headers['content-type']) }, { planId, dryRun: dryRun === 'true' });
  }
}

@Controller('cycles') @Door('signedIn')
export class FormsController {
  constructor(private readonly exports: FormExports) {}

  @Get(':id/form')
  async make(
    @SignedIn() caller: Caller, @Id('id') cycleId: string, @Asked({ name: 'department', is: 'uuid' }) departmentId: string | null, @Asked({ name: 'municipality', is: 'text' }) municipality: string | null,
    @Asked({ name: 'format', is: 'text' }) asked: string | null, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | string> {
    const format = formats.find((one) => one === (asked ?? 'xlsx'));
    if (!format) throw malformed('?format', `format は ${formats.join('、')} のいずれかにしてください。`);
    const file = await this.exports.make(caller, cycleId, { departmentId, municipalityCode: municipality, format });
    void reply.header('content-type', file.mediaType).header('content-disposition', `attachment; filename="form.${format}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`);
    return typeof file.bytes === 'string' ? file.bytes : Buffer.from(file.bytes);
  }
}
