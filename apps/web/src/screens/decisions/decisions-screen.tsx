import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { shortFiscalYear } from '#core';
import { reads } from '../../api/queries.js';
import type { Cycle, Plan, Row } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Checkbox } from '../../design/field.js';
import { StateChip } from '../../design/marks.js';
import { Empty, Loaded, PageFrame, Part, Waiting } from '../../design/page.js';
import { proposalHref, RowLink } from '../../design/row-link.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { announce } from '../../shell/announcer.js';
import { decisionName, movesTarget, wholeOf, written } from '../../words/values.js';
import { DepartmentSelect, useDepartmentOf, type DepartmentChoice } from '../department.js';
import { groupOf, keep, keepingOf, reasonsOf, type Keeping } from './keeping.js';

const route = getRouteApi('/cycles/$cycleId/decisions');
const small = 'min-h-11 rounded-4 border border-solid-gray-600 bg-white px-2';

interface TableGiven {
  readonly cycle: Cycle;
  readonly rows: readonly Row[];
}

function NameCell({ row, cycleId }: { readonly row: Row; readonly cycleId: string }) {
  return <RowTh className="min-w-40">{row.proposal ? <RowLink href={proposalHref(cycleId, row.proposal.id, 'department')}>{row.proposal.name ?? row.indicator.name}</RowLink> : row.indicator.name}</RowTh>;
}

const figureOf = (row: Row, year: number): string => {
  const actual = wholeOf(row, year);
  return actual ? written(actual) : '—';
};

interface ReadyGiven extends TableGiven {
  readonly keepings: ReadonlyMap<string, Keeping>;
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (id: string, keeping: Keeping) => void;
  readonly onChoose: (ids: readonly string[], on: boolean) => void;
}

