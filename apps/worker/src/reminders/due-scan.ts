import { writeMails, type Db, type NewMail } from '#db';
import { everywhere } from '../everywhere.js';
import { reminderLetter } from '../letters/reminder.js';
import { byPerson, remindedStates, waitingColumns, waitingSql, type WaitingRow } from './waiting.js';

/** On which days somebody is reminded, counted from the deadline. */
export const reminderDays: readonly number[] = [-14, -7, -3, 0, 1, 3];

/** One scan at a time, however many workers there are; any constant will do, as long as it never changes. */
const scanLock = 7_105_002;

/** The day by PostgreSQL's clock in Japan: the host's clock and zone decide nothing. */
const todayInJapan = `(clock_timestamp() at time zone 'Asia/Tokyo')::date`;

/**
 * Who is due. A reminder day of something that waits is covered by any reminder of that day or later, because a reminder lists
 * all that waits for its person. So what is due is what is not covered, and a day on which nobody scanned is caught up by the
 * next scan, by one mail. A day on which the thing did not wait yet was never due; but a draft past its deadline is late
 * whenever its cycle was opened.
 */
const dueSql = `with ${waitingSql},
  covered as (
    select m.person_id, max(right(m.once_key, 10)::date) as day from mail m
    where m.kind = 'reminder' and m.person_id in (select person_id from waiting) group by m.person_id
  ),
  due as (
    select w.person_id, min(w.deadline + o.days) as oldest
    from waiting w cross join unnest($6::int[]) as o(days) left join covered m on m.person_id = w.person_id
    where w.deadline + o.days <= $3::date and w.deadline + o.days > coalesce(m.day, '-infinity'::date)
      and (w.deadline + o.days >= w.since or (o.days > 0 and w.state = 'draft'))
    group by w.person_id
  )
  select ${waitingColumns}, due.oldest::text as oldest
  from due join waiting w on w.person_id = due.person_id join person q on q.id = due.person_id and q.active
  order by q.id, w.deadline, w.cycle_id, w.position`;

interface DueRow extends WaitingRow {
  oldest: string;
}

/**
 * Writes the reminders that are due now: one mail for a person and a day. Safe to run at any time, as often as one likes and
 * in several processes: the mail's own key is the claim.
 * @param today the day in Japan, for tests; by default PostgreSQL's
 * @returns how many mails were written; null when somebody else is scanning
 */
export async function scanForReminders(db: Db, publicUrl: string | undefined, today?: string): Promise<number | null> {
  return db.write(await everywhere(db), async (tx) => {
    const lock = await tx.row<{ ours: boolean; today: string }>(`select pg_try_advisory_xact_lock($1) as ours, coalesce($2::date, ${todayInJapan})::text as today`, [scanLock, today ?? null]);
    if (!lock?.ours) return null;
    const rows = await tx.rows<DueRow>(dueSql, [remindedStates.map((one) => one.state), remindedStates.map((one) => one.party), lock.today, null, null, reminderDays]);
    return (await writeMails(tx, byPerson(rows).map((items) => reminderOf(items, lock.today, publicUrl)))).length;
  });
}

function reminderOf(items: readonly [DueRow, ...DueRow[]], today: string, publicUrl: string | undefined): NewMail {
  const [first] = items;
  const partnerships = new Set(items.map((item) => item.partnership_id));
  return {
    onceKey: `reminder:${first.person_id}:${today}`,
    kind: 'reminder',
    // A mail of several partnerships belongs to none of them: its text is for its person alone.
    partnershipId: partnerships.size === 1 ? first.partnership_id : null,
    personId: first.person_id,
    address: first.address,
    ...reminderLetter({ to: first.person_name, today, lateSince: first.oldest < today ? first.oldest : null, asked: false, items: items.map(itemOf), publicUrl }),
  };
}

/** A row as the letter lists it. */
export const itemOf = (row: WaitingRow) => ({
  key: row.key, name: row.name, departments: row.departments, party: row.party, state: row.state, cycleId: row.cycle_id, planTitle: row.plan_title,
  fiscalYear: row.fiscal_year, deadline: row.deadline,
});
