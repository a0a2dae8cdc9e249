import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, useSyncExternalStore, type FormEvent } from 'react';
import { connection } from '../../api/connection.js';
import type { Narrative, Person, Plan } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Checkbox, TextArea, TextField } from '../../design/field.js';
import { MarkdownText } from '../../design/markdown.js';
import type { SaveState } from '../../drafts/autosave.js';
import { forget, type KeptHere } from '../../drafts/kept-here.js';
import { useDraft } from '../../drafts/use-autosave.js';
import { announce } from '../../shell/announcer.js';
import { clock } from '../../words/time.js';
import { Conflict } from '../review/conflict.js';
import { KeptTexts } from './kept-text.js';
import { draftOf, errorsOf, keptTexts, narrativeWords, placeOfNarrative, useKeptTyping, useSaving, type NarrativeDraft } from './narrative-draft.js';

const shown = (_field: string, value: unknown): string => (typeof value === 'boolean' ? (value ? 'はい' : 'いいえ') : String(value ?? ''));

/** What was typed is not left by mistake; where this device cannot keep it, the window is not closed by mistake either. */
function Leaving({ isDirty, isKept }: { readonly isDirty: boolean; readonly isKept: boolean }) {
  const blocker = useBlocker({ shouldBlockFn: () => isDirty, enableBeforeUnload: () => isDirty && !isKept, withResolver: true });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog title="保存していない本文があります" onClose={blocker.reset} actions={<><Button look="main" onClick={blocker.reset}>この画面に戻る</Button><Button look="danger" onClick={blocker.proceed}>保存しないで移る</Button></>}>
      {isKept
        ? <p>このまま移ると、計画書には反映されません。書いたところはこの端末に2週間残り、次にこの本文を書くときに、続きから書けます。</p>
        : <p>このまま移ると、保存したあとに書いたところは消えます。残すときは、この画面に戻って「本文を保存する」を押してください。</p>}
    </Dialog>
  );
}

interface FieldsGiven {
  readonly draft: NarrativeDraft;
  readonly isSection: boolean;
  readonly onChange: (change: Partial<NarrativeDraft>) => void;
  readonly errorOf: (id: string) => string | undefined;
}

function Fields({ draft, isSection, onChange, errorOf }: FieldsGiven) {
  return (
    <>
      {isSection ? null : <TextField id="narrative-title" label="見出し" must maxLength={100} value={draft.title} onChange={(title) => onChange({ title })} error={errorOf('narrative-title')} />}
      <TextArea id="narrative-text" label="本文" rows={10} maxLength={40_000} support="行の始めの「# 」は小見出し、「- 」は箇条書き、**で囲むと**太字になります。段落の間は1行空けます。" value={draft.markdown} onChange={(markdown) => onChange({ markdown })} />
      {isSection ? null : (
        <div className="flex flex-wrap items-end gap-6">
          <TextField id="narrative-position" label="並び順" optional width="max-w-28" inputMode="numeric" maxLength={4} value={draft.position} onChange={(position) => onChange({ position })} error={errorOf('narrative-position')} />
          <Checkbox label="施策のあとに載せる" checked={draft.afterSections} onChange={(afterSections) => onChange({ afterSections })} />
        </div>
      )}
    </>
  );
}

/** Where the words stand between hand, device and server. */
function Standing({ isDirty, isSaving, state }: { readonly isDirty: boolean; readonly isSaving: boolean; readonly state: SaveState }) {
  const isUp = useSyncExternalStore(connection.subscribe, connection.isUp);
  const words = isSaving ? (isUp ? '保存しています…' : '接続が切れています。つながったら保存します。書いたところはこの端末に残っています。')
    : !isDirty ? ''
      : state.kind === 'refused' ? 'まだ保存していません。この端末に控えを残せないため、閉じる前に保存してください。'
        : state.kind === 'saved' && state.at ? `まだ保存していません。書いたところは、${clock(state.at)}にこの端末に控えました。` : 'まだ保存していません。';
  return <p role="status" className="mt-2 text-dns-16N-130 text-solid-gray-700">{words}</p>;
}

