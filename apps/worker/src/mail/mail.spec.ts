import { claimMails, handOver, settleMail, type Db } from '#db';
import { pino } from 'pino';
import { aMail, aPartnership, aWorld, callerFor, eventually, mailsOf, type MailRow, type Partnership } from '../../../../test/support/worker-fixtures.js';
import { anSmtpSink, type SmtpSink } from '../../../../test/support/smtp.js';
import type { Rounds } from '../rounds.js';
import { openPostOffice, outcomeOf } from './post-office.js';

let world: Awaited<ReturnType<typeof aWorld>>;
let db: Db;
let of: Partnership;
let sink: SmtpSink;
let offices: Rounds[];

beforeEach(async () => {
  world = await aWorld();
  db = world.db;
  of = await aPartnership(db, '伊那');
  sink = await anSmtpSink();
  offices = [];
});
afterEach(async () => {
  // Whoever waits for an answer that never comes is let go by the sink first.
  await sink.close();
  await Promise.all(offices.map((office) => office.stop()));
  await world.close();
});

const open = (more: { url?: string; silenceTimeoutMs?: number; leaseSeconds?: number } = {}): void => {
  const office = openPostOffice({
    db, log: pino({ level: 'silent' }), from: '共生 KPI見直し <kyosei@kpi.example.lg.jp>', leaseSeconds: more.leaseSeconds ?? 30,
    relay: { url: more.url ?? sink.url, greetingTimeoutMs: 300, silenceTimeoutMs: more.silenceTimeoutMs ?? 5_000 },
  });
  offices.push(office);
};
const settled = (state: string, count = 1): Promise<MailRow[]> => eventually(() => mailsOf(db, of), (mails) => mails.filter((mail) => mail.state === state).length === count);
/** Makes what waits for another try due now: time that would pass. */
const letTimePass = (): Promise<unknown> => db.write(callerFor(of.id), (tx) => tx.rows(`update mail set next_attempt_at = clock_timestamp() where state = 'pending'`));
const moment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a mail', () => {
  it('goes out once, to one person, as plain Japanese text that says it was sent by a machine', async () => {
    const id = await aMail(db, of, { subject: '【共生】差戻し: 「企業立地件数」', body: '髙﨑 様\n\n𠮷田町の指標です。\n.点で始まる行\n' });
    open();
    open();
    const [mail] = await sink.received(1);
    await settled('sent');
    expect(sink.mails).toHaveLength(1);
    expect(mail!.to).toEqual([of.coordinator.email]);
    expect(mail!.from).toBe('kyosei@kpi.example.lg.jp');
    expect(mail!.messageId).toBe(`<led-${id}@kpi.example.lg.jp>`);
    expect(mail!.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail!.raw).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
    const body = Buffer.from(mail!.raw.slice(mail!.raw.indexOf('\r\n\r\n')), 'base64').toString('utf8');
    expect(body).toBe('髙﨑 様\n\n𠮷田町の指標です。\n.点で始まる行\n');
  });

  it('cannot be given another header or another recipient by what somebody typed (D13)', async () => {
    await aMail(db, of, { subject: '件名\r\nBcc: x@evil.example\r\n\r\n本文', body: '本文\r\n.\r\nMAIL FROM:<x@evil.example>\r\n' });
    open();
    const [mail] = await sink.received(1);
    const header = mail!.raw.slice(0, mail!.raw.indexOf('\r\n\r\n'));
    expect(mail!.to).toEqual([of.coordinator.email]);
    expect(header).not.toMatch(/^bcc:/im);
    expect(header.match(/^[A-Za-z-]+(?=:)/gm)?.sort()).toEqual(['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Subject', 'To', 'X-Auto-Response-Suppress']);
  });

  it.each(['a@example.jp, b@example.jp', 'a@example.jp\r\nRCPT TO:<b@example.jp>', '山田', 'a b@example.jp', '<a@example.jp>'])('is refused and not sent when its address is not one address: %j', async (address) => {
    await aMail(db, of, { address });
    open();
    const [mail] = await settled('refused');
    expect(mail!.last_error).toContain('メールアドレス');
    expect(sink.connections).toBe(0);
  });
});

