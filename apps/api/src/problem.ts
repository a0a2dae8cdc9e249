import { Refused, type Fault, type RefusalCode } from '#core';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';

/** One refusal, one status. */
export const httpStatus = {
  malformed: 400, signed_out: 401, not_allowed: 403, not_found: 404, wrong_method: 405, wrong_state: 409, already_voted: 409, conflict: 409, stale: 412, too_large: 413, wrong_type: 415,
  incomplete: 422, invalid: 422, key_reused: 422, version_missing: 428, too_many: 429, unavailable: 503,
} as const satisfies Record<RefusalCode, number>;

const titles: Record<number, string> = {
  400: '要求の形が正しくありません', 401: 'サインインが必要です', 403: 'この操作は許されていません', 404: '見つかりません', 405: 'この方法では呼び出せません', 408: '要求が届ききりませんでした', 409: '今の状態ではできません',
  412: 'ほかの人が先に更新しました', 413: '大きすぎます', 415: '受け付けない形式です', 422: '内容を直してください', 428: '版の指定が必要です', 429: '回数が多すぎます', 431: 'ヘッダーが大きすぎます',
  500: 'システムの不具合です', 503: '一時的に利用できません',
};

interface Problem { status: number; code: string; detail: string; errors?: readonly Fault[]; retryAfterSeconds?: number; version?: number }

/** What PostgreSQL or the network says when it is not there, busy, or gave up; the outcome of the request is then unknown. */
const passing = new Set(['40001', '40P01', '55P03', '57014', '57P01', '57P02', '57P03', '53300', '53200', '53100', '08000', '08003', '08006', '25P03', '3D000', '28000', '28P01', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const passingWords = /timeout exceeded when trying to connect|Connection terminated|connection (?:timeout|is closed|ended)|query runner (?:was )?already released|Client has encountered a connection error|not queryable|Driver not Connected|Cannot use a pool after/i;

function unavailable(): Problem {
  return { status: 503, code: 'unavailable', detail: 'データベースが今は応答していません。入力した内容はそのままにして、少し待ってからもう一度行ってください。', retryAfterSeconds: 5 };
}

/** Fastify's own refusals, before a handler is reached. */
function ofFastify(error: { code?: unknown; statusCode?: unknown; message?: unknown }): Problem | null {
  const status = typeof error.statusCode === 'number' ? error.statusCode : 0;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || status === 413) return { status: 413, code: 'too_large', detail: '送られた内容が大きすぎます。小さく分けて送ってください。' };
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || status === 415) return { status: 415, code: 'wrong_type', detail: 'この形式は受け付けていません。Content-Type を application/json にしてください。' };
  if (error.code === 'FST_ERR_BAD_URL') return { status: 400, code: 'malformed', detail: 'アドレスを読み取れません。% の後の符号を確かめてください。' };
  if (status === 404) return { status: 404, code: 'not_found', detail: 'このアドレスには何もありません。' };
  if (status === 405) return { status: 405, code: 'wrong_method', detail: 'この方法では呼び出せません。' };
  if (status >= 400 && status < 500) return { status: 400, code: 'malformed', detail: '送られた内容を読み取れません。JSON の形を確かめてください。' };
  return null;
}

/** What a thrown thing means to the caller; null for a bug of ours. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Refused) return { status: httpStatus[error.code], code: error.code, detail: error.detail, ...error.more };
  if (error instanceof HttpException) return ofFastify({ statusCode: error.getStatus() });
  if (!(error instanceof Error)) return null;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown; constraint?: unknown } };
  const cause = typeof driverError?.code === 'string' ? driverError.code : code;
  if ((error as { constraint?: unknown }).constraint === 'one_municipality_one_vote') return { status: 409, code: 'already_voted', detail: 'あなたの市町村からは、すでに投票されています。' };
  if ((typeof cause === 'string' && passing.has(cause)) || passingWords.test(error.message)) return unavailable();
  return ofFastify(error as { code?: unknown; statusCode?: unknown });
}

function wordsOf({ status, code, detail, errors = [], version }: Problem, requestId: string): string {
  return JSON.stringify({ type: `/problems/${code}`, title: titles[status] ?? '処理できません', status, detail, code, errors, requestId, ...(version === undefined ? {} : { version }) });
}

/** What is no HTTP at all, or never arrived whole, is answered on the bare socket, in the same words as everything else. */
export function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem: Problem =
    error.code === 'HPE_HEADER_OVERFLOW' ? { status: 431, code: 'headers_too_large', detail: 'ヘッダーが大きすぎます。Cookie などを減らして、もう一度送ってください。' }
    : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? { status: 408, code: 'timeout', detail: '要求が時間内に届ききりませんでした。もう一度送ってください。' }
    : { status: 400, code: 'malformed', detail: 'HTTP の要求として読み取れません。送り方を確かめてください。' };
  const body = wordsOf(problem, randomUUID());
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`);
}

/** Every error leaves as problem+json (RFC 9457) with a sentence; nothing of the inside leaves at all. */
@Catch()
export class Problems implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers a request with what went wrong. */
  send(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemOf(error) ?? { status: 500, code: 'internal', detail: `システムの不具合です。時間をおいても直らないときは、次の番号を添えて管理者に知らせてください: ${request.id}` };
    if (problem.status >= 500) this.log.error({ err: error, requestId: request.id, method: request.method, url: request.url.split('?')[0] }, problem.code);
    if (reply.sent) return;
    if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', String(problem.retryAfterSeconds));
    if (problem.status === 412 && problem.version !== undefined) void reply.header('etag', `"${problem.version}"`);
    void reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(wordsOf(problem, request.id));
  }
}
