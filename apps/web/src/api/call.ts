import { lineIsCut } from './connection.js';
import { problemOf, Unreachable } from './problem.js';
import { signedInAgain } from './sign-in-again.js';

/** What a call takes beside its path. */
export interface Sending {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** A file, sent as it is; its type says what it is. */
  readonly file?: Blob;
  /** The version the person saw: `If-Match`. */
  readonly version?: number;
  /** Of one act of a person: sent again after a cut line, it is still done once. */
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
  /** The page is being left: the browser carries it on its own. */
  readonly leaving?: boolean;
}

/** When the person last did something that reached the server: the session ends thirty minutes after it. */
let lastAnswerAt = Date.now();

/** Milliseconds since the server last answered. */
export const idleMs = (): number => Date.now() - lastAnswerAt;

/** A key for one act of a person. */
export const newKey = (): string => crypto.randomUUID();

function requestOf({ method = 'GET', body, file, version, key, signal, leaving }: Sending): RequestInit {
  return {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file ? { 'content-type': file.type } : {}),
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(file ? { body: file } : {}),
    ...(signal ? { signal } : {}),
    ...(leaving ? { keepalive: true } : {}),
  };
}

/** Fetches, and where the line is cut: a read says so at once, a write waits and goes out when the line is back. */
async function reach(path: string, sending: Sending): Promise<Response> {
  for (;;) {
    try {
      const response = await fetch(`/api/v1${path}`, requestOf(sending));
      if (response.status !== 502 && response.status !== 503 && response.status !== 504) return response;
      await response.body?.cancel();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
    }
    const back = lineIsCut();
    if ((sending.method ?? 'GET') === 'GET') throw new Unreachable();
    await back;
  }
}

/** The answer to a call that was not refused, after signing in again where the session was lost. */
async function answered(path: string, sending: Sending): Promise<Response> {
  for (;;) {
    const response = await reach(path, sending);
    if (response.status === 401 && path !== '/session') {
      // An answer that nobody reads would keep its connection.
      await response.body?.cancel();
      await signedInAgain();
      continue;
    }
    if (!response.ok) throw await problemOf(response);
    lastAnswerAt = Date.now();
    return response;
  }
}

/** Calls the API. @throws Problem what the API refused @throws Unreachable a read while the line is cut */
export async function call<T>(path: string, sending: Sending = {}): Promise<T> {
  const response = await answered(path, sending);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Fetches a file under the name that the API gives it. @throws Problem what the API refused @throws Unreachable while the line is cut */
export async function callForFile(path: string): Promise<File> {
  const response = await answered(path, {});
  const said = response.headers.get('content-disposition') ?? '';
  const [, encoded] = /filename\*=UTF-8''([^;]+)/.exec(said) ?? [];
  const [, plain] = /filename="([^"]+)"/.exec(said) ?? [];
  return new File([await response.blob()], encoded ? decodeURIComponent(encoded) : (plain ?? 'file'));
}
