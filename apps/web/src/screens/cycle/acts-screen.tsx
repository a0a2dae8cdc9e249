import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { cycleActionWords, cycleStates, cycleStateWords, type CycleAction, type CycleState } from '#core';
import { useState } from 'react';
import { call, newKey } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import { reads } from '../../api/queries.js';
import type { Cycle } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Select, TextArea, TextField } from '../../design/field.js';
import { MarkIcon } from '../../design/marks.js';
import { Loaded, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { announce } from '../../shell/announcer.js';
import { momentName, yearName } from '../../words/time.js';
import { CycleFrame } from './cycle-frame.js';
import { DeadlinesPart } from './deadlines-part.js';

const route = getRouteApi('/cycles/$cycleId/acts');

/** What an act does, and whom it reaches. */
const effects: Readonly<Record<CycleAction, string>> = {
  open: '各課の担当者に知らせ、入力の受付を始めます。',
  close: '各課の入力と提出を締め切ります。提出されていない指標は、理由とともに記録されます。差戻しと例外を除いて、課は入力できなくなります。',
  convene: '受理した指標を協議会に付議できる段階に進めます。',
  finalize: '決定の内容を固定し、文書の作成を始めます。以後、決定は変わりません。',
  publish: '承認された見直しを計画に反映し、公表します。公表のあとは元に戻せません。',
  reopen: '前の段階に戻します。決定は消えず、確認待ちとして残ります。関係する課と委員に影響します。',
};
/** What cannot be taken back easily is confirmed by typing the year. */
const typed: ReadonlySet<CycleAction> = new Set(['close', 'finalize', 'publish']);

function ActDialog({ cycle, action, onClose, onDone }: { readonly cycle: Cycle; readonly action: CycleAction; readonly onClose: () => void; readonly onDone: (cycle: Cycle) => void }) {
  const [reason, setReason] = useState('');
  const [year, setYear] = useState('');
  const earlier = cycleStates.slice(0, Math.min(4, cycleStates.indexOf(cycle.state)));
  const [to, setTo] = useState<CycleState>(earlier.at(-1) ?? 'preparing');
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');
  const yearIsTyped = !typed.has(action) || plain(year) === plain(yearName(cycle.fiscalYear));
  const take = async (): Promise<void> => {
    if (isBusy) return;
    if (!yearIsTyped) return setRefused([`確かめるため、「${yearName(cycle.fiscalYear)}」と入力してください。`]);
    setBusy(true);
    try {
      onDone(await call<Cycle>(`/cycles/${cycle.id}/actions/${action}`, { method: 'POST', version: cycle.version, key, body: { ...(reason.trim() ? { reason } : {}), ...(action === 'reopen' ? { to } : {}) } }));
    } catch (error) {
      setRefused([sentenceOf(error), ...(error instanceof Problem ? error.errors.slice(0, 20).map(({ message }) => message) : [])]);
      setBusy(false);
    }
  };
  return (
    <Dialog wide title={`「${cycleActionWords[action]}」を行いますか`} onClose={onClose} actions={<><Button look={typed.has(action) ? 'danger' : 'main'} off={isBusy} onClick={() => void take()}>{cycleActionWords[action]}を行う</Button><Button look="quiet" onClick={onClose}>やめる</Button></>}>
      {refused.length > 0 ? <Banner tone="error" title="まだできません" speaks><ul className="list-disc pl-6">{refused.map((one) => <li key={one}>{one}</li>)}</ul></Banner> : null}
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[7rem_1fr]"><dt>見直し</dt><dd>{cycle.name}</dd><dt>今の段階</dt><dd>{cycleStateWords[cycle.state]}</dd><dt>行うと</dt><dd>{effects[action]}</dd></dl>
      {action === 'reopen' ? <Select id="act-to" label="戻す段階" must value={to} onChange={(state) => setTo(state as CycleState)} options={earlier.map((state) => ({ value: state, label: cycleStateWords[state] }))} /> : null}
      {action === 'reopen' || action === 'close' ? <TextArea id="act-reason" label="理由" must={action === 'reopen'} optional={action === 'close'} support={action === 'close' ? '提出されていない指標があるときに書きます。' : undefined} rows={2} value={reason} onChange={setReason} /> : null}
      {typed.has(action) ? <TextField id="act-year" label={`確認のため「${yearName(cycle.fiscalYear)}」と入力`} must width="w-44" value={year} onChange={setYear} /> : null}
    </Dialog>
  );
}

function Steps({ cycle }: { readonly cycle: Cycle }) {
  const at = cycleStates.indexOf(cycle.state);
  return (
    <ol className="flex flex-wrap gap-2" aria-label="段階">
      {cycleStates.map((state, index) => (
        <li key={state} aria-current={index === at ? 'step' : undefined} className={index === at ? 'flex items-center gap-1 rounded-6 border-2 border-key-900 bg-key-50 px-3 py-1 font-700' : 'flex items-center gap-1 rounded-6 border border-solid-gray-420 px-3 py-1'}>
          {index < at ? <MarkIcon mark="done" /> : null}{index + 1} {cycleStateWords[state]}{index === at ? <span className="sr-only">（今ここ）</span> : null}
        </li>
      ))}
    </ol>
  );
}

function Acts({ cycle }: { readonly cycle: Cycle }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<CycleAction | null>(null);
  const done = (next: Cycle): void => {
    setAsked(null);
    client.setQueryData(['cycle', cycle.id], next);
    void client.invalidateQueries();
    announce(`「${cycleStateWords[next.state]}」になりました。`);
  };
  return (
    <Part title="段階と手続き">
      <Steps cycle={cycle} />
      {cycle.actions.length + cycle.waits.length === 0 ? <p className="mt-4">段階を進めるのは取りまとめ担当です。</p> : null}
      <ul className="mt-4 space-y-3">
        {cycle.actions.map((action) => (
          <li key={action} className="flex flex-wrap items-center gap-x-4 gap-y-1"><Button look={action === 'reopen' ? 'outline' : 'main'} onClick={() => setAsked(action)}>{cycleActionWords[action]}</Button><span className="grow basis-64 text-dns-16N-130">{effects[action]}</span></li>
        ))}
        {cycle.waits.map(({ action, reason }) => (
          <li key={action} className="flex flex-wrap items-center gap-x-4 gap-y-1"><Button off aria-describedby={`waits-${action}`}>{cycleActionWords[action]}</Button><span id={`waits-${action}`} className="grow basis-64 text-dns-16N-130">{reason}</span></li>
        ))}
      </ul>
      {asked ? <ActDialog cycle={cycle} action={asked} onClose={() => setAsked(null)} onDone={done} /> : null}
    </Part>
  );
}

const stepWord = (event: string): string => (event === 'begin' ? '準備の開始' : (cycleActionWords[event as CycleAction] ?? event));

function History({ cycleId }: { readonly cycleId: string }) {
  const history = useQuery(reads.cycleHistory(cycleId));
  return (
    <Part title="手続きの履歴">
      <Loaded read={history}>
        {({ items }) => (
          <Table caption="手続きの履歴">
            <thead><tr><Th>日時</Th><Th>手続き</Th><Th>行った人</Th><Th>理由</Th></tr></thead>
            <tbody>{[...items].reverse().map((step) => <tr key={step.number}><RowTh className="whitespace-nowrap">{momentName(step.at)}</RowTh><Td>{stepWord(step.event)}（{cycleStateWords[step.to]}）</Td><Td>{step.actor?.name ?? 'システム'}</Td><Td className="whitespace-pre-wrap">{[step.reason, step.missing.length > 0 ? `未提出：${step.missing.join('、')}` : null].filter(Boolean).join('\n')}</Td></tr>)}</tbody>
          </Table>
        )}
      </Loaded>
    </Part>
  );
}

/** The stage of a review, the acts that lead on with what each waits for, the deadlines, and what was done. */
export function ActsScreen() {
  const { cycleId } = route.useParams();
  return <CycleFrame cycleId={cycleId} title="手続きと期限">{(cycle) => <><Acts cycle={cycle} /><DeadlinesPart key={cycle.version} cycle={cycle} /><History cycleId={cycleId} /></>}</CycleFrame>;
}
