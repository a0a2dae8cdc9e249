import { readDemonstration } from '../../seeds/demonstration.js';
import type { People } from './client.js';
import { act, enter } from './entering.js';
import type { Cycle, Row } from './shapes.js';

/** The departments that let the deadline pass, so that reminders have somebody to go to. */
export const lateDepartments: readonly string[] = ['文化交流課', '危機管理課'];

/**
 * Plays the strategy's year half-way: 18 departments submit, two are late, the office reminds them. The form holds no actual of
 * the year under review, so 未集計 is entered with that reason; what was submitted already is left alone.
 */
export async function playStrategy(people: People, cycleId: string, say: (line: string) => void): Promise<Cycle> {
  const coordinator = people.coordinator();
  const { strategy } = readDemonstration();
  let cycle = await coordinator.get<Cycle>(`/cycles/${cycleId}`);
  if (cycle.state === 'preparing') {
    await coordinator.post(`/cycles/${cycleId}/actions/open`, {}, cycle.version);
    cycle = await coordinator.get<Cycle>(`/cycles/${cycleId}`);
  }
  const rows = await coordinator.all<Row>(`/cycles/${cycleId}/sheet`);
  const leadOf = (row: Row): string => row.indicator.departments.find(({ lead }) => lead)?.name ?? '';
  const departments = [...new Set(rows.map(leadOf))].filter((department) => !lateDepartments.includes(department));
  // Three departments at a time, as people would.
  const queue = [...departments];
  const work = async (): Promise<void> => {
    for (let department = queue.shift(); department !== undefined; department = queue.shift()) {
      const officer = people.officer(department);
      const own = rows.filter((row) => leadOf(row) === department && row.proposal.state === 'draft');
      for (const row of own) {
        const hasTarget = row.target.value.text !== '';
        await enter(officer, cycle, row, {
          name: row.indicator.name, project: row.indicator.project, actual: { text: '未集計', note: strategy.noActualReason },
          content: {
            decision: 'keep', target: hasTarget ? { text: row.target.value.text, year: row.target.year } : { text: '', year: null }, rationale: '',
            basis: hasTarget ? '総合戦略で定めた指標値を据え置く。（デモのための補記）' : '', source: '', discrepancyReason: '',
          },
        });
        await act(officer, row.proposal.id, 'submit');
      }
      if (own.length > 0) say(`総合戦略: ${department}が${own.length}件を入力し、提出しました`);
    }
  };
  await Promise.all([work(), work(), work()]);
  await passDeadline(people, cycleId, say);
  return coordinator.get<Cycle>(`/cycles/${cycleId}`);
}

/** The deadline becomes yesterday's day in Japan, and the office reminds whoever is still missing. */
async function passDeadline(people: People, cycleId: string, say: (line: string) => void): Promise<void> {
  const coordinator = people.coordinator();
  const cycle = await coordinator.get<Cycle>(`/cycles/${cycleId}`);
  const yesterday = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(Date.now() - 24 * 60 * 60 * 1000);
  if (cycle.state !== 'collecting' || (cycle.deadlines.submission ?? '') <= yesterday) return;
  await coordinator.patch(`/cycles/${cycleId}`, { deadlines: { submission: yesterday } }, cycle.version);
  await coordinator.post(`/cycles/${cycleId}/reminders`, {});
  say(`総合戦略: 期限を過ぎた${lateDepartments.join('と')}に催促を送りました`);
}
