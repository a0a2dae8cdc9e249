import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import nodemailer from 'nodemailer';
import { Mailbox, type Message } from './mailbox.js';
import { readMail } from './mime.js';
import { mailPages } from './pages.js';
import { smtpCatcher } from './smtp.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'kyosei-mail-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function aCatcher(): Promise<{ mailbox: Mailbox; smtpUrl: string; url: string; close: () => Promise<void> }> {
  const mailbox = await Mailbox.open(dir);
  const smtp = smtpCatcher(mailbox);
  const pages = mailPages(mailbox);
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => void pages.listen(0, '127.0.0.1', resolve));
  return {
    mailbox,
    smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    url: `http://127.0.0.1:${(pages.address() as AddressInfo).port}`,
    close: async () => {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      pages.closeAllConnections();
      await new Promise((resolve) => pages.close(resolve));
    },
  };
}

const reminder = {
  from: { name: '企画政策課', address: 'kikaku@ina.example' },
  to: 'shoko@ina.example',
  subject: '【共生ビジョン】令和6年度の見直しの提出期限まで、あと3日です（設備投資額、産業立地数、ふるさと融資実行数）',
  messageId: '<led-1@ina.example>',
  text: '商工振興課 担当者（デモ）様\n\n.先頭が点の行\n提出していない指標: 設備投資額(億円)、𠮷野、髙﨑\n',
};

test('a mail from nodemailer can be read as it was written, in JSON and in the browser', async () => {
  const catcher = await aCatcher();
  await nodemailer.createTransport(catcher.smtpUrl).sendMail({ ...reminder, date: new Date('2025-01-15T09:00:00+09:00') });
  const answer = await fetch(`${catcher.url}/api/messages`);
  const messages = (await answer.json()) as Message[];
  expect(messages).toEqual([
    {
      id: expect.stringMatching(/^000000001-[0-9a-f]{8}$/),
      from: '企画政策課 <kikaku@ina.example>',
      to: ['shoko@ina.example'],
      subject: reminder.subject,
      text: reminder.text.trimEnd(),
      date: '2025-01-15T00:00:00.000Z',
      messageId: '<led-1@ina.example>',
    },
  ]);
  const list = await fetch(catcher.url);
  expect(list.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(await list.text()).toContain('令和6年度の見直しの提出期限まで、あと3日です');
  const one = await (await fetch(`${catcher.url}/messages/${messages[0]!.id}`)).text();
  expect(one).toContain('提出していない指標: 設備投資額(億円)、𠮷野、髙﨑');
  expect(one).toContain('2025/01/15 9:00:00');
  await catcher.close();
});

test('what was accepted is there after a restart, newest first, and half-written mails are not', async () => {
  const first = await aCatcher();
  const transport = nodemailer.createTransport(first.smtpUrl);
  for (const subject of ['一通目', '二通目', '三通目']) await transport.sendMail({ ...reminder, subject });
  await first.close();
  await writeFile(path.join(dir, '000000009-aaaaaaaa.eml.tmp'), 'half');
  const second = await aCatcher();
  expect(second.mailbox.messages.map(({ subject }) => subject)).toEqual(['三通目', '二通目', '一通目']);
  await nodemailer.createTransport(second.smtpUrl).sendMail({ ...reminder, subject: '四通目' });
  expect(second.mailbox.messages.map(({ id }) => id.slice(0, 9))).toEqual(['000000004', '000000003', '000000002', '000000001']);
  await second.close();
  expect((await readdir(dir)).filter((name) => !name.endsWith('.eml'))).toEqual([]);
});

test('mails that arrive at once are all kept, each under a number of its own', async () => {
  const catcher = await aCatcher();
  const sending = Array.from({ length: 40 }, (_, number) => nodemailer.createTransport(catcher.smtpUrl).sendMail({ ...reminder, subject: `その${number}` }));
  await Promise.all(sending);
  const ids = catcher.mailbox.messages.map(({ id }) => Number(id.slice(0, 9)));
  expect(ids).toEqual(Array.from({ length: 40 }, (_, index) => 40 - index));
  await catcher.close();
});

test('a mail that cannot be kept is refused this time, so that the sender tries again', async () => {
  const catcher = await aCatcher();
  await rm(dir, { recursive: true });
  const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await expect(nodemailer.createTransport(catcher.smtpUrl).sendMail(reminder)).rejects.toMatchObject({ responseCode: 451 });
  expect(told).toHaveBeenCalledWith(expect.stringContaining('メールを保存できませんでした'));
  told.mockRestore();
  expect(catcher.mailbox.messages).toEqual([]);
  await catcher.close();
  dir = await mkdtemp(path.join(os.tmpdir(), 'kyosei-mail-'));
});

test('a page of another site cannot read the mails through a name of its own, and nothing can be written', async () => {
  const catcher = await aCatcher();
  const port = Number(new URL(catcher.url).port);
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/api/messages', headers: { Host: 'evil.example' } }, (response) => resolve(response.statusCode)).on('error', reject).end();
  });
  expect(status).toBe(421);
  expect((await fetch(`${catcher.url}/api/messages`, { method: 'DELETE' })).status).toBe(405);
  expect((await fetch(`${catcher.url}/messages/nothing`)).status).toBe(404);
  await catcher.close();
});

test('markup in a mail is shown as text', async () => {
  const catcher = await aCatcher();
  await nodemailer.createTransport(catcher.smtpUrl).sendMail({ ...reminder, subject: '<img src=x onerror=alert(1)>', text: '</pre><script>alert(1)</script>' });
  const one = await (await fetch(`${catcher.url}/messages/${catcher.mailbox.messages[0]!.id}`)).text();
  expect(one).not.toMatch(/<script|<img/);
  await catcher.close();
});

describe('reading a mail', () => {
  const mail = (...lines: string[]) => readMail(Buffer.from(lines.join('\r\n'), 'latin1'));

  test('a subject cut into words in the middle of a character comes out whole', () => {
    // 「期限」: e6 9c 9f e9 99 90, cut after the fourth byte.
    expect(mail('Subject: =?UTF-8?Q?=E6=9C=9F=E9?=', ' =?UTF-8?Q?=99=90?=', '', '').subject).toBe('期限');
    expect(mail('Subject: =?utf-8?B?5pyf6ZmQ?= (3)', '', '').subject).toBe('期限 (3)');
  });

  test('quoted-printable, base64 and ISO-2022-JP bodies are read', () => {
    expect(mail('Content-Transfer-Encoding: quoted-printable', '', '=E6=9C=\r\n=9F =3D 1', '').text).toBe('期 = 1');
    expect(mail('Content-Transfer-Encoding: base64', '', '5pyf6ZmQ', '').text).toBe('期限');
    expect(mail('Content-Type: text/plain; charset=ISO-2022-JP', '', '\u001b$B4|8B\u001b(B', '').text).toBe('期限');
  });

  test('of several parts the plain text is shown', () => {
    const text = mail('Content-Type: multipart/alternative; boundary="b+1"', '', '--b+1', 'Content-Type: text/html', '', '<p>no</p>', '--b+1', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', '5pyf6ZmQ', '--b+1--', '').text;
    expect(text).toBe('期限');
  });

  test('what is no proper mail is shown as it came, and nothing throws', () => {
    expect(mail('Subject: =?nonsense?B?5pyf?=', 'Date: someday', '', 'body').date).toBeNull();
    expect(mail('Subject: =?nonsense?B?5pyf?=', '', '').subject).toBe('期');
    expect(mail('').text).toBe('');
    expect(mail('Content-Type: multipart/mixed', '', 'x').text).toBe('');
  });
});
