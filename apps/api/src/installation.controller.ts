import type { Caller, RequestKey } from '#db';
import { Answer, Plans } from '#services';
import { Body, Controller, Patch, Post } from '@nestjs/common';
import { AttributesBody, ChangePlanBody, DepartmentBody, MunicipalityBody, PlanBody } from './bodies.js';
import { Door, SignedIn } from './door.js';
import { Id, OnceKey, SeenVersion } from './preconditions.js';

/** What an installation is built of. */
@Controller() @Door('signedIn')
export class InstallationController {
  constructor(private readonly service: Plans) {}

  @Post('municipalities')
  addMunicipality(@SignedIn() caller: Caller, @OnceKey() key: RequestKey | null, @Body() body: MunicipalityBody): Promise<Answer> {
    return this.service.addMunicipality(caller, body, key);
  }

  @Post('departments')
  addDepartment(@SignedIn() caller: Caller, @OnceKey() key: RequestKey | null, @Body() body: DepartmentBody): Promise<Answer> {
    return this.service.addDepartment(caller, body, key);
  }

  @Post('plans')
  makePlan(@SignedIn() caller: Caller, @OnceKey() key: RequestKey | null, @Body() body: PlanBody): Promise<Answer> {
    return this.service.make(caller, body, key);
  }

  @Patch('plans/:id')
  changePlan(@SignedIn() caller: Caller, @Id('id') id: string, @SeenVersion() version: number, @Body() body: ChangePlanBody): Promise<Answer> {
    return this.service.change(caller, id, version, body);
  }

  @Patch('indicators/:id')
  describe(@SignedIn() caller: Caller, @Id('id') id: string, @Body() body: AttributesBody): Promise<Answer> {
    return this.service.describe(caller, id, body);
  }
}
