import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { Autosave, SaveState } from './autosave.js';

/** Drafts of whatever content that are kept side by side. */
export type Saver = Pick<Autosave<unknown>, 'subscribe' | 'flush'> & { readonly now: () => { readonly state: SaveState } };

/** Where several drafts stand together: the first that is not saved speaks for all, else the one that was saved last. */
function together(savers: readonly Saver[]): SaveState {
  const states = savers.map((saver) => saver.now().state);
  const open = states.find(({ kind }) => kind !== 'saved');
  if (open) return open;
  const timeOf = (state: SaveState): number => (state.kind === 'saved' ? (state.at?.getTime() ?? 0) : 0);
  return states.reduce((last, state) => (timeOf(state) > timeOf(last) ? state : last), states[0] ?? nothingYet);
}

const nothingYet: SaveState = { kind: 'saved', at: null };

/** Where several drafts stand together, whichever of them there are at this moment. */
export function useTogether(savers: readonly Saver[]): SaveState {
  // Subscribed anew when one comes or goes; the list itself is a new one with every drawing.
  const latest = useRef(savers);
  latest.current = savers;
  const count = savers.length;
  const subscribe = useCallback((listener: () => void) => {
    const ends = latest.current.slice(0, count).map((saver) => saver.subscribe(listener));
    return () => ends.forEach((end) => end());
  }, [count]);
  return useSyncExternalStore(subscribe, () => together(latest.current));
}