describe('what the relay does', () => {
  it.each(['refuse', 'busy', 'silent'] as const)('not there (%s): waits for it, and sends once when it comes back (D1)', async (behaviour) => {
    sink.script(behaviour);
    await aMail(db, of);
    open();
    const [waiting] = await eventually(() => mailsOf(db, of), ([mail]) => mail!.attempts === 1 && mail!.state === 'pending');
    expect(waiting!.waits_seconds).toBeLessThan(31);
    await sink.received(1);
    await settled('sent');
    expect(sink.mails).toHaveLength(1);
  });

  it('puts a recipient off (450): asks again after 5, 15, 30 minutes, and delivers once (D2)', async () => {
    sink.recipient(of.coordinator.email, 'greylist');
    await aMail(db, of);
    open();
    for (const [turn, minutes] of [5, 15, 30].entries()) {
      const [mail] = await eventually(() => mailsOf(db, of), ([seen]) => seen!.state === 'pending' && seen!.attempts === turn + 1);
      expect(Math.abs(mail!.waits_seconds - minutes * 60)).toBeLessThan(10);
      if (turn === 2) sink.recipient(of.coordinator.email, 'accept');
      await letTimePass();
    }
    await settled('sent');
    expect(sink.mails).toHaveLength(1);
  });

  it('refuses a recipient for good (550): one try, the reason is kept, others get their mail (D3)', async () => {
    sink.recipient('nobody@kyosei.example', 'unknownRecipient');
    await aMail(db, of, { address: 'nobody@kyosei.example' });
    await aMail(db, of);
    open();
    await settled('sent');
    const [refused] = (await settled('refused')).filter((mail) => mail.state === 'refused');
    expect(refused!.attempts).toBe(1);
    expect(refused!.last_error).toContain('no such user');
    expect(sink.mails.map((mail) => mail.to)).toEqual([[of.coordinator.email]]);
  });

  it('answers the finished text with 451: tries again later; with 554: refused (D5)', async () => {
    sink.script('temporaryAfterDot');
    await aMail(db, of);
    open();
    await eventually(() => mailsOf(db, of), ([mail]) => mail!.state === 'pending' && mail!.attempts === 1);
    sink.script('permanentAfterDot');
    await letTimePass();
    const [mail] = await settled('refused');
    expect(mail!.attempts).toBe(2);
    expect(sink.mails).toHaveLength(0);
  });

  it.each(['cutInData', 'cutAfterDot', 'silentAfterDot'] as const)('breaks off once the text is on its way (%s): unknown, and never sent again by itself (D6, D7, D8)', async (behaviour) => {
    sink.script(behaviour);
    await aMail(db, of, { body: 'あ'.repeat(400_000) });
    open({ silenceTimeoutMs: 700 });
    const [mail] = await settled('unknown');
    expect(mail!.last_error).toContain('自動では送り直しません');
    await letTimePass();
    await moment(1_200);
    expect(sink.connections).toBe(1);
    expect(sink.mails).toHaveLength(behaviour === 'cutInData' ? 0 : 1);
  });

  it('keeps a slow answer waiting and does not lose its claim: sent once after the lease would have ended', async () => {
    sink.script('silentAfterDot');
    await aMail(db, of);
    open({ silenceTimeoutMs: 30_000, leaseSeconds: 1 });
    open({ silenceTimeoutMs: 30_000, leaseSeconds: 1 });
    await sink.received(1);
    interface Held { state: string; lease: string; over: boolean }
    const held = (first: string | null) => db.read(callerFor(of.id), async (reader) => (await reader.row<Held>(`select state, lease::text as lease, coalesce(clock_timestamp() > $1::timestamptz + interval '500 milliseconds', false) as over from mail`, [first]))!);
    const { lease } = await held(null);
    const later = await eventually(() => held(lease), ({ over }) => over);
    expect(later.state).toBe('handed_over');
    expect(later.lease > lease).toBe(true);
    expect(sink.connections).toBe(1);
  });
});

describe('the ledger', () => {
  const claim = (owner: string, leaseSeconds: number) => db.write(callerFor(of.id), (tx) => claimMails(tx, { owner, limit: 10, leaseSeconds }));

  it('gives a mail to one of many that claim at the same time', async () => {
    for (let index = 0; index < 30; index += 1) await aMail(db, of);
    const claims = await Promise.all(Array.from({ length: 6 }, (_, index) => claim(`w${index}`, 30)));
    const ids = claims.flat().map((mail) => mail.id);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });

  it('counts the age of a mail by the clock of the database, whatever the host says', async () => {
    const id = await aMail(db, of);
    await db.write(callerFor(of.id), (tx) => tx.rows(`update mail set created_at = clock_timestamp() - interval '1 hour' where id = $1`, [id]));
    const hostClock = jest.spyOn(Date, 'now').mockReturnValue(0);
    try {
      const [mail] = await claim('now', 30);
      expect(Math.round(mail!.ageSeconds / 10)).toBe(360);
    } finally {
      hostClock.mockRestore();
    }
  });

  it('takes a mail from an owner who died before sending, and that owner can send nothing any more', async () => {
    await aMail(db, of);
    const [dead] = await claim('dead', 0);
    await moment(20);
    const [heir] = await claim('heir', 30);
    expect(heir!.id).toBe(dead!.id);
    expect(await db.write(callerFor(of.id), (tx) => handOver(tx, dead!, 30))).toBe(false);
    expect(await db.write(callerFor(of.id), (tx) => settleMail(tx, dead!, { state: 'sent' }))).toBe(false);
    expect(await db.write(callerFor(of.id), (tx) => handOver(tx, heir!, 30))).toBe(true);
  });

  it('gives a mail up as unknown whose owner died while the text was on its way, and does not send it again', async () => {
    await aMail(db, of);
    const [dead] = await claim('dead', 30);
    expect(await db.write(callerFor(of.id), (tx) => handOver(tx, dead!, 0))).toBe(true);
    open();
    await settled('unknown');
    await moment(700);
    expect(sink.connections).toBe(0);
  });
});

describe('how long a mail is tried', () => {
  const later = { result: 'later', because: 'recipient', reason: '450' } as const;
  it('is a day for a reminder and four days for what was decided', () => {
    const day = 86_400;
    for (const kind of ['reminder', 'reminder_asked']) expect(outcomeOf(later, { kind, attempts: 9, ageSeconds: day - 100 }, 0)?.state).toBe('refused');
    expect(outcomeOf(later, { kind: 'returned', attempts: 9, ageSeconds: day - 100 }, 0)?.state).toBe('pending');
    expect(outcomeOf(later, { kind: 'returned', attempts: 9, ageSeconds: 4 * day }, 0)?.state).toBe('refused');
  });
});
