import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ProposalAction } from '#core';
import { useState } from 'react';
import { agendaFilter, reads } from '../../api/queries.js';
import type { Cycle, Plan, Row } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { Chip, StateChip } from '../../design/marks.js';
import { Empty, Loaded } from '../../design/page.js';
import { announce } from '../../shell/announcer.js';
import { dayName, daysLeft, yearName } from '../../words/time.js';
import { decisionName, movesTarget, wholeOf, written } from '../../words/values.js';
import { CycleFrame } from '../cycle/cycle-frame.js';
import { OldNew } from '../review/compare.js';
import { ActDialog, acts } from '../review/acts.js';
import { Checks, Recomputed } from '../review/form-fields.js';

const route = getRouteApi('/cycles/$cycleId/agenda');
const pageSize = 20;

/** What the members see first: whatever the checks or the guards speak of. */
const isFlagged = (row: Row): boolean => row.checks.some(({ severity }) => severity === 'warns') || (row.keepInBulk?.length ?? 0) > 0 || row.basisCheck.status === '再計算と不一致' || row.proposal?.decision !== 'keep';

/** The item in one sentence, for a room that hears it. */
function inOneSentence(row: Row): string {
  const { proposal, indicator, target } = row;
  const name = proposal?.name ?? indicator.name;
  const aim = `${proposal?.target?.text ?? ''}（${yearName(proposal?.target?.year)}）`;
  if (proposal?.decision === 'delete') return `指標「${indicator.name}」を削除する。`;
  if (proposal?.decision === 'add') return `新しい指標「${name}」を加え、目標値を${aim}とする。`;
  if (proposal?.decision === 'change') return `指標「${indicator.name}」を変更し${name === indicator.name ? '' : `「${name}」とし`}、目標値を${aim}とする。`;
  return movesTarget({ inForce: target.value, proposed: proposal?.target }) ? `「${indicator.name}」を続け、目標値を${target.value.text || '（なし）'}から${aim}に見直す。` : `「${indicator.name}」を、目標値${aim}で続ける。`;
}

function VotesOf({ row, plan }: { readonly row: Row; readonly plan: Plan | undefined }) {
  const votes = row.proposal?.votes ?? [];
  return (
    <ul className="flex flex-wrap gap-2" aria-label="各市町村の投票">
      {(plan?.municipalities ?? []).map(({ code, name }) => {
        const vote = votes.find((one) => one.municipality === name);
        return <li key={code}><Chip mark={vote ? (vote.choice === 'approve' ? 'done' : 'no') : 'empty'}>{`${name}：${vote ? (vote.choice === 'approve' ? '承認' : '異議') : '未投票'}`}</Chip>{vote?.comment ? <span className="ml-2 text-dns-14N-130">「{vote.comment}」</span> : null}</li>;
      })}
    </ul>
  );
}

const headingOf = (proposalId: string): string => `item-${proposalId}`;

interface ItemGiven {
  readonly cycle: Cycle;
  readonly plan: Plan | undefined;
  readonly row: Row;
  readonly number: number;
  readonly onAsk: (row: Row, action: ProposalAction) => void;
}

function Item({ cycle, plan, row, number, onAsk }: ItemGiven) {
  const { proposal, indicator, target } = row;
  if (!proposal) return null;
  const actual = wholeOf(row, cycle.fiscalYear);
  const isNew = proposal.decision === 'add';
  const changes = [
    ...(proposal.decision === 'change' ? [{ word: '指標', now: indicator.name, proposed: proposal.name ?? indicator.name }] : []),
    { word: '目標値', now: isNew ? '' : target.value.text && `${target.value.text}（${yearName(target.year)}）`, proposed: proposal.decision === 'delete' ? '削除' : `${proposal.target?.text ?? ''}（${yearName(proposal.target?.year)}）` },
    { word: '根拠', now: target.basis, proposed: proposal.basis ?? '' },
    ...(proposal.rationale ? [{ word: '理由', now: '', proposed: proposal.rationale }] : []),
  ];
  return (
    <li className="break-inside-avoid border-t-2 border-solid-gray-900 py-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id={headingOf(proposal.id)} tabIndex={-1} className="text-std-20B-150">議案{number}　<Link to="/cycles/$cycleId/proposals/$proposalId" params={{ cycleId: cycle.id, proposalId: proposal.id }} search={{ from: 'agenda' }}>{proposal.name ?? indicator.name}</Link></h2>
        <StateChip state={proposal.state} version={proposal.version} />
        <Chip mark={proposal.decision === 'keep' ? 'done' : 'half'}>{decisionName(proposal.decision, movesTarget({ inForce: target.value, proposed: proposal.target }))}</Chip>
      </div>
      <p className="mt-2 text-std-18N-160">{inOneSentence(row)}</p>
      <p className="text-dns-14N-130 text-solid-gray-700">{[...indicator.sections, indicator.project].filter(Boolean).join(' ＞ ')}　担当：{indicator.departments.map(({ name }) => name).join('、')}{isNew ? '' : `　${yearName(cycle.fiscalYear)}実績：${actual ? written(actual) : '未入力'}`}</p>
      <div className="my-3 max-w-200"><OldNew changes={changes} caption={`議案${number}の現行と見直し案`} /></div>
      <div className="max-w-200"><Recomputed basisCheck={row.basisCheck} /><Checks checks={row.checks.filter(({ severity }) => severity === 'warns')} /></div>
      <div className="mt-3"><VotesOf row={row} plan={plan} /></div>
      {proposal.actions.length > 0 ? (
        <div className="mt-4 flex flex-wrap gap-3 print:hidden">{proposal.actions.map((action) => <Button key={action} look={acts[action].look} size="large" onClick={() => onAsk(row, action)}>{acts[action].button}<span className="sr-only">：議案{number}</span></Button>)}</div>
      ) : null}
    </li>
  );
}

