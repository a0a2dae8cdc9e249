import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ProposalAction } from '#core';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { reads, useMe, type SheetFilter } from '../../api/queries.js';
import type { Proposal, Row } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { StateChip } from '../../design/marks.js';
import { Loaded, PageFrame, type Crumb } from '../../design/page.js';
import { announce } from '../../shell/announcer.js';
import { dayName } from '../../words/time.js';
import { acts, ActBar } from './acts.js';
import { ExceptionForm } from './exception.js';
import { Reading } from './reading.js';
import { ReviewForm } from './review-form.js';
import { Comments, Timeline } from './timeline.js';

const route = getRouteApi('/cycles/$cycleId/proposals/$proposalId');

/** The list that the person came from: its order is the order of 前 and 次. */
function listOf(from: string | undefined, proposal: Proposal, own: readonly string[]): SheetFilter {
  if (from === 'queue') return { state: 'submitted', limit: 200 };
  if (from === 'agenda') return { state: 'tabled', limit: 200 };
  const ownDepartment = proposal.indicator.departments.find(({ id }) => own.includes(id)) ?? proposal.indicator.departments[0];
  return { limit: 200, ...(ownDepartment ? { department: ownDepartment.id } : {}) };
}

/** Where the item stands in its list; the list is kept as it was, so that an item which leaves it does not move the others. */
function useNeighbours(cycleId: string, proposal: Proposal, from: string | undefined) {
  const me = useMe();
  const [filter] = useState(() => listOf(from, proposal, me?.departments.map(({ id }) => id) ?? []));
  const rows = useQuery({ ...reads.sheet(cycleId, filter), staleTime: 60_000 }).data?.items ?? [];
  const ids = rows.flatMap((row: Row) => (row.proposal ? [row.proposal.id] : []));
  const at = ids.indexOf(proposal.id);
  return { at, count: ids.length, before: at > 0 ? ids[at - 1] : undefined, next: at >= 0 ? ids[at + 1] : ids[0] };
}

function Neighbours({ neighbours, cycleId, from }: { readonly neighbours: ReturnType<typeof useNeighbours>; readonly cycleId: string; readonly from: string | undefined }) {
  const { at, count, before, next } = neighbours;
  if (at < 0 || count < 2) return null;
  const way = { to: '/cycles/$cycleId/proposals/$proposalId', search: { from } } as const;
  return (
    <nav aria-label="前後の指標" className="flex flex-wrap items-center gap-2 print:hidden">
      <span className="text-dns-14N-130">{count}件中{at + 1}件目</span>
      {before ? <ButtonLink size="small" {...way} params={{ cycleId, proposalId: before }}>前の指標</ButtonLink> : null}
      {next ? <ButtonLink size="small" {...way} params={{ cycleId, proposalId: next }}>次の指標</ButtonLink> : null}
    </nav>
  );
}

