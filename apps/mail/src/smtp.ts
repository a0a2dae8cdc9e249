import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Envelope, Mailbox } from './mailbox.js';

/**
 * An SMTP server that accepts every mail for everybody and answers 250 only once the mail is on the disk; when it
 * cannot be kept it answers 451, so that the sender tries again. It offers neither TLS nor sign-in: it listens on this
 * machine alone.
 */
export function smtpCatcher(mailbox: Mailbox): SMTPServer {
  return new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 3000,
    onData(stream, session, done) {
      received(stream)
        .then((raw) => mailbox.accept(envelopeOf(session), raw))
        .then(
          ({ id }) => done(null, `kept as ${id}`),
          (error: Error) => {
            console.error(`メールを保存できませんでした: ${error.message}`);
            done(Object.assign(new Error('the mail could not be kept, try again later'), { responseCode: 451 }));
          },
        );
    },
  });
}

async function received(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function envelopeOf(session: SMTPServerSession): Envelope {
  const { mailFrom, rcptTo } = session.envelope;
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
}
