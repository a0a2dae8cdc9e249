import type { Port } from './autosave.js';

/**
 * Texts that are not the server's until somebody saves them, kept on this device meanwhile: a narrative's every save is a version
 * in its history, so it cannot be saved with each pause of the hand. One slot for each form that was opened: two tabs of one
 * person never write over each other. A text that nobody came back to is forgotten after two weeks; others at the same device
 * are not offered it.
 */
export interface KeptHere<Content> {
  readonly slot: string;
  /** The item it will be saved as. */
  readonly id: string;
  /** The version it was begun from. */
  readonly version: number;
  readonly content: Content;
  readonly at: number;
}

/** Whose text it is, and what it is about. */
export interface KeptPlace {
  readonly personId: string;
  readonly about: string;
}

const longestMs = 14 * 86_400_000;
const root = 'kyosei/draft/';
const prefixOf = ({ personId, about }: KeptPlace): string => `${root}${personId}/${about}/`;

/** The browser may refuse to keep anything: then there is nothing to offer, and the form says so. */
function keysHere(): readonly string[] {
  try {
    return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index)).filter((key): key is string => key !== null && key.startsWith(root));
  } catch {
    return [];
  }
}

function readKept(key: string): KeptHere<unknown> | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as KeptHere<unknown> | null;
    if (kept && Date.now() - kept.at < longestMs) return kept;
    localStorage.removeItem(key);
    return null;
  } catch {
    return null;
  }
}

/** The texts that a person left unsaved about something, the latest first; what is too old is forgotten on the way. */
export function keptHere<Content>(place: KeptPlace): readonly KeptHere<Content>[] {
  const found = keysHere().flatMap((key) => {
    const kept = readKept(key);
    return kept && key.startsWith(prefixOf(place)) ? [kept as KeptHere<Content>] : [];
  });
  return found.sort((a, b) => b.at - a.at);
}

/** Forgets a text: it was saved, or given up. */
export function forget(place: KeptPlace, slot: string): void {
  try {
    localStorage.removeItem(`${prefixOf(place)}${slot}`);
  } catch {
    // Nothing was ever kept where the browser keeps nothing.
  }
}

/** Brings what is typed to this device; `from` says at that moment what it will be saved as and from which version it was begun. */
export function devicePort<Content>(place: KeptPlace, from: () => Pick<KeptHere<Content>, 'slot' | 'id' | 'version'>): Port<Content> {
  return {
    send: (content, version) => new Promise((resolve) => {
      const kept: KeptHere<Content> = { ...from(), content, at: Date.now() };
      localStorage.setItem(`${prefixOf(place)}${kept.slot}`, JSON.stringify(kept));
      resolve({ version: version + 1 });
    }),
    latest: () => Promise.reject(new Error('nobody else writes into a slot of this device')),
  };
}
