import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { call, newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { reads, useMe } from '../../api/queries.js';
import type { Cycle, Document } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Select } from '../../design/field.js';
import { Chip } from '../../design/marks.js';
import { Empty, Loaded, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { announce } from '../../shell/announcer.js';
import { momentName } from '../../words/time.js';
import { CycleFrame } from '../cycle/cycle-frame.js';

const route = getRouteApi('/cycles/$cycleId/documents');
const kinds: Readonly<Record<Document['kind'], string>> = { vision: '共生ビジョン・計画書', comparison: '新旧対照表', 'review-form': 'KPI見直し様式', progress: '進捗状況報告書' };
const formats: Readonly<Record<Document['format'], string>> = { pdf: 'PDF', docx: 'Word', xlsx: 'Excel', html: 'Webページ' };
const states: Readonly<Record<Document['state'], { readonly word: string; readonly mark: 'empty' | 'half' | 'done' | 'no' }>> = {
  queued: { word: '順番待ち', mark: 'empty' }, compiling: { word: '作成中', mark: 'half' }, ready: { word: 'できました', mark: 'done' }, failed: { word: '失敗', mark: 'no' }, cancelled: { word: '取り消し', mark: 'no' },
};
const isMoving = ({ state }: Document): boolean => state === 'queued' || state === 'compiling';
const sizeOf = (bytes: number | null): string => (bytes === null ? '' : bytes > 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)}MB` : `${Math.ceil(bytes / 1_000)}kB`);

function Ask({ cycle }: { readonly cycle: Cycle }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<Document['kind']>('vision');
  const [format, setFormat] = useState<Document['format']>('pdf');
  const [refused, setRefused] = useState<string | null>(null);
  const isFinal = cycle.state === 'finalized' || cycle.state === 'published';
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setRefused(null);
    try {
      await call<Document>(`/cycles/${cycle.id}/documents`, { method: 'POST', key: newKey(), body: { kind, format } });
      announce(`${kinds[kind]}（${formats[format]}）の作成を始めました。`);
      await client.invalidateQueries({ queryKey: ['cycle', cycle.id, 'documents'] });
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  return (
    <Part title="文書を作る">
      {refused ? <Banner tone="error" title="作成を始められませんでした" speaks>{refused}</Banner> : null}
      <p className="mb-3">{isFinal ? '確定した内容から、正式な文書を作ります。' : '今の内容から、「案」の印が付いた文書を作ります。正式な文書は、確定のあとに作られます。'}</p>
      <form noValidate className="flex flex-wrap items-end gap-4" onSubmit={(event) => void ask(event)}>
        <Select id="document-kind" label="種類" value={kind} onChange={(value) => setKind(value as Document['kind'])} options={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />
        <Select id="document-format" label="形式" value={format} onChange={(value) => setFormat(value as Document['format'])} options={Object.entries(formats).map(([value, label]) => ({ value, label }))} />
        <Button type="submit" look="main">作成する</Button>
      </form>
    </Part>
  );
}

function DocumentRow({ document, cycleId }: { readonly document: Document; readonly cycleId: string }) {
  const client = useQueryClient();
  const [refused, setRefused] = useState<string | null>(null);
  const name = `${kinds[document.kind]}（${formats[document.format]}）`;
  const cancel = async (): Promise<void> => {
    try {
      await call(`/documents/${document.id}/actions/cancel`, { method: 'POST', body: {} });
      await client.invalidateQueries({ queryKey: ['cycle', cycleId, 'documents'] });
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  const percent = Math.round(document.progress * 100);
  return (
    <tr>
      <RowTh>{document.state === 'ready' ? <a href={`/api/v1/documents/${document.id}/file`} download={document.fileName ?? ''}>{name}をダウンロード</a> : name}{document.draft ? '　案' : ''}{document.state === 'ready' && document.format === 'html' ? <a className="ml-4" href={`/api/v1/documents/${document.id}/file?show=true`} target="_blank" rel="noreferrer">画面で見る<span className="sr-only">：{name}（新しいタブで開きます）</span></a> : null}</RowTh>
      <Td>
        <Chip mark={states[document.state].mark}>{states[document.state].word}</Chip>
        {isMoving(document) ? <span className="mt-1 block"><progress className="w-40" max={100} value={percent} aria-label={`${name}の進み具合`} />{document.sectionsTotal > 0 ? ` ${document.sectionsDone}／${document.sectionsTotal}章` : ''}</span> : null}
        {document.error ? <p className="mt-1 text-error-1">{document.error}</p> : null}
        {refused ? <p role="alert" className="mt-1 text-error-1">{refused}</p> : null}
      </Td>
      <Td className="whitespace-nowrap">{momentName(document.finishedAt ?? document.createdAt)}</Td>
      <Td figure>{sizeOf(document.size)}</Td>
      <Td className="print:hidden">{document.actions.includes('cancel') ? <Button size="small" onClick={() => void cancel()}>取り消す<span className="sr-only">：{name}</span></Button> : null}</Td>
    </tr>
  );
}

function DocumentList({ cycleId }: { readonly cycleId: string }) {
  const documents = useQuery({ ...reads.documents(cycleId), refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? 1_500 : false) });
  return (
    <Part title="できた文書">
      <Loaded read={documents}>
        {({ items }) => items.length === 0 ? <Empty title="文書はまだありません">作成すると、ここに進み具合とダウンロードが出ます。</Empty> : (
          <Table caption="文書の一覧">
            <thead><tr><Th>文書</Th><Th>状態</Th><Th>日時</Th><Th className="text-right">大きさ</Th><Th className="print:hidden">操作</Th></tr></thead>
            <tbody>{items.map((document) => <DocumentRow key={document.id} document={document} cycleId={cycleId} />)}</tbody>
          </Table>
        )}
      </Loaded>
    </Part>
  );
}

/** The documents of a review: asked for, followed while they are made, downloaded; and the way to their publication. */
export function DocumentsScreen() {
  const { cycleId } = route.useParams();
  const me = useMe();
  return (
    <CycleFrame cycleId={cycleId} title="文書">
      {(cycle) => (
        <>
          {me?.scopes.some(({ role, planId }) => role === 'coordinator' && planId === cycle.planId) ? <Ask cycle={cycle} /> : null}
          <DocumentList cycleId={cycleId} />
          {cycle.actions.includes('publish') || cycle.waits.some(({ action }) => action === 'publish') ? <p className="mt-6"><ButtonLink to="/cycles/$cycleId/acts" params={{ cycleId }}>公表の手続きへ</ButtonLink></p> : null}
        </>
      )}
    </CycleFrame>
  );
}
