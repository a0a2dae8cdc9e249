import type { ProposalAction, ProposalState } from '#core';
import { finishAllOf, writeMails, type Db, type NewMail, type Reader } from '#db';
import { within } from '../everywhere.js';
import { audienceOf, newsLetter, newsOf, type News } from '../letters/news.js';
import { readMessage, type Handler } from '../queue/carry.js';
import { addressees, type Addressee } from './people.js';

interface MovedRow {
  proposal_id: string; number: number; action: ProposalAction; to_state: ProposalState; comment: string | null; name: string; key: string | null;
  cycle_id: string; plan_id: string; plan_title: string; fiscal_year: number; submission_deadline: string | null; vote_deadline: string | null;
  departments: { id: string; name: string }[]; municipalities: string[]; voted: string[];
}

/** The steps as they were taken, of proposals that have not moved on since: what is no longer true is no news. */
const stepsThatStillHold = `
  select s.proposal_id, s.number, s.action, s.to_state, s.comment, coalesce(p.name, d.name, '') as name, i.key, c.id as cycle_id, pl.id as plan_id, pl.title as plan_title,
    c.fiscal_year, coalesce(p.exception_until, c.submission_deadline)::text as submission_deadline, c.vote_deadline::text as vote_deadline,
    coalesce((select json_agg(json_build_object('id', x.id, 'name', x.name) order by o.position) from proposal_department o join department x on x.id = o.department_id where o.proposal_id = p.id), '[]') as departments,
    array(select m.municipality_id::text from partnership_municipality m where m.partnership_id = p.partnership_id) as municipalities,
    array(select v.municipality_id::text from voting_round r join vote v on v.round_id = r.id where r.proposal_id = p.id and r.ended_at is null) as voted
  from unnest($1::uuid[], $2::int[]) as moved(proposal_id, number)
  join proposal_step s on s.proposal_id = moved.proposal_id and s.number = moved.number
  join proposal p on p.id = s.proposal_id and p.discarded_at is null
  join cycle c on c.id = p.cycle_id
  join plan pl on pl.id = c.plan_id
  left join indicator i on i.id = p.indicator_id
  left join indicator_definition d on d.indicator_id = p.indicator_id and d.in_force_until is null
  where not exists (select from proposal_step later where later.proposal_id = s.proposal_id and later.number > s.number and later.from_state <> later.to_state)
  order by coalesce(i.position, 1000000 + p.position), s.number`;

const atOnce = 500;

/**
 * Tells people what was returned, tabled, approved, objected to or rejected. The first message of a bulk act takes all that
 * wait with it, so that a person gets one mail for them; each step leaves the outbox exactly once, hence at most one mail for
 * a step and a person, however often this runs.
 */
export function proposalMoved(db: Db, publicUrl: string | undefined): Handler<'proposal.moved'> {
  return async (_message, { partnershipId }) => {
    await db.write(within(partnershipId), async (tx) => {
      const taken = await finishAllOf(tx, 'proposal.moved', partnershipId, atOnce);
      const moves = taken.flatMap(({ payload }) => readMessage('proposal.moved', payload) ?? []);
      if (moves.length === 0) return;
      const steps = await tx.rows<MovedRow>(stepsThatStillHold, [moves.map((move) => move.proposalId), moves.map((move) => move.step)]);
      const told = steps.flatMap((step) => {
        const news = newsOf[step.action]?.(step.to_state) ?? null;
        return news ? [{ news, step }] : [];
      });
      if (told.length > 0) await writeMails(tx, await mailsOf(tx, told, { partnershipId, publicUrl }));
    });
  };
}

interface Told {
  readonly news: News;
  readonly step: MovedRow;
}

async function mailsOf(reader: Reader, told: readonly Told[], { partnershipId, publicUrl }: { partnershipId: string; publicUrl: string | undefined }): Promise<NewMail[]> {
  const people = await addressees(reader, {
    departmentIds: told.flatMap(({ step }) => step.departments.map((department) => department.id)),
    planIds: told.map(({ step }) => step.plan_id),
    municipalityIds: told.flatMap(({ step }) => step.municipalities),
  });
  const byPerson = new Map<string, { person: Addressee; news: News; steps: MovedRow[] }>();
  for (const { news, step } of told) {
    const concerned = new Map(people.filter((person) => concerns(person, news, step)).map((person) => [person.personId, person]));
    for (const person of concerned.values()) {
      const key = `${news}:${step.cycle_id}:${person.personId}`;
      const group = byPerson.get(key) ?? { person, news, steps: [] };
      group.steps.push(step);
      byPerson.set(key, group);
    }
  }
  return [...byPerson.values()].flatMap(({ person, news, steps }) => {
    const [first] = steps;
    if (!first) return [];
    const letter = newsLetter(news, {
      to: person.name, planTitle: first.plan_title, fiscalYear: first.fiscal_year, submissionDeadline: first.submission_deadline, voteDeadline: first.vote_deadline, publicUrl,
      indicators: steps.map((step) => ({ key: step.key, name: step.name, departments: step.departments.map((department) => department.name), comment: step.comment })),
    });
    return [{ onceKey: `${news}:${first.proposal_id}:${first.number}:${person.personId}`, kind: news, partnershipId, personId: person.personId, address: person.address, ...letter }];
  });
}

/** Whether this news of this proposal is for the person: by post, and for a vote, only while the municipality has not cast it. */
function concerns(person: Addressee, news: News, step: MovedRow): boolean {
  return audienceOf[news].some((audience) => {
    switch (audience) {
      case 'officers':
        return person.role === 'officer' && step.departments.some((department) => department.id === person.scopeId);
      case 'coordinators':
        return person.role === 'coordinator' && person.scopeId === step.plan_id;
      case 'committee':
        return person.role === 'committee_member' && step.municipalities.includes(person.scopeId) && !step.voted.includes(person.scopeId);
    }
  });
}
