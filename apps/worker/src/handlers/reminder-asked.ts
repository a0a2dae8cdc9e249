import { finishMessage, writeMails, type Db } from '#db';
import { within } from '../everywhere.js';
import { reminderLetter } from '../letters/reminder.js';
import type { Handler } from '../queue/carry.js';
import { itemOf } from '../reminders/due-scan.js';
import { byPerson, remindedStates, waitingColumns, waitingSql, type WaitingRow } from '../reminders/waiting.js';

const waitingNow = `with ${waitingSql}
  select ${waitingColumns}, $3::date::text as today
  from waiting w join person q on q.id = w.person_id and q.active where w.party = 'department'
  order by q.id, w.deadline, w.position`;

/** Reminds the officers of some departments of one cycle at once, because a coordinator asked for it; only those who have something open. */
export function reminderAsked(db: Db, publicUrl: string | undefined): Handler<'reminder.asked'> {
  return async ({ cycleId, departmentIds }, { messageId, partnershipId }) => {
    await db.write(within(partnershipId), async (tx) => {
      if (!(await finishMessage(tx, messageId))) return;
      const now = await tx.row<{ today: string }>(`select (clock_timestamp() at time zone 'Asia/Tokyo')::date::text as today`);
      if (!now) throw new Error('PostgreSQL does not say what day it is');
      const rows = await tx.rows<WaitingRow>(waitingNow, [remindedStates.map((one) => one.state), remindedStates.map((one) => one.party), now.today, cycleId, departmentIds]);
      await writeMails(
        tx,
        byPerson(rows).map((items) => ({
          onceKey: `asked:${messageId}:${items[0].person_id}`, kind: 'reminder_asked', partnershipId, personId: items[0].person_id, address: items[0].address,
          ...reminderLetter({ to: items[0].person_name, today: now.today, lateSince: null, asked: true, items: items.map(itemOf), publicUrl }),
        })),
      );
    });
  };
}
