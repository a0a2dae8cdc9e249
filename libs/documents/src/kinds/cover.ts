import type { Cover } from '../content.js';
import type { Snapshot } from '../snapshot.js';
import { longDate } from '../wording.js';
import type { Sealing } from './about.js';

/** The cover as offices print it: whose plan, its name, its period, the change it is, the day, who publishes it. */
export function coverOf(snapshot: Snapshot, sealing: Sealing, title: string, period: string): Cover {
  const { plan, partnership, cycle } = snapshot;
  const central = plan.municipalities.find((each) => each.central);
  const others = plan.municipalities.filter((each) => !each.central);
  const below = [period];
  if (cycle.number !== null) below.push(`（第${cycle.number}回変更）`);
  const foot = [`${longDate(snapshot.takenAt)}${sealing.draft ? '現在' : ''}`];
  if (central) foot.push(others.length > 0 ? `中心市　${central.name}` : central.name);
  if (others.length > 0) foot.push(`構成市町村　${plan.municipalities.map((each) => each.name).join('・')}`);
  if (sealing.number !== null) foot.push(`文書番号　${sealing.number}`);
  return { above: title.includes(partnership.name) ? '' : partnership.name, title, below, foot };
}
