import { useEffect, useSyncExternalStore } from 'react';
import type { Autosave, Draft } from './autosave.js';

/** What is typed and where it stands; sent at once when the page is left or hidden. */
export function useDraft<Content>(saver: Autosave<Content>): Draft<Content> {
  const draft = useSyncExternalStore(saver.subscribe, saver.now);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') void saver.flush(true);
    };
    document.addEventListener('visibilitychange', leave);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      void saver.flush();
    };
  }, [saver]);
  return draft;
}
