import { Db, type Caller, type RequestKey } from '#db';
import { Answer, People } from '#services';
import { organisation, people } from '#views';
import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import { ChangePersonBody, InvitePersonBody } from './bodies.js';
import { Door, SignedIn } from './door.js';
import { paged } from './lists.js';
import { Id, longestPage, OnceKey, PageAsked, SeenVersion, type Page } from './preconditions.js';

/** The accounts, and the municipalities and departments that they belong to. */
@Controller('people') @Door('signedIn')
export class PeopleController {
  constructor(private readonly db: Db, private readonly service: People) {}

  @Get()
  list(@SignedIn() caller: Caller, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await people(reader, actor), page));
  }

  @Get('organisation')
  organisation(@SignedIn() caller: Caller): Promise<object> {
    return this.db.read(caller, organisation);
  }

  @Post()
  invite(@SignedIn() caller: Caller, @OnceKey() key: RequestKey | null, @Body() body: InvitePersonBody): Promise<Answer> {
    return this.service.invite(caller, body, key);
  }

  @Patch(':id')
  change(@SignedIn() caller: Caller, @Id('id') id: string, @SeenVersion() version: number, @Body() body: ChangePersonBody): Promise<Answer> {
    return this.service.change(caller, id, version, body);
  }
}
