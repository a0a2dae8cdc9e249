import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { proposalStates, shortFiscalYear, type ProposalState } from '#core';
import { memo, useCallback, useEffect, useState, type FormEvent } from 'react';
import { reads, type SheetFilter } from '../../api/queries.js';
import type { Cycle, Page, Plan, Progress, Row } from '../../api/types.js';
import { Button, ButtonLink } from '../../design/button.js';
import { classes } from '../../design/classes.js';
import { Checkbox, Select, TextField } from '../../design/field.js';
import { MarkIcon, StateChip } from '../../design/marks.js';
import { Empty, Loaded, Waiting } from '../../design/page.js';
import { proposalHref, RowLink } from '../../design/row-link.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { stateLook, stateWord } from '../../words/states.js';
import { dayName, daysLeft } from '../../words/time.js';
import { decisionName, movesTarget, wholeOf, written } from '../../words/values.js';
import { BulkBar, BulkOutcome, type BulkResult } from './bulk.js';
import { ChooseAll, mayChoose, wholePage } from './choose-all.js';
import { CycleFrame } from './cycle-frame.js';
import { DepartmentsPart } from './departments-part.js';

const route = getRouteApi('/cycles/$cycleId');
const pageSize = 50;

type Search = ReturnType<typeof route.useSearch>;

const addressOf = (cycleId: string, search: Search): string => {
  const given = Object.entries(search).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
  return `/cycles/${cycleId}${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`;
};

/** The counts by state: each narrows the list. */
function Figures({ cycleId, progress, search }: { readonly cycleId: string; readonly progress: Progress; readonly search: Search }) {
  const shown = proposalStates.filter((state) => progress.byState[state] > 0 || ['draft', 'submitted', 'returned', 'accepted'].includes(state));
  return (
    <ul className="mb-6 grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]" aria-label="状態ごとの件数">
      {shown.map((state) => {
        const isOn = search.state === state;
        return (
          <li key={state}>
            <RowLink
              href={addressOf(cycleId, { ...search, state: isOn ? undefined : state, cursor: undefined })} aria-current={isOn ? 'true' : undefined}
              className={classes('flex h-full items-center justify-between gap-2 rounded-8 border px-4 py-3 no-underline! hover:border-black', isOn ? 'border-key-900 bg-key-50 shadow-[inset_0_0_0_1px_currentColor] forced-colors:outline-2 forced-colors:outline-[Highlight]' : 'border-solid-gray-420')}
            >
              <span className="flex items-center gap-2 text-dns-14B-130"><MarkIcon mark={stateLook(state, 2).mark} />{stateWord(state)}</span>
              <span className="text-std-24B-150 whitespace-nowrap tabular-nums">{progress.byState[state]}<span className="text-dns-14N-130">件</span></span>
            </RowLink>
          </li>
        );
      })}
    </ul>
  );
}

function Filters({ cycleId, plan, search }: { readonly cycleId: string; readonly plan: Plan | undefined; readonly search: Search }) {
  const navigate = useNavigate();
  const [words, setWords] = useState(search.q ?? '');
  useEffect(() => setWords(search.q ?? ''), [search.q]);
  const go = (change: Partial<Search>): void => {
    // The press is painted first; the list that it leads to is work of its own.
    setTimeout(() => void navigate({ to: '/cycles/$cycleId', params: { cycleId }, search: { ...search, cursor: undefined, ...change } }));
  };
  return (
    <form noValidate role="search" className="flex flex-wrap items-end gap-4 print:hidden" onSubmit={(event: FormEvent) => { event.preventDefault(); go({ q: words.trim() || undefined }); }}>
      <Select id="filter-department" label="担当課" value={search.department ?? ''} onChange={(department) => go({ department: department || undefined })} options={[{ value: '', label: 'すべて' }, ...(plan?.departments ?? []).map(({ id, name, municipality }) => ({ value: id, label: `${municipality.name} ${name}` }))]} />
      <Select id="filter-state" label="状態" value={search.state ?? ''} onChange={(state) => go({ state: state || undefined })} options={[{ value: '', label: 'すべて' }, ...proposalStates.map((state: ProposalState) => ({ value: state, label: stateWord(state) }))]} />
      <TextField id="filter-words" label="指標名" width="w-56" value={words} onChange={setWords} />
      <Button type="submit">絞り込む</Button>
      {search.department || search.state || search.q ? <ButtonLink look="quiet" to="/cycles/$cycleId" params={{ cycleId }} onClick={() => setWords('')}>絞り込みを解く</ButtonLink> : null}
    </form>
  );
}

