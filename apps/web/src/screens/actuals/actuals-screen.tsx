import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useState, useSyncExternalStore, type ClipboardEvent, type KeyboardEvent } from 'react';
import { reads } from '../../api/queries.js';
import type { Cycle, Plan, Row } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Empty, Loaded, PageFrame, Waiting } from '../../design/page.js';
import { Table, Th } from '../../design/table.js';
import { announce } from '../../shell/announcer.js';
import { shortFiscalYear } from '#core';
import { yearName } from '../../words/time.js';
import { DepartmentSelect, useDepartmentOf, type DepartmentChoice } from '../department.js';
import { ActualRow, cellId } from './actual-row.js';
import { ActualsTable, type Column } from './actuals-table.js';
import { cellsOf } from './clipboard.js';

const route = getRouteApi('/cycles/$cycleId/actuals');

/** Enter and the arrows go from row to row; while an IME composes, the keys are its own. */
function moved(event: KeyboardEvent<HTMLInputElement>, index: number): number | null {
  if (event.nativeEvent.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === 'ArrowDown' || (event.key === 'Enter' && !event.shiftKey)) return index + 1;
  if (event.key === 'ArrowUp' || (event.key === 'Enter' && event.shiftKey)) return index - 1;
  return null;
}

function useKeys(table: ActualsTable, say: (words: string) => void) {
  const onKey = useCallback((event: KeyboardEvent<HTMLInputElement>, index: number, column: Column): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !event.shiftKey) {
      const rows = table.takeBack();
      if (rows === 0) return;
      event.preventDefault();
      return say(`${rows}行の貼り付けを取り消しました。`);
    }
    const start = moved(event, index);
    if (start === null) return;
    event.preventDefault();
    const step = start > index ? 1 : -1;
    for (let at = start; at >= 0 && at < table.lines.length; at += step) {
      const next = document.getElementById(cellId(at, column));
      if (next instanceof HTMLInputElement) {
        next.focus();
        return next.select();
      }
    }
  }, [table, say]);
  const onPaste = useCallback((event: ClipboardEvent<HTMLInputElement>, index: number, column: Column): void => {
    const cells = cellsOf(event.clipboardData);
    if (!cells) return;
    event.preventDefault();
    const { rows, filled, left } = table.paste(index, column, cells);
    say(`${rows}行を貼り付け、${filled}個のセルに入力しました。${left > 0 ? `表に入りきらなかった${left}個は捨てました。` : ''}Ctrl+Zで取り消せます。`);
  }, [table, say]);
  return { onKey, onPaste };
}

interface OpenedGiven {
  readonly cycle: Cycle;
  readonly plan: Plan;
  readonly department: DepartmentChoice;
  readonly rows: readonly Row[];
}

function Opened({ cycle, plan, department, rows }: OpenedGiven) {
  const client = useQueryClient();
  const [table] = useState(() => new ActualsTable(rows, cycle.id, cycle.fiscalYear));
  const [said, setSaid] = useState('');
  const say = useCallback((words: string): void => {
    setSaid(words);
    announce(words);
  }, []);
  const { onKey, onPaste } = useKeys(table, say);
  const [filled = 0, waiting = 0, refused = 0] = useSyncExternalStore(table.subscribe, table.counts).split(' ').map(Number);
  useEffect(() => () => {
    void table.flush().then(() => client.invalidateQueries({ queryKey: ['cycle', cycle.id] }));
  }, [client, cycle.id, table]);
  const next = { params: { cycleId: cycle.id }, search: { department: department.id } };
  const isFull = filled === table.lines.length && waiting === 0 && refused === 0;
  return (
    <>
      {refused > 0 ? <Banner tone="error" title={`${refused}件を保存できていません`} speaks>「確認」の列に理由が出ています。入力した値はこの画面に残っています。</Banner> : null}
      <div className="mb-3 flex flex-wrap items-center gap-4 border-y border-solid-gray-420 py-3">
        <p className="text-std-16B-170">{filled}／{table.lines.length}件 入力済み</p>
        <Button size="small" onClick={() => void table.flush()}>今すぐ保存</Button>
        <p className="text-dns-16N-130">{waiting > 0 ? `${waiting}件を保存しています…` : '保存は自動で行われます'}</p>
        {said ? <p className="text-dns-16N-130 font-700">{said}</p> : null}
      </div>
      <Table caption={`${yearName(cycle.fiscalYear)}の実績`}>
        <thead>
          <tr><Th>指標</Th><Th className="text-right">これまで</Th><Th className="text-right">目標値</Th><Th>{shortFiscalYear(cycle.fiscalYear)}実績</Th><Th>備考</Th><Th>確認</Th></tr>
        </thead>
        <tbody>
          {table.lines.map((line, index) => <ActualRow key={line.row.indicator.id} line={line} index={index} plan={plan} year={cycle.fiscalYear} cycleId={cycle.id} onKey={onKey} onPaste={onPaste} />)}
        </tbody>
      </Table>
      {isFull ? <Banner tone="success" title="全件の実績を入力しました">継続をまとめて確認する画面へ進んでください。</Banner> : null}
      <div className="mt-6 flex flex-wrap gap-3">
        <ButtonLink look="main" to="/cycles/$cycleId/decisions" {...next}>次へ：継続をまとめて確認</ButtonLink>
        <ButtonLink to="/cycles/$cycleId/submission" {...next}>課の提出へ</ButtonLink>
      </div>
    </>
  );
}

function Sheet({ cycle, plan, department }: Omit<OpenedGiven, 'rows'>) {
  // Typed text is newer than anything that is fetched meanwhile: the sheet is read once, when the screen opens.
  const sheet = useQuery({ ...reads.sheet(cycle.id, { department: department.id, limit: 200 }), refetchOnWindowFocus: false, staleTime: 0, gcTime: 0 });
  return (
    <Loaded read={sheet}>
      {({ items }) => {
        const rows = items.filter(({ indicator }) => indicator.id !== null);
        return rows.length === 0 ? <Empty title="この課の指標はありません">別の課を選ぶか、取りまとめ担当に担当課の割り当てを確かめてください。</Empty> : <Opened cycle={cycle} plan={plan} department={department} rows={rows} />;
      }}
    </Loaded>
  );
}

/** All actuals of a department in one table, typed or pasted from Excel. */
export function ActualsScreen() {
  const { cycleId } = route.useParams();
  const asked = route.useSearch().department;
  const known = useDepartmentOf(cycleId, asked);
  if (!known) return <><h1 className="sr-only">実績をまとめて入力</h1><Waiting /></>;
  const { cycle, plan, department } = known;
  return (
    <PageFrame
      title="実績をまとめて入力" crumbs={[{ label: '自分の仕事', to: '/' }, { label: cycle.name, to: '/cycles/$cycleId', params: { cycleId } }]}
      lead={<p>{department.name}の{yearName(cycle.fiscalYear)}の実績です。Excelの列をコピーして、先頭のセルで貼り付け（Ctrl+V）もできます。Enterや↑↓で上下に移ります。</p>}
      aside={<DepartmentSelect department={department} to="/cycles/$cycleId/actuals" cycleId={cycleId} />}
    >
      <Sheet key={department.id} cycle={cycle} plan={plan} department={department} />
    </PageFrame>
  );
}