function ReadyTable({ cycle, rows, keepings, chosen, onChange, onChoose }: ReadyGiven) {
  const ids = rows.flatMap(({ proposal }) => (proposal ? [proposal.id] : []));
  return (
    <Table caption="継続でよさそうな指標">
      <thead>
        <tr>
          <Th className="w-14 py-0!"><Checkbox label="この表のすべてを選ぶ" hideLabel checked={ids.every((id) => chosen.has(id))} mixed={chosen.size > 0 && chosen.size < ids.length} onChange={(on) => onChoose(ids, on)} /></Th>
          <Th>指標</Th><Th className="text-right">{shortFiscalYear(cycle.fiscalYear)}実績</Th><Th className="text-right">達成率</Th><Th>目標値（現行のまま）</Th><Th>根拠</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const id = row.proposal?.id ?? '';
          const keeping = keepings.get(id) ?? keepingOf(row);
          return (
            <tr key={id}>
              <Td className="py-0!"><Checkbox label={`「${row.indicator.name}」を継続にする`} hideLabel checked={chosen.has(id)} onChange={(on) => onChoose([id], on)} /></Td>
              <NameCell row={row} cycleId={cycle.id} />
              <Td figure>{figureOf(row, cycle.fiscalYear)}</Td>
              <Td figure>{row.achievement?.components.map(({ level }) => (level ? `${level.percent}%` : '—')).join('、') ?? '—'}</Td>
              <Td className="py-1!"><input className={`${small} w-36`} value={keeping.target} maxLength={300} autoComplete="off" aria-label={`${row.indicator.name}：目標値`} onChange={(event) => onChange(id, { ...keeping, target: event.target.value })} /></Td>
              <Td className="py-1!"><input className={`${small} w-full min-w-64`} value={keeping.basis} maxLength={4_000} autoComplete="off" aria-label={`${row.indicator.name}：根拠`} onChange={(event) => onChange(id, { ...keeping, basis: event.target.value })} /></Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function LookTable({ cycle, rows }: TableGiven) {
  return (
    <Table caption="一つずつ確かめる指標">
      <thead><tr><Th>指標</Th><Th className="text-right">{shortFiscalYear(cycle.fiscalYear)}実績</Th><Th className="text-right">目標値</Th><Th>確かめる理由</Th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.proposal?.id}>
            <NameCell row={row} cycleId={cycle.id} /><Td figure>{figureOf(row, cycle.fiscalYear)}</Td><Td figure>{row.target.value.text || '目標なし'}</Td>
            <Td><ul className="list-disc pl-5">{reasonsOf(row).map((reason) => <li key={reason}>{reason}</li>)}</ul></Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function DoneTable({ cycle, rows }: TableGiven) {
  return (
    <Table caption="判断が決まっている指標">
      <thead><tr><Th>指標</Th><Th>判断</Th><Th>目標値</Th><Th>状態</Th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.proposal?.id ?? row.indicator.id}>
            <NameCell row={row} cycleId={cycle.id} /><Td className="whitespace-nowrap">{decisionName(row.proposal?.decision, movesTarget({ inForce: row.target.value, proposed: row.proposal?.target }))}</Td><Td>{row.proposal?.target?.text ?? ''}</Td>
            <Td>{row.proposal ? <StateChip state={row.proposal.state} version={row.proposal.version} /> : null}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function useKeeping(cycle: Cycle, plan: Plan, ready: readonly Row[]) {
  const client = useQueryClient();
  const [keepings, setKeepings] = useState<ReadonlyMap<string, Keeping>>(new Map());
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [progress, setProgress] = useState<{ readonly done: number; readonly all: number } | null>(null);
  const [refused, setRefused] = useState<readonly { readonly name: string; readonly sentence: string }[]>([]);
  const chosen = new Set(ready.flatMap(({ proposal }) => (proposal && !left.has(proposal.id) ? [proposal.id] : [])));
  const choose = (ids: readonly string[], on: boolean): void => setLeft(new Set(on ? [...left].filter((id) => !ids.includes(id)) : [...left, ...ids]));
  const confirm = async (): Promise<void> => {
    const rows = ready.filter(({ proposal }) => proposal && chosen.has(proposal.id));
    const notKept: { name: string; sentence: string }[] = [];
    setProgress({ done: 0, all: rows.length });
    for (const [index, row] of rows.entries()) {
      const sentence = row.proposal ? await keep(row, row.proposal, { keeping: keepings.get(row.proposal.id) ?? keepingOf(row), plan }) : null;
      if (sentence) notKept.push({ name: row.indicator.name, sentence });
      setProgress({ done: index + 1, all: rows.length });
    }
    setRefused(notKept);
    await client.invalidateQueries({ queryKey: ['cycle', cycle.id] });
    void client.invalidateQueries({ queryKey: ['tasks'] });
    void client.removeQueries({ queryKey: ['proposal'] });
    setProgress(null);
    announce(`${rows.length - notKept.length}件を「継続」にしました。`);
  };
  return { keepings, change: (id: string, keeping: Keeping) => setKeepings(new Map([...keepings, [id, keeping]])), chosen, choose, progress, refused, confirm };
}

function Opened({ cycle, plan, department, rows }: TableGiven & { readonly plan: Plan; readonly department: DepartmentChoice }) {
  const of = (group: ReturnType<typeof groupOf>): readonly Row[] => rows.filter((row) => groupOf(row) === group);
  const [ready, look, done] = [of('ready'), of('look'), [...of('decided'), ...of('closed')]];
  const { keepings, change, chosen, choose, progress, refused, confirm } = useKeeping(cycle, plan, ready);
  const [isAsking, setAsking] = useState(false);
  const search = { department: department.id };
  return (
    <>
      {refused.length > 0 ? <Banner tone="error" title={`${refused.length}件は「継続」にできませんでした`} speaks><ul className="list-disc pl-6">{refused.map(({ name, sentence }) => <li key={name}>{name}：{sentence}</li>)}</ul></Banner> : null}
      {ready.length === 0 && look.length === 0 ? <Banner tone="success" title="すべての指標の判断が決まっています"><ButtonLink look="main" size="small" className="mt-2" to="/cycles/$cycleId/submission" params={{ cycleId: cycle.id }} search={search}>課の提出へ進む</ButtonLink></Banner> : null}
      <Part title={`継続でよさそうな指標（${ready.length}件）`}>
        {ready.length === 0 ? <p>まとめて継続にできる指標はありません。</p> : (
          <>
            <p className="mb-3">実績・目標・根拠に気になる点がない指標です。目標値と根拠は、この表で書き直せます。違うものは選択を外してください。</p>
            <ReadyTable cycle={cycle} rows={ready} keepings={keepings} chosen={chosen} onChange={change} onChoose={choose} />
            <div className="mt-3 flex flex-wrap items-center gap-4 bg-white py-3 sm:sticky sm:bottom-0 print:hidden">
              <Button look="main" off={chosen.size === 0 || progress !== null} onClick={() => setAsking(true)}>選んだ{chosen.size}件を「継続」にする</Button>
              {progress ? <p role="status">{progress.done}／{progress.all}件を保存しました…</p> : null}
            </div>
          </>
        )}
      </Part>
      <Part title={`一つずつ確かめる指標（${look.length}件）`}>{look.length === 0 ? <p>ありません。</p> : <LookTable cycle={cycle} rows={look} />}</Part>
      <Part title={`判断が決まっている指標（${done.length}件）`}>{done.length === 0 ? <p>まだありません。</p> : <DoneTable cycle={cycle} rows={done} />}</Part>
      <div className="mt-6 flex flex-wrap gap-3"><ButtonLink look="main" to="/cycles/$cycleId/submission" params={{ cycleId: cycle.id }} search={search}>次へ：課の提出</ButtonLink><ButtonLink to="/cycles/$cycleId/new" params={{ cycleId: cycle.id }} search={search}>新しい指標を提案する</ButtonLink></div>
      {isAsking ? (
        <Dialog title={`${chosen.size}件を「継続」にしますか`} onClose={() => setAsking(false)} actions={<><Button look="main" onClick={() => { setAsking(false); void confirm(); }}>「継続」にする</Button><Button look="quiet" onClick={() => setAsking(false)}>やめる</Button></>}>
          <p>下書きとして保存します。提出は次の画面で行い、それまでは一つずつ直せます。</p>
          <ul tabIndex={0} aria-label="継続にする指標" className="max-h-60 list-disc overflow-auto pl-6">{ready.filter(({ proposal }) => proposal && chosen.has(proposal.id)).map((row) => <li key={row.proposal?.id}>{row.indicator.name}（{(keepings.get(row.proposal?.id ?? '') ?? keepingOf(row)).target}）</li>)}</ul>
        </Dialog>
      ) : null}
    </>
  );
}

/** 継続 prepared for every indicator that nothing speaks against, confirmed together; the others are opened one by one. */
export function DecisionsScreen() {
  const { cycleId } = route.useParams();
  const known = useDepartmentOf(cycleId, route.useSearch().department);
  const sheet = useQuery({ ...reads.sheet(cycleId, { department: known?.department.id, limit: 200 }), enabled: known !== null });
  if (!known) return <><h1 className="sr-only">継続をまとめて確認</h1><Waiting /></>;
  const { cycle, plan, department } = known;
  return (
    <PageFrame
      title="継続をまとめて確認" crumbs={[{ label: '自分の仕事', to: '/' }, { label: cycle.name, to: '/cycles/$cycleId', params: { cycleId } }]} lead={<p>{department.name}の指標です。</p>}
      aside={<DepartmentSelect department={department} to="/cycles/$cycleId/decisions" cycleId={cycleId} />}
    >
      <Loaded read={sheet}>{({ items }) => (items.length === 0 ? <Empty title="この課の指標はありません">別の課を選んでください。</Empty> : <Opened key={department.id} cycle={cycle} plan={plan} department={department} rows={items} />)}</Loaded>
    </PageFrame>
  );
}
