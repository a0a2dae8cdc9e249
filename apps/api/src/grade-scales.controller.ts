import type { Caller, RequestKey } from '#db';
import { Answer, GradeScales } from '#services';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { GradeScaleBody } from './bodies.js';
import { Door, SignedIn } from './door.js';
import { paged } from './lists.js';
import { Id, longestPage, OnceKey, PageAsked, type Page } from './preconditions.js';

@Controller('plans/:id/grade-scales') @Door('signedIn')
export class GradeScalesController {
  constructor(private readonly service: GradeScales) {}

  @Get()
  async list(@SignedIn() caller: Caller, @Id('id') planId: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return paged(await this.service.list(caller, planId), page);
  }

  @Post()
  make(@SignedIn() caller: Caller, @Id('id') planId: string, @OnceKey() key: RequestKey | null, @Body() body: GradeScaleBody): Promise<Answer> {
    return this.service.make(caller, planId, body, key);
  }
}