function Agenda({ cycle, rows }: { readonly cycle: Cycle; readonly rows: readonly Row[] }) {
  const client = useQueryClient();
  const plan = useQuery(reads.plan(cycle.planId)).data;
  const { page } = route.useSearch();
  const [asked, setAsked] = useState<{ readonly row: Row; readonly action: ProposalAction } | null>(null);
  const at = Math.max(1, Number(page ?? 1) || 1);
  const ordered = [...rows.filter(isFlagged), ...rows.filter((row) => !isFlagged(row))];
  const shown = ordered.slice((at - 1) * pageSize, at * pageSize);
  const pages = Math.ceil(ordered.length / pageSize);
  const done = async (words: string, proposalId: string): Promise<void> => {
    setAsked(null);
    announce(words);
    await client.invalidateQueries({ queryKey: ['cycle', cycle.id] });
    // The button of the act is gone: the person goes on from the item, or from the top where it has left the agenda.
    (document.getElementById(headingOf(proposalId)) ?? document.querySelector('h1'))?.focus({ preventScroll: true });
    void client.invalidateQueries({ queryKey: ['tasks'] });
  };
  const target = asked?.row.proposal;
  return (
    <>
      <p className="mb-4">{rows.length}件。確かめたい点のある議案から並べています。{cycle.deadlines.vote ? `採決の期限は${dayName(cycle.deadlines.vote)}（${daysLeft(cycle.deadlines.vote)}）。` : ''}</p>
      <ol>{shown.map((row, index) => <Item key={row.proposal?.id} cycle={cycle} plan={plan} row={row} number={(at - 1) * pageSize + index + 1} onAsk={(one, action) => setAsked({ row: one, action })} />)}</ol>
      {pages > 1 ? <nav aria-label="ページ" className="mt-6 print:hidden"><ul className="flex flex-wrap gap-2">{Array.from({ length: pages }, (_, index) => <li key={index}><Link to="/cycles/$cycleId/agenda" params={{ cycleId: cycle.id }} search={{ page: String(index + 1) }} aria-current={at === index + 1 ? 'page' : undefined} className={at === index + 1 ? 'inline-block rounded-6 border-2 border-key-900 px-4 py-2 font-700' : 'inline-block rounded-6 border border-solid-gray-420 px-4 py-2'}>{index + 1}</Link></li>)}</ul></nav> : null}
      {asked && target ? <ActDialog proposal={target} name={target.name ?? asked.row.indicator.name} action={asked.action} onClose={() => setAsked(null)} onDone={() => void done(`「${target.name ?? asked.row.indicator.name}」：${acts[asked.action].button}`, target.id)} /> : null}
    </>
  );
}

/** What is before the committee: flagged items first, old beside new, the votes so far, and the vote. */
export function AgendaScreen() {
  const { cycleId } = route.useParams();
  const sheet = useQuery(reads.sheet(cycleId, agendaFilter));
  return (
    <CycleFrame cycleId={cycleId} title="議案">
      {(cycle) => <Loaded read={sheet}>{({ items }) => items.length === 0 ? <Empty title="付議された指標はまだありません">協議会に付議されると、ここに議案が並びます。{cycle.deadlines.vote ? `採決の期限は${dayName(cycle.deadlines.vote)}の予定です。` : ''}</Empty> : <Agenda cycle={cycle} rows={items} />}</Loaded>}
    </CycleFrame>
  );
}
