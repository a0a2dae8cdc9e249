import MailComposer from 'nodemailer/lib/mail-composer';
import addressparser from 'nodemailer/lib/addressparser';

/** One mail as it is written down: plain text for one person. */
export interface PlainMail {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

/** A mail as bytes, with the envelope that belongs to it. */
export interface Composed {
  readonly envelope: { readonly from: string; readonly to: string };
  readonly messageId: string;
  readonly bytes: Buffer;
}

// Line breaks and other controls would write headers of their own; direction overrides would show other words than are there.
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
const controlsInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text that may stand in one line of a mail, whatever somebody put in. */
export const oneLine = (text: string): string => text.replace(controls, ' ').trim();

/** A text of several lines without anything that is not text. */
export const plainText = (text: string): string => text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(controlsInText, '');

/** Whether this is exactly one address: no list, no route, no comment, nothing that could be read as a second one. */
export const isOneAddress = (address: string): boolean => /^[^\s@<>,;:"()[\]\\\p{C}]{1,64}@[^\s@<>,;:"()[\]\\\p{C}]{1,255}$/u.test(address);

/** The bare address of `名前 <address>`. @throws Error when the sender of the settings is none */
export function bareAddress(from: string): string {
  const [parsed] = addressparser(from, { flatten: true });
  if (!parsed || !isOneAddress(parsed.address)) throw new Error('MAIL_FROM には、送信者のメールアドレスを一つ書いてください（例: 共生 KPI見直し <kyosei@example.lg.jp>）。');
  return parsed.address;
}

/**
 * Writes the mail out. Its Message-ID is made from the ledger's id, so that whoever gets it twice, or looks for it in a log,
 * sees that it is the same one; `Auto-Submitted` keeps out-of-office answers away (RFC 3834).
 */
export async function compose(mail: PlainMail): Promise<Composed> {
  const sender = bareAddress(mail.from);
  const messageId = `<led-${mail.id}@${sender.slice(sender.indexOf('@') + 1)}>`;
  const composer = new MailComposer({
    from: mail.from,
    to: { name: '', address: mail.to },
    subject: oneLine(mail.subject),
    text: plainText(mail.body),
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    textEncoding: 'base64',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const bytes = await composer.compile().build();
  return { envelope: { from: sender, to: mail.to }, messageId, bytes };
}
