import net from 'node:net';

/** A mail as the sink took it: one entry for each time that it was handed over. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header and body as sent, with dots unstuffed and CRLF line ends. */
  readonly raw: string;
  readonly messageId: string | null;
}

/**
 * How the sink behaves towards one connection, faults as relays really have them:
 * `accept` takes the mail · `refuse` closes at once · `silent` never greets · `busy` greets with 421 ·
 * `greylist` answers RCPT 450 · `unknownRecipient` answers RCPT 550 · `limit` answers RCPT 452 ·
 * `temporaryAfterDot` / `permanentAfterDot` answer 451 / 554 to the finished mail, and do not take it ·
 * `cutInData` cuts the connection once the body begins · `cutAfterDot` takes the mail and cuts before answering ·
 * `silentAfterDot` takes the mail and never answers.
 */
export type Behaviour =
  | 'accept' | 'refuse' | 'silent' | 'busy'
  | 'greylist' | 'unknownRecipient' | 'limit'
  | 'temporaryAfterDot' | 'permanentAfterDot'
  | 'cutInData' | 'cutAfterDot' | 'silentAfterDot';

/** A real SMTP server on 127.0.0.1 whose faults are written down beforehand. */
export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  /** Every mail that was taken, in order; the same mail twice stands here twice. */
  readonly mails: readonly SunkMail[];
  /** How many connections were made. */
  readonly connections: number;
  /** How the next connections are treated, one word each; after the last word, mails are accepted. */
  script(...behaviours: Behaviour[]): void;
  /** How mails to one address are treated from now on, whatever the script says; `accept` ends it. */
  recipient(address: string, behaviour: 'accept' | 'greylist' | 'unknownRecipient'): void;
  /** Resolves once that many mails were taken; rejects after the patience is over, naming what came. */
  received(count: number, patienceMs?: number): Promise<readonly SunkMail[]>;
  close(): Promise<void>;
}

const refusals = { greylist: '450 4.2.0 greylisted, try again later', unknownRecipient: '550 5.1.1 no such user', limit: '452 4.5.3 too many recipients' } as const;

/** Starts a sink on a free port, or on the port given, to come back after an outage. */
export async function anSmtpSink(port = 0): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const script: Behaviour[] = [];
  const recipients = new Map<string, keyof typeof refusals>();
  const sockets = new Set<net.Socket>();
  const waiting = new Set<() => void>();
  let connections = 0;

  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, { behaviour: script.shift() ?? 'accept', recipients, take });
  });

  function take(mail: SunkMail): void {
    mails.push(mail);
    for (const look of waiting) look();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const listening = typeof address === 'object' && address ? address.port : port;

  return {
    url: `smtp://127.0.0.1:${listening}`,
    port: listening,
    mails,
    get connections() {
      return connections;
    },
    script: (...behaviours) => void script.push(...behaviours),
    recipient: (to, behaviour) => void (behaviour === 'accept' ? recipients.delete(to) : recipients.set(to, behaviour)),
    received: (count, patienceMs = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${count} mails were expected, ${mails.length} came: ${mails.map(({ to }) => to.join(' ')).join(', ')}`));
        }, patienceMs);
        function look(): void {
          if (mails.length < count) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(mails);
        }
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Conversation {
  readonly behaviour: Behaviour;
  readonly recipients: ReadonlyMap<string, keyof typeof refusals>;
  take(mail: SunkMail): void;
}

/** One connection from greeting to goodbye. */
function converse(socket: net.Socket, { behaviour, recipients, take }: Conversation): void {
  if (behaviour === 'refuse') return void socket.destroy();
  if (behaviour === 'silent') return;
  if (behaviour === 'busy') return void socket.end('421 4.3.2 busy, try again later\r\n');

  let unread = '';
  let inData = false;
  let envelope: { from: string; to: string[] } = { from: '', to: [] };
  const reply = (line: string) => socket.write(`${line}\r\n`);
  reply('220 sink.test ESMTP');

  socket.setEncoding('utf8').on('data', (chunk: string) => {
    unread += chunk;
    if (inData && behaviour === 'cutInData') return void socket.resetAndDestroy();
    for (;;) {
      const end = inData ? unread.search(/(?:^|\r\n)\.\r\n/) : unread.indexOf('\r\n');
      if (end === -1 || socket.destroyed) return;
      if (inData) finishMail(end);
      else answerCommand(end);
    }
  });

  function finishMail(end: number): void {
    const raw = unread.slice(0, end).replace(/(^|\r\n)\.\./g, '$1.');
    unread = unread.slice(unread.indexOf('.\r\n', end) + 3);
    inData = false;
    if (behaviour === 'temporaryAfterDot') return void reply('451 4.3.0 not now');
    if (behaviour === 'permanentAfterDot') return void reply('554 5.7.1 refused');
    take({ ...envelope, raw, messageId: /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? null });
    envelope = { from: '', to: [] };
    if (behaviour === 'cutAfterDot') return void socket.resetAndDestroy();
    if (behaviour !== 'silentAfterDot') reply('250 2.0.0 taken');
  }

  function answerCommand(end: number): void {
    const line = unread.slice(0, end);
    unread = unread.slice(end + 2);
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
        return void socket.write('250-sink.test\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n');
      case 'MAIL':
        envelope = { from: address, to: [] };
        return void reply('250 2.1.0 ok');
      case 'RCPT': {
        const scripted = behaviour === 'greylist' || behaviour === 'unknownRecipient' || behaviour === 'limit' ? behaviour : undefined;
        const refusal = recipients.get(address) ?? scripted;
        if (refusal) return void reply(refusals[refusal]);
        envelope.to.push(address);
        return void reply('250 2.1.5 ok');
      }
      case 'DATA':
        if (envelope.to.length === 0) return void reply('503 5.5.1 no recipient');
        inData = true;
        return void reply('354 go ahead');
      case 'RSET':
        envelope = { from: '', to: [] };
        return void reply('250 2.0.0 ok');
      case 'QUIT':
        return void socket.end('221 2.0.0 bye\r\n');
      default:
        return void reply('250 2.0.0 ok');
    }
  }
}
