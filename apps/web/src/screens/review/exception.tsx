import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import type { Proposal } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { EraDateField, dayOf, type EraDay } from '../../design/era-date.js';
import { TextArea } from '../../design/field.js';
import { announce } from '../../shell/announcer.js';
import { dayName } from '../../words/time.js';

/** Lets the department submit until a day although the review no longer collects. */
export function ExceptionForm({ proposal }: { readonly proposal: Proposal }) {
  const client = useQueryClient();
  const [day, setDay] = useState<EraDay>({ year: '', month: '', day: '' });
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const grant = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const until = dayOf(day);
    const wrong = { ...(until ? {} : { until: '期限の日を、令和の年・月・日で入力してください。' }), ...(reason.trim() === '' ? { reason: '例外を認める理由を書いてください。' } : {}) };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0 || !until) return document.getElementById(until ? 'exception-reason' : 'until')?.focus();
    try {
      const saved = await call<Proposal>(`/proposals/${proposal.id}/exception`, { method: 'PUT', body: { until, reason }, version: proposal.version });
      client.setQueryData(['proposal', proposal.id], saved);
      void client.invalidateQueries({ queryKey: ['proposal', proposal.id, 'history'] });
      announce(`提出の例外を${dayName(until)}まで認めました。`);
      setReason('');
    } catch (error) {
      setErrors({ until: sentenceOf(error) });
    }
  };
  return (
    <details className="mt-6 rounded-8 border border-solid-gray-420 p-4 print:hidden">
      <summary className="text-std-16B-170">提出の例外を認める</summary>
      <form noValidate className="mt-4 space-y-4" onSubmit={(event) => void grant(event)}>
        <p>受付が終わったあとでも、期限の日までは担当課が入力・提出できるようになります。</p>
        {proposal.exceptionUntil ? <p><b>{dayName(proposal.exceptionUntil)}まで認めています。</b>もう一度認めると、期限が変わります。</p> : null}
        <EraDateField id="until" legend="いつまで" must value={day} onChange={setDay} error={errors['until']} />
        <TextArea id="exception-reason" label="理由" must rows={2} value={reason} onChange={setReason} error={errors['reason']} />
        <Button type="submit">例外を認める</Button>
      </form>
    </details>
  );
}
