import type { Db, Reader } from '#db';
import { sheet, sheetOfDepartment } from '#views';
import { median, type Figure } from './figure.js';
import { aReviewedPlan } from './world.js';

const rounds = 7;
const sheetsInARound = 120;

/** How long `work` takes in the middle, with something that is not counted before each time. */
async function msEach(before: (turn: number) => Promise<unknown>, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn < sheetsInARound; turn += 1) {
    await before(turn);
    const from = performance.now();
    await work();
    taken.push(performance.now() - from);
  }
  return median(taken);
}

/**
 * What checks and basis cost the sheet of 20 rows: the sheet as the API gives it against the same rows of the same SQL as they
 * come, in turns; once as it is read again and again, and once with one of its rows saved right before, which is then judged anew.
 */
export async function judgingFigures(db: Db): Promise<Figure[]> {
  const { cycleId, departmentId, planId, officer, partnershipId } = await aReviewedPlan(db, 20);
  const values = (planIds: readonly string[]): unknown[] => [cycleId, planIds, departmentId, [], '', 0, 201];
  const query = { cycleId, departmentId, states: [], search: '', limit: 200, after: 0 };
  const withoutChecks = (reader: Reader): Promise<string> => reader.rows<{ facts: string }>(sheetOfDepartment, values([planId])).then((rows) => `{"items":[${rows.map(({ facts }) => facts).join(',')}]}`);
  const change = (turn: number): Promise<unknown> => db.write({ kind: 'system', name: '測定', partnershipIds: [partnershipId] }, (tx) => tx.rows(
    `update proposal set rationale = $2, version = version + 1 where id = (select id from proposal where cycle_id = $1 order by position offset $3 limit 1)`, [cycleId, `理由 ${turn} ${Math.random()}`, turn % 20]));
  const kinds = [
    { name: 'sheet of 20 rows with checks and basis', before: () => Promise.resolve(), allowed: 1.2 },
    { name: 'the same right after one of its rows was saved', before: change, allowed: 1.5 },
  ];
  const figures: Figure[] = [];
  for (const { name, before, allowed } of kinds) {
    const seen: { judged: number; without: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const without = await msEach(before, () => db.read(officer.caller, withoutChecks));
      seen.push({ without, judged: await msEach(before, () => db.read(officer.caller, (reader, actor) => sheet(reader, actor, query))) });
    }
    const ratio = median(seen.map(({ judged, without }) => judged / without));
    const middle = seen.find(({ judged, without }) => judged / without === ratio);
    figures.push({ name, figure: `${ratio.toFixed(2)} × without (${middle?.judged.toFixed(2)} ms against ${middle?.without.toFixed(2)} ms)`, target: `at most ${allowed} ×`, met: ratio <= allowed });
  }
  return figures;
}
