import { coordinates, decideCycle, Refused, type Actor, type CycleAction, type CycleState } from '#core';
import { beginCycle, beginProposal, lockCycle, recordCycleStep, setDeadlines, type Caller, type Db, type LockedCycle, type ProposalContent, type RequestKey, type Tx } from '#db';
import { cycle as cycleView } from '#views';
import { actOnce, answer, type Answer } from './answer.js';
import { queueFinalDocuments } from './documents.js';
import { proposeLinks } from './links.js';
import { bringIntoForce } from './publication.js';

export interface DeadlinesBody { readonly submission?: string | null | undefined; readonly review?: string | null | undefined; readonly vote?: string | null | undefined }

const nothingAnswered: ProposalContent = {
  decision: null, name: null, unit: null, direction: null, nature: null, changeKind: null, projectId: null, baselineText: null, baselineYear: null, targetText: '',
  targetYear: null, rationale: '', basis: '', source: '', discrepancyReason: '', addedActuals: '[]', successorId: null,
};

async function cycleAnswer(tx: Tx, actor: Actor, cycleId: string, status = 200): Promise<Answer> {
  const given = await cycleView(tx, actor, cycleId);
  return answer(given, given.version, status);
}

/** Every indicator in force gets its draft, the target year of the plan set; those that have one (after a reopening) keep it. */
async function beginProposals(tx: Tx, cycle: LockedCycle): Promise<void> {
  const indicators = await tx.rows<{ id: string; name: string; position: number; departments: string[]; target_year: number }>(
    `select i.id, d.name, i.position, pl.target_year,
       array(select o.department_id::text from indicator_department o where o.indicator_id = i.id order by o.lead desc, o.position) as departments
     from indicator i join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null join plan pl on pl.id = i.plan_id
     where i.plan_id = $1 and i.ended_at is null and not exists (select from proposal p where p.cycle_id = $2 and p.indicator_id = i.id) order by i.position`,
    [cycle.facts.planId, cycle.facts.id],
  );
  for (const indicator of indicators) {
    await beginProposal(tx, {
      cycleId: cycle.facts.id, partnershipId: cycle.partnershipId, indicatorId: indicator.id, name: indicator.name,
      content: { ...nothingAnswered, targetYear: indicator.target_year }, departmentIds: indicator.departments, position: indicator.position,
    });
  }
  await proposeLinks(tx, cycle.facts.planId);
}

/** What follows from a step of a cycle, in the same transaction. A step without an entry needs nothing more. */
const consequences: Partial<Record<CycleAction, (tx: Tx, cycle: LockedCycle) => Promise<void>>> = {
  open: beginProposals,
  finalize: queueFinalDocuments,
  publish: bringIntoForce,
};

/** What coordinators do with cycles. Each method is one transaction. */
export class Cycles {
  constructor(private readonly db: Db) {}

  read(caller: Caller, cycleId: string): Promise<Answer> {
    return this.db.read(caller, async (reader, actor) => {
      const given = await cycleView(reader, actor, cycleId);
      return answer(given, given.version);
    });
  }

