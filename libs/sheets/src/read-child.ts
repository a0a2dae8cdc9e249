import { readForm, type SentFile } from './read-form.js';
import type { ReaderSays } from './read-in-child.js';
import { RefusedFile } from './refused-file.js';

/** The other end of `readInChild`: takes one file, says one form or one refusal, and ends. */
function say(said: ReaderSays): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(said, undefined, {}, () => resolve());
    else resolve();
  });
}

async function answer(file: SentFile): Promise<void> {
  try {
    await say({ is: 'form', read: await readForm(file) });
  } catch (error) {
    if (error instanceof RefusedFile) await say({ is: 'refusal', code: error.code, message: error.message });
    else await say({ is: 'failure', message: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect();
}

process.once('message', (file: SentFile) => void answer(file));
// The parent is gone or has all it wanted.
process.once('disconnect', () => process.exit());
