import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { reads, useMe } from '../../api/queries.js';
import type { AuditEvent } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { dayOf, eraDayOf, EraDateField, type EraDay } from '../../design/era-date.js';
import { Select } from '../../design/field.js';
import { Empty, Loaded, PageFrame, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { anyStateWord, auditEventWord, differenceText, fieldWord, subjectWord } from '../../words/audit.js';
import { readsRecords } from '../../words/roles.js';
import { momentName } from '../../words/time.js';
import { VerificationPart } from './verification.js';

const route = getRouteApi('/audit');
const pageSize = 30;
type Search = ReturnType<typeof route.useSearch>;

const isBlank = ({ year, month, day }: EraDay): boolean => `${year}${month}${day}`.trim() === '';
const wrongDay = (id: string, value: EraDay, word: string) => (isBlank(value) || dayOf(value) ? [] : [{ id, message: `${word}は「令和8年11月30日」のような、暦にある日にしてください。` }]);

function Actors({ actor, onChange }: { readonly actor: string | undefined; readonly onChange: (actor: string) => void }) {
  const people = useQuery(reads.people()).data?.items ?? [];
  return <Select id="audit-actor" label="行った人" value={actor ?? ''} onChange={onChange} options={[{ value: '', label: 'すべて' }, ...people.map(({ id, name }) => ({ value: id, label: name }))]} />;
}

/** Narrows by day and person; the person by a list only for those who may see everybody. */
function Filters({ search, onFailed }: { readonly search: Search; readonly onFailed: (failed: boolean) => void }) {
  const navigate = useNavigate();
  const me = useMe();
  const [from, setFrom] = useState(eraDayOf(search.from ?? null));
  const [to, setTo] = useState(eraDayOf(search.to ?? null));
  const [attempt, setAttempt] = useState(0);
  const errors = [...wrongDay('audit-from', from, '始めの日'), ...wrongDay('audit-to', to, '終わりの日')];
  const errorOf = (id: string): string | undefined => (attempt > 0 ? errors.find((one) => one.id === id)?.message : undefined);
  const go = (change: Partial<Search>): void => void navigate({ to: '/audit', search: { ...search, cursor: undefined, ...change } });
  const narrow = (event: FormEvent): void => {
    event.preventDefault();
    setAttempt(attempt + 1);
    onFailed(errors.length > 0);
    if (errors.length === 0) go({ from: dayOf(from) ?? undefined, to: dayOf(to) ?? undefined });
  };
  const isNarrowed = Boolean(search.subject || search.actor || search.from || search.to);
  return (
    <form noValidate role="search" aria-label="記録を絞り込む" className="mb-4 print:hidden" onSubmit={narrow}>
      <ErrorSummary errors={errors} attempt={attempt} />
      <div className="flex flex-wrap items-end gap-6">
        <EraDateField id="audit-from" legend="始めの日" value={from} onChange={setFrom} error={errorOf('audit-from')} />
        <EraDateField id="audit-to" legend="終わりの日" value={to} onChange={setTo} error={errorOf('audit-to')} />
        {me?.roles.includes('administrator') ? <Actors actor={search.actor} onChange={(actor) => go({ actor: actor || undefined })} /> : null}
        <Button type="submit">絞り込む</Button>
        {isNarrowed ? <ButtonLink look="quiet" to="/audit" search={{}}>絞り込みを解く</ButtonLink> : null}
      </div>
    </form>
  );
}

function Difference({ event }: { readonly event: AuditEvent }) {
  const changes = Object.entries(event.difference);
  if (changes.length === 0) return null;
  return (
    <details>
      <summary className="py-1">{changes.length}項目の変更を見る<span className="sr-only">：{event.subject.name}</span></summary>
      <ul className="space-y-1">
        {changes.map(([field, { old, new: now }]) => <li key={field} className="whitespace-pre-wrap"><b>{fieldWord(field)}</b>：{old === undefined || old === null ? '' : <><del>{differenceText(old)}</del> → </>}<ins>{differenceText(now)}</ins></li>)}
      </ul>
    </details>
  );
}

function EventRow({ event, search }: { readonly event: AuditEvent; readonly search: Search }) {
  const { actor, subject } = event;
  const states = [event.from, event.to].flatMap((state) => (state ? [anyStateWord(state)] : [])).join(' → ');
  return (
    <tr>
      <RowTh className="whitespace-nowrap">{momentName(event.at)}<span className="block text-dns-14N-130 text-solid-gray-700">第{event.number}号</span></RowTh>
      <Td className="min-w-40">{actor.id ? <Link to="/audit" search={{ ...search, cursor: undefined, actor: actor.id }}>{actor.name}</Link> : actor.name}{event.onBehalfOf ? <span className="block text-dns-14N-130">{event.onBehalfOf}の代理</span> : null}</Td>
      <Td className="min-w-48"><span className="text-dns-14N-130 text-solid-gray-700">{subjectWord(subject.type)}</span><Link className="block" to="/audit" search={{ ...search, cursor: undefined, subject: subject.id }}>{subject.name || '名前なし'}</Link></Td>
      <Td className="min-w-56"><b>{auditEventWord(event.event)}</b>{states ? <span className="block text-dns-14N-130">{states}</span> : null}{event.comment ? <span className="block whitespace-pre-wrap">{event.comment}</span> : null}<Difference event={event} /></Td>
    </tr>
  );
}

function Events({ search }: { readonly search: Search }) {
  const events = useQuery(reads.audit({ ...search, limit: pageSize }));
  return (
    <Loaded read={events}>
      {({ items, nextCursor }) => {
        const [first] = items;
        const narrowed = [...(search.actor && first ? [`行った人：${first.actor.name}`] : []), ...(search.subject && first ? [`対象：${first.subject.name}`] : [])];
        return (
          <>
            <p role="status">{items.length === 0 ? '0件です' : `${items.length}件を、新しい順に表示しています`}{search.cursor || nextCursor ? '（続きがあります）' : ''}。{narrowed.join('、')}</p>
            {items.length === 0 ? <Empty title="当てはまる記録はありません"><ButtonLink size="small" className="mt-2" to="/audit" search={{}}>絞り込みを解く</ButtonLink></Empty> : (
              <Table caption="記録の一覧">
                <thead><tr><Th>日時</Th><Th>行った人</Th><Th>対象</Th><Th>したこと</Th></tr></thead>
                <tbody>{items.map((event) => <EventRow key={event.id} event={event} search={search} />)}</tbody>
              </Table>
            )}
            <div className="mt-4 flex gap-3 print:hidden">
              {search.cursor ? <ButtonLink size="small" to="/audit" search={{ ...search, cursor: undefined }}>新しい記録に戻る</ButtonLink> : null}
              {nextCursor ? <ButtonLink size="small" to="/audit" search={{ ...search, cursor: nextCursor }}>前の{pageSize}件</ButtonLink> : null}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

/** Who did what and when, for the planning office and administrators; every narrowing in the address. */
export function AuditScreen() {
  const search = route.useSearch();
  const me = useMe();
  const [failed, setFailed] = useState(false);
  return (
    <PageFrame title="監査記録" failed={failed}>
      {me && readsRecords(me) ? (
        <>
          <Part title="記録"><Filters key={`${search.from} ${search.to}`} search={search} onFailed={setFailed} /><Events search={search} /></Part>
          <VerificationPart />
        </>
      ) : <Banner tone="info" title="記録を見られるのは、取りまとめ担当と管理者です">指標ごとの経過は、「計画と指標」の指標の画面で見られます。</Banner>}
    </PageFrame>
  );
}
