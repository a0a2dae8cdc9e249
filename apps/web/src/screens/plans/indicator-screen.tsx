import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { fiscalYearOf } from '#core';
import { reads } from '../../api/queries.js';
import type { IndicatorLife } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { StateChip } from '../../design/marks.js';
import { Loaded, PageFrame, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { momentName, yearName } from '../../words/time.js';
import { decisionName, directionName, written } from '../../words/values.js';
import { Course } from '../review/course.js';
import { eventWord } from '../review/timeline.js';
import { MadeOf } from './made-of.js';
import { MeasuredAs } from './measured-as.js';

const route = getRouteApi('/plans/$planId/indicators/$indicatorId');

function Definitions({ life }: { readonly life: IndicatorLife }) {
  return (
    <Table caption="定義の移り変わり">
      <thead><tr><Th>版</Th><Th>指標名</Th><Th>単位・方向</Th><Th>計画策定時</Th><Th>目標値</Th><Th>設定（算出）根拠</Th></tr></thead>
      <tbody>
        {[...life.definitions].reverse().map((one) => (
          <tr key={one.number}>
            <RowTh className="whitespace-nowrap">第{one.number}版{one.until === null && life.endedAt === null ? '（今の定義）' : ''}<span className="block text-dns-14N-130">{momentName(one.from)}から</span>{one.breaksSeries ? <span className="block text-dns-14N-130">測り方の変更</span> : null}</RowTh>
            <Td>{one.name}</Td><Td className="whitespace-nowrap">{one.unit ?? '—'}<span className="block">{directionName(one.direction)}</span></Td>
            <Td className="whitespace-nowrap">{written(one.baseline.value)}<span className="block text-dns-14N-130">{yearName(one.baseline.year)}</span></Td>
            <Td className="whitespace-nowrap">{one.target.value.text || 'なし'}<span className="block text-dns-14N-130">{yearName(one.target.year)}</span></Td>
            <Td className="min-w-56 whitespace-pre-wrap">{[one.basis, one.source].filter(Boolean).join('\n') || '—'}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Decisions({ life }: { readonly life: IndicatorLife }) {
  if (life.decisions.length === 0) return <p>見直しの記録はまだありません。</p>;
  return (
    <ul className="space-y-6">
      {life.decisions.map((one) => (
        <li key={one.proposalId} className="border-t border-solid-gray-420 pt-3">
          <h3 className="flex flex-wrap items-center gap-3 text-std-17B-170">{yearName(one.fiscalYear)}の見直し　{decisionName(one.decision)}<StateChip state={one.state} version={one.version} /></h3>
          {one.state === 'draft' ? <p>担当課が入力しています。</p> : (
            <>
              <p>{one.target?.value.text ? `目標値：${one.target.value.text}（${yearName(one.target.year)}）` : ''}{one.rationale ? `　理由：${one.rationale}` : ''}　<Link to="/cycles/$cycleId/proposals/$proposalId" params={{ cycleId: one.cycleId, proposalId: one.proposalId }}>見直し案を開く</Link></p>
              <ol className="mt-2 space-y-1 text-dns-16N-130">{one.steps.map((step) => <li key={`${step.at} ${step.event}`}>{momentName(step.at)}　<b>{eventWord(step.event)}</b>　{step.actor ?? 'システム'}{step.comment ? `　「${step.comment}」` : ''}</li>)}</ol>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** One indicator through the years: its course with every figure, its definitions, and every decision with who and when. */
export function IndicatorScreen() {
  const { planId, indicatorId } = route.useParams();
  const life = useQuery(reads.indicator(indicatorId));
  return (
    <Loaded read={life} page="指標">
      {(data) => {
        const now = data.definitions.at(-1);
        if (!now) return null;
        const broken = data.definitions.filter(({ breaksSeries }) => breaksSeries).at(-1);
        const before = data.definitions.slice(0, -1).filter(({ target }) => target.value.text !== now.target.value.text).map((one) => ({ word: `第${one.number}版の目標`, ...one.target }));
        return (
          <PageFrame
            title={now.name} crumbs={[{ label: '計画と指標', to: '/plans' }, { label: data.planTitle, to: '/plans/$planId', params: { planId } }]} aside={<Button onClick={() => window.print()}>印刷する</Button>}
            lead={<p className="text-dns-14N-130 text-solid-gray-700">{[...data.sections, data.project].filter(Boolean).join(' ＞ ')}　担当：{data.departments.map(({ name }) => name).join('、')}{data.endedAt ? `　${momentName(data.endedAt)}に終了${data.successor ? `（後継：${data.successor.name}）` : ''}` : ''}</p>}
          >
            <div className="max-w-160"><Course title={now.name} unit={now.unit} baseline={now.baseline} actuals={data.actuals} wholes={data.wholes} targets={[...before, { word: '目標', ...now.target }]} breakYear={broken ? fiscalYearOf(broken.from.slice(0, 10)) : null} /></div>
            <Part title="見直しの記録"><Decisions life={data} /></Part>
            <Part title="定義" aside={<MeasuredAs life={data} />}><Definitions life={data} /></Part>
            <MadeOf life={data} />
          </PageFrame>
        );
      }}
    </Loaded>
  );
}
