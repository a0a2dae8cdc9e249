import { offersOnCycle, proposalStates, Refused, waitsOnCycle, type Actor, type ProposalState } from '#core';
import { readCycle, type Reader } from '#db';
import { visibleTo } from './visible.js';

/** A cycle as the API gives it, with what the person may do with it now and what still stands in the way. */
export interface CycleAnswer {
  readonly id: string;
  readonly planId: string;
  readonly name: string;
  readonly fiscalYear: number;
  readonly state: string;
  readonly version: number;
  readonly actions: readonly string[];
  readonly waits: readonly { readonly action: string; readonly reason: string }[];
  readonly deadlines: { readonly submission: string | null; readonly review: string | null; readonly vote: string | null };
}

/** One cycle. @throws Refused not_found */
export async function cycle(reader: Reader, actor: Actor, cycleId: string): Promise<CycleAnswer> {
  const { facts, fiscalYear } = await readCycle(reader, cycleId, visibleTo(actor));
  return {
    id: facts.id, planId: facts.planId, name: facts.name, fiscalYear, state: facts.state, version: facts.version,
    actions: offersOnCycle(facts, actor), waits: waitsOnCycle(facts, actor), deadlines: facts.deadlines,
  };
}

/** The cycles of the plans that the person may know of, the latest year first. */
export async function cycles(reader: Reader, actor: Actor): Promise<CycleAnswer[]> {
  const rows = await reader.rows<{ id: string }>(
    `select c.id from cycle c join plan pl on pl.id = c.plan_id where c.plan_id = any ($1::uuid[]) order by c.fiscal_year desc, pl.kind desc, pl.title`,
    [visibleTo(actor)],
  );
  const answers: CycleAnswer[] = [];
  for (const row of rows) answers.push(await cycle(reader, actor, row.id));
  return answers;
}

type StateCounts = Partial<Record<ProposalState, number>>;
interface ProgressRow { id: string; name: string; municipality: object; position: number; by_state: StateCounts; overdue: number }

const everyState = (counts: StateCounts): Record<ProposalState, number> =>
  Object.fromEntries(proposalStates.map((state) => [state, counts[state] ?? 0])) as Record<ProposalState, number>;
const sum = (counts: StateCounts): number => Object.values(counts).reduce((total, count) => total + count, 0);

/** How far a cycle is, in all and by department; a shared indicator counts for its lead department. Overdue is what the deadline's end of day found unsubmitted. */
export async function progress(reader: Reader, actor: Actor, cycleId: string): Promise<object> {
  const { facts } = await readCycle(reader, cycleId, visibleTo(actor));
  const rows = await reader.rows<ProgressRow>(
    `select d.id, d.name, json_build_object('code', m.code, 'name', m.name) as municipality, d.position,
       json_object_agg(s.state, s.n) as by_state,
       sum(s.late)::int as overdue
     from (select o.department_id, p.state, count(*)::int as n,
             count(*) filter (where p.state in ('draft', 'returned')
               and coalesce(p.exception_until, c.submission_deadline) < (clock_timestamp() at time zone 'Asia/Tokyo')::date)::int as late
           from proposal p join cycle c on c.id = p.cycle_id join proposal_department o on o.proposal_id = p.id and o.lead
           where p.cycle_id = $1 and p.discarded_at is null group by o.department_id, p.state) s
     join department d on d.id = s.department_id join municipality m on m.id = d.municipality_id
     group by d.id, d.name, m.code, m.name, d.position order by m.code, d.position, d.name`,
    [cycleId],
  );
  return {
    total: sum(facts.proposalCounts),
    byState: facts.proposalCounts,
    departments: rows.map((row) => ({ id: row.id, name: row.name, municipality: row.municipality, total: sum(row.by_state), byState: everyState(row.by_state), overdue: row.overdue ?? 0 })),
  };
}

/** The steps that a cycle has taken. @throws Refused not_found */
export async function cycleHistory(reader: Reader, actor: Actor, cycleId: string): Promise<object[]> {
  const known = await reader.row('select id from cycle where id = $1 and plan_id = any ($2::uuid[])', [cycleId, visibleTo(actor)]);
  if (!known) throw new Refused('not_found', '年度見直しが見つかりません。一覧に戻って、もう一度開いてください。');
  const rows = await reader.rows<{ step: object }>(
    `select json_build_object('number', s.number, 'event', s.action, 'from', nullif(s.from_state, ''), 'to', s.to_state, 'reason', s.reason, 'missing', s.missing,
       'at', s.at, 'actor', case when p.id is null then null else json_build_object('id', p.id, 'name', p.name) end) as step
     from cycle_step s left join person p on p.id = s.actor_id where s.cycle_id = $1 order by s.number`,
    [cycleId],
  );
  return rows.map((row) => row.step);
}
