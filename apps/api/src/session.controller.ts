import { Db, type Caller } from '#db';
import { Sessions } from '#services';
import { sessionPerson } from '#views';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInBody } from './bodies.js';
import { Cookies } from './cookies.js';
import { Door, SignedIn, tokenOf } from './door.js';

/** Signing in and out. */
@Controller('session')
export class SessionController {
  constructor(private readonly sessions: Sessions, private readonly db: Db, private readonly cookies: Cookies) {}

  @Post() @HttpCode(200) @Door('public')
  async open(@Body() body: SignInBody, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { token, person } = await this.sessions.open(body.email, body.password, request.ip);
    void reply.header('set-cookie', this.cookies.set(token));
    return person;
  }

  @Get() @Door('signedIn')
  read(@SignedIn() caller: Caller): Promise<object> {
    return this.db.read(caller, sessionPerson);
  }

  @Delete() @HttpCode(204) @Door('public')
  async close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = tokenOf(request);
    if (token) await this.sessions.close(token);
    void reply.header('set-cookie', this.cookies.clear()).header('clear-site-data', '"cache", "storage"');
  }
}