/** What the person left unsaved here before, and what becomes of it. */
function useLeftTexts({ me, plan, narrative, typing }: FormGiven & { readonly typing: ReturnType<typeof useKeptTyping> }) {
  const place = placeOfNarrative(me.id, plan.id, narrative?.id ?? 'new');
  const [texts, setTexts] = useState(() => keptTexts(place, narrative));
  const [chosen, setChosen] = useState(0);
  useEffect(() => {
    // The button that was pressed is gone: the person goes on in the text.
    if (chosen > 0) document.getElementById('narrative-text')?.focus();
  }, [chosen]);
  return {
    texts,
    goOn: async (kept: KeptHere<NarrativeDraft>): Promise<void> => {
      // What stands in the fields by now is kept as well, and offered in its turn.
      await typing.saver.flush();
      typing.goOn(kept);
      setTexts(keptTexts(place, narrative).filter(({ slot }) => slot !== kept.slot));
      announce('残っていた本文を入れました。');
      setChosen(chosen + 1);
    },
    giveUp: (kept: KeptHere<NarrativeDraft>): void => {
      forget(place, kept.slot);
      setTexts(texts.filter(({ slot }) => slot !== kept.slot));
      announce('残っていた本文を捨てました。');
      setChosen(chosen + 1);
    },
    forgetOwn: (): void => forget(place, typing.from.current.slot),
  };
}

interface FormGiven {
  readonly me: Person;
  readonly plan: Plan;
  readonly narrative: Narrative | null;
}

/** Writes a text of the plan's document, with what it will look like beside it. What is typed outlives the window. */
export function NarrativeForm({ me, plan, narrative }: FormGiven) {
  const navigate = useNavigate();
  const isSection = Boolean(narrative?.sectionId);
  const typing = useKeptTyping(placeOfNarrative(me.id, plan.id, narrative?.id ?? 'new'), narrative);
  const { content: draft, state } = useDraft(typing.saver);
  const [kept, setKept] = useState(draft);
  const [attempt, setAttempt] = useState(0);
  const { save, isSaving, theirs, setTheirs, refused } = useSaving(plan, isSection, typing);
  const left = useLeftTexts({ me, plan, narrative, typing });
  const trouble = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button stands below a long text; what went wrong is above it.
    if (theirs || refused) trouble.current?.focus();
  }, [theirs, refused]);
  const errors = attempt === 0 ? [] : errorsOf(draft);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(kept);
  const store = async (content: NarrativeDraft, seen?: number): Promise<void> => {
    typing.saver.type(content);
    await typing.saver.flush();
    const saved = await save(content, seen);
    if (!saved) return;
    setKept(content);
    announce('本文を保存しました。');
    // What was typed while it was being saved is not saved yet: it stays, here and on the device.
    if (JSON.stringify(typing.saver.now().content) !== JSON.stringify(content)) return;
    left.forgetOwn();
    await navigate({ to: '/plans/$planId/narratives', params: { planId: plan.id }, search: { chapter: saved.id }, ignoreBlocker: true });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (errorsOf(draft).length === 0) void store(draft);
  };
  return (
    <form noValidate onSubmit={submit}>
      <KeptTexts texts={left.texts} onGoOn={(one) => { void left.goOn(one); if (narrative && narrative.version > one.version) setTheirs(narrative); }} onGiveUp={left.giveUp} />
      <ErrorSummary errors={errors} attempt={attempt} />
      <div ref={trouble} tabIndex={-1}>
        {refused ? <Banner tone="error" title="保存できませんでした" speaks>{refused}</Banner> : null}
        {theirs ? <Conflict mine={draft} theirs={draftOf(theirs)} words={narrativeWords} show={shown} onKeep={(content) => void store(content, theirs.version)} /> : null}
      </div>
      <div className="grid gap-8 lg:grid-cols-2">
        <div className="space-y-6"><Fields draft={draft} isSection={isSection} onChange={(change) => typing.saver.type({ ...typing.saver.now().content, ...change })} errorOf={(id) => errors.find((one) => one.id === id)?.message} /></div>
        <section aria-labelledby="narrative-preview"><h2 id="narrative-preview" className="text-std-16B-170">計画書での見え方</h2><div className="mt-2 rounded-8 border border-solid-gray-420 p-4">{draft.markdown.trim() === '' ? <p>本文を書くと、ここに出ます。空のままだと計画書に載りません。</p> : <MarkdownText markdown={draft.markdown} />}</div></section>
      </div>
      <div className="mt-6 flex flex-wrap gap-3">
        <Button type="submit" look="main" off={isSaving}>本文を保存する</Button>
        <ButtonLink look="quiet" to="/plans/$planId/narratives" params={{ planId: plan.id }} search={narrative ? { chapter: narrative.id } : {}}>やめる</ButtonLink>
      </div>
      <Standing isDirty={isDirty} isSaving={isSaving} state={state} />
      <Leaving isDirty={isDirty} isKept={state.kind !== 'refused'} />
    </form>
  );
}
