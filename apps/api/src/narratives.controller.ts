import { Db, type Caller } from '#db';
import { Answer, Narratives } from '#services';
import { narrative, narrativeHistory, narratives } from '#views';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { NarrativeRequest } from './bodies.js';
import { Door, SignedIn } from './door.js';
import { paged } from './lists.js';
import { Id, longestPage, PageAsked, SeenVersion, type Page } from './preconditions.js';

@Controller('plans') @Door('signedIn')
export class NarrativesController {
  constructor(private readonly db: Db, private readonly service: Narratives) {}

  @Get(':id/narratives')
  listNarratives(@SignedIn() caller: Caller, @Id('id') planId: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await narratives(reader, actor, planId), page));
  }

  @Get(':id/narratives/:chapter')
  async readNarrative(@SignedIn() caller: Caller, @Id('id') planId: string, @Id('chapter') chapterId: string): Promise<Answer> {
    const found = await this.db.read(caller, (reader, actor) => narrative(reader, actor, planId, chapterId));
    return new Answer(200, JSON.stringify(found), `"${found.version}"`);
  }

  @Put(':id/narratives/:chapter')
  saveNarrative(@SignedIn() caller: Caller, @Id('id') planId: string, @Id('chapter') chapterId: string, @SeenVersion() version: number, @Body() body: NarrativeRequest): Promise<Answer> {
    return this.service.save(caller, { planId, chapterId }, version, body);
  }

  @Get(':id/narratives/:chapter/history')
  narrativeVersions(@SignedIn() caller: Caller, @Id('id') planId: string, @Id('chapter') chapterId: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await narrativeHistory(reader, actor, planId, chapterId), page));
  }
}