  /** Begins the review of a plan for a fiscal year. @throws Refused not_found, not_allowed, invalid, conflict */
  begin(caller: Caller, body: { planId: string; fiscalYear: number; deadlines?: DeadlinesBody | undefined }, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      const plan = await tx.row<{ partnership_id: string; title: string; from_year: number; to_year: number }>('select partnership_id, title, from_year, to_year from plan where id = $1 and id = any ($2::uuid[])', [body.planId, actor.planIds]);
      if (!plan) throw new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
      if (!coordinates(actor, body.planId)) throw new Refused('not_allowed', '年度見直しを始められるのは、この計画の取りまとめ担当です。');
      // A plan is reviewed first on the figures before it began, which are two years old when it is written, and last when its last year is over.
      const [first, last] = [plan.from_year - 2, plan.to_year + 1];
      if (body.fiscalYear < first || body.fiscalYear > last) {
        const message = `「${plan.title}」の見直しを始められるのは、${first}年度から${last}年度までです。年度を確かめてください。`;
        throw new Refused('invalid', message, { errors: [{ pointer: '/fiscalYear', code: 'year_outside_plan', message }] });
      }
      const { submission = null, review = null, vote = null } = body.deadlines ?? {};
      const id = await beginCycle(tx, { planId: body.planId, partnershipId: plan.partnership_id, fiscalYear: body.fiscalYear, name: plan.title, deadlines: { submission, review, vote } });
      return cycleAnswer(tx, actor, id, 201);
    });
  }

  /** Sets the deadlines. A day that has been announced may move as long as the cycle is not finalized. */
  setDeadlines(caller: Caller, cycleId: string, version: number, body: DeadlinesBody): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const cycle = await lockCycle(tx, cycleId);
      if (!coordinates(actor, cycle.facts.planId)) throw new Refused('not_allowed', '期限を決められるのは、取りまとめ担当です。');
      if (cycle.facts.state === 'finalized' || cycle.facts.state === 'published') throw new Refused('wrong_state', `${cycle.facts.name}は確定しているので、期限を変えられません。`);
      if (version !== cycle.facts.version) throw new Refused('stale', `${cycle.facts.name}は、あなたが開いたあとに更新されています。読み直してください。`, { version: cycle.facts.version });
      const now = cycle.facts.deadlines;
      const deadlines = {
        submission: body.submission === undefined ? now.submission : body.submission,
        review: body.review === undefined ? now.review : body.review,
        vote: body.vote === undefined ? now.vote : body.vote,
      };
      const days = [deadlines.submission, deadlines.review, deadlines.vote].filter((day) => day !== null);
      if (days.some((day, index) => index > 0 && day < (days[index - 1] ?? ''))) {
        throw new Refused('invalid', '期限は、提出・確認・採決の順に同じ日か後の日にしてください。', { errors: [{ pointer: '/deadlines', code: 'deadline_order', message: '期限の順序を直してください。' }] });
      }
      await setDeadlines(tx, cycle, deadlines);
      return cycleAnswer(tx, actor, cycleId);
    });
  }

  /** Takes one action on a cycle, with what follows from it, or throws Refused and changes nothing. */
  act(caller: Caller, cycleId: string, request: { action: CycleAction; version: number; reason?: string | undefined; to?: CycleState | undefined }, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      const cycle = await lockCycle(tx, cycleId);
      const step = decideCycle(cycle.facts, actor, request);
      await recordCycleStep(tx, cycle, step);
      await consequences[step.action]?.(tx, cycle);
      return cycleAnswer(tx, actor, cycleId);
    });
  }

  /** Sends a reminder now to the departments that still have something open; to all of them, or to those named. */
  remind(caller: Caller, cycleId: string, departmentIds: readonly string[], key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      const cycle = await lockCycle(tx, cycleId);
      if (!coordinates(actor, cycle.facts.planId)) throw new Refused('not_allowed', '催促を送れるのは、取りまとめ担当です。');
      const open = await tx.rows<{ id: string; name: string }>(
        `select distinct d.id, d.name from proposal p join proposal_department o on o.proposal_id = p.id join department d on d.id = o.department_id
         where p.cycle_id = $1 and p.state in ('draft', 'returned') and p.discarded_at is null and (cardinality($2::uuid[]) = 0 or d.id = any ($2::uuid[]))`,
        [cycleId, departmentIds],
      );
      if (open.length === 0) throw new Refused('wrong_state', '未提出の指標がある担当課はありません。催促は送りませんでした。');
      await tx.say(cycle.partnershipId, { topic: 'reminder.asked', cycleId, departmentIds: open.map((one) => one.id) });
      await tx.audit({ partnershipId: cycle.partnershipId, subjectType: 'cycle', subjectId: cycleId, subjectName: cycle.facts.name, event: 'remind', comment: open.map((one) => one.name).join('、') });
      return answer({ departments: open }, null, 202);
    });
  }
}
