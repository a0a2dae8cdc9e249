import { useQuery } from '@tanstack/react-query';
import { reads } from '../../api/queries.js';
import type { Proposal } from '../../api/types.js';
import { Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { momentName } from '../../words/time.js';
import { OldNew } from './compare.js';
import { AchievementLine, Course } from './course.js';
import { Checks, Recomputed } from './form-fields.js';
import { changesOf } from './old-new-of.js';
import { SinceReturn } from './since-return.js';

/** The votes of this round: who, how, and with which words. */
export function Votes({ votes }: { readonly votes: NonNullable<Proposal['votes']> }) {
  if (votes.length === 0) return <p className="text-solid-gray-700">まだ投票はありません。</p>;
  return (
    <Table caption="今回の採決">
      <thead><tr><Th>市町村</Th><Th>投票</Th><Th>意見</Th><Th>日時</Th></tr></thead>
      <tbody>
        {votes.map((vote) => (
          <tr key={vote.municipalityId}><RowTh>{vote.municipality}</RowTh><Td>{vote.choice === 'approve' ? '○ 承認' : '× 異議'}</Td><Td className="whitespace-pre-wrap">{vote.comment ?? ''}</Td><Td>{momentName(vote.at)}</Td></tr>
        ))}
      </tbody>
    </Table>
  );
}

/** One proposal to read and to decide on: old beside new, what the checks say, its course. */
export function Reading({ proposal }: { readonly proposal: Proposal }) {
  const cycle = useQuery(reads.cycle(proposal.cycleId)).data;
  const plan = useQuery(reads.plans()).data?.items.find(({ id }) => id === cycle?.planId);
  const isNew = proposal.decision === 'add';
  const proposed = proposal.target?.value.text.trim() ? [{ word: '見直し案', year: proposal.target.year, value: proposal.target.value }] : [];
  const baseline = isNew ? (proposal.baseline && 'value' in proposal.baseline ? proposal.baseline : proposal.inForce.baseline) : proposal.inForce.baseline;
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_25rem]">
      <div className="min-w-0">
        <OldNew changes={changesOf(proposal, undefined, plan)} />
        <div className="mt-4"><Recomputed basisCheck={proposal.basisCheck} /></div>
        <Checks checks={proposal.checks.filter(({ severity }) => severity === 'warns')} />
        {proposal.state === 'submitted' ? <SinceReturn proposalId={proposal.id} /> : null}
        {proposal.votes && (proposal.state === 'tabled' || proposal.votes.length > 0) ? <Part title="協議会の採決"><Votes votes={proposal.votes} /></Part> : null}
      </div>
      <section aria-label="推移" className="min-w-0">
        <h2 className="text-std-18B-160 mb-2">実績の推移と目標</h2>
        <Course title={proposal.indicator.name} unit={proposal.indicator.unit} baseline={baseline} actuals={proposal.actuals} wholes={proposal.wholes} targets={[...(isNew ? [] : [{ word: '現行の目標', ...proposal.inForce.target }]), ...proposed]} />
        <AchievementLine achievement={proposal.achievement} />
      </section>
    </div>
  );
}
