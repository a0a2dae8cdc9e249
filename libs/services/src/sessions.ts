import { Refused } from '#core';
import type { Caller, Db } from '#db';
import { sessionPerson } from '#views';
import { hash, verify } from '@node-rs/argon2';
import { createHash, randomBytes } from 'node:crypto';

/** OWASP's smallest recommended argon2id: 19 MiB, two passes, one lane. */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Only this hash of a session's token is kept: who reads the table cannot sign in with it. */
export const tokenHashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** How an account is known, however its address was typed. Composed first: ℡ becomes capital letters only then. */
export const accountOf = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

const system: Caller = { kind: 'system', name: 'サインイン', partnershipIds: [] };
const absoluteHours = 10;

/** At most two hashes are worked out at a time, so that a flood of sign-ins does not take the memory of everybody. */
class Turnstile {
  private free = 2;
  private readonly waiting: (() => void)[] = [];

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.free === 0) {
      if (this.waiting.length >= 200) throw new Refused('too_many', 'サインインが混み合っています。少し待ってから、もう一度サインインしてください。', { retryAfterSeconds: 5 });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.free -= 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

export interface SignedIn { readonly token: string; readonly person: object }

const wrong = (): Refused => new Refused('signed_out', 'メールアドレスかパスワードが違います。入力を確かめて、もう一度サインインしてください。');

/** Signing in and out with an account of the installation. */
export class Sessions {
  private readonly turnstile = new Turnstile();
  /** Compared when there is no such account, so that the answer takes as long. */
  private readonly nobody = hash(randomBytes(16).toString('hex'), passwordCost);

  constructor(private readonly db: Db) {}

  /**
   * Opens a session. After five failures an account waits one minute, then twice as long each time, at most fifteen; an
   * address waits after fifty failures in ten minutes.
   * @throws Refused signed_out, too_many
   */
  async open(email: string, password: string, address: string): Promise<SignedIn> {
    const account = accountOf(email);
    await this.refuseFloods(account, address);
    // What failed while this one waited counts too: guesses sent all at once get no further than guesses one by one.
    return this.turnstile.pass(async () => {
      await this.refuseFloods(account, address);
      return this.tryPassword(account, password, address);
    });
  }

  private async tryPassword(account: string, password: string, address: string): Promise<SignedIn> {
    const person = await this.db.read(system, (reader) => reader.row<{ id: string; password_hash: string | null }>('select id, password_hash from person where email = $1 and active', [account]));
    const right = await verify(person?.password_hash ?? (await this.nobody), password);
    if (!person?.password_hash || !right) {
      await this.db.write(system, async (tx) => {
        await tx.rows('insert into sign_in_attempt (email, address, succeeded) values ($1, $2, false)', [account, address]);
        await tx.audit({ partnershipId: null, subjectType: 'session', subjectId: person?.id ?? 'unknown', subjectName: account, event: 'sign_in_failed' });
      });
      throw wrong();
    }
    return this.begin({ id: person.id, passwordHash: person.password_hash }, account, address);
  }

  /** Ends the session, if there is one. */
  async close(token: string): Promise<void> {
    await this.db.write(system, async (tx) => {
      const ended = await tx.row<{ id: string; email: string }>(
        'with ended as (delete from session where token_hash = $1 returning person_id) select p.id, p.email from ended join person p on p.id = ended.person_id', [tokenHashOf(token)]);
      if (ended) await tx.audit({ partnershipId: null, subjectType: 'session', subjectId: ended.id, subjectName: ended.email, event: 'sign_out' });
    });
  }

  /**
   * Writes the session, unless the account was switched off or its password changed while the typed one was worked out: such a change
   * ends the sessions that it sees, and this one was not there yet. The lock lets one of the two go first.
   * @throws Refused signed_out
   */
  private async begin({ id: personId, passwordHash }: { readonly id: string; readonly passwordHash: string }, account: string, address: string): Promise<SignedIn> {
    const token = randomBytes(32).toString('base64url');
    await this.db.write(system, async (tx) => {
      const begun = await tx.row(
        `insert into session (token_hash, person_id, expires_at)
         select $1::bytea, p.id, clock_timestamp() + make_interval(hours => $3) from person p where p.id = $2 and p.active and p.password_hash = $4 for share of p returning person_id`,
        [tokenHashOf(token), personId, absoluteHours, passwordHash]);
      if (!begun) throw wrong();
      await tx.rows('insert into sign_in_attempt (email, address, succeeded) values ($1, $2, true)', [account, address]);
      await tx.rows(`delete from session where person_id = $1 and expires_at < clock_timestamp()`, [personId]);
      await tx.audit({ partnershipId: null, subjectType: 'session', subjectId: personId, subjectName: account, event: 'sign_in' });
    });
    const person = await this.db.read({ kind: 'session', tokenHash: tokenHashOf(token), requestId: null }, (reader, actor) => sessionPerson(reader, actor));
    return { token, person };
  }

  /** The limiter never fails open: it asks the same database that the sign-in needs anyway. */
  private async refuseFloods(account: string, address: string): Promise<void> {
    const row = await this.db.read(system, (reader) =>
      reader.row<{ failures: number; seconds_ago: number | null; from_address: number }>(
        `with signed_in as (select coalesce(max(at), '-infinity') as at from sign_in_attempt where succeeded and email = $1)
         select count(*) filter (where email = $1 and a.at > signed_in.at)::int as failures,
           extract(epoch from clock_timestamp() - max(a.at) filter (where email = $1 and a.at > signed_in.at))::int as seconds_ago,
           count(*) filter (where address = $2 and a.at > clock_timestamp() - interval '10 minutes')::int as from_address
         from sign_in_attempt a, signed_in where not succeeded and a.at > clock_timestamp() - interval '1 day' and (email = $1 or address = $2)`,
        [account, address],
      ),
    );
    const failures = row?.failures ?? 0;
    const waitSeconds = failures >= 5 ? Math.min(60 * 2 ** (failures - 5), 900) : 0;
    const left = waitSeconds - (row?.seconds_ago ?? 0);
    if (failures >= 5 && left > 0) throw new Refused('too_many', `サインインに続けて失敗したため、しばらく受け付けません。${Math.ceil(left / 60)}分ほど待ってから、もう一度サインインしてください。`, { retryAfterSeconds: left });
    if ((row?.from_address ?? 0) >= 50) throw new Refused('too_many', 'この場所からのサインインの失敗が多いため、しばらく受け付けません。10分ほど待ってください。', { retryAfterSeconds: 600 });
  }
}
