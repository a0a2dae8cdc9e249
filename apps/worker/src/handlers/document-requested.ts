import { beginCompiling, failDocument, finishMessage, isCompiling, keepDocument, keepProgress, type Db, type DocumentToMake, type RenderedFile } from '#db';
import type { Logger } from 'pino';
import { within } from '../everywhere.js';
import type { Handler } from '../queue/carry.js';

/** How a renderer is watched and stopped. */
export interface Rendering {
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Makes the bytes of one document from what was frozen, in a process of its own. */
export type Renderer = (document: DocumentToMake, rendering: Rendering) => Promise<RenderedFile>;

/** One renderer for each kind of document that can be asked for. */
export type Renderers = Readonly<Record<string, Renderer>>;

/** What a document cannot be made of, in a sentence for people; the renderers throw it, and it is shown as it is. */
export class CannotRender extends Error {
  override readonly name = 'CannotRender';
}

const lookEveryMs = 1_000;
const keepProgressEveryMs = 300;

/**
 * Makes one document. Nothing of it can be seen before all of it is stored and verified, in one transaction with the end of
 * the message; killed at any moment before, it is made again from the beginning, with the same bytes. A document that somebody
 * cancels is looked for every second, and its renderer is stopped.
 */
export function documentRequested(db: Db, renderers: Renderers, log: Logger): Handler<'document.requested'> {
  return async ({ documentId }, { messageId, partnershipId, signal: ending }) => {
    const caller = within(partnershipId);
    const document = await db.write(caller, (tx) => beginCompiling(tx, documentId));
    if (!document) {
      await db.write(caller, (tx) => finishMessage(tx, messageId));
      return;
    }
    const watched = watch(db, document, ending);
    try {
      const file = await render(renderers, document, watched);
      await db.write(caller, async (tx) => {
        if (await finishMessage(tx, messageId)) await keepDocument(tx, document, file);
      });
      log.info({ document: documentId, kind: document.kind, format: document.format, sha256: file.sha256 }, 'a document is ready');
    } catch (error) {
      // The worker is ending: the message stays open, and another worker begins anew.
      if (ending.aborted) throw error;
      if (!(error instanceof RenderingFailed)) throw error;
      if (!watched.cancelled()) log.error({ err: error.cause, document: documentId }, 'a document cannot be made');
      await db.write(caller, async (tx) => {
        // Not ours to fail and not cancelled: another worker took it up, and the message stays until that one has ended it.
        if ((await failDocument(tx, document, error.message)) || watched.cancelled()) await finishMessage(tx, messageId);
      });
    } finally {
      watched.end();
    }
  };
}

/** The renderer said no or broke: final, because the same snapshot would break it again. */
class RenderingFailed extends Error {
  override readonly name = 'RenderingFailed';
}

async function render(renderers: Renderers, document: DocumentToMake, rendering: Rendering): Promise<RenderedFile> {
  const renderer = renderers[document.kind];
  if (!renderer) throw new RenderingFailed(`「${document.name}」の文書の種類「${document.kind}」は作成できません。文書の種類を選び直してください。`);
  try {
    return await renderer(document, rendering);
  } catch (error) {
    throw new RenderingFailed(
      error instanceof CannotRender ? error.message : `「${document.name}」の文書（${document.format}）を作成できませんでした。もう一度作成し、それでもできないときは管理者に知らせてください。`,
      { cause: error },
    );
  }
}

interface Watched extends Rendering {
  readonly cancelled: () => boolean;
  readonly end: () => void;
}

/** Keeps the progress a few times a second at most, and aborts the rendering when the document is no longer wanted. */
function watch(db: Db, document: DocumentToMake, ending: AbortSignal): Watched {
  const caller = within(document.partnershipId);
  const stopping = new AbortController();
  let cancelled = false;
  let latest: { done: number; total: number } | null = null;
  const cancel = (): void => {
    cancelled = true;
    stopping.abort();
  };
  const stop = (): void => stopping.abort();
  ending.addEventListener('abort', stop, { once: true });
  if (ending.aborted) stop();

  let writing = false;
  const showing = setInterval(() => {
    const shown = latest;
    if (!shown || writing) return;
    latest = null;
    writing = true;
    db.write(caller, (tx) => keepProgress(tx, document.id, shown.done, shown.total))
      // Progress that could not be shown is no reason to stop; the end of the document decides.
      .then((wanted) => (wanted ? undefined : cancel()), () => undefined)
      .finally(() => (writing = false));
  }, keepProgressEveryMs);
  const looking = setInterval(() => {
    db.read(caller, (reader) => isCompiling(reader, document.id)).then((wanted) => (wanted ? undefined : cancel()), () => undefined);
  }, lookEveryMs);

  return {
    signal: stopping.signal,
    onProgress: (done, total) => (latest = { done, total }),
    cancelled: () => cancelled,
    end: () => {
      clearInterval(showing);
      clearInterval(looking);
      ending.removeEventListener('abort', stop);
    },
  };
}
