import { breaksSeries, changeKindOf, explainedAfter } from '#core';
import type { LockedCycle, Tx } from '#db';
import { fromProposals, rowFactsJson, type RowFacts } from '#views';

/** Approved definitions come into force: one moment for all of them, with the former ones kept behind it. */
export async function bringIntoForce(tx: Tx, cycle: LockedCycle): Promise<void> {
  const moment = await tx.row<{ at: string }>(`select at::text from cycle_step where cycle_id = $1 and action = 'publish' order by number desc limit 1`, [cycle.facts.id]);
  if (!moment) throw new Error('a published cycle has its step');
  const rows = await tx.rows<{ facts: string }>(`select ${rowFactsJson('$2')} as facts ${fromProposals} where c.id = $1 and p.state = 'approved' order by coalesce(i.position, 1000000 + p.position)`, [cycle.facts.id, [cycle.facts.planId]]);
  for (const row of rows) {
    const facts = JSON.parse(row.facts) as RowFacts;
    const { proposal } = facts;
    if (!proposal) continue;
    if (proposal.decision === 'delete') await endIndicator(tx, facts, moment.at);
    else if (proposal.decision === 'add') await createIndicator(tx, cycle, facts, moment.at);
    else await redefine(tx, facts, moment.at);
  }
}

async function endIndicator(tx: Tx, facts: RowFacts, at: string): Promise<void> {
  await tx.rows('update indicator set ended_at = $2, successor_id = $3 where id = $1', [facts.indicator.id, at, facts.proposal?.successorId ?? null]);
}

/** A new definition replaces the one in force only where something of it changes. */
async function redefine(tx: Tx, facts: RowFacts, at: string): Promise<void> {
  const { proposal, indicator } = facts;
  if (!proposal) return;
  const changes = proposal.decision === 'change';
  const next = {
    name: (changes && proposal.name) || indicator.name, unit: (changes && proposal.unit) || indicator.unit,
    direction: (changes && proposal.direction) || indicator.direction, nature: (changes && proposal.nature) || indicator.nature,
    ...explainedAfter(proposal, { targetText: facts.target.text, targetYear: facts.target.year, basis: indicator.basis, source: indicator.source }),
  };
  const breaks = breaksSeries(changeKindOf(proposal, indicator));
  const replaced = breaks || (await tx.row(
    `select id from indicator_definition where indicator_id = $1 and in_force_until is null
       and (name, unit, direction, nature, target_text, target_year, basis, source) is distinct from ($2::text, $3::text, $4::text, $5::text, $6::text, $7::int, $8::text, $9::text)`,
    [indicator.id, next.name, next.unit, next.direction, next.nature, next.targetText, next.targetYear, next.basis, next.source]));
  if (changes && proposal.projectId && proposal.projectId !== indicator.projectId) await tx.rows('update indicator set project_id = $2 where id = $1', [indicator.id, proposal.projectId]);
  if (!replaced) return;
  await tx.rows('update indicator_definition set in_force_until = $2 where indicator_id = $1 and in_force_until is null', [indicator.id, at]);
  await tx.rows(
    `insert into indicator_definition (partnership_id, indicator_id, number, name, unit, direction, nature, baseline_text, baseline_year, target_text, target_year, basis, source, breaks_series, in_force_from)
     select partnership_id, indicator_id, number + 1, $2, $3, $4, $5, baseline_text, baseline_year, $6, $7, $8, $9, $10, $11 from indicator_definition where indicator_id = $1 order by number desc limit 1`,
    [indicator.id, next.name, next.unit, next.direction, next.nature, next.targetText, next.targetYear, next.basis, next.source, breaks, at],
  );
}

async function createIndicator(tx: Tx, cycle: LockedCycle, facts: RowFacts, at: string): Promise<void> {
  const { proposal, indicator, baseline } = facts;
  if (!proposal) return;
  const created = await tx.row<{ id: string }>(
    `insert into indicator (partnership_id, plan_id, project_id, key, position)
     select $1::uuid, $2::uuid, $3::uuid,
       coalesce((select regexp_replace(i.key, '[0-9]+$', '') from indicator i where i.plan_id = $2 order by i.position limit 1), '') || lpad((coalesce(max(substring(key from '[0-9]+$')::bigint), 0) + 1)::text, 3, '0'),
       coalesce(max(position), 0) + 1 from indicator where plan_id = $2 returning id`,
    [cycle.partnershipId, cycle.facts.planId, indicator.projectId],
  );
  if (!created) throw new Error('the indicator was not inserted');
  await tx.rows(
    `insert into indicator_definition (partnership_id, indicator_id, number, name, unit, direction, nature, baseline_text, baseline_year, target_text, target_year, basis, source, in_force_from)
     values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [cycle.partnershipId, created.id, indicator.name, indicator.unit, indicator.direction, indicator.nature, baseline.text, baseline.year, proposal.targetText, proposal.targetYear, proposal.basis, proposal.source, at],
  );
  for (const [position, department] of indicator.departments.entries()) {
    await tx.rows('insert into indicator_department (indicator_id, department_id, partnership_id, lead, position) values ($1, $2, $3, $4, $5)', [created.id, department.id, cycle.partnershipId, department.lead, position + 1]);
  }
  for (const actual of facts.actuals) {
    await tx.rows('insert into actual (partnership_id, indicator_id, year, text) values ($1, $2, $3, $4) on conflict do nothing', [cycle.partnershipId, created.id, actual.year, actual.text]);
  }
}
