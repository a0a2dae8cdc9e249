import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { reads, useMe } from '../../api/queries.js';
import type { GradeScale } from '../../api/types.js';
import { Loaded, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { coordinatesPlan } from '../../words/roles.js';
import { momentName, yearName } from '../../words/time.js';
import { GradeScaleForm } from './grade-scale-form.js';
import { PlanFrame } from './plan-frame.js';

const route = getRouteApi('/plans/$planId/grade-scales');
const byWords: Readonly<Record<GradeScale['by'], string>> = { level: '達成率', progress: '進捗率' };

function stepWord({ from }: GradeScale['steps'][number], by: GradeScale['by']): string {
  if (from === 'reached') return '目標に届いた';
  return from === 'rest' ? 'それ未満' : `${byWords[by]}が${from.percent}％以上`;
}

function Scales({ scales }: { readonly scales: readonly GradeScale[] }) {
  return (
    <Table caption="評価の区分の一覧">
      <thead><tr><Th>使い始める年度</Th><Th>評価するもの</Th><Th>区分</Th><Th>作った人と日時</Th></tr></thead>
      <tbody>
        {scales.map((scale) => (
          <tr key={scale.id ?? 'default'}>
            <RowTh className="whitespace-nowrap">{scale.fromYear === null ? 'はじめからの区分' : yearName(scale.fromYear)}{scale.fromYear === null ? null : <span className="block text-dns-14N-130">第{scale.version}版</span>}</RowTh>
            <Td>{byWords[scale.by]}</Td>
            <Td className="min-w-64"><ul>{scale.steps.map((step) => <li key={step.grade}><b>{step.grade}</b>：{stepWord(step, scale.by)}</li>)}<li><b>{scale.noValue}</b>：実績値がない</li></ul></Td>
            <Td>{scale.madeAt ? <>{scale.madeBy ?? '退職した利用者'}<span className="block text-dns-14N-130">{momentName(scale.madeAt)}</span></> : '—'}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** What the plan's achievement is graded with, from which fiscal year on; a coordinator makes the next one. */
export function GradeScalesScreen() {
  const { planId } = route.useParams();
  const me = useMe();
  const scales = useQuery(reads.gradeScales(planId));
  const [failed, setFailed] = useState(false);
  return (
    <PlanFrame planId={planId} title="評価の区分" failed={failed}>
      {() => (
        <Loaded read={scales}>
          {({ items }) => {
            const [current] = items;
            return (
              <>
                <p className="mb-4 max-w-200">実績値を目標値と比べて、どの言葉で評価するかを決めています。年度ごとに、いちばん新しい区分を使います。</p>
                <h2 id="scales" tabIndex={-1} className="sr-only">区分の一覧</h2>
                <Scales scales={items} />
                {current && me && coordinatesPlan(me, planId) ? <Part title="新しい区分を作る"><GradeScaleForm key={current.id ?? 'default'} planId={planId} current={current} onErrors={setFailed} /></Part> : null}
              </>
            );
          }}
        </Loaded>
      )}
    </PlanFrame>
  );
}
