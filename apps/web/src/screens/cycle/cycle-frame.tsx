import { useQuery } from '@tanstack/react-query';
import { cycleStateWords } from '#core';
import type { ReactNode } from 'react';
import { reads, useMe } from '../../api/queries.js';
import type { Cycle } from '../../api/types.js';
import { classes } from '../../design/classes.js';
import { Chip } from '../../design/marks.js';
import { RowLink } from '../../design/row-link.js';
import { Loaded, PageFrame } from '../../design/page.js';

const tabs = [
  { to: '/cycles/$cycleId', label: '進捗状況', who: 'all' },
  { to: '/cycles/$cycleId/agenda', label: '議案', who: 'all' },
  { to: '/cycles/$cycleId/documents', label: '文書', who: 'all' },
  { to: '/cycles/$cycleId/acts', label: '手続きと期限', who: 'all' },
  { to: '/cycles/$cycleId/actuals', label: '実績の入力', who: 'departments' },
  { to: '/cycles/$cycleId/decisions', label: '継続の確認', who: 'departments' },
  { to: '/cycles/$cycleId/submission', label: '課の提出', who: 'departments' },
  { to: '/cycles/$cycleId/import', label: '様式の取込', who: 'departments' },
] as const;

const look = 'inline-block rounded-6 border border-solid-gray-420 px-3 py-2 no-underline! hover:underline! text-dns-16N-130';

/** The screens of one review, for whoever has something to do there. */
export function CycleTabs({ cycleId, here }: { readonly cycleId: string; readonly here: string }) {
  const me = useMe();
  const writes = (me?.departments.length ?? 0) > 0 || (me?.roles.includes('coordinator') ?? false);
  return (
    <nav aria-label="この見直しの画面" className="mb-6 print:hidden">
      <ul className="flex flex-wrap gap-2">
        {tabs.filter(({ who }) => who === 'all' || writes).map(({ to, label }) => (
          <li key={to}><RowLink href={to.replace('$cycleId', cycleId)} className={classes(look, label === here && 'bg-key-50 border-key-900! font-700 forced-colors:border-[Highlight]! forced-colors:outline-2 forced-colors:outline-[Highlight]')} aria-current={label === here ? 'page' : undefined}>{label}</RowLink></li>
        ))}
      </ul>
    </nav>
  );
}

/** A screen of one review: its name, its stage, its tabs. */
export function CycleFrame({ cycleId, title, lead, aside, failed, children }: { readonly cycleId: string; readonly title: string; readonly lead?: (cycle: Cycle) => ReactNode; readonly aside?: ReactNode; readonly failed?: boolean; readonly children: (cycle: Cycle) => ReactNode }) {
  const cycle = useQuery(reads.cycle(cycleId));
  return (
    <Loaded read={cycle} page={title}>
      {(data) => (
        <PageFrame
          title={title} crumbs={[{ label: '年度見直し', to: '/cycles' }]} aside={aside} failed={failed ?? false}
          lead={<div className="flex flex-wrap items-center gap-x-3 gap-y-1"><span>{data.name}</span><Chip mark={data.state === 'published' ? 'done' : 'half'}>{cycleStateWords[data.state]}</Chip>{lead?.(data)}</div>}
        >
          <CycleTabs cycleId={cycleId} here={title} />
          {children(data)}
        </PageFrame>
      )}
    </Loaded>
  );
}
