import { useSyncExternalStore } from 'react';

let said = '';
const listeners = new Set<() => void>();

/** Says something to those who do not see the change: saved, pasted, narrowed. */
export function announce(words: string): void {
  // The same words twice are read out only when the text changes.
  said = said === words ? `${words}\u00A0` : words;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The one live region of the app. */
export function Announcer() {
  const words = useSyncExternalStore(subscribe, () => said);
  return <div role="status" aria-live="polite" className="sr-only">{words}</div>;
}