function Discard({ proposal }: { readonly proposal: Proposal }) {
  const navigate = useNavigate();
  const [refused, setRefused] = useState<string | null>(null);
  const discard = async (): Promise<void> => {
    try {
      await call(`/proposals/${proposal.id}`, { method: 'DELETE', version: proposal.version });
      announce('新しい指標の提案を取り消しました。');
      await navigate({ to: '/' });
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  return <details className="mt-6 print:hidden"><summary>この提案を取り消す</summary><div className="mt-2">{refused ? <Banner tone="error" title="取り消せませんでした" speaks>{refused}</Banner> : null}<p className="mb-2">まだ提出していない新しい指標の提案を、なかったことにします。履歴には残ります。</p><Button size="small" look="danger" onClick={() => void discard()}>取り消す</Button></div></details>;
}

const crumbsOf = (cycleId: string, from: string | undefined, cycleName: string): readonly Crumb[] =>
  from === 'agenda' ? [{ label: '議案', to: '/cycles/$cycleId/agenda', params: { cycleId } }]
    : from === 'tasks' ? [{ label: '自分の仕事', to: '/' }]
      : [{ label: '年度見直し', to: '/cycles' }, { label: cycleName, to: '/cycles/$cycleId', params: { cycleId } }];

function Opened({ proposal, cycleId, from }: { readonly proposal: Proposal; readonly cycleId: string; readonly from: string | undefined }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const neighbours = useNeighbours(cycleId, proposal, from);
  const [done, setDone] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const cycle = useQuery(reads.cycle(cycleId)).data;
  const name = proposal.name ?? proposal.indicator.name;
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button of the act is gone with the state it belonged to.
    if (done) outcome.current?.focus({ preventScroll: true });
  }, [done]);
  useEffect(() => {
    // A list is read anew when it is opened next; this screen keeps the order it came with.
    return () => void client.invalidateQueries({ queryKey: ['cycle', cycleId] });
  }, [client, cycleId]);
  const settle = async (saved: Proposal, words: string, goOn: boolean): Promise<void> => {
    client.setQueryData(['proposal', saved.id], saved);
    void client.invalidateQueries({ queryKey: ['tasks'] });
    void client.invalidateQueries({ queryKey: ['proposal', saved.id, 'history'] });
    announce(words);
    if (goOn && neighbours.next) return navigate({ to: '/cycles/$cycleId/proposals/$proposalId', params: { cycleId, proposalId: neighbours.next }, search: { from } });
    setDone(words);
    window.scrollTo({ top: 0 });
  };
  const isCoordinator = me?.scopes.some(({ role, planId }) => role === 'coordinator' && planId === cycle?.planId) ?? false;
  const mayExcept = isCoordinator && (proposal.state === 'draft' || proposal.state === 'returned') && cycle?.state !== 'collecting';
  return (
    <PageFrame
      title={name} failed={failed} crumbs={crumbsOf(cycleId, from, cycle?.name ?? '進捗状況')}
      heading={<span className="flex flex-wrap items-center gap-3">{name}<StateChip state={proposal.state} version={proposal.version} /></span>}
      lead={<p className="text-dns-14N-130 text-solid-gray-700">{[...proposal.indicator.sections, proposal.indicator.project].filter(Boolean).join(' ＞ ')}　担当：{proposal.indicator.departments.map((one) => one.name).join('、')}{proposal.exceptionUntil ? `　提出の例外：${dayName(proposal.exceptionUntil)}まで` : ''}</p>}
      aside={<Neighbours neighbours={neighbours} cycleId={cycleId} from={from} />}
    >
      {done ? <div ref={outcome} tabIndex={-1} role="group" aria-label="手続きの結果"><Banner tone="success" title={done}>{neighbours.next ? <ButtonLink look="main" size="small" className="mt-2" to="/cycles/$cycleId/proposals/$proposalId" params={{ cycleId, proposalId: neighbours.next }} search={{ from }}>次の指標を開く</ButtonLink> : <ButtonLink size="small" className="mt-2" to="/">自分の仕事に戻る</ButtonLink>}</Banner></div> : null}
      {proposal.state === 'returned' && proposal.returnComment ? <Banner tone="warning" title="差戻しの理由"><p className="whitespace-pre-wrap">{proposal.returnComment}</p></Banner> : null}
      {proposal.toBeConfirmed ? <Banner tone="warning" title="再開により、決定の確認が必要です">見直しが前の段階へ戻されたため、この決定は確認待ちです。</Banner> : null}
      {proposal.editable
        ? <ReviewForm proposal={proposal} hasNext={neighbours.next !== undefined} onFailed={setFailed} onSubmitted={(saved, goOn) => void settle(saved, `「${name}」を提出しました。`, goOn)} />
        : <Reading proposal={proposal} />}
      {proposal.editable ? null : <div className="mt-6"><ActBar proposal={proposal} name={name} onDone={(saved, action: ProposalAction) => void settle(saved, `「${name}」${acts[action].button.replace(/する$|す$/, '')}の手続きをしました。`, action !== 'withdraw' && from === 'queue')} /></div>}
      {mayExcept ? <ExceptionForm proposal={proposal} /> : null}
      {proposal.editable && proposal.decision === 'add' && !proposal.submittedAt ? <Discard proposal={proposal} /> : null}
      <div className="grid gap-8 lg:grid-cols-2"><Timeline proposalId={proposal.id} /><Comments proposalId={proposal.id} maySay={proposal.commentable} /></div>
    </PageFrame>
  );
}

/** One indicator in a review: the form for whoever may write, the comparison and its acts for everybody else. */
export function ProposalScreen() {
  const { cycleId, proposalId } = route.useParams();
  const { from } = route.useSearch();
  const proposal = useQuery(reads.proposal(proposalId));
  return <Loaded read={proposal} page="指標の見直し">{(data) => <Opened key={data.id} proposal={data} cycleId={cycleId} from={from} />}</Loaded>;
}
