import { useQueryClient } from '@tanstack/react-query';
import { fiscalYearIn, fiscalYearName } from '#core';
import { useState, type FormEvent } from 'react';
import { call, newKey } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import type { GradeScale } from '../../api/types.js';
import { ErrorSummary } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Select, TextField } from '../../design/field.js';
import { announce } from '../../shell/announcer.js';
import { bodyOf, draftOf, errorsOf, scaleFieldOf, type ScaleDraft, type ScaleError } from './grade-scale-draft.js';

interface FieldsGiven {
  readonly draft: ScaleDraft;
  readonly onChange: (change: Partial<ScaleDraft>) => void;
  readonly errorOf: (id: string) => string | undefined;
}

function Bands({ draft: { bands }, onChange, errorOf }: FieldsGiven) {
  const set = (at: number, change: Partial<ScaleDraft['bands'][number]>): void => onChange({ bands: bands.map((band, index) => (index === at ? { ...band, ...change } : band)) });
  return (
    <fieldset className="space-y-4">
      <legend className="text-std-16B-170">率による区分（高いものから順に）</legend>
      {bands.map((band, index) => (
        <div key={index} className="flex flex-wrap items-start gap-4">
          <TextField id={`scale-percent-${index}`} label={`区分${index + 1}：何％以上`} must width="max-w-28" inputMode="numeric" maxLength={7} value={band.percent} onChange={(percent) => set(index, { percent })} error={errorOf(`scale-percent-${index}`)} />
          <TextField id={`scale-grade-${index}`} label={`区分${index + 1}：評価の言葉`} must width="max-w-56" maxLength={30} value={band.grade} onChange={(grade) => set(index, { grade })} error={errorOf(`scale-grade-${index}`)} />
          <Button size="small" className="mt-8" onClick={() => onChange({ bands: bands.filter((_, at) => at !== index) })}>外す<span className="sr-only">：区分{index + 1}</span></Button>
        </div>
      ))}
      {bands.length < 10 ? <Button size="small" onClick={() => onChange({ bands: [...bands, { grade: '', percent: '' }] })}>区分を足す</Button> : null}
    </fieldset>
  );
}

function Fields(given: FieldsGiven) {
  const { draft, onChange, errorOf } = given;
  return (
    <>
      <TextField id="scale-year" label="いつの年度から使うか" must width="max-w-44" support={`例：${fiscalYearName(new Date().getFullYear())}。同じ年度にもう一度作ると、新しい方を使います。`} value={draft.year} onChange={(year) => onChange({ year })} error={errorOf('scale-year')} />
      <Select id="scale-by" label="何で評価するか" must value={draft.by} onChange={(by) => onChange({ by: by === 'progress' ? 'progress' : 'level' })} options={[{ value: 'level', label: '達成率（実績値 ÷ 目標値）' }, { value: 'progress', label: '進捗率（計画策定時からの伸び ÷ 目標までの伸び）' }]} />
      <TextField id="scale-reached" label="目標に届いたときの言葉" optional width="max-w-56" maxLength={30} support="空欄にすると、率による区分だけで評価します。" value={draft.reached} onChange={(reached) => onChange({ reached })} error={errorOf('scale-reached')} />
      <Bands {...given} />
      <TextField id="scale-rest" label="それ未満の言葉" must width="max-w-56" maxLength={30} value={draft.rest} onChange={(rest) => onChange({ rest })} error={errorOf('scale-rest')} />
      <TextField id="scale-none" label="実績値がないときの言葉" must width="max-w-56" maxLength={30} value={draft.noValue} onChange={(noValue) => onChange({ noValue })} error={errorOf('scale-none')} />
    </>
  );
}

/** Makes a scale of grades, from the one in force; what it will do is said before it is made. */
export function GradeScaleForm({ planId, current, onErrors }: { readonly planId: string; readonly current: GradeScale; readonly onErrors: (failed: boolean) => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(draftOf(current));
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<readonly ScaleError[]>([]);
  const [asks, setAsks] = useState(false);
  const [key, setKey] = useState(newKey);
  const errors = attempt === 0 ? [] : [...errorsOf(draft), ...refused];
  const change = (part: Partial<ScaleDraft>): void => { setRefused([]); setDraft({ ...draft, ...part }); };
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    setRefused([]);
    setAttempt(attempt + 1);
    const found = errorsOf(draft);
    onErrors(found.length > 0);
    if (found.length === 0) setAsks(true);
  };
  const make = async (): Promise<void> => {
    setAsks(false);
    try {
      await call<GradeScale>(`/plans/${planId}/grade-scales`, { method: 'POST', key, body: bodyOf(draft) });
      announce('評価の区分を作りました。');
      onErrors(false);
      setAttempt(0);
      await client.invalidateQueries({ queryKey: ['plan', planId, 'grade-scales'] });
      document.getElementById('scales')?.focus();
    } catch (error) {
      setRefused(error instanceof Problem && error.errors.length > 0 ? error.errors.map(({ pointer, message }) => ({ id: scaleFieldOf(pointer), message })) : [{ id: 'scale-year', message: sentenceOf(error) }]);
      onErrors(true);
      setAttempt(attempt + 1);
    }
    setKey(newKey());
  };
  const year = fiscalYearIn(draft.year);
  return (
    <form noValidate className="max-w-160 space-y-6" onSubmit={ask}>
      <ErrorSummary errors={errors} attempt={attempt} />
      <Fields draft={draft} onChange={change} errorOf={(id) => errors.find((one) => one.id === id)?.message} />
      <Button type="submit" look="main">評価の区分を作る</Button>
      {asks ? (
        <Dialog title="この区分を使い始めますか" onClose={() => setAsks(false)} actions={<><Button look="main" onClick={() => void make()}>作る</Button><Button look="quiet" onClick={() => setAsks(false)}>やめる</Button></>}>
          <p>{year === null ? '' : fiscalYearName(year)}からの実績を、この区分で評価します。画面と、これから作る文書の評価が変わります。</p>
          <p>確定した文書の評価は変わりません。作った区分は消せませんが、新しい区分を作って置き換えられます。</p>
        </Dialog>
      ) : null}
    </form>
  );
}
