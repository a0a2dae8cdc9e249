import { Refused, type Actor } from '#core';
import type { Reader } from '#db';
import type { Judgement } from './judgement.js';
import { assembleRow, type AssembledRow } from './row.js';
import { fromProposals, rowFactsJson } from './row-facts.js';
import { readsUnsent, sentHistory, type HistoryEntry } from './unsent.js';
import { visibleTo } from './visible.js';

/** One row of the review by its proposal. @throws Refused not_found when it is not there, or not the person's to know of */
export async function proposalRow(reader: Reader, actor: Actor, proposalId: string, judged?: Judgement): Promise<AssembledRow> {
  const row = await reader.row<{ facts: string }>(
    `select ${rowFactsJson('$2')} as facts ${fromProposals} where p.id = $1 and c.plan_id = any ($2::uuid[])`,
    [proposalId, visibleTo(actor)],
  );
  const assembled = row && assembleRow(row.facts, actor, judged);
  if (!assembled?.facts.proposal || !assembled.says) throw new Refused('not_found', '見直し案が見つかりません。一覧に戻って、もう一度開いてください。');
  return assembled;
}

/**
 * What happened to a proposal, the latest last: steps with their comments, votes, and what was changed in between; for others than its
 * department and the planning office, what each submission changed.
 */
export async function proposalHistory(reader: Reader, actor: Actor, proposalId: string): Promise<object[]> {
  const { facts } = await proposalRow(reader, actor, proposalId);
  const rows = await reader.rows<{ entry: HistoryEntry }>(
    `select json_build_object('number', s.number, 'event', s.action, 'from', nullif(s.from_state, ''), 'to', s.to_state, 'version', s.version, 'comment', s.comment, 'at', s.at,
       'actor', case when p.id is null then null else json_build_object('id', p.id, 'name', p.name) end,
       'department', case when d.id is null then null else json_build_object('id', d.id, 'name', d.name) end) as entry, s.at
     from proposal_step s left join person p on p.id = s.actor_id left join department d on d.id = s.department_id where s.proposal_id = $1
     union all
     select json_build_object('number', null, 'event', e.event, 'from', null, 'to', null, 'version', null, 'comment', e.comment, 'at', e.at,
       'actor', json_build_object('id', e.actor_id, 'name', e.actor_name), 'department', null, 'onBehalfOf', e.on_behalf_of, 'difference', e.difference::json), e.at
     from audit_event e where e.subject_id = $1::text and e.event in ('save', 'record', 'grant_exception', 'discard')
     order by at`,
    [proposalId],
  );
  const entries = rows.map((row) => row.entry);
  return readsUnsent(facts, actor) ? entries : sentHistory(entries);
}

/** What was said about a proposal, the oldest first. */
export async function proposalComments(reader: Reader, actor: Actor, proposalId: string): Promise<object[]> {
  await proposalRow(reader, actor, proposalId);
  const rows = await reader.rows<{ comment: object }>(
    `select json_build_object('id', k.id, 'text', k.text, 'at', k.at, 'person', json_build_object('id', p.id, 'name', p.name),
       'department', case when d.id is null then null else json_build_object('id', d.id, 'name', d.name) end) as comment
     from comment k join person p on p.id = k.person_id left join department d on d.id = k.department_id where k.proposal_id = $1 order by k.at`,
    [proposalId],
  );
  return rows.map((row) => row.comment);
}
