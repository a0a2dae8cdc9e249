import { Refused } from '#core';
import type { RequestKey } from '#db';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';

/** The version that the person had in front of them, from `If-Match` (RFC 9110, 13.1.1). @throws Refused version_missing, malformed */
export const SeenVersion = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined) throw new Refused('version_missing', 'どの版を見て変更するのかが分かりません。If-Match に、読み出したときの ETag を付けてください。');
  const version = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header)?.[1];
  if (version === undefined) throw new Refused('malformed', 'If-Match は、読み出したときの ETag（例: "3"）をそのまま付けてください。');
  return Number(version);
});

/** The key under which a repeated request gets the same answer again, or null when none was sent. @throws Refused malformed */
export const OnceKey = createParamDecorator((_: unknown, context: ExecutionContext): RequestKey | null => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const header = request.headers['idempotency-key'];
  if (header === undefined) return null;
  const key = Array.isArray(header) ? header.join(',') : header;
  if (!/^[\x21-\x7e]{1,150}$/.test(key)) throw new Refused('malformed', 'Idempotency-Key は、150字以内の空白のない英数字と記号にしてください。');
  const fingerprint = createHash('sha256')
    .update(`${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
  return { key, fingerprint };
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id in a path: what has not the shape of one is simply not there. */
export const Id = (name: string): ParameterDecorator =>
  createParamDecorator((_: unknown, context: ExecutionContext): string => {
    const params = context.switchToHttp().getRequest<FastifyRequest>().params as Record<string, string>;
    const given = params[name] ?? '';
    if (!uuid.test(given)) throw new Refused('not_found', '指定されたものが見つかりません。アドレスを確かめてください。');
    return given.toLowerCase();
  })();

/** Which part of a list is asked for: how many, and after what. */
export interface Page { readonly limit: number; readonly after: number }
/** The longest page there is. */
export const longestPage = 1_000;
/** What PostgreSQL takes for a place in a list. */
const lastPlace = 2_147_483_647;

/** `?limit=&cursor=`; so many where no limit is given. @throws Refused malformed */
export const PageAsked = createParamDecorator((otherwise: number, context: ExecutionContext): Page => {
  const query = context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, unknown>;
  return { limit: whole(query['limit'], 'limit', 1, longestPage) ?? otherwise, after: whole(query['cursor'], 'cursor', 0, lastPlace) ?? 0 };
});

function whole(given: unknown, name: string, least: number, most: number): number | null {
  if (given === undefined || given === '') return null;
  const number = typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
  if (!(number >= least && number <= most)) {
    const message = `${name} は ${least} から ${most} までの整数にしてください。`;
    throw new Refused('malformed', message, { errors: [{ pointer: `?${name}`, code: 'out_of_range', message }] });
  }
  return number;
}

/** One query parameter as text, or null; given twice it is malformed. */
export const Asked = createParamDecorator((shape: { name: string; is: 'uuid' | 'date' | 'moment' | 'text' }, context: ExecutionContext): string | null => {
  const given = (context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, unknown>)[shape.name];
  if (given === undefined || given === '') return null;
  const wrong = (message: string): Refused => new Refused('malformed', message, { errors: [{ pointer: `?${shape.name}`, code: 'malformed', message }] });
  if (typeof given !== 'string') throw wrong(`${shape.name} は一度だけ指定してください。`);
  if (given.length > 500 || given.includes('\u0000') || !given.isWellFormed()) throw wrong(`${shape.name} に使えない文字が含まれているか、長すぎます。`);
  if (shape.is === 'uuid' && !uuid.test(given)) throw wrong(`${shape.name} の形が正しくありません。一覧から選び直してください。`);
  if (shape.is === 'date' && !isDay(given)) throw wrong(`${shape.name} は 2026-11-20 のような日付にしてください。`);
  if (shape.is === 'moment' && !isDay(given) && !isMoment(given)) throw wrong(`${shape.name} は 2026-11-20 のような日付か、2026-11-20T09:00:00+09:00 のような日時にしてください。`);
  return given;
});

/** Whether a text is a calendar day, YYYY-MM-DD, that exists. A year 0 there never was, and PostgreSQL knows none. */
export function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether a text is a moment with its offset, as in 2026-11-20T09:00:00+09:00 or with Z, on a day that exists. */
export function isMoment(text: string): boolean {
  const [, day] = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/.exec(text) ?? [];
  return day !== undefined && isDay(day);
}
