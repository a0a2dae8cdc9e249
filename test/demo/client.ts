import { randomUUID } from 'node:crypto';

/** One account of the demonstration, as `instance.json` lists it. */
export interface Account {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly municipality: { readonly code: string; readonly name: string };
  readonly departments: readonly { readonly id: string; readonly name: string }[];
}

export interface Instance {
  readonly url: string;
  readonly mailUrl: string;
  readonly pid: number;
  readonly accounts: readonly Account[];
}

/** What the API answered, when it is not what was expected: the demonstration stops with it. */
export class Unexpected extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

interface Problem { readonly code?: string; readonly detail?: string; readonly errors?: readonly { readonly message: string }[] }

const patienceMs = 120_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * One person at the API, with a session of their own. A request that got no answer, or a 503, is sent again with the same
 * `Idempotency-Key` until the service is back: what was acknowledged is never asked for twice, and what was not is not lost.
 */
export class Visitor {
  private cookie: string | null = null;

  constructor(private readonly instance: Instance, readonly account: Account) {}

  get<T>(path: string): Promise<T> {
    return this.ask<T>('GET', path, {});
  }

  post<T>(path: string, body: object, version?: number): Promise<T> {
    return this.ask<T>('POST', path, { body, version, key: randomUUID() });
  }

  put<T>(path: string, body: object, version: number): Promise<T> {
    return this.ask<T>('PUT', path, { body, version });
  }

  patch<T>(path: string, body: object, version: number): Promise<T> {
    return this.ask<T>('PATCH', path, { body, version });
  }

  /** The bytes of a file. */
  async file(path: string): Promise<Uint8Array> {
    const answer = await this.send('GET', path, {});
    return new Uint8Array(await answer.response.arrayBuffer());
  }

  /** A list to its end, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: T[]; nextCursor: string | null } = await this.get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  private async ask<T>(method: string, path: string, wish: Wish): Promise<T> {
    const { response, uncertain } = await this.send(method, path, wish);
    // An earlier attempt without an answer may have been the one that wrote: then ours comes too late, and all is well.
    if (response.status === 412 && uncertain) return (await this.get(path)) as T;
    const text = await response.text();
    if (!response.ok) throw unexpected(response.status, method, path, text);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  private async send(method: string, path: string, wish: Wish): Promise<{ response: Response; uncertain: boolean }> {
    if (this.cookie === null) await this.signIn();
    const { response, uncertain } = await this.patiently(() => this.once(method, path, wish));
    if (response.status !== 401) return { response, uncertain };
    await this.signIn();
    return this.patiently(() => this.once(method, path, wish));
  }

  private async signIn(): Promise<void> {
    const { email, password } = this.account;
    const { response } = await this.patiently(() => this.once('POST', '/session', { body: { email, password } }));
    if (!response.ok) throw unexpected(response.status, 'POST', '/session', await response.text());
    this.cookie = response.headers.getSetCookie().map((one) => one.split(';')[0] ?? '').join('; ');
    await response.arrayBuffer();
  }

  private once(method: string, path: string, { body, version, key }: Wish): Promise<Response> {
    return fetch(`${this.instance.url}/api/v1${path}`, {
      method,
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(30_000),
    });
  }

  private async patiently(attempt: () => Promise<Response>): Promise<{ response: Response; uncertain: boolean }> {
    const until = Date.now() + patienceMs;
    let uncertain = false;
    for (;;) {
      try {
        const response = await attempt();
        if (response.status !== 503 || Date.now() > until) return { response, uncertain };
        await response.arrayBuffer();
      } catch (error) {
        if (Date.now() > until) throw error;
      }
      uncertain = true;
      await pause(250);
    }
  }
}

interface Wish { readonly body?: object; readonly version?: number | undefined; readonly key?: string }

function unexpected(status: number, method: string, path: string, text: string): Unexpected {
  let problem: Problem = {};
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    // Not a problem document: its text has to do.
  }
  const details = [problem.detail ?? text.slice(0, 300), ...(problem.errors ?? []).map(({ message }) => message)].join(' ');
  return new Unexpected(status, problem.code ?? '', `${method} ${path} → ${status}: ${details}`);
}

export interface Mail { readonly to: readonly string[]; readonly subject: string; readonly text: string }

/** The mails that the built-in catcher holds; null where mails go to a relay of the person's own. */
export async function caughtMails(instance: Instance): Promise<readonly Mail[] | null> {
  const answer = await fetch(`${instance.mailUrl}/api/messages`).catch(() => null);
  return answer?.ok ? ((await answer.json()) as readonly Mail[]) : null;
}

/** Waits as a person does who answers when the mail has come; at most ten seconds, and not at all without the catcher. */
export async function untilMail(instance: Instance, address: string, words: string): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await pause(100)) {
    const mails = await caughtMails(instance);
    if (mails === null || mails.some(({ to, subject, text }) => to.includes(address) && /差戻し/.test(subject) && `${subject}${text}`.includes(words))) return;
  }
}

/** The people of the demonstration, each signing in when first asked for. */
export class People {
  private readonly visitors = new Map<string, Visitor>();

  constructor(readonly instance: Instance) {}

  /** The officer of a department of 伊那市. */
  officer(department: string): Visitor {
    return this.find((account) => account.roles.includes('officer') && account.departments.some(({ name }) => name === department), `${department}の担当者`);
  }

  coordinator(): Visitor {
    return this.find((account) => account.roles.includes('coordinator'), '取りまとめ担当');
  }

  /** The committee member who votes for a municipality. */
  member(municipality: string): Visitor {
    return this.find((account) => account.roles.includes('committee_member') && account.municipality.name === municipality, `${municipality}の委員`);
  }

  private find(fits: (account: Account) => boolean, who: string): Visitor {
    const account = this.instance.accounts.find(fits);
    if (!account) throw new Error(`見本の利用者に「${who}」がいません。見本のデータで起動した共生に対して実行してください。`);
    const visitor = this.visitors.get(account.email) ?? new Visitor(this.instance, account);
    this.visitors.set(account.email, visitor);
    return visitor;
  }
}
