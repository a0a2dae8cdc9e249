import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { fiscalYearName } from '#core';
import { useEffect, useState, type FormEvent } from 'react';
import { reads, useMe } from '../../api/queries.js';
import type { IndicatorInForce, Plan, Section } from '../../api/types.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Select, TextField } from '../../design/field.js';
import { Empty, Loaded, PageFrame, Part } from '../../design/page.js';
import { RowLink } from '../../design/row-link.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { yearName } from '../../words/time.js';
import { coordinatesPlan } from '../../words/roles.js';
import { AssignDialog } from './assign-dialog.js';
import { Endorsement } from './endorsement.js';
import { PlanTabs } from './plan-frame.js';

const route = getRouteApi('/plans/$planId');
const pageSize = 50;
type Search = ReturnType<typeof route.useSearch>;

function Tree({ section }: { readonly section: Section }) {
  return (
    <li>
      <b>{section.name}</b>
      {section.projects.length > 0 ? <ul className="list-disc pl-6">{section.projects.map(({ id, name, departments }) => <li key={id}>{name ?? '（事業名なし）'}<span className="text-dns-14N-130 text-solid-gray-700">　{departments.map((one) => one.name).join('、')}</span></li>)}</ul> : null}
      {section.children.length > 0 ? <ul className="space-y-2 pl-6">{section.children.map((child) => <Tree key={child.id} section={child} />)}</ul> : null}
    </li>
  );
}

function Filters({ plan, search }: { readonly plan: Plan; readonly search: Search }) {
  const navigate = useNavigate();
  const [words, setWords] = useState(search.q ?? '');
  useEffect(() => setWords(search.q ?? ''), [search.q]);
  const go = (change: Partial<Search>): void => void navigate({ to: '/plans/$planId', params: { planId: plan.id }, search: { ...search, cursor: undefined, ...change } });
  return (
    <form noValidate role="search" className="mb-3 flex flex-wrap items-end gap-4 print:hidden" onSubmit={(event: FormEvent) => { event.preventDefault(); go({ q: words.trim() || undefined }); }}>
      <Select id="plan-department" label="担当課" value={search.department ?? ''} onChange={(department) => go({ department: department || undefined })} options={[{ value: '', label: 'すべて' }, ...plan.departments.map(({ id, name }) => ({ value: id, label: name }))]} />
      <TextField id="plan-words" label="指標名" width="w-56" value={words} onChange={setWords} />
      <Button type="submit">絞り込む</Button>
    </form>
  );
}

function NoIndicators({ planId, isNarrowed, mayImport }: { readonly planId: string; readonly isNarrowed: boolean; readonly mayImport: boolean }) {
  if (isNarrowed) return <Empty title="当てはまる指標はありません">絞り込みを変えてください。</Empty>;
  return <Empty title="指標はまだありません">{mayImport ? <ButtonLink look="main" to="/plans/$planId/import" params={{ planId }}>様式を取り込んで登録する</ButtonLink> : '取りまとめ担当が様式を取り込むと、ここに出ます。'}</Empty>;
}

function Indicators({ plan, search }: { readonly plan: Plan; readonly search: Search }) {
  const me = useMe();
  const list = useQuery({ ...reads.indicators(plan.id, { department: search.department, q: search.q, cursor: search.cursor, limit: pageSize }), placeholderData: keepPreviousData });
  const [assigning, setAssigning] = useState<IndicatorInForce | null>(null);
  const mayAssign = me !== null && coordinatesPlan(me, plan.id);
  return (
    <Loaded read={list}>
      {({ items, nextCursor }) => (
        <>
          <p role="status">{items.length}件を表示しています{nextCursor || search.cursor ? '（続きがあります）' : ''}。</p>
          {items.length === 0 ? <NoIndicators planId={plan.id} isNarrowed={Boolean(search.department || search.q || search.cursor)} mayImport={mayAssign} /> : (
            <Table caption="指標の一覧">
              <thead><tr><Th>指標</Th><Th>事業</Th><Th>担当課</Th><Th className="text-right">計画策定時</Th><Th className="text-right">目標値</Th></tr></thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.id}>
                    <RowTh className="min-w-48"><RowLink href={`/plans/${plan.id}/indicators/${one.id}`}>{one.name}</RowLink></RowTh>
                    <Td>{one.project}</Td>
                    <Td className="min-w-36">{one.departments.map(({ name }) => name).join('、')}{mayAssign ? <Button size="small" look="quiet" className="-ml-3 block!" onClick={() => setAssigning(one)}>変える<span className="sr-only">：{one.name}の担当課</span></Button> : null}</Td>
                    <Td figure>{one.baseline.value.text || '—'}</Td><Td figure>{one.target.value.text || 'なし'}<span className="block text-dns-14N-130">{one.target.year ? yearName(one.target.year) : ''}</span></Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
          <div className="mt-4 flex gap-3 print:hidden">
            {search.cursor ? <ButtonLink size="small" to="/plans/$planId" params={{ planId: plan.id }} search={{ ...search, cursor: undefined }}>先頭に戻る</ButtonLink> : null}
            {nextCursor ? <ButtonLink size="small" to="/plans/$planId" params={{ planId: plan.id }} search={{ ...search, cursor: nextCursor }}>次の{pageSize}件</ButtonLink> : null}
          </div>
          {assigning ? <AssignDialog planId={plan.id} indicator={assigning} onClose={() => setAssigning(null)} /> : null}
        </>
      )}
    </Loaded>
  );
}

/** One plan: its indicators in force with who answers for them, and its sections and projects. */
export function PlanScreen() {
  const { planId } = route.useParams();
  const search = route.useSearch();
  const plan = useQuery(reads.plan(planId));
  return (
    <Loaded read={plan} page="計画と指標">
      {(data) => (
        <PageFrame title={data.title} crumbs={[{ label: '計画と指標', to: '/plans' }]} lead={<p>{fiscalYearName(data.fromYear)}〜{fiscalYearName(data.toYear)}　目標年度：{fiscalYearName(data.targetYear)}　{data.partnership.name}</p>}>
          <PlanTabs planId={planId} />
          <Endorsement plan={data} />
          <Part title="指標"><Filters plan={data} search={search} /><Indicators plan={data} search={search} /></Part>
          <Part title="体系と事業"><details><summary>{data.levelNames.join(' ＞ ')} ＞ 事業 を開く</summary><ul className="mt-3 space-y-3">{data.sections.map((section) => <Tree key={section.id} section={section} />)}</ul></details></Part>
        </PageFrame>
      )}
    </Loaded>
  );
}
