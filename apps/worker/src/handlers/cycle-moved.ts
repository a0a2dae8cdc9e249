import { cycleActions, type CycleAction } from '#core';
import { finishMessage, writeMails, type Db, type NewMail, type Reader } from '#db';
import { within } from '../everywhere.js';
import { openedLetter } from '../letters/news.js';
import type { Handler } from '../queue/carry.js';

/** Which acts on a cycle are told by mail; the others show in the lists of those whose turn it is. */
const toldToOfficers = {
  open: true,
  close: false,
  convene: false,
  finalize: false,
  publish: false,
  reopen: false,
} as const satisfies Record<CycleAction, boolean>;

interface OpenedRow {
  person_id: string; name: string; address: string; plan_title: string; fiscal_year: number; submission_deadline: string | null;
  indicators: { key: string | null; name: string; departments: string[] }[];
}

/** For every officer of a department that is asked: what the department is asked for. One row a person, however many posts. */
const askedOfficers = `
  select q.id as person_id, q.name, q.email as address, pl.title as plan_title, c.fiscal_year, c.submission_deadline::text as submission_deadline,
    (select json_agg(json_build_object('key', i.key, 'name', coalesce(p.name, d.name, ''),
        'departments', array(select x.name from proposal_department o join department x on x.id = o.department_id where o.proposal_id = p.id order by o.position)) order by coalesce(i.position, 1000000 + p.position))
      from proposal p left join indicator i on i.id = p.indicator_id left join indicator_definition d on d.indicator_id = p.indicator_id and d.in_force_until is null
      where p.cycle_id = c.id and p.discarded_at is null and p.state = 'draft'
        and exists (select from proposal_department o join role_held r on r.department_id = o.department_id and r.role = 'officer' and r.person_id = q.id where o.proposal_id = p.id)) as indicators
  from cycle c join plan pl on pl.id = c.plan_id, person q
  where c.id = $1 and c.state = 'collecting' and q.active
    and exists (select from role_held r join proposal_department o on o.department_id = r.department_id join proposal p on p.id = o.proposal_id
      where r.person_id = q.id and r.role = 'officer' and p.cycle_id = c.id and p.discarded_at is null and p.state = 'draft')
  order by q.id`;

const isAction = (action: string): action is CycleAction => (cycleActions as readonly string[]).includes(action);

/** Tells the officers that a review has begun. What is no longer true when it is read is not told. */
export function cycleMoved(db: Db, publicUrl: string | undefined): Handler<'cycle.moved'> {
  return async ({ cycleId, step }, { messageId, partnershipId }) => {
    await db.write(within(partnershipId), async (tx) => {
      if (!(await finishMessage(tx, messageId))) return;
      const taken = await tx.row<{ action: string }>('select action from cycle_step where cycle_id = $1 and number = $2', [cycleId, step]);
      if (!taken || !isAction(taken.action) || !toldToOfficers[taken.action]) return;
      await writeMails(tx, await mailsOf(tx, { cycleId, step, partnershipId, publicUrl }));
    });
  };
}

async function mailsOf(reader: Reader, { cycleId, step, partnershipId, publicUrl }: { cycleId: string; step: number; partnershipId: string; publicUrl: string | undefined }): Promise<NewMail[]> {
  const rows = await reader.rows<OpenedRow>(askedOfficers, [cycleId]);
  return rows.map((row) => ({
    onceKey: `opened:${cycleId}:${step}:${row.person_id}`, kind: 'opened', partnershipId, personId: row.person_id, address: row.address,
    ...openedLetter({ to: row.name, planTitle: row.plan_title, fiscalYear: row.fiscal_year, submissionDeadline: row.submission_deadline, indicators: row.indicators, publicUrl }),
  }));
}
