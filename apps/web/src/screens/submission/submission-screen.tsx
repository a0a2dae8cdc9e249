import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { shortFiscalYear } from '#core';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem.js';
import { reads } from '../../api/queries.js';
import type { Cycle, Row } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { StateChip } from '../../design/marks.js';
import { Empty, Loaded, PageFrame, Part, Waiting } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { dayName, daysLeft, yearName } from '../../words/time.js';
import { actualOf, decisionName, movesTarget, wholeOf, written } from '../../words/values.js';
import { DepartmentSelect, useDepartmentOf, type DepartmentChoice } from '../department.js';
import { actOnMany } from './sending.js';

const route = getRouteApi('/cycles/$cycleId/submission');
const isOpen = ({ proposal }: Row): boolean => proposal?.state === 'draft' || proposal?.state === 'returned';
const moves = (row: Row): boolean => movesTarget({ inForce: row.target.value, proposed: row.proposal?.target });
const isKept = (row: Row): boolean => row.proposal?.decision === 'keep' && !moves(row);

interface ListGiven {
  readonly cycle: Cycle;
  readonly rows: readonly Row[];
  readonly caption: string;
}

/** The answers of several indicators, to be read through before they leave. */
function Answers({ cycle, rows, caption }: ListGiven) {
  return (
    <Table caption={caption}>
      <thead><tr><Th>指標</Th><Th>判断</Th><Th className="text-right">{shortFiscalYear(cycle.fiscalYear)}実績</Th><Th>目標値（現行 → 見直し案）</Th><Th>理由・根拠</Th><Th>状態</Th></tr></thead>
      <tbody>
        {rows.map((row) => {
          const { proposal } = row;
          if (!proposal) return null;
          const actual = wholeOf(row, cycle.fiscalYear);
          const note = actualOf(row.actuals, cycle.fiscalYear)?.note;
          return (
            <tr key={proposal.id}>
              <RowTh className="min-w-40"><Link to="/cycles/$cycleId/proposals/$proposalId" params={{ cycleId: cycle.id, proposalId: proposal.id }} search={{ from: 'department' }}>{proposal.name ?? row.indicator.name}</Link></RowTh>
              <Td className="whitespace-nowrap">{decisionName(proposal.decision, moves(row))}</Td>
              <Td figure>{actual ? written(actual) : '—'}{note ? <span className="block text-dns-14N-130">{note}</span> : null}</Td>
              <Td className="min-w-40">{proposal.decision === 'delete' ? <><del>{row.target.value.text}</del> → 削除</> : moves(row) ? <>{row.target.value.text || '（なし）'} → <ins>{proposal.target?.text}</ins></> : (proposal.target?.text || row.target.value.text)}</Td>
              <Td className="min-w-56 whitespace-pre-wrap">{[proposal.rationale, proposal.basis].filter(Boolean).join('\n')}</Td>
              <Td><StateChip state={proposal.state} version={proposal.version} /></Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function Blocked({ cycle, rows }: Omit<ListGiven, 'caption'>) {
  return (
    <ul className="border-t border-solid-gray-420">
      {rows.map((row) => row.proposal ? (
        <li key={row.proposal.id} className="border-b border-solid-gray-420 py-3">
          <Link to="/cycles/$cycleId/proposals/$proposalId" params={{ cycleId: cycle.id, proposalId: row.proposal.id }} search={{ from: 'department' }}>{row.proposal.name ?? row.indicator.name}</Link>
          <ul className="mt-1 list-disc pl-6 text-dns-16N-130">
            {row.proposal.missing?.map(({ pointer, message }) => <li key={`${pointer} ${message}`}>{message}</li>)}
            {row.proposal.missing?.length === 0 ? <li>内容はそろっています。提出するには、課長の確認か、受付期間中であることが必要です。</li> : null}
          </ul>
        </li>
      ) : null)}
    </ul>
  );
}

interface Sent {
  readonly words: string;
  readonly refused: readonly { readonly name: string; readonly sentence: string }[];
}

function Opened({ cycle, department, rows }: { readonly cycle: Cycle; readonly department: DepartmentChoice; readonly rows: readonly Row[] }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<'submit' | 'endorse' | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent | null>(null);
  const offered = (action: string): readonly Row[] => rows.filter(({ proposal }) => proposal?.actions.includes(action as 'submit'));
  const [ready, toEndorse] = [offered('submit'), offered('endorse')];
  const blocked = rows.filter((row) => isOpen(row) && !ready.includes(row) && !toEndorse.includes(row));
  const gone = rows.filter((row) => row.proposal && !isOpen(row));
  const here = [...new Set([...ready, ...toEndorse])];
  const send = async (event: 'submit' | 'endorse'): Promise<void> => {
    setAsked(null);
    setBusy(true);
    try {
      const { done, refused } = await actOnMany(cycle.id, { event, rows: event === 'submit' ? ready : toEndorse });
      setSent({ words: event === 'submit' ? `${department.name}の${done}件を提出しました。` : `${done}件を課長として確認しました。`, refused });
    } catch (error) {
      setSent({ words: '', refused: [{ name: department.name, sentence: sentenceOf(error) }] });
    }
    await client.invalidateQueries({ queryKey: ['cycle', cycle.id] });
    void client.invalidateQueries({ queryKey: ['tasks'] });
    void client.removeQueries({ queryKey: ['proposal'] });
    setBusy(false);
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      {sent?.words ? <Banner tone="success" title={sent.words} speaks>企画政策課が確認します。差戻しがあると、メールと「自分の仕事」で知らせます。</Banner> : null}
      {sent && sent.refused.length > 0 ? <Banner tone="error" title={`${sent.refused.length}件はできませんでした`} speaks><ul className="list-disc pl-6">{sent.refused.map(({ name, sentence }) => <li key={name}>{name}：{sentence}</li>)}</ul></Banner> : null}
      <p>全{rows.length}件のうち、提出できるもの {ready.length}件、まだ提出できないもの {blocked.length}件、提出済み {gone.length}件。</p>
      {blocked.length > 0 ? <Part title={`まだ提出できない指標（${blocked.length}件）`}><Blocked cycle={cycle} rows={blocked} /></Part> : null}
      {here.length > 0 ? (
        <>
          <Part title={`変更・削除・新規・目標見直し（${here.filter((row) => !isKept(row)).length}件）`}>{here.some((row) => !isKept(row)) ? <Answers cycle={cycle} rows={here.filter((row) => !isKept(row))} caption="変わる指標" /> : <p>ありません。</p>}</Part>
          <Part title={`継続（${here.filter(isKept).length}件）`}>{here.some(isKept) ? <Answers cycle={cycle} rows={here.filter(isKept)} caption="継続する指標" /> : <p>ありません。</p>}</Part>
        </>
      ) : null}
      <div className="mt-6 flex flex-wrap gap-3 print:hidden">
        {ready.length > 0 ? <Button look="main" size="large" off={isBusy} onClick={() => setAsked('submit')}>{isBusy ? '送っています…' : `${ready.length}件を提出する`}</Button> : null}
        {toEndorse.length > 0 ? <Button look="main" size="large" off={isBusy} onClick={() => setAsked('endorse')}>{toEndorse.length}件を課長として確認する</Button> : null}
        <ButtonLink to="/cycles/$cycleId/new" params={{ cycleId: cycle.id }} search={{ department: department.id }}>新しい指標を提案する</ButtonLink>
      </div>
      {gone.length > 0 ? <Part title={`提出済み（${gone.length}件）`}><Answers cycle={cycle} rows={gone} caption="提出済みの指標" /></Part> : null}
      {asked ? (
        <Dialog title={asked === 'submit' ? `${department.name}の${ready.length}件を提出しますか` : `${toEndorse.length}件を課長として確認しますか`} onClose={() => setAsked(null)} actions={<><Button look="main" onClick={() => void send(asked)}>{asked === 'submit' ? '提出する' : '確認する'}</Button><Button look="quiet" onClick={() => setAsked(null)}>やめる</Button></>}>
          <p>{asked === 'submit' ? `企画政策課に送られ、確認が始まります。受理されるまでは、一つずつ引き戻して直せます。${blocked.length > 0 ? `残りの${blocked.length}件は下書きのまま残ります。` : ''}` : '担当者が提出できるようになります。'}</p>
        </Dialog>
      ) : null}
    </>
  );
}

/** Everything a department answers on one page, to be checked and submitted in one go. */
export function SubmissionScreen() {
  const { cycleId } = route.useParams();
  const known = useDepartmentOf(cycleId, route.useSearch().department);
  const sheet = useQuery({ ...reads.sheet(cycleId, { department: known?.department.id, limit: 200 }), enabled: known !== null });
  if (!known) return <><h1 className="sr-only">課の提出</h1><Waiting /></>;
  const { cycle, department } = known;
  const due = cycle.deadlines.submission;
  return (
    <PageFrame
      title="課の提出" crumbs={[{ label: '自分の仕事', to: '/' }, { label: cycle.name, to: '/cycles/$cycleId', params: { cycleId } }]}
      lead={<p>{department.name}の{yearName(cycle.fiscalYear)}の見直しを確かめて、まとめて提出します。{due ? `期限は${dayName(due)}（${daysLeft(due)}）。` : ''}</p>}
      aside={<DepartmentSelect department={department} to="/cycles/$cycleId/submission" cycleId={cycleId} />}
    >
      <Loaded read={sheet}>{({ items }) => (items.length === 0 ? <Empty title="この課の指標はありません">別の課を選んでください。</Empty> : <Opened key={department.id} cycle={cycle} department={department} rows={items} />)}</Loaded>
    </PageFrame>
  );
}
