import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { readMail } from './mime.js';

/** One mail that was accepted. `to` is who it was delivered to (the envelope), which is what counts. */
export interface Message {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly date: string;
  readonly messageId: string | null;
}

/** Who handed a mail over, and for whom: what SMTP says apart from the mail itself. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/**
 * The mails of one folder, newest first, each in a file of its own: what was accepted is still there after a power cut,
 * and what was cut short while being written never appears.
 */
export class Mailbox {
  private constructor(
    private readonly folder: string,
    private readonly kept: Message[],
  ) {}

  /** Opens the folder, making it where needed, and reads what an earlier run accepted. */
  static async open(folder: string): Promise<Mailbox> {
    await mkdir(folder, { recursive: true });
    const names = (await readdir(folder)).sort();
    for (const name of names) if (name.endsWith('.tmp')) await rm(path.join(folder, name));
    const kept: Message[] = [];
    for (const name of names.filter((name) => name.endsWith('.eml'))) {
      kept.push(asMessage(name.slice(0, -'.eml'.length), await readFile(path.join(folder, name))));
    }
    return new Mailbox(folder, kept.reverse());
  }

  /** Every mail, newest first. */
  get messages(): readonly Message[] {
    return this.kept;
  }

  /** Keeps one mail; it is on the disk when the promise resolves. */
  async accept(envelope: Envelope, raw: Buffer): Promise<Message> {
    const receivedAt = new Date();
    const newest = Number(this.kept[0]?.id.split('-')[0] ?? '0');
    // Taken before the first await: two mails at once get two numbers.
    const id = `${String(Math.max(newest, this.numbered) + 1).padStart(9, '0')}-${randomBytes(4).toString('hex')}`;
    this.numbered = Number(id.split('-')[0]);
    const file = Buffer.concat([Buffer.from(trace(envelope, receivedAt)), raw]);
    const whole = path.join(this.folder, `${id}.eml`);
    await writeDurably(`${whole}.tmp`, file);
    await rename(`${whole}.tmp`, whole);
    await syncFolder(this.folder);
    const message = asMessage(id, file);
    const before = this.kept.findIndex((other) => other.id < id);
    this.kept.splice(before === -1 ? this.kept.length : before, 0, message);
    return message;
  }

  private numbered = 0;
}

/** The envelope travels at the top of the file, as delivering servers write it, so that the file says all by itself. */
function trace({ from, to }: Envelope, receivedAt: Date): string {
  return `Return-Path: <${from}>\r\nX-Original-To: ${to.join(', ')}\r\nX-Received-At: ${receivedAt.toISOString()}\r\n`;
}

function asMessage(id: string, file: Buffer): Message {
  const lines = file.subarray(0, 65_536).toString('utf8').split('\r\n', 3);
  const [returnPath = '', originalTo = '', receivedAt = ''] = lines.map((line) => line.slice(line.indexOf(':') + 2));
  const mail = readMail(file);
  return {
    id,
    from: mail.from || returnPath.slice(1, -1),
    to: originalTo.split(', ').filter((address) => address !== ''),
    subject: mail.subject,
    text: mail.text,
    date: mail.date ?? receivedAt,
    messageId: mail.messageId,
  };
}

async function writeDurably(file: string, content: Buffer): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
