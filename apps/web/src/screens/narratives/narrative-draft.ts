import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call, newKey } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import type { Narrative, Plan } from '../../api/types.js';
import { Autosave } from '../../drafts/autosave.js';
import { devicePort, forget, keptHere, type KeptHere, type KeptPlace } from '../../drafts/kept-here.js';

/** A text as it is typed. */
export interface NarrativeDraft {
  readonly title: string;
  readonly markdown: string;
  readonly position: string;
  readonly afterSections: boolean;
}

/** The fields with their words, in the order of the form. */
export const narrativeWords = [['title', '見出し'], ['markdown', '本文'], ['position', '並び順'], ['afterSections', '施策のあとに載せる']] as const;

/** The form of a text; blank for a new chapter. */
export const draftOf = (narrative: Narrative | null): NarrativeDraft => ({ title: narrative?.title ?? '', markdown: narrative?.markdown ?? '', position: narrative && narrative.version > 0 ? String(narrative.position) : '', afterSections: narrative?.afterSections ?? false });
const placeOf = (position: string): number | null => (/^\d{1,4}$/.test(position.normalize('NFKC').trim()) ? Number(position.normalize('NFKC')) : null);

/** Sections keep their own names and places; chapters have theirs given. */
function bodyOf({ title, markdown, position, afterSections }: NarrativeDraft, isSection: boolean): object {
  const place = placeOf(position);
  return { title: title.trim(), markdown, ...(isSection ? {} : { afterSections, ...(place === null ? {} : { position: place }) }) };
}

/** What has to be put right before a text is saved. */
export function errorsOf({ title, position }: NarrativeDraft): readonly { readonly id: string; readonly message: string }[] {
  const isPlace = position.trim() === '' || (placeOf(position) ?? 0) >= 1 && (placeOf(position) ?? 0) <= 1_000;
  return [...(title.trim() === '' ? [{ id: 'narrative-title', message: '見出しを入力してください。' }] : []), ...(isPlace ? [] : [{ id: 'narrative-position', message: '並び順は1から1000までの数字で入力してください。' }])];
}

const same = (one: NarrativeDraft, other: NarrativeDraft): boolean => JSON.stringify(one) === JSON.stringify(other);
/** Whether the server holds what was typed; a place that was left open is given by the server. */
const holds = (narrative: Narrative, draft: NarrativeDraft): boolean => same({ ...draftOf(narrative), ...(draft.position.trim() === '' ? { position: draft.position } : {}) }, { ...draft, title: draft.title.trim() });

/** Where a person's unsaved words about a text are kept; `new` holds those of chapters that are not there yet. */
export const placeOfNarrative = (personId: string, planId: string, narrativeId: string): KeptPlace => ({ personId, about: `narrative/${planId}/${narrativeId}` });

/** The unsaved words that are worth offering: those that the server does not hold already. */
export function keptTexts(place: KeptPlace, narrative: Narrative | null): readonly KeptHere<NarrativeDraft>[] {
  return keptHere<NarrativeDraft>(place).filter((kept) => {
    const isSaved = same(kept.content, draftOf(narrative)) || (narrative !== null && holds(narrative, kept.content));
    if (isSaved) forget(place, kept.slot);
    return !isSaved;
  });
}

/** What is typed, kept on this device with each pause of the hand, and what it will be saved as. */
export function useKeptTyping(place: KeptPlace, narrative: Narrative | null) {
  const from = useRef({ slot: newKey(), id: narrative?.id ?? newKey(), version: narrative?.version ?? 0 });
  const [saver] = useState(() => new Autosave(devicePort<NarrativeDraft>(place, () => from.current), { content: draftOf(narrative), version: 0 }));
  /** Goes on with words that were kept: they stay in their slot until they are saved. */
  const goOn = ({ content, slot, id, version }: KeptHere<NarrativeDraft>): void => {
    from.current = { slot, id, version };
    saver.type(content);
  };
  return { saver, from, goOn };
}

type Typing = ReturnType<typeof useKeptTyping>;

/** Saving a text: what stands in the way, another's version where somebody was faster, and the way on. */
export function useSaving(plan: Plan, isSection: boolean, { from }: Pick<Typing, 'from'>) {
  const client = useQueryClient();
  const [theirs, setTheirs] = useState<Narrative | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const settle = async (saved: Narrative): Promise<Narrative> => {
    from.current = { ...from.current, version: saved.version };
    setTheirs(null);
    await client.invalidateQueries({ queryKey: ['plan', plan.id, 'narratives'] });
    return saved;
  };
  const send = async (draft: NarrativeDraft, seen: number): Promise<Narrative | null> => {
    const path = `/plans/${plan.id}/narratives/${from.current.id}`;
    try {
      return await settle(await call<Narrative>(path, { method: 'PUT', version: seen, body: bodyOf(draft, isSection) }));
    } catch (error) {
      if (!(error instanceof Problem && error.status === 412)) throw error;
      const latest = await call<Narrative>(path);
      // Our own save, whose answer was lost with the line.
      if (holds(latest, draft)) return settle(latest);
      setTheirs(latest);
      return null;
    }
  };
  /** @returns what the server holds now; null where it was not saved */
  const save = async (draft: NarrativeDraft, seen = from.current.version): Promise<Narrative | null> => {
    if (isSaving) return null;
    setRefused(null);
    setSaving(true);
    try {
      return await send(draft, seen);
    } catch (error) {
      setRefused([sentenceOf(error), ...(error instanceof Problem ? error.errors.map(({ message }) => message) : [])].join(' '));
      return null;
    } finally {
      setSaving(false);
    }
  };
  return { save, isSaving, theirs, setTheirs, refused };
}
