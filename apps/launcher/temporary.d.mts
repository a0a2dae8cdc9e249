/** What the tests, which are TypeScript, see of `temporary.mjs`. */

export interface TemporaryPlace {
  readonly dir: string;
  /** Names a process that is to end with us. */
  guardProcess(pid: number, signal: NodeJS.Signals): void;
  /** Clears up now. */
  leave(): Promise<void>;
}

/** A folder that is removed, and processes that are ended, however this process ends. */
export function temporaryPlace(name: string): TemporaryPlace;

/** A PostgreSQL server for one run; the URL is for our role, which may make databases. */
export function temporaryPostgres(how?: { lasting?: boolean }): Promise<{ url: string; stop(): Promise<void> }>;
