import { useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { call, newKey } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import type { Narrative, Plan } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Checkbox, TextArea, TextField } from '../../design/field.js';
import { MarkdownText } from '../../design/markdown.js';
import { announce } from '../../shell/announcer.js';
import { Conflict } from '../review/conflict.js';

/** A text as it is typed. */
interface Draft {
  readonly title: string;
  readonly markdown: string;
  readonly position: string;
  readonly afterSections: boolean;
}

const words = [['title', '見出し'], ['markdown', '本文'], ['position', '並び順'], ['afterSections', '施策のあとに載せる']] as const;
const shown = (_field: string, value: unknown): string => (typeof value === 'boolean' ? (value ? 'はい' : 'いいえ') : String(value ?? ''));
const draftOf = (narrative: Narrative | null): Draft => ({ title: narrative?.title ?? '', markdown: narrative?.markdown ?? '', position: narrative && narrative.version > 0 ? String(narrative.position) : '', afterSections: narrative?.afterSections ?? false });
const placeOf = (position: string): number | null => (/^\d{1,4}$/.test(position.normalize('NFKC').trim()) ? Number(position.normalize('NFKC')) : null);

/** Sections keep their own names and places; chapters have theirs given. */
function bodyOf({ title, markdown, position, afterSections }: Draft, isSection: boolean): object {
  const place = placeOf(position);
  return { title: title.trim(), markdown, ...(isSection ? {} : { afterSections, ...(place === null ? {} : { position: place }) }) };
}

function errorsOf({ title, position }: Draft): readonly { readonly id: string; readonly message: string }[] {
  const isPlace = position.trim() === '' || (placeOf(position) ?? 0) >= 1 && (placeOf(position) ?? 0) <= 1_000;
  return [...(title.trim() === '' ? [{ id: 'narrative-title', message: '見出しを入力してください。' }] : []), ...(isPlace ? [] : [{ id: 'narrative-position', message: '並び順は1から1000までの数字で入力してください。' }])];
}

/** What was typed is kept from being left by mistake: here, and where the window is closed. */
function Leaving({ isDirty }: { readonly isDirty: boolean }) {
  const blocker = useBlocker({ shouldBlockFn: () => isDirty, enableBeforeUnload: () => isDirty, withResolver: true });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog title="保存していない本文があります" onClose={blocker.reset} actions={<><Button look="main" onClick={blocker.reset}>この画面に戻る</Button><Button look="danger" onClick={blocker.proceed}>保存しないで移る</Button></>}>
      <p>このまま移ると、保存したあとに書いたところは消えます。残すときは、この画面に戻って「本文を保存する」を押してください。</p>
    </Dialog>
  );
}

/** Saving a text: what stands in the way, another's version where somebody was faster, and the way on. */
function useSaving(plan: Plan, narrative: Narrative | null) {
  const client = useQueryClient();
  const [id] = useState(() => narrative?.id ?? newKey());
  const [version, setVersion] = useState(narrative?.version ?? 0);
  const [theirs, setTheirs] = useState<Narrative | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const path = `/plans/${plan.id}/narratives/${id}`;
  const save = async (draft: Draft, seen = version): Promise<Narrative | null> => {
    setRefused(null);
    try {
      const saved = await call<Narrative>(path, { method: 'PUT', version: seen, body: bodyOf(draft, Boolean(narrative?.sectionId)) });
      setTheirs(null);
      setVersion(saved.version);
      await client.invalidateQueries({ queryKey: ['plan', plan.id, 'narratives'] });
      return saved;
    } catch (error) {
      if (error instanceof Problem && error.status === 412) setTheirs(await call<Narrative>(path));
      else setRefused([sentenceOf(error), ...(error instanceof Problem ? error.errors.map(({ message }) => message) : [])].join(' '));
      return null;
    }
  };
  return { save, theirs, refused };
}

function Fields({ draft, isSection, onChange, errorOf }: { readonly draft: Draft; readonly isSection: boolean; readonly onChange: (change: Partial<Draft>) => void; readonly errorOf: (id: string) => string | undefined }) {
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

/** Writes a text of the plan's document, with what it will look like beside it. */
export function NarrativeForm({ plan, narrative }: { readonly plan: Plan; readonly narrative: Narrative | null }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => draftOf(narrative));
  const [kept, setKept] = useState(draft);
  const [attempt, setAttempt] = useState(0);
  const { save, theirs, refused } = useSaving(plan, narrative);
  const trouble = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button stands below a long text; what went wrong is above it.
    if (theirs || refused) trouble.current?.focus();
  }, [theirs, refused]);
  const isSection = Boolean(narrative?.sectionId);
  const errors = attempt === 0 ? [] : errorsOf(draft);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(kept);
  const store = async (content: Draft, seen?: number): Promise<void> => {
    const saved = await save(content, seen);
    if (!saved) return;
    setDraft(content);
    setKept(content);
    announce('本文を保存しました。');
    await navigate({ to: '/plans/$planId/narratives', params: { planId: plan.id }, search: { chapter: saved.id }, ignoreBlocker: true });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (errorsOf(draft).length === 0) void store(draft);
  };
  return (
    <form noValidate onSubmit={submit}>
      <ErrorSummary errors={errors} attempt={attempt} />
      <div ref={trouble} tabIndex={-1}>
        {refused ? <Banner tone="error" title="保存できませんでした" speaks>{refused}</Banner> : null}
        {theirs ? <Conflict mine={draft} theirs={draftOf(theirs)} words={words} show={shown} onKeep={(content) => void store(content, theirs.version)} /> : null}
      </div>
      <div className="grid gap-8 lg:grid-cols-2">
        <div className="space-y-6"><Fields draft={draft} isSection={isSection} onChange={(change) => setDraft({ ...draft, ...change })} errorOf={(id) => errors.find((one) => one.id === id)?.message} /></div>
        <section aria-labelledby="narrative-preview"><h2 id="narrative-preview" className="text-std-16B-170">計画書での見え方</h2><div className="mt-2 rounded-8 border border-solid-gray-420 p-4">{draft.markdown.trim() === '' ? <p>本文を書くと、ここに出ます。空のままだと計画書に載りません。</p> : <MarkdownText markdown={draft.markdown} />}</div></section>
      </div>
      <div className="mt-6 flex flex-wrap gap-3">
        <Button type="submit" look="main">本文を保存する</Button>
        <ButtonLink look="quiet" to="/plans/$planId/narratives" params={{ planId: plan.id }} search={narrative ? { chapter: narrative.id } : {}}>やめる</ButtonLink>
      </div>
      <p role="status" className="mt-2 text-dns-16N-130 text-solid-gray-700">{isDirty ? 'まだ保存していません。' : ''}</p>
      <Leaving isDirty={isDirty} />
    </form>
  );
}
