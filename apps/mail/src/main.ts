import type { Server } from 'node:net';
import { parseArgs } from 'node:util';
import { Mailbox } from './mailbox.js';
import { mailPages } from './pages.js';
import { smtpCatcher } from './smtp.js';

// The mail catcher: takes every mail on 127.0.0.1, keeps it, and shows it. For demonstrations and development, where
// nothing may reach a real mailbox.

const { values } = parseArgs({
  options: { dir: { type: 'string' }, 'smtp-port': { type: 'string' }, 'http-port': { type: 'string' } },
});
const { dir, 'smtp-port': smtpPort, 'http-port': httpPort } = values;
if (dir === undefined || smtpPort === undefined || httpPort === undefined) {
  console.error('--dir、--smtp-port、--http-port を指定してください。');
  process.exit(2);
}

const mailbox = await Mailbox.open(dir);
const smtp = smtpCatcher(mailbox);
const pages = mailPages(mailbox);
smtp.on('error', stopOn);
pages.on('error', stopOn);
smtp.listen(Number(smtpPort), '127.0.0.1');
await listening(smtp.server);
pages.listen(Number(httpPort), '127.0.0.1');
await listening(pages);
console.log(`SMTP は 127.0.0.1:${smtpPort}、画面は http://127.0.0.1:${httpPort} で受け付けています。`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    pages.close();
    pages.closeAllConnections();
    // A mail that is being received is received to its end.
    smtp.close(() => process.exit(0));
  });
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => (server.listening ? resolve() : server.once('listening', () => resolve())));
}

/** A port that is taken is worth a new start, which the launcher makes; a client that breaks off is not. */
function stopOn(error: Error): void {
  console.error(error.message);
  if (!smtp.server.listening || !pages.listening) process.exit(1);
}
