/**
 * Something the person at the keyboard can put right: the message is one Japanese sentence that names the thing and
 * the way out. Everything else that is thrown is a bug and keeps its stack.
 */
export class Trouble extends Error {
  /** @param {string} sentence @param {{ detail?: string }} [more] the output of what failed, shown below the sentence */
  constructor(sentence, more = {}) {
    super(sentence);
    this.detail = more.detail ?? '';
  }
}

/** @param {unknown} error @returns {string} the code of a system error such as `ENOSPC`, or '' */
export function codeOf(error) {
  // Asked of its shape: under jest, an error of the system is no instance of the test's own Error.
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** @param {unknown} error @returns {Trouble | null} the sentence for a system error that a person can put right */
function asTrouble(error) {
  if (error instanceof Trouble) return error;
  const path = typeof error === 'object' && error !== null && 'path' in error ? String(error.path) : '';
  switch (codeOf(error)) {
    case 'ENOSPC':
      return new Trouble('ディスクの空きがなくなりました。空きを作ってから、もう一度同じコマンドを実行してください。(No space left on the disk.)');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Trouble(
        `${path} を読み書きできません。そのフォルダーの持ち主として実行するか、DATA_DIR に書き込めるフォルダーを指定してください。(Permission denied.)`,
      );
    default:
      return null;
  }
}

/**
 * Runs one command to its end and sets the exit code: what it returns, or 1 with a sentence when it cannot go on.
 * @param {() => Promise<number | void>} command
 */
export async function runCommand(command) {
  // A reader that went away (`npm start | head`) must not take the services down with it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    const trouble = asTrouble(error);
    console.error(trouble ? `\n✗ ${trouble.message}` : error);
    if (trouble?.detail) console.error(trouble.detail.replace(/^/gm, '  │ '));
    process.exitCode = 1;
  }
}
