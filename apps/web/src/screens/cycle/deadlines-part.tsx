import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import { useMe } from '../../api/queries.js';
import type { Cycle } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { dayOf, eraDayOf, EraDateField, type EraDay } from '../../design/era-date.js';
import { Part } from '../../design/page.js';
import { announce } from '../../shell/announcer.js';
import { dayName } from '../../words/time.js';

type Name = 'submission' | 'review' | 'vote';
const words: Readonly<Record<Name, string>> = { submission: '提出期限', review: '確認期限', vote: '採決期限' };
const names: readonly Name[] = ['submission', 'review', 'vote'];
const isBlank = ({ year, month, day }: EraDay): boolean => year + month + day === '';

/** The three deadlines; whoever runs the review sets them, everybody reads them. */
export function DeadlinesPart({ cycle }: { readonly cycle: Cycle }) {
  const client = useQueryClient();
  const me = useMe();
  const [days, setDays] = useState<Readonly<Record<Name, EraDay>>>({ submission: eraDayOf(cycle.deadlines.submission), review: eraDayOf(cycle.deadlines.review), vote: eraDayOf(cycle.deadlines.vote) });
  const [errors, setErrors] = useState<readonly { readonly id: string; readonly message: string }[]>([]);
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const maySet = me?.scopes.some(({ role, planId }) => role === 'coordinator' && planId === cycle.planId) && cycle.state !== 'finalized' && cycle.state !== 'published';
  if (!maySet) return <Part title="期限"><dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[7rem_1fr]">{names.map((name) => <div key={name} className="contents"><dt>{words[name]}</dt><dd>{cycle.deadlines[name] ? dayName(cycle.deadlines[name]) : '未定'}</dd></div>)}</dl></Part>;
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAttempt(attempt + 1);
    setRefused(null);
    const wrong = names.filter((name) => !isBlank(days[name]) && dayOf(days[name]) === null).map((name) => ({ id: `deadline-${name}`, message: `${words[name]}を、暦にある日で入力してください。` }));
    setErrors(wrong);
    if (wrong.length > 0) return;
    try {
      const saved = await call<Cycle>(`/cycles/${cycle.id}`, { method: 'PATCH', version: cycle.version, body: { deadlines: Object.fromEntries(names.map((name) => [name, dayOf(days[name])])) } });
      client.setQueryData(['cycle', cycle.id], saved);
      void client.invalidateQueries({ queryKey: ['cycles'] });
      announce('期限を保存しました。');
    } catch (error) {
      const said = error instanceof Problem ? error.errors.map(({ pointer, message }) => ({ id: `deadline-${pointer.split('/').at(-1) ?? ''}`, message })) : [];
      setErrors(said);
      setRefused(sentenceOf(error));
    }
  };
  return (
    <Part title="期限">
      <form noValidate className="space-y-4" onSubmit={(event) => void save(event)}>
        <ErrorSummary errors={errors} attempt={attempt} />
        {refused ? <Banner tone="error" title="期限を保存できませんでした" speaks>{refused}</Banner> : null}
        <div className="flex flex-wrap gap-x-8 gap-y-4">
          {names.map((name) => <EraDateField key={name} id={`deadline-${name}`} legend={words[name]} value={days[name]} onChange={(day) => setDays({ ...days, [name]: day })} error={errors.find(({ id }) => id === `deadline-${name}`)?.message} />)}
        </div>
        <p className="text-dns-16N-130">期限はその日の終わりまでです。変えると、催促のメールも新しい期限に合わせて送られます。</p>
        <Button type="submit">期限を保存する</Button>
      </form>
    </Part>
  );
}
