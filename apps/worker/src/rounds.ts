/**
 * Something done again and again until it is told to stop: the next round begins `idleMs` after one that found nothing, at once
 * after one that found work, and `troubleMs` after one that failed. `wake` begins the next round now.
 */
export interface Rounds {
  readonly wake: () => void;
  /** Resolves when the round under way is over; no further one begins. */
  readonly stop: () => Promise<void>;
}

export interface RoundsOptions {
  readonly idleMs: number;
  readonly troubleMs: number;
  readonly onTrouble: (error: unknown) => void;
}

/** @param round does a round and says whether there may be more to do at once */
export function rounds(round: () => Promise<boolean>, { idleMs, troubleMs, onTrouble }: RoundsOptions): Rounds {
  let stopped = false;
  let woken = false;
  let rouse: () => void = () => undefined;
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const wake = (): void => {
    woken = true;
    rouse();
  };
  const running = (async () => {
    while (!stopped) {
      woken = false;
      let pauseMs: number;
      try {
        pauseMs = (await round()) ? 0 : idleMs;
      } catch (error) {
        onTrouble(error);
        pauseMs = troubleMs;
      }
      if (!stopped && !woken && pauseMs > 0) await rest(pauseMs);
    }
  })();
  return {
    wake,
    stop: async () => {
      stopped = true;
      rouse();
      await running;
    },
  };
}
