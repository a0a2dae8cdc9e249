import { pino, type Logger } from 'pino';

/** The worker's log: one JSON object a line, on standard output. */
export const aLog = (level: string): Logger => pino({ level, base: { process: 'worker', pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime });

/**
 * Says the same trouble at most twice a minute and counts what it kept quiet: a queue that is down says so ten times a second.
 */
export function seldom(log: Logger, everyMs = 30_000): (trouble: string, error: unknown) => void {
  const last = new Map<string, { at: number; quiet: number }>();
  return (trouble, error) => {
    const before = last.get(trouble);
    const now = performance.now();
    if (before && now - before.at < everyMs) {
      before.quiet += 1;
      return;
    }
    last.set(trouble, { at: now, quiet: 0 });
    log.warn({ err: error instanceof Error ? { type: error.name, message: error.message, code: 'code' in error ? error.code : undefined } : String(error), repeated: before?.quiet ?? 0 }, trouble);
  };
}
