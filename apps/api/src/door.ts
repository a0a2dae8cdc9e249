import { Refused } from '#core';
import type { Caller } from '#db';
import { tokenHashOf } from '#services';
import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

/** Who may knock at a route. Whether they may do what they ask is decided behind the door, by the rules. */
export type DoorSign = 'public' | 'signedIn';
const doorSign = 'kyosei:door';

/** The sign on the door. A route without one lets nobody in. */
export const Door = (sign: DoorSign): MethodDecorator & ClassDecorator => SetMetadata(doorSign, sign);

/** The cookie's name; over HTTPS the `__Host-` prefix ties it to this very host. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-kyosei' : 'kyosei');
const cookiePattern = /(?:^|;\s*)(?:__Host-)?kyosei=([A-Za-z0-9_-]{43})(?:;|$)/;

/** The session token that the request carries, or null. */
export const tokenOf = (request: FastifyRequest): string | null => cookiePattern.exec(request.headers.cookie ?? '')?.[1] ?? null;

/** Reads the sign: no sign, no entry; `signedIn` asks for a token, which the database then checks inside the transaction. */
@Injectable()
export class DoorKeeper implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const sign = this.reflector.getAllAndOverride<DoorSign | undefined>(doorSign, [context.getHandler(), context.getClass()]);
    if (sign === 'public') return true;
    if (sign !== 'signedIn') throw new Refused('not_found', 'このアドレスには何もありません。');
    if (!tokenOf(context.switchToHttp().getRequest<FastifyRequest>())) throw new Refused('signed_out', 'サインインしてください。');
    return true;
  }
}

/** The signed-in caller, for a parameter of a handler. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const token = tokenOf(request);
  if (!token) throw new Refused('signed_out', 'サインインしてください。');
  return { kind: 'session', tokenHash: tokenHashOf(token), requestId: request.id };
});
