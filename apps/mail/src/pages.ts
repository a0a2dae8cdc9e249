import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Mailbox, Message } from './mailbox.js';

const style = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.7; }
  body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
  table { border-collapse: collapse; width: 100%; }
  caption { text-align: start; padding-block: .5rem; }
  th, td { border-block-end: 1px solid; padding: .5rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
  dt { font-weight: bold; }
  dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid; padding: 1rem; }
`;

const headers = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * The mails for a person (`/`, `/messages/{id}`) and for a program (`/api/messages`, newest first). Answers only to the
 * names of this machine, so that a page elsewhere cannot read the mails through a name of its own.
 */
export function mailPages(mailbox: Mailbox): Server {
  return createServer((request, response) => {
    if (!isLocalName(request)) return answer(response, 421, 'text/plain', 'このサーバーは localhost として開いてください。\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answer(response, 405, 'text/plain', 'ここでは読むことだけができます。\n');
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/health') return answer(response, 200, 'text/plain', 'ok\n');
    if (path === '/api/messages') return answer(response, 200, 'application/json', JSON.stringify(mailbox.messages));
    if (path === '/') return answer(response, 200, 'text/html', listPage(mailbox.messages));
    const message = mailbox.messages.find(({ id }) => path === `/messages/${id}`);
    if (message) return answer(response, 200, 'text/html', messagePage(message));
    return answer(response, 404, 'text/html', page('メールが見つかりません', '<p>このメールはありません。<a href="/">一覧に戻る</a></p>'));
  });
}

function isLocalName(request: IncomingMessage): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '');
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': `${type}; charset=utf-8` });
  response.end(body);
}

function listPage(messages: readonly Message[]): string {
  if (messages.length === 0) return page('届いたメール', '<p>メールはまだ届いていません。届いたら、このページを読み込み直すと表示されます。</p>');
  const rows = messages.map(
    (message) => `<tr><td>${time(message.date)}</td><td>${text(message.to.join('、'))}</td><th scope="row"><a href="/messages/${text(message.id)}">${subject(message)}</a></th></tr>`,
  );
  return page(
    '届いたメール',
    `<table><caption>${messages.length} 通（新しい順）。新しいメールは、このページを読み込み直すと表示されます。</caption>
<thead><tr><th scope="col">日時</th><th scope="col">宛先</th><th scope="col">件名</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`,
  );
}

function messagePage(message: Message): string {
  return page(
    subject(message),
    `<p><a href="/">一覧に戻る</a></p>
<dl><dt>差出人</dt><dd>${text(message.from)}</dd><dt>宛先</dt><dd>${text(message.to.join('、'))}</dd><dt>日時</dt><dd>${time(message.date)}</dd></dl>
<pre>${text(message.text)}</pre>`,
  );
}

/** @param title HTML already */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}｜メールの受け皿</title><style>${style}</style></head>
<body><main><h1>${title}</h1>
${body}
</main></body></html>
`;
}

function subject(message: Message): string {
  return text(message.subject || '（件名なし）');
}

const inTokyo = new Intl.DateTimeFormat('ja-JP', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Asia/Tokyo' });

function time(date: string): string {
  return `<time datetime="${text(date)}">${text(inTokyo.format(new Date(date)))}</time>`;
}

function text(plain: string): string {
  return plain.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
