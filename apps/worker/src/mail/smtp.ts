import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { Readable } from 'node:stream';
import type { Composed } from './compose.js';

/** How one try to give a mail to the relay ended. */
export type Delivery =
  | { readonly result: 'sent'; readonly reply: string }
  /** The relay says that it never will take this mail. */
  | { readonly result: 'refused'; readonly reason: string }
  /** Surely not sent, and worth another try: the relay is not there, or it puts off this one mail. */
  | { readonly result: 'later'; readonly because: 'relay' | 'settings' | 'recipient'; readonly reason: string }
  /** The claim on the mail was lost before a byte of it left. */
  | { readonly result: 'withdrawn' }
  /** The text was on its way and no answer came: it may have arrived. */
  | { readonly result: 'unknown'; readonly reason: string };

/** Where mails are given to, and how long we wait; the defaults are nodemailer's own, because shortening the last makes unknowns. */
export interface MailRelay {
  readonly url: string;
  readonly connectionTimeoutMs?: number;
  readonly greetingTimeoutMs?: number;
  readonly silenceTimeoutMs?: number;
}

type Phase = 'connecting' | 'envelope' | 'text';

const isLocal = (host: string): boolean => host === 'localhost' || host === '127.0.0.1' || host === '::1';

function optionsOf({ url, connectionTimeoutMs, greetingTimeoutMs, silenceTimeoutMs }: MailRelay): ConstructorParameters<typeof SMTPConnection>[0] {
  const at = new URL(url);
  const host = at.hostname.replace(/^\[|\]$/g, '');
  const secure = at.protocol === 'smtps:';
  return {
    host,
    port: Number(at.port || (secure ? 465 : 25)),
    secure,
    // A password never travels in clear text to another machine, and who asked for TLS never gets less.
    requireTLS: !secure && (at.searchParams.get('requireTLS') === 'true' || (at.username !== '' && !isLocal(host))),
    ignoreTLS: isLocal(host) && at.searchParams.get('requireTLS') !== 'true',
    ...(connectionTimeoutMs ? { connectionTimeout: connectionTimeoutMs } : {}),
    ...(greetingTimeoutMs ? { greetingTimeout: greetingTimeoutMs } : {}),
    ...(silenceTimeoutMs ? { socketTimeout: silenceTimeoutMs } : {}),
  };
}

const reasonOf = (error: Error): string => error.message;
const codeOf = (error: Error): number => ('responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0);

/**
 * What an error means depends on how far we were, and not on how nodemailer calls it: it names every lost connection alike,
 * whether before the envelope or after the relay had accepted everything.
 */
export function classify(phase: Phase, error: Error): Delivery {
  const code = codeOf(error);
  const reason = reasonOf(error);
  if (phase === 'connecting') return { result: 'later', because: code === 535 || ('code' in error && error.code === 'EAUTH') ? 'settings' : 'relay', reason };
  if (phase === 'envelope') {
    if (code === 0 || code === 421) return { result: 'later', because: 'relay', reason };
    return code >= 500 ? { result: 'refused', reason } : { result: 'later', because: 'recipient', reason };
  }
  if (code >= 500) return { result: 'refused', reason };
  if (code >= 400) return { result: 'later', because: 'recipient', reason };
  return { result: 'unknown', reason };
}

/**
 * Gives one mail to the relay over a connection of its own. `handOver` is asked after the relay has said that it will take the
 * text (354) and before the first byte of it leaves: when it says no, or fails, nothing is sent.
 * Never throws for what the relay or the network do.
 */
export function deliver(relay: MailRelay, mail: Composed, handOver: () => Promise<boolean>): Promise<Delivery> {
  return new Promise((resolve) => {
    const connection = new SMTPConnection(optionsOf(relay));
    let phase: Phase = 'connecting';
    let over = false;
    const end = (delivery: Delivery): void => {
      if (over) return;
      over = true;
      if (delivery.result === 'sent') connection.quit();
      else connection.close();
      resolve(delivery);
    };
    const fail = (error: Error): void => end(classify(phase, error));

    // Read from for the first time when the relay has answered 354.
    let asked = false;
    const text = new Readable({
      read() {
        if (asked) return;
        asked = true;
        handOver().then(
          (ours) => {
            if (!ours) return end({ result: 'withdrawn' });
            if (over) return undefined;
            phase = 'text';
            this.push(mail.bytes);
            this.push(null);
            return undefined;
          },
          (error: unknown) => end({ result: 'later', because: 'relay', reason: `the ledger could not be written: ${error instanceof Error ? error.message : String(error)}` }),
        );
      },
    });
    const send = (): void => {
      phase = 'envelope';
      connection.send({ from: mail.envelope.from, to: [mail.envelope.to], size: mail.bytes.length }, text, (error, sent) => (error ? fail(error) : end({ result: 'sent', reply: sent?.response ?? '' })));
    };
    connection.on('error', fail);
    connection.on('end', () => fail(new Error('the connection ended')));
    connection.connect((error) => {
      if (error) return fail(error);
      const at = new URL(relay.url);
      if (at.username === '') return send();
      connection.login({ user: decodeURIComponent(at.username), pass: decodeURIComponent(at.password) }, (refused) => (refused ? fail(refused) : send()));
      return undefined;
    });
  });
}
