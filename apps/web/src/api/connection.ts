/**
 * Whether the server can be reached. Writes that meet a cut line wait here and go out once it is back; nothing is polled
 * while the line holds.
 */
type Listener = () => void;

const everyMs = 4_000;
const listeners = new Set<Listener>();
let isUp = true;
let back: Promise<void> | null = null;

function tell(up: boolean): void {
  if (isUp === up) return;
  isUp = up;
  for (const listener of listeners) listener();
}

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, everyMs);
    function done(): void {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    }
    window.addEventListener('online', done);
  });

async function answers(): Promise<boolean> {
  try {
    return (await fetch('/health/ready', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

async function untilItAnswers(): Promise<void> {
  do await pause();
  while (!(await answers()));
  back = null;
  tell(true);
}

/** Says that the line is cut; the promise is kept once the server answers again. */
export function lineIsCut(): Promise<void> {
  tell(false);
  back ??= untilItAnswers();
  return back;
}

/** For `useSyncExternalStore`. */
export const connection = {
  subscribe: (listener: Listener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isUp: (): boolean => isUp,
};
