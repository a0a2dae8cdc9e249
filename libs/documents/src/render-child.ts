import { renderDocument, type DocumentRequest } from './render-document.js';
import type { ChildSays } from './render-in-child.js';

/** The other end of `renderInChild`: takes one request, says one document or one failure, and ends. */
function say(said: ChildSays): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(said, undefined, {}, () => resolve());
    else resolve();
  });
}

async function answer(request: DocumentRequest): Promise<void> {
  try {
    const document = await renderDocument(request, (done, total) => void say({ is: 'progress', done, total }));
    await say({ is: 'document', document });
  } catch (error) {
    await say({ is: 'failure', message: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect();
}

process.once('message', (request: DocumentRequest) => void answer(request));
// The parent is gone or has all it wanted.
process.once('disconnect', () => process.exit());
