import { cycleActions, proposalActions, Refused, type CycleAction, type ProposalAction } from '#core';
import { Db, type Caller, type RequestKey } from '#db';
import { Answer, Cycles, Documents, Links, People, Proposals } from '#services';
import {
  cycleHistory, cycles, documents, indicatorLife, indicatorsInForce, plan, planDepartments, plans, progress, proposalComments, proposalHistory, readStates, sheet, tasks,
} from '#views';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import {
  ActualBody, AddIndicatorBody, AssignBody, BeginCycleBody, BulkBody, ChangeCycleBody, CommentBody, CycleActionBody, DocumentBody, ExceptionBody, LinkBody, ProposalActionBody, RemindBody, SaveProposalBody,
} from './bodies.js';
import { Door, SignedIn } from './door.js';
import { paged } from './lists.js';
import { Asked, Id, longestPage, OnceKey, PageAsked, SeenVersion, type Page } from './preconditions.js';

const noSuchEvent = (event: string): Refused => new Refused('not_found', `「${event}」という操作はありません。`);
const proposalAction = (event: string): ProposalAction => proposalActions.find((action) => action === event) ?? refuse(event);
const cycleAction = (event: string): CycleAction => cycleActions.find((action) => action === event) ?? refuse(event);
function refuse(event: string): never {
  throw noSuchEvent(event);
}
/** The action that a body names: what a path does not know is not there, what a body says wrongly is wrong. */
function actionNamed(event: string): ProposalAction {
  const known = proposalActions.find((action) => action === event);
  const message = `「${event}」という操作はありません。${proposalActions.join('、')} のいずれかにしてください。`;
  if (!known) throw new Refused('invalid', message, { errors: [{ pointer: '/event', code: 'unknown_event', message }] });
  return known;
}

@Controller('plans') @Door('signedIn')
export class PlansController {
  constructor(private readonly db: Db, private readonly links: Links) {}

  @Get(':id/links')
  async listLinks(@SignedIn() caller: Caller, @Id('id') id: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return paged(await this.links.list(caller, id), page);
  }

  @Get()
  list(@SignedIn() caller: Caller, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await plans(reader, actor), page));
  }

  @Get(':id')
  async read(@SignedIn() caller: Caller, @Id('id') id: string): Promise<Answer> {
    const { body, version } = await this.db.read(caller, (reader, actor) => plan(reader, actor, id));
    return new Answer(200, JSON.stringify(body), `"${version}"`);
  }

  @Get(':id/departments')
  departments(@SignedIn() caller: Caller, @Id('id') id: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await planDepartments(reader, actor, id), page));
  }

  @Get(':id/indicators')
  indicators(
    @SignedIn() caller: Caller, @Id('id') planId: string, @PageAsked(200) { limit, after }: Page,
    @Asked({ name: 'asOf', is: 'date' }) asOf: string | null, @Asked({ name: 'department', is: 'uuid' }) departmentId: string | null, @Asked({ name: 'q', is: 'text' }) search: string | null,
  ): Promise<object> {
    return this.db.read(caller, (reader, actor) => indicatorsInForce(reader, actor, { planId, asOf, departmentId, search: search ?? '', limit, after }));
  }
}

@Controller('links') @Door('signedIn')
export class LinksController {
  constructor(private readonly links: Links) {}

  @Put(':id')
  decide(@SignedIn() caller: Caller, @Id('id') id: string, @SeenVersion() version: number, @Body() body: LinkBody): Promise<Answer> {
    return this.links.decide(caller, id, version, body.state);
  }
}

@Controller('indicators') @Door('signedIn')
export class IndicatorsController {
  constructor(private readonly db: Db, private readonly people: People) {}

  @Get(':id')
  read(@SignedIn() caller: Caller, @Id('id') id: string): Promise<object> {
    return this.db.read(caller, (reader, actor) => indicatorLife(reader, actor, id));
  }

  @Put(':id/departments')
  assign(@SignedIn() caller: Caller, @Id('id') id: string, @Body() body: AssignBody): Promise<Answer> {
    return this.people.assign(caller, id, body.departmentIds);
  }
}

@Controller('cycles') @Door('signedIn')
export class CyclesController {
  constructor(private readonly db: Db, private readonly service: Cycles, private readonly proposals: Proposals, private readonly papers: Documents) {}