interface ListGiven {
  readonly cycle: Cycle;
  readonly rows: readonly Row[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (ids: readonly string[], on: boolean) => void;
}

interface RowGiven {
  readonly row: Row;
  readonly cycle: Cycle;
  readonly hasBoxes: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (ids: readonly string[], on: boolean) => void;
}

/** Drawn again only when it changes itself: one box of fifty is ticked without drawing the others. */
const ListRow = memo(function ListRow({ row, cycle, hasBoxes, isChosen, onChoose }: RowGiven) {
  const { proposal, indicator } = row;
  const actual = wholeOf(row, cycle.fiscalYear);
  const name = proposal?.name ?? indicator.name;
  const href = proposal && proposal.rationale !== undefined ? proposalHref(cycle.id, proposal.id, proposal.state === 'submitted' ? 'queue' : 'department') : indicator.id ? `/plans/${cycle.planId}/indicators/${indicator.id}` : null;
  return (
    <tr>
      {hasBoxes ? <Td className="py-0! print:hidden">{proposal && mayChoose(row) ? <Checkbox label={`「${name}」を選ぶ`} hideLabel checked={isChosen} onChange={(on) => onChoose([proposal.id], on)} /> : null}</Td> : null}
      <RowTh className="min-w-48">{href ? <RowLink href={href}>{name}</RowLink> : name}<span className="block text-dns-14N-130 text-solid-gray-700">{indicator.project}</span></RowTh>
      <Td>{indicator.departments.map((one) => one.name).join('、')}</Td>
      <Td figure>{actual ? written(actual) : '—'}</Td>
      <Td figure>{row.target.value.text || '—'}</Td>
      <Td figure>{row.achievement?.components.map(({ level }) => (level ? `${level.percent}%` : '—')).join('、') || '—'}</Td>
      <Td className="whitespace-nowrap">{decisionName(proposal?.decision, movesTarget({ inForce: row.target.value, proposed: proposal?.target }))}</Td>
      <Td>{proposal ? <StateChip state={proposal.state} version={proposal.version} /> : '準備中'}</Td>
    </tr>
  );
});

function Rows({ cycle, rows, chosen, onChoose }: ListGiven) {
  const ids = rows.flatMap((row) => (row.proposal && mayChoose(row) ? [row.proposal.id] : []));
  const isAll = ids.length > 0 && ids.every((id) => chosen.has(id));
  return (
    <Table caption="指標の一覧">
      <thead>
        <tr>
          {ids.length > 0 ? <Th className="w-14 py-0! print:hidden"><Checkbox label={wholePage} hideLabel checked={isAll} mixed={!isAll && ids.some((id) => chosen.has(id))} onChange={(on) => onChoose(ids, on)} /></Th> : null}
          <Th>指標</Th><Th>担当課</Th><Th className="text-right">{shortFiscalYear(cycle.fiscalYear)}実績</Th><Th className="text-right">目標値</Th><Th className="text-right">達成率</Th><Th>判断</Th><Th>状態</Th>
        </tr>
      </thead>
      <tbody>{rows.map((row) => <ListRow key={row.proposal?.id ?? row.indicator.id} row={row} cycle={cycle} hasBoxes={ids.length > 0} isChosen={row.proposal ? chosen.has(row.proposal.id) : false} onChoose={onChoose} />)}</tbody>
    </Table>
  );
}

function List({ cycle, search, page }: { readonly cycle: Cycle; readonly search: Search; readonly page: Page<Row> }) {
  const { items, nextCursor } = page;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [everything, setEverything] = useState<readonly Row[] | null>(null);
  const [result, setResult] = useState<BulkResult | null>(null);
  // What was chosen on one page is not carried to another, unless all of them were.
  const clear = useCallback((): void => { setChosen(new Set()); setEverything(null); }, []);
  useEffect(clear, [clear, search]);
  const choose = useCallback((ids: readonly string[], on: boolean): void => setChosen((now) => (on ? new Set([...now, ...ids]) : new Set([...now].filter((id) => !ids.includes(id))))), []);
  const pool = everything ?? items;
  const onPage = items.filter(mayChoose);
  const isPageWhole = onPage.length > 0 && onPage.every(({ proposal }) => proposal && chosen.has(proposal.id));
  const chooseEverything = (rows: readonly Row[]): void => {
    setEverything(rows);
    setChosen(new Set(rows.flatMap(({ proposal }) => (proposal ? [proposal.id] : []))));
  };
  const first = items.find(({ proposal }) => proposal?.actions.includes('accept'));
  return (
    <>
      <BulkOutcome result={result} />
      <p role="status" className="mt-3">{items.length}件を表示しています{search.cursor || nextCursor ? '（続きがあります）' : ''}。</p>
      {first?.proposal ? <ButtonLink look="main" size="small" className="mt-2" to="/cycles/$cycleId/proposals/$proposalId" params={{ cycleId: cycle.id, proposalId: first.proposal.id }} search={{ from: 'queue' }}>確認待ちを順に見る</ButtonLink> : null}
      {isPageWhole && (search.cursor || nextCursor) ? <ChooseAll cycleId={cycle.id} filter={{ department: search.department, state: search.state, q: search.q }} count={chosen.size} onChoose={chooseEverything} onClear={clear} /> : null}
      <BulkBar cycleId={cycle.id} rows={pool} chosen={pool.filter(({ proposal }) => proposal && chosen.has(proposal.id))} onDone={(done) => { clear(); setResult(done); }} />
      {items.length === 0 ? <Empty title="当てはまる指標はありません"><ButtonLink size="small" className="mt-2" to="/cycles/$cycleId" params={{ cycleId: cycle.id }}>絞り込みを解く</ButtonLink></Empty> : <Rows cycle={cycle} rows={items} chosen={chosen} onChoose={choose} />}
      <div className="mt-4 flex gap-3 print:hidden">
        {search.cursor ? <ButtonLink size="small" to="/cycles/$cycleId" params={{ cycleId: cycle.id }} search={{ ...search, cursor: undefined }}>先頭に戻る</ButtonLink> : null}
        {nextCursor ? <ButtonLink size="small" to="/cycles/$cycleId" params={{ cycleId: cycle.id }} search={{ ...search, cursor: nextCursor }}>次の{pageSize}件</ButtonLink> : null}
      </div>
    </>
  );
}

/** What the list is asked with; the route asks for it before the screen is there. */
export const listFilter = ({ department, state, q, cursor }: Search): SheetFilter => ({ department, state, q, cursor, limit: pageSize });

function Body({ cycle, search }: { readonly cycle: Cycle; readonly search: Search }) {
  const progress = useQuery(reads.progress(cycle.id));
  // While the list is narrowed, the one before stays: nothing jumps, and the focus is kept.
  const sheet = useQuery({ ...reads.sheet(cycle.id, listFilter(search)), placeholderData: keepPreviousData });
  const plan = useQuery(reads.plans()).data?.items.find(({ id }) => id === cycle.planId);
  if (!progress.data) return <Loaded read={progress}>{() => null}</Loaded>;
  if (!sheet.data || !plan) return <Loaded read={sheet}>{() => <Waiting />}</Loaded>;
  return (
    <>
      <Figures cycleId={cycle.id} progress={progress.data} search={search} />
      <section>
        <h2 className="text-std-20B-150 mb-3">指標の一覧</h2>
        <Filters cycleId={cycle.id} plan={plan} search={search} />
        <List cycle={cycle} search={search} page={sheet.data} />
      </section>
      <div className="mt-10 max-w-200"><DepartmentsPart cycleId={cycle.id} progress={progress.data} mayRemind={cycle.actions.length > 0 && cycle.state === 'collecting'} /></div>
    </>
  );
}

/** How far a review is: by state, by indicator, by department; every narrowing in the address. */
export function ProgressScreen() {
  const { cycleId } = route.useParams();
  const search = route.useSearch();
  return (
    <CycleFrame cycleId={cycleId} title="進捗状況" lead={({ deadlines, state }) => (state === 'collecting' && deadlines.submission ? <span>提出期限 <b>{dayName(deadlines.submission)}</b>　{daysLeft(deadlines.submission)}</span> : null)}>
      {(cycle) => <Body cycle={cycle} search={search} />}
    </CycleFrame>
  );
}
