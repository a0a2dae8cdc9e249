import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReadForm, SentFile } from './read-form.js';
import { RefusedFile, type FileFault } from './refused-file.js';

/** What the child says to its parent. */
export type ReaderSays =
  | { readonly is: 'form'; readonly read: ReadForm }
  | { readonly is: 'refusal'; readonly code: FileFault; readonly message: string }
  | { readonly is: 'failure'; readonly message: string };

export interface ReaderLimits {
  readonly timeoutMs: number;
  /** Resident memory of the child in MiB. */
  readonly memoryMb: number;
}

export const readerLimits: ReaderLimits = { timeoutMs: 10_000, memoryMb: 256 };

/** How many files are read at once; the next ones wait for their turn. */
const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Reads a form that somebody sent, in a process of its own that is ended when it takes too long or too much, so that no file
 * can harm or hold up the caller.
 * @throws RefusedFile with a sentence for the person; Error when the reader itself failed
 */
export async function readInChild(file: SentFile, limits: ReaderLimits = readerLimits): Promise<ReadForm> {
  if (running < atOnce) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await readOnce(file, limits);
  } finally {
    // The turn is handed on, not given back: nobody who comes just now can take it from the one who waits.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function readOnce(file: SentFile, limits: ReaderLimits): Promise<ReadForm> {
  const child = startChild(limits.memoryMb);
  return new Promise<ReadForm>((resolve, reject) => {
    const stop = (failure: RefusedFile): void => {
      reject(failure);
      child.kill('SIGKILL');
    };
    const tooLong = setTimeout(() => stop(new RefusedFile('too_slow', `ファイルを ${limits.timeoutMs / 1000} 秒以内に読めませんでした。使っていないシートや書式を削除して、保存し直してください。`)), limits.timeoutMs);
    const tooMuch = setInterval(() => {
      if (residentMb(child.pid) > limits.memoryMb) stop(tooMuchMemory());
    }, 25);
    child.on('message', (said: ReaderSays) => {
      if (said.is === 'form') resolve(said.read);
      else if (said.is === 'refusal') reject(new RefusedFile(said.code, said.message));
      else reject(new Error(`the reader of forms failed: ${said.message}`));
    });
    child.on('error', reject);
    // A settled promise stays as it is: after a form or a refusal this says nothing more.
    child.on('exit', (code, signal) => {
      clearTimeout(tooLong);
      clearInterval(tooMuch);
      // Out of its heap, Node ends itself with SIGABRT.
      reject(signal === 'SIGABRT' || code === 134 ? tooMuchMemory() : new Error(`the reader of forms ended with ${signal ?? String(code)}`));
    });
    child.send(file, (error) => {
      if (error) reject(error);
    });
  });
}

const tooMuchMemory = (): RefusedFile => new RefusedFile('too_much_memory', 'ファイルの中身が大きすぎて読めません。使っていないシートや書式を削除するか、シートを分けて保存し直してください。');

/** Runs the compiled file; from sources (the tests), the same file read through the compiler. */
function startChild(memoryMb: number): ChildProcess {
  const sources = import.meta.url.endsWith('.ts');
  const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  return fork(beside(sources ? './read-child.ts' : './read-child.js'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // What the heap leaves free is for Node itself, and for the parts as bytes.
    execArgv: [`--max-old-space-size=${Math.round(memoryMb * 0.625)}`, '--max-semi-space-size=2', ...(sources ? ['--no-warnings', '--import', beside('../../documents/test/from-sources.mjs')] : [])],
    env: {},
  });
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
