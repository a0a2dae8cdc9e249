import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DocumentRequest, RenderedDocument } from './render-document.js';

/** Why no document came: `message` is a Japanese sentence for the screen that says what to do. */
export class RenderFailed extends Error {
  constructor(readonly reason: 'timeout' | 'memory' | 'cancelled' | 'crashed' | 'refused', message: string) {
    super(message);
  }
}

export interface ChildLimits {
  readonly timeoutMs: number;
  /** Resident memory of the child in MiB, the typesetter's included. */
  readonly memoryMb: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What the child says to its parent. */
export type ChildSays =
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'document'; readonly document: RenderedDocument }
  | { readonly is: 'failure'; readonly message: string };

/**
 * Renders in a process of its own, so that the caller's event loop never waits, and ends that process when it takes too
 * long, too much, or is no longer wanted. Either the whole document comes or a `RenderFailed`; never a part.
 */
export function renderInChild(request: DocumentRequest, limits: ChildLimits): Promise<RenderedDocument> {
  if (limits.signal?.aborted) return Promise.reject(cancelled());
  const place = mkdtempSync(join(tmpdir(), 'documents-child-'));
  const child = startChild(place, limits.memoryMb);
  return new Promise<RenderedDocument>((resolve, reject) => {
    const watching = watch(child, limits, (failure) => {
      child.kill('SIGKILL');
      reject(failure);
    });
    child.on('message', (said: ChildSays) => {
      if (said.is === 'progress') limits.onProgress?.(said.done, said.total);
      if (said.is === 'document') resolve(said.document);
      if (said.is === 'failure') reject(new RenderFailed('refused', said.message));
    });
    child.on('error', (error) => reject(new RenderFailed('crashed', `文書を作成する処理を始められませんでした（${error.message}）。サーバーの空きメモリーを確かめて、もう一度作成してください。`)));
    // A settled promise stays as it is: after a document or a failure this says nothing more.
    child.on('exit', (code, signal) => {
      watching.stop();
      rmSync(place, { recursive: true, force: true });
      reject(new RenderFailed('crashed', `文書を作成する処理が途中で終了しました（${signal ?? `終了コード${code}`}）。もう一度作成してください。`));
    });
    child.send(request);
  });
}

/** Runs the compiled file; from sources (the tests), the same file read through the compiler. */
function startChild(place: string, memoryMb: number): ChildProcess {
  const sources = import.meta.url.endsWith('.ts');
  const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  return fork(beside(sources ? './render-child.ts' : './render-child.js'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [`--max-old-space-size=${memoryMb}`, ...(sources ? ['--no-warnings', '--import', beside('../test/from-sources.mjs')] : [])],
    env: { TMPDIR: place, FONTCONFIG_FILE: noTypefaces(place) },
  });
}

/** The machine's own typefaces are of no use to a document: the child is not shown them. */
function noTypefaces(place: string): string {
  mkdirSync(join(place, 'none'));
  const path = join(place, 'fonts.conf');
  writeFileSync(path, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(place, 'none')}</dir></fontconfig>`);
  return path;
}

interface Watching {
  stop(): void;
}

function watch(child: ChildProcess, limits: ChildLimits, fail: (failure: RenderFailed) => void): Watching {
  const seconds = Math.round(limits.timeoutMs / 1000);
  const tooLong = setTimeout(() => fail(new RenderFailed('timeout',
    `文書の作成が${seconds}秒以内に終わらなかったため、中止しました。しばらくしてからもう一度作成してください。続く場合は、管理者に制限時間の延長を依頼してください。`)), limits.timeoutMs);
  const tooMuch = setInterval(() => {
    if (residentMb(child.pid) <= limits.memoryMb) return;
    fail(new RenderFailed('memory', `文書の作成に${limits.memoryMb}MBを超えるメモリーが必要になったため、中止しました。管理者にメモリーの上限の引上げを依頼してください。`));
  }, 50);
  const onAbort = (): void => fail(cancelled());
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    stop: () => {
      clearTimeout(tooLong);
      clearInterval(tooMuch);
      limits.signal?.removeEventListener('abort', onAbort);
    },
  };
}

function cancelled(): RenderFailed {
  return new RenderFailed('cancelled', '文書の作成を取り消しました。');
}

/** Resident memory of a process; 0 where the system does not tell (only Linux has /proc) or the process is gone. */
function residentMb(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / 1024 / 1024;
  } catch {
    return 0;
  }
}