  @Get()
  list(@SignedIn() caller: Caller, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await cycles(reader, actor), page));
  }

  @Post()
  begin(@SignedIn() caller: Caller, @OnceKey() key: RequestKey | null, @Body() body: BeginCycleBody): Promise<Answer> {
    return this.service.begin(caller, body, key);
  }

  @Get(':id')
  read(@SignedIn() caller: Caller, @Id('id') id: string): Promise<Answer> {
    return this.service.read(caller, id);
  }

  @Patch(':id')
  change(@SignedIn() caller: Caller, @Id('id') id: string, @SeenVersion() version: number, @Body() body: ChangeCycleBody): Promise<Answer> {
    return this.service.setDeadlines(caller, id, version, body.deadlines);
  }

  @Post(':id/actions/:event')
  act(@SignedIn() caller: Caller, @Id('id') id: string, @Param('event') event: string, @SeenVersion() version: number, @OnceKey() key: RequestKey | null, @Body() body: CycleActionBody): Promise<Answer> {
    return this.service.act(caller, id, { action: cycleAction(event), version, reason: body.reason, to: body.to }, key);
  }

  @Get(':id/progress')
  progress(@SignedIn() caller: Caller, @Id('id') id: string): Promise<object> {
    return this.db.read(caller, (reader, actor) => progress(reader, actor, id));
  }

  @Get(':id/history')
  history(@SignedIn() caller: Caller, @Id('id') id: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await cycleHistory(reader, actor, id), page));
  }

  @Get(':id/sheet')
  sheet(
    @SignedIn() caller: Caller, @Id('id') cycleId: string, @PageAsked(200) { limit, after }: Page,
    @Asked({ name: 'department', is: 'uuid' }) departmentId: string | null, @Asked({ name: 'state', is: 'text' }) state: string | null, @Asked({ name: 'q', is: 'text' }) search: string | null,
  ): Promise<string> {
    const states = readStates(state ?? undefined);
    return this.db.read(caller, (reader, actor) => sheet(reader, actor, { cycleId, departmentId, states, search: search ?? '', limit, after }));
  }

  @Put(':id/indicators/:indicatorId/actuals/:year')
  recordActual(
    @SignedIn() caller: Caller, @Id('id') cycleId: string, @Id('indicatorId') indicatorId: string, @Param('year') year: string, @SeenVersion() version: number, @Body() body: ActualBody,
  ): Promise<Answer> {
    if (!/^\d{4}$/.test(year)) throw new Refused('not_found', '年度は西暦4桁で指定してください。');
    return this.proposals.recordActual(caller, { cycleId, indicatorId, year: Number(year) }, version, body);
  }

  @Post(':id/proposals')
  add(@SignedIn() caller: Caller, @Id('id') id: string, @OnceKey() key: RequestKey | null, @Body() body: AddIndicatorBody): Promise<Answer> {
    return this.proposals.add(caller, id, body, key);
  }

  @Post(':id/bulk') @HttpCode(200)
  bulk(@SignedIn() caller: Caller, @Id('id') id: string, @OnceKey() key: RequestKey | null, @Body() body: BulkBody): Promise<Answer> {
    return this.proposals.actOnMany(caller, id, { action: actionNamed(body.event), items: body.items, comment: body.comment }, key);
  }

  @Post(':id/reminders')
  remind(@SignedIn() caller: Caller, @Id('id') id: string, @OnceKey() key: RequestKey | null, @Body() body: RemindBody): Promise<Answer> {
    return this.service.remind(caller, id, body.departmentIds ?? [], key);
  }

  @Get(':id/documents')
  documents(@SignedIn() caller: Caller, @Id('id') id: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await documents(reader, actor, id), page));
  }

  @Post(':id/documents')
  requestDocument(@SignedIn() caller: Caller, @Id('id') id: string, @OnceKey() key: RequestKey | null, @Body() body: DocumentBody): Promise<Answer> {
    return this.papers.request(caller, id, body, key);
  }
}

@Controller('proposals') @Door('signedIn')
export class ProposalsController {
  constructor(private readonly db: Db, private readonly service: Proposals) {}

  @Get(':id')
  read(@SignedIn() caller: Caller, @Id('id') id: string): Promise<Answer> {
    return this.service.read(caller, id);
  }

  @Put(':id')
  save(@SignedIn() caller: Caller, @Id('id') id: string, @SeenVersion() version: number, @Body() body: SaveProposalBody): Promise<Answer> {
    return this.service.save(caller, id, version, body);
  }

  @Delete(':id') @HttpCode(204)
  discard(@SignedIn() caller: Caller, @Id('id') id: string, @SeenVersion() version: number): Promise<void> {
    return this.service.discard(caller, id, version);
  }

  @Post(':id/actions/:event')
  act(@SignedIn() caller: Caller, @Id('id') id: string, @Param('event') event: string, @SeenVersion() version: number, @OnceKey() key: RequestKey | null, @Body() body: ProposalActionBody): Promise<Answer> {
    return this.service.act(caller, id, { action: proposalAction(event), version, comment: body.comment }, key);
  }

  @Put(':id/exception')
  except(@SignedIn() caller: Caller, @Id('id') id: string, @SeenVersion() version: number, @Body() body: ExceptionBody): Promise<Answer> {
    return this.service.except(caller, id, version, body);
  }

  @Get(':id/history')
  history(@SignedIn() caller: Caller, @Id('id') id: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await proposalHistory(reader, actor, id), page));
  }

  @Get(':id/comments')
  comments(@SignedIn() caller: Caller, @Id('id') id: string, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await proposalComments(reader, actor, id), page));
  }

  @Post(':id/comments')
  comment(@SignedIn() caller: Caller, @Id('id') id: string, @OnceKey() key: RequestKey | null, @Body() body: CommentBody): Promise<Answer> {
    return this.service.comment(caller, id, body.text, key);
  }
}

@Controller('tasks') @Door('signedIn')
export class TasksController {
  constructor(private readonly db: Db) {}

  @Get()
  list(@SignedIn() caller: Caller, @PageAsked(longestPage) page: Page): Promise<object> {
    return this.db.read(caller, async (reader, actor) => paged(await tasks(reader, actor), page));
  }
}
