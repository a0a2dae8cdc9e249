import { claimMails, giveUpAsUnknown, handOver, renewMails, settleMail, type ClaimedMail, type Db, type MailOutcome } from '#db';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { everywhere } from '../everywhere.js';
import { seldom } from '../log.js';
import { rounds, type Rounds } from '../rounds.js';
import { compose, isOneAddress } from './compose.js';
import { deliver, type Delivery, type MailRelay } from './smtp.js';

export interface PostOfficeOptions {
  readonly db: Db;
  readonly log: Logger;
  readonly from: string;
  readonly relay: MailRelay;
  /** How long a mail stays ours without a sign of life; a dead owner's mails are seen to after that. */
  readonly leaseSeconds?: number;
}

const leaseSeconds = 30;
const together = 4;
const minute = 60;

/** After how long a relay that put a mail off is asked again (RFC 5321, 4.5.4.1), by how often it has been asked. */
const patience: readonly number[] = [5 * minute, 15 * minute, 30 * minute, 60 * minute];
/** After how long a relay that is not there is looked for again: everybody waits, one mail knocks. */
const knocking: readonly number[] = [2, 5, 10, 20, 30];
/** A relay that refuses our password is not to be hammered. */
const wrongSettings = 5 * minute;
const day = 24 * 60 * minute;
/** A reminder, the daily one or one that was asked for, is for its day; what was decided is worth four days of trying. */
const worthTrying = (kind: string): number => (kind === 'reminder' || kind === 'reminder_asked' ? day : 4 * day);

const at = (steps: readonly number[], turn: number): number => steps[Math.min(turn, steps.length - 1)] ?? minute;

/** What a try means for the ledger. @param ageSeconds how long ago the mail was written @param knocks how often the relay was not there */
export function outcomeOf(delivery: Delivery, mail: { readonly kind: string; readonly attempts: number; readonly ageSeconds: number }, knocks: number): MailOutcome | null {
  if (delivery.result === 'withdrawn') return null;
  if (delivery.result === 'sent') return { state: 'sent' };
  if (delivery.result === 'refused') return { state: 'refused', reason: delivery.reason };
  if (delivery.result === 'unknown') return { state: 'unknown', reason: `相手の応答を受け取れなかったため、届いたかどうかわかりません。重複を避けるため、自動では送り直しません。（${delivery.reason}）` };
  const againInSeconds = delivery.because === 'recipient' ? at(patience, mail.attempts - 1) : delivery.because === 'settings' ? wrongSettings : at(knocking, knocks);
  if (mail.ageSeconds + againInSeconds > worthTrying(mail.kind)) return { state: 'refused', reason: `期限まで試しましたが、送れませんでした。（${delivery.reason}）` };
  return { state: 'pending', reason: delivery.reason, againInSeconds };
}

/**
 * Sends what the ledger holds, a few at a time, each over a connection of its own and one claim for one try. When the relay is
 * not there, everything rests and one mail knocks now and then, so that a relay that comes back finds work within half a minute.
 */
export function openPostOffice({ db, log, from, relay, leaseSeconds: lease = leaseSeconds }: PostOfficeOptions): Rounds {
  const trouble = seldom(log);
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const inHand = new Map<string, ClaimedMail>();
  let knocks = 0;
  let closedUntil = 0;

  const renewing = setInterval(() => {
    if (inHand.size === 0) return;
    const held = [...inHand.values()];
    everywhere(db).then((caller) => db.write(caller, (tx) => renewMails(tx, held, lease))).catch((error: unknown) => trouble('the leases of mails cannot be renewed', error));
  }, (lease * 1_000) / 4);

  const settle = async (mail: ClaimedMail, outcome: MailOutcome): Promise<void> => {
    // A mail that is sent must not look unsent because the database blinked; when it stays away, the lease decides.
    for (let left = 5; left > 0; left -= 1) {
      try {
        await db.write(await everywhere(db), (tx) => settleMail(tx, mail, outcome));
        return;
      } catch (error) {
        trouble('the ledger of mails cannot be written', error);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  };

  const takeToRelay = async (mail: ClaimedMail): Promise<Delivery> => {
    if (!isOneAddress(mail.address)) return { result: 'refused', reason: 'メールアドレスの形をしていません。管理者に、この人のアドレスを直すよう依頼してください。' };
    const composed = await compose({ id: mail.id, from, to: mail.address, subject: mail.subject, body: mail.body });
    return deliver(relay, composed, async () => db.write(await everywhere(db), (tx) => handOver(tx, mail, lease)));
  };

  const sendOne = async (mail: ClaimedMail): Promise<void> => {
    inHand.set(mail.id, mail);
    try {
      const delivery = await takeToRelay(mail);
      const relayIsAway = delivery.result === 'later' && delivery.because !== 'recipient';
      const outcome = outcomeOf(delivery, { kind: mail.kind, attempts: mail.attempts, ageSeconds: mail.ageSeconds }, knocks);
      if (relayIsAway) {
        trouble('the mail relay is not there', new Error(delivery.reason));
        closedUntil = performance.now() + (outcome?.state === 'pending' ? outcome.againInSeconds : minute) * 1_000;
      }
      knocks = relayIsAway ? knocks + 1 : 0;
      if (outcome) await settle(mail, outcome);
      log.info({ mail: mail.id, kind: mail.kind, result: delivery.result, attempts: mail.attempts }, 'a mail was tried');
    } finally {
      inHand.delete(mail.id);
    }
  };

  const round = async (): Promise<boolean> => {
    const caller = await everywhere(db);
    const lost = await db.write(caller, (tx) => giveUpAsUnknown(tx));
    if (lost.length > 0) log.warn({ mails: lost }, 'mails of a dead process may or may not have been sent');
    if (performance.now() < closedUntil) return false;
    const limit = knocks > 0 ? 1 : together;
    const mails = await db.write(caller, (tx) => claimMails(tx, { owner, limit, leaseSeconds: lease }));
    await Promise.all(mails.map(sendOne));
    return mails.length === limit && knocks === 0;
  };

  const running = rounds(round, { idleMs: 500, troubleMs: 1_000, onTrouble: (error) => trouble('the ledger of mails cannot be read', error) });
  return {
    wake: running.wake,
    stop: async () => {
      await running.stop();
      clearInterval(renewing);
    },
  };
}
