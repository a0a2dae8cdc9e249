import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { reads, useMe } from '../../api/queries.js';
import type { Narrative, NarrativeVersion, Person, Plan } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Chip } from '../../design/marks.js';
import { MarkdownText } from '../../design/markdown.js';
import { Empty, Loaded, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { coordinatesPlan } from '../../words/roles.js';
import { momentName } from '../../words/time.js';
import { PlanFrame } from '../plans/plan-frame.js';
import { keptTexts, placeOfNarrative } from './narrative-draft.js';
import { NarrativeForm } from './narrative-form.js';

const route = getRouteApi('/plans/$planId/narratives');
/** `writer`: who may write here; null for everybody else. */
type Given = { readonly plan: Plan; readonly writer: Person | null };
const placeOf = ({ sectionId, afterSections }: Narrative): string => (sectionId ? '施策' : afterSections ? '施策のあと' : '施策の前');

/** What this person wrote on this device and did not save. */
const isLeft = (writer: Person | null, planId: string, narrative: Narrative | null): boolean => writer !== null && keptTexts(placeOfNarrative(writer.id, planId, narrative?.id ?? 'new'), narrative).length > 0;

function List({ plan, writer }: Given) {
  const narratives = useQuery(reads.narratives(plan.id));
  return (
    <>
      <p className="mb-4 max-w-200">計画書に載る本文です。章と、施策ごとの文章があります。空のものは計画書に載りません。</p>
      {isLeft(writer, plan.id, null) ? <Banner tone="warning" title="保存していない章が残っています"><p>「章を足す」から、続きを書けます。</p></Banner> : null}
      {writer ? <p className="mb-4"><ButtonLink to="/plans/$planId/narratives" params={{ planId: plan.id }} search={{ chapter: 'new', view: 'edit' }}>章を足す</ButtonLink></p> : null}
      <Loaded read={narratives}>
        {({ items }) => items.length === 0 ? <Empty title="本文はまだありません">取りまとめ担当が章を足すと、ここに出ます。</Empty> : (
          <Table caption="本文の一覧（計画書に載る順）">
            <thead><tr><Th>章・施策</Th><Th>載るところ</Th><Th>状態</Th><Th>書いた人と日時</Th></tr></thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <RowTh className="min-w-48"><Link to="/plans/$planId/narratives" params={{ planId: plan.id }} search={{ chapter: one.id }}>{one.title}</Link></RowTh>
                  <Td className="whitespace-nowrap">{placeOf(one)}</Td>
                  <Td>{one.markdown.trim() === '' ? <Chip mark="empty">まだない</Chip> : <Chip mark="done">書いてある</Chip>}{isLeft(writer, plan.id, one) ? <span className="mt-1 block"><Chip mark="half">保存していない本文</Chip></span> : null}</Td>
                  <Td>{one.updatedAt ? <>{one.updatedBy?.name ?? '見本のデータ'}<span className="block text-dns-14N-130">{momentName(one.updatedAt)}</span></> : '—'}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
    </>
  );
}

function Version({ version }: { readonly version: NarrativeVersion }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="border-l-4 border-solid-gray-420 py-1 pl-4">
      <p><b>第{version.version}版</b>　{version.title}　{version.actor?.name ?? '見本のデータ'}</p>
      <p className="text-dns-14N-130 text-solid-gray-700"><time dateTime={version.at}>{momentName(version.at)}</time></p>
      <Button size="small" look="quiet" className="-ml-3" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{isOpen ? '本文をたたむ' : '本文を見る'}<span className="sr-only">：第{version.version}版</span></Button>
      {isOpen ? <div className="mt-2 rounded-8 border border-solid-gray-420 p-4"><p className="whitespace-pre-wrap">{version.markdown || '（空）'}</p></div> : null}
    </li>
  );
}

function History({ planId, chapter }: { readonly planId: string; readonly chapter: string }) {
  const history = useQuery(reads.narrativeHistory(planId, chapter));
  return <Part title="履歴"><Loaded read={history}>{({ items }) => items.length === 0 ? <p>まだ書かれていません。</p> : <ol className="space-y-3">{items.map((version) => <Version key={version.version} version={version} />)}</ol>}</Loaded></Part>;
}

function Chapter({ plan, writer, narrative, view }: Given & { readonly narrative: Narrative; readonly view: string | undefined }) {
  const params = { planId: plan.id };
  if (view === 'edit' && writer) return <NarrativeForm me={writer} plan={plan} narrative={narrative} />;
  return (
    <>
      {isLeft(writer, plan.id, narrative) ? <Banner tone="warning" title="保存していない本文が残っています"><p>「本文を書く」から、続きを書けます。</p></Banner> : null}
      <div className="mb-6 flex flex-wrap gap-3">
        {writer ? <ButtonLink look="main" to="/plans/$planId/narratives" params={params} search={{ chapter: narrative.id, view: 'edit' }}>本文を書く</ButtonLink> : null}
        <ButtonLink to="/plans/$planId/narratives" params={params} search={{ chapter: narrative.id, view: view === 'history' ? undefined : 'history' }}>{view === 'history' ? '履歴をたたむ' : '履歴を見る'}</ButtonLink>
        <ButtonLink look="quiet" to="/plans/$planId/narratives" params={params} search={{}}>本文の一覧に戻る</ButtonLink>
      </div>
      <section className="max-w-200"><h2 className="sr-only">本文</h2>{narrative.markdown.trim() === '' ? <Empty title="本文はまだありません">{writer ? '「本文を書く」から書くと、計画書に載ります。' : '取りまとめ担当が書くと、ここに出ます。'}</Empty> : <MarkdownText markdown={narrative.markdown} />}</section>
      {view === 'history' ? <History planId={plan.id} chapter={narrative.id} /> : null}
    </>
  );
}

function OneChapter({ planId, writer, chapter, view }: { readonly planId: string; readonly writer: Person | null; readonly chapter: string; readonly view: string | undefined }) {
  const narrative = useQuery(reads.narrative(planId, chapter));
  return <Loaded read={narrative} page="本文">{(data) => <PlanFrame planId={planId} title={`本文：${data.title}`}>{(plan) => <Chapter plan={plan} writer={writer} narrative={data} view={view} />}</PlanFrame>}</Loaded>;
}

/** The texts of a plan's document: read by all, written by its coordinators, every version kept. */
export function NarrativesScreen() {
  const { planId } = route.useParams();
  const { chapter, view } = route.useSearch();
  const me = useMe();
  const writer = me !== null && coordinatesPlan(me, planId) ? me : null;
  if (chapter !== undefined && chapter !== 'new') return <OneChapter key={chapter} planId={planId} writer={writer} chapter={chapter} view={view} />;
  return (
    <PlanFrame planId={planId} title={chapter === 'new' ? '章を足す' : '本文'}>
      {(plan) => {
        if (chapter === undefined) return <List plan={plan} writer={writer} />;
        return writer ? <NarrativeForm me={writer} plan={plan} narrative={null} /> : <Banner tone="info" title="章を足せるのは、取りまとめ担当です">本文への意見は、企画政策課に知らせてください。</Banner>;
      }}
    </PlanFrame>
  );
}
