import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import { reads, useMe } from '../../api/queries.js';
import type { Link as SameMeasure } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Chip } from '../../design/marks.js';
import { Empty, Loaded } from '../../design/page.js';
import { Table, Td, Th } from '../../design/table.js';
import { announce } from '../../shell/announcer.js';
import { coordinatesPlan } from '../../words/roles.js';
import type { Mark } from '../../words/states.js';
import { momentName } from '../../words/time.js';
import { PlanFrame } from './plan-frame.js';

const route = getRouteApi('/plans/$planId/links');
const states: Readonly<Record<SameMeasure['state'], { readonly word: string; readonly mark: Mark }>> = {
  proposed: { word: '確かめてください', mark: 'empty' }, confirmed: { word: '同じ指標', mark: 'done' }, dismissed: { word: '別の指標', mark: 'no' },
};

function Side({ side }: { readonly side: SameMeasure['one'] }) {
  if (!side) return <>終了した指標</>;
  return <><Link to="/plans/$planId/indicators/$indicatorId" params={{ planId: side.planId, indicatorId: side.id }}>{side.name}</Link><span className="block text-dns-14N-130 text-solid-gray-700">{side.planTitle}</span></>;
}

/** The plan's own indicator stands first. */
const sidesOf = ({ one, other }: SameMeasure, planId: string): readonly [SameMeasure['one'], SameMeasure['one']] => (one?.planId !== planId && other?.planId === planId ? [other, one] : [one, other]);

function LinkRow({ link, planId, onDecide }: { readonly link: SameMeasure; readonly planId: string; readonly onDecide: (link: SameMeasure, state: 'confirmed' | 'dismissed') => void }) {
  const { word, mark } = states[link.state];
  const [own, like] = sidesOf(link, planId);
  const pair = `${own?.name ?? ''}と${like?.name ?? ''}`;
  return (
    <tr>
      <Td className="min-w-48"><Side side={own} /></Td><Td className="min-w-48"><Side side={like} /></Td>
      <Td><Chip mark={mark}>{word}</Chip>{link.decidedAt ? <span className="mt-1 block text-dns-14N-130">{momentName(link.decidedAt)}</span> : null}</Td>
      <Td className="print:hidden">
        <div className="flex flex-wrap gap-2">
          {link.state === 'confirmed' ? null : <Button size="small" onClick={() => onDecide(link, 'confirmed')}>同じ指標にする<span className="sr-only">：{pair}</span></Button>}
          {link.state === 'dismissed' ? null : <Button size="small" onClick={() => onDecide(link, 'dismissed')}>別の指標にする<span className="sr-only">：{pair}</span></Button>}
        </div>
      </Td>
    </tr>
  );
}

function Links({ planId }: { readonly planId: string }) {
  const { cursor } = route.useSearch();
  const client = useQueryClient();
  const links = useQuery(reads.links(planId, cursor));
  const [refused, setRefused] = useState<string | null>(null);
  const decide = async (link: SameMeasure, state: 'confirmed' | 'dismissed'): Promise<void> => {
    setRefused(null);
    try {
      await call(`/links/${link.id}`, { method: 'PUT', version: link.version, body: { state } });
      announce(`${link.one?.name ?? ''}と${link.other?.name ?? ''}を、${states[state].word}にしました。`);
    } catch (error) {
      setRefused(error instanceof Problem && error.status === 412 ? 'ほかの人が先に決めました。今の状態を読み直したので、確かめてください。' : sentenceOf(error));
    }
    await client.invalidateQueries({ queryKey: ['plan'] });
  };
  return (
    <>
      <p className="mb-4 max-w-200">名前や値が似ている指標の組です。「同じ指標」にすると、片方の値だけが変わったときに、見直しの画面で知らせます。どちらにしても、あとで変えられます。</p>
      {refused ? <Banner tone="error" title="決められませんでした" speaks>{refused}</Banner> : null}
      <Loaded read={links}>
        {({ items, nextCursor }) => items.length === 0 ? <Empty title="似ている指標はありません">年度見直しが始まると、ほかの計画も含めて似ている指標を探し、ここに出します。</Empty> : (
          <>
            <p role="status">{items.length}組を表示しています。まだ決めていないのは{items.filter(({ state }) => state === 'proposed').length}組です。</p>
            <Table caption="同じ指標の対応">
              <thead><tr><Th>指標</Th><Th>似ている指標</Th><Th>状態</Th><Th className="print:hidden">操作</Th></tr></thead>
              <tbody>{items.map((link) => <LinkRow key={link.id} link={link} planId={planId} onDecide={(one, state) => void decide(one, state)} />)}</tbody>
            </Table>
            <div className="mt-4 flex gap-3 print:hidden">
              {cursor ? <ButtonLink size="small" to="/plans/$planId/links" params={{ planId }} search={{}}>先頭に戻る</ButtonLink> : null}
              {nextCursor ? <ButtonLink size="small" to="/plans/$planId/links" params={{ planId }} search={{ cursor: nextCursor }}>次の組を見る</ButtonLink> : null}
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

/** Indicators that look like the same measure, within a plan and between plans: said to be the same, or not. */
export function LinksScreen() {
  const { planId } = route.useParams();
  const me = useMe();
  return (
    <PlanFrame planId={planId} title="同じ指標の対応">
      {() => (me && coordinatesPlan(me, planId) ? <Links planId={planId} /> : <Banner tone="info" title="同じ指標の対応を決めるのは、取りまとめ担当です">気付いたことは、企画政策課に知らせてください。</Banner>)}
    </PlanFrame>
  );
}
