import type { Reader } from './reader.js';

/**
 * The ledger of mails. A mail is claimed before anybody connects to a relay, and marked as handed over when the relay has said
 * that it will take the text and before the first byte of it leaves:
 *
 *   pending → claimed → handed_over → sent | refused | unknown
 *
 * Whoever dies in `claimed` has sent nothing: the mail is claimed again. Whoever dies in `handed_over` may have sent it: the
 * mail becomes `unknown` and is never sent again by itself (RFC 1047: SMTP cannot promise exactly once).
 * Every step names its owner, so that one who was taken for dead changes nothing any more.
 */
export interface NewMail {
  /** What the mail is for, once: a second mail with the same key is not written. */
  readonly onceKey: string;
  readonly kind: string;
  /** Null where the mail speaks of several partnerships. */
  readonly partnershipId: string | null;
  readonly personId: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
}

export interface ClaimedMail {
  readonly id: string;
  readonly owner: string;
  readonly kind: string;
  readonly personId: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  /** This try included. */
  readonly attempts: number;
  /** How long ago it was written, by the database's clock. */
  readonly ageSeconds: number;
}

/** How a try ended. `pending` tries again after the seconds. */
export type MailOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'refused' | 'unknown'; readonly reason: string }
  | { readonly state: 'pending'; readonly reason: string; readonly againInSeconds: number };

/** Writes mails that nobody has written yet. @returns the keys of those that are new */
export async function writeMails(tx: Reader, mails: readonly NewMail[]): Promise<string[]> {
  const written: string[] = [];
  // In the order of their keys, so that two transactions that write the same mails wait for each other and never both.
  for (const mail of [...mails].sort((one, other) => (one.onceKey < other.onceKey ? -1 : 1))) {
    const row = await tx.row<{ once_key: string }>(
      `insert into mail (partnership_id, once_key, kind, person_id, address, subject, body) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (once_key) do nothing returning once_key`,
      [mail.partnershipId, mail.onceKey, mail.kind, mail.personId, mail.address, mail.subject, mail.body],
    );
    if (row) written.push(row.once_key);
  }
  return written;
}

/** Claims mails that are due, and those whose owner died before anything was sent. */
export async function claimMails(tx: Reader, claim: { readonly owner: string; readonly limit: number; readonly leaseSeconds: number }): Promise<ClaimedMail[]> {
  return tx.rows<ClaimedMail>(
    `update mail m set state = 'claimed', owner = $1 || '/' || gen_random_uuid(), lease = clock_timestamp() + make_interval(secs => $3), attempts = m.attempts + 1
     where m.id in (
       select id from mail
       where (state = 'pending' and next_attempt_at <= clock_timestamp()) or (state = 'claimed' and lease < clock_timestamp())
       order by next_attempt_at, created_at limit $2 for update skip locked)
     returning m.id, m.owner, m.kind, m.person_id as "personId", m.address, m.subject, m.body, m.attempts, extract(epoch from clock_timestamp() - m.created_at)::float8 as "ageSeconds"`,
    [claim.owner, claim.limit, claim.leaseSeconds],
  );
}

/** Renews the leases of mails that are being sent. */
export async function renewMails(tx: Reader, mails: readonly Pick<ClaimedMail, 'id' | 'owner'>[], leaseSeconds: number): Promise<void> {
  await tx.rows(
    `update mail m set lease = clock_timestamp() + make_interval(secs => $3) from unnest($1::uuid[], $2::text[]) as held(id, owner)
     where m.id = held.id and m.owner = held.owner and m.state in ('claimed', 'handed_over')`,
    [mails.map((mail) => mail.id), mails.map((mail) => mail.owner), leaseSeconds],
  );
}

/** Marks that the text of the mail leaves now. False: the claim is somebody else's by now, and not a byte may leave. */
export async function handOver(tx: Reader, mail: Pick<ClaimedMail, 'id' | 'owner'>, leaseSeconds: number): Promise<boolean> {
  const row = await tx.row(
    `update mail set state = 'handed_over', lease = clock_timestamp() + make_interval(secs => $3) where id = $1 and owner = $2 and state = 'claimed' returning id`,
    [mail.id, mail.owner, leaseSeconds],
  );
  return row !== null;
}

/** Records how a try ended; what was given up as unknown while its owner lived becomes what the owner saw. */
export async function settleMail(tx: Reader, mail: Pick<ClaimedMail, 'id' | 'owner'>, outcome: MailOutcome): Promise<boolean> {
  const row = await tx.row(
    `update mail set state = $3, last_error = $4, lease = null, sent_at = case when $3 = 'sent' then clock_timestamp() else sent_at end,
       next_attempt_at = clock_timestamp() + make_interval(secs => $5)
     where id = $1 and owner = $2 and (state in ('claimed', 'handed_over') or (state = 'unknown' and $3 <> 'pending')) returning id`,
    [mail.id, mail.owner, outcome.state, 'reason' in outcome ? outcome.reason.slice(0, 2000) : null, outcome.state === 'pending' ? outcome.againInSeconds : 0],
  );
  return row !== null;
}

/** Gives mails up whose owner died while their text was on its way. @returns their ids */
export async function giveUpAsUnknown(tx: Reader): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `update mail set state = 'unknown', last_error = '送信の途中で処理が止まったため、届いたかどうかわかりません。重複を避けるため、自動では送り直しません。'
     where state = 'handed_over' and lease < clock_timestamp() returning id`,
  );
  return rows.map((row) => row.id);
}
