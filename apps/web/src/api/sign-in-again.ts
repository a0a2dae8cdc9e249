/**
 * A session that ended while somebody works: every call that was refused waits here until the person has signed in again in
 * place, and is then sent once more. What was typed stays where it is.
 */
type Listener = () => void;

const listeners = new Set<Listener>();
let waiting: { promise: Promise<void>; resolve: () => void } | null = null;

function tell(): void {
  for (const listener of listeners) listener();
}

/** Kept once the person has signed in again. */
export function signedInAgain(): Promise<void> {
  if (!waiting) {
    let resolve = (): void => {};
    const promise = new Promise<void>((keep) => (resolve = keep));
    waiting = { promise, resolve };
    tell();
  }
  return waiting.promise;
}

/** Lets every waiting call go on. */
export function goOn(): void {
  const kept = waiting;
  waiting = null;
  tell();
  kept?.resolve();
}

/** For `useSyncExternalStore`: whether somebody has to sign in again. */
export const lostSession = {
  subscribe: (listener: Listener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isLost: (): boolean => waiting !== null,
};
