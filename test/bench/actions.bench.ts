import { Proposals } from '#services';
import type { Caller, Db } from '#db';
import type { Figure } from './figure.js';
import { aReviewedPlan } from './world.js';

const clients = 16;
const proposals = 1_500;

/** Submitting and accepting through the services, 16 at a time: lock, decide, record, audit, outbox, one transaction each. */
export async function actionFigures(db: Db): Promise<Figure[]> {
  const plan = await aReviewedPlan(db, proposals);
  const service = new Proposals(db);
  const within: Caller = { kind: 'system', name: '測定', partnershipIds: [plan.partnershipId] };
  const ids = (await db.read(within, (r) => r.rows<{ id: string; version: number }>('select id, version from proposal where cycle_id = $1', [plan.cycleId])));
  const all = async (action: 'submit' | 'accept', caller: Caller, ahead: number): Promise<number> => {
    const queue = [...ids];
    const from = performance.now();
    await Promise.all(Array.from({ length: clients }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) await service.act(caller, next.id, { action, version: next.version + ahead });
    }));
    return ids.length / ((performance.now() - from) / 1000);
  };
  const submitted = await all('submit', plan.officer.caller, 0);
  const accepted = await all('accept', plan.coordinator.caller, 1);
  const kept = await db.read(within, (r) => r.row<{ lost: number; doubled: number; audited: number; said: number }>(
    `select (select count(*)::int from proposal where cycle_id = $1 and (state <> 'accepted' or step_number <> 3)) as lost,
       (select count(*)::int - count(distinct (proposal_id, number))::int from proposal_step s join proposal p on p.id = s.proposal_id where p.cycle_id = $1) as doubled,
       (select count(*)::int from audit_event e join proposal p on p.id::text = e.subject_id where p.cycle_id = $1 and e.event in ('submit', 'accept')) as audited,
       (select count(*)::int from outbox where topic = 'proposal.moved' and partnership_id = $2) as said`, [plan.cycleId, plan.partnershipId]));
  if (!kept) throw new Error('nothing was kept');
  const whole = kept.lost === 0 && kept.doubled === 0 && kept.audited === 2 * proposals && kept.said === 2 * proposals;
  const slower = Math.min(submitted, accepted);
  return [
    { name: `an action on a proposal, ${clients} clients`, figure: `submit ${submitted.toFixed(0)}/s, accept ${accepted.toFixed(0)}/s`, target: 'at least 300/s', met: slower >= 300 },
    { name: `${2 * proposals} actions: state, history, audit and outbox`, figure: `${kept.lost} lost, ${kept.doubled} doubled, ${kept.audited} audited, ${kept.said} in the outbox`, target: '0 lost, 0 doubled', met: whole },
  ];
}
