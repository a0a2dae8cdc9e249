import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { fiscalYearName } from '#core';
import { reads, useMe } from '../../api/queries.js';
import type { Plan } from '../../api/types.js';
import { classes } from '../../design/classes.js';
import { Loaded, PageFrame } from '../../design/page.js';
import { coordinatesPlan } from '../../words/roles.js';

const tabs = [
  { to: '/plans/$planId', label: '指標', who: 'all' },
  { to: '/plans/$planId/narratives', label: '本文', who: 'all' },
  { to: '/plans/$planId/grade-scales', label: '評価の区分', who: 'all' },
  { to: '/plans/$planId/links', label: '同じ指標の対応', who: 'coordinators' },
  { to: '/plans/$planId/import', label: '様式の取込', who: 'coordinators' },
] as const;

const look = 'inline-block rounded-6 border border-solid-gray-420 px-3 py-2 no-underline! hover:underline! text-dns-16N-130';

/** The screens of one plan, for whoever has something to do there. */
export function PlanTabs({ planId }: { readonly planId: string }) {
  const me = useMe();
  const isCoordinator = me !== null && coordinatesPlan(me, planId);
  return (
    <nav aria-label="この計画の画面" className="mb-6 print:hidden">
      <ul className="flex flex-wrap gap-2">
        {tabs.filter(({ who }) => who === 'all' || isCoordinator).map(({ to, label }) => (
          <li key={to}><Link to={to} params={{ planId }} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ className: classes(look, 'bg-key-50 border-key-900! font-700 forced-colors:border-[Highlight]! forced-colors:outline-2 forced-colors:outline-[Highlight]'), 'aria-current': 'page' }} inactiveProps={{ className: look }}>{label}</Link></li>
        ))}
      </ul>
    </nav>
  );
}

/** A screen of one plan beside its indicators: its name, its years, its tabs. */
export function PlanFrame({ planId, title, failed = false, aside, children }: { readonly planId: string; readonly title: string; readonly failed?: boolean; readonly aside?: ReactNode; readonly children: (plan: Plan) => ReactNode }) {
  const plan = useQuery(reads.plan(planId));
  return (
    <Loaded read={plan} page={title}>
      {(data) => (
        <PageFrame
          title={title} failed={failed} aside={aside} crumbs={[{ label: '計画と指標', to: '/plans' }, { label: data.title, to: '/plans/$planId', params: { planId } }]}
          lead={<p>{data.title}　{fiscalYearName(data.fromYear)}〜{fiscalYearName(data.toYear)}</p>}
        >
          <PlanTabs planId={planId} />
          {children(data)}
        </PageFrame>
      )}
    </Loaded>
  );
}
