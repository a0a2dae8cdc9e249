import type { Snapshot, SnapshotDefinition, SnapshotIndicator, SnapshotProject, SnapshotSection } from '#documents';
import type { Reader } from '#db';
import { derivedWholes, fromIndicators, fromProposals, judge, rowFactsJson, type RowFacts } from '#views';
import { createHash } from 'node:crypto';

interface PlanRow { plan: Snapshot['plan']; partnership: string; cycle: { id: string; fiscalYear: number; state: string }; taken_at: string; audit_head: string | null }
interface SectionRow { id: string; parentId: string | null; level: number; name: string; markdown: string; projects: { id: string; name: string | null; aim: string; departments: string[] }[] }
interface VoteRow { proposal_id: string; votes: SnapshotIndicator['votes']; decided: SnapshotIndicator['approved'] }

const definition = (d: { name: string; unit: string | null; baseline: { text: string; year: number | null }; target: { text: string; year: number | null }; basis: string; source: string }): SnapshotDefinition => d;

/** The definition that a proposal asks for: what it does not say stays as it is. */
function proposedDefinition(facts: RowFacts): SnapshotDefinition | null {
  const { proposal, indicator, baseline, target } = facts;
  if (!proposal || proposal.decision === 'delete') return null;
  const changes = proposal.decision === 'change' || proposal.decision === 'add';
  return definition({
    name: (changes && proposal.name) || indicator.name,
    unit: (changes && proposal.unit) || indicator.unit,
    baseline,
    target: proposal.targetText === '' ? target : { text: proposal.targetText, year: proposal.targetYear },
    basis: proposal.basis,
    source: proposal.source,
  });
}

function presentDefinition(facts: RowFacts): SnapshotDefinition | null {
  const { indicator, baseline, target } = facts;
  return indicator.id === null ? null : definition({ name: indicator.name, unit: indicator.unit, baseline, target, basis: indicator.basis, source: indicator.source });
}

/** A rejected proposal changes nothing: its indicator goes on as it is, and a rejected addition never comes to be. */
function indicatorOf(facts: RowFacts, { reference, votes, plan }: { reference: number; votes: VoteRow | undefined; plan: Snapshot['plan'] }): SnapshotIndicator | null {
  const { proposal, indicator } = facts;
  const id = indicator.id ?? proposal?.id;
  const rejected = proposal?.state === 'rejected';
  if (id === undefined || (rejected && proposal.decision === 'add')) return null;
  const decision = rejected ? 'keep' : (proposal?.decision ?? 'keep');
  const before = presentDefinition(facts);
  const { basisCheck, achievement } = judge(facts);
  const breaks = proposal?.changeKind === 'redefinition' || proposal?.changeKind === 'both';
  return {
    id, reference, decision,
    state: ({ keep: 'kept', change: 'changed', delete: 'deleted', add: 'added' } as const)[decision],
    before, after: rejected || !proposal ? before : proposedDefinition(facts),
    direction: proposal?.direction ?? indicator.direction, nature: proposal?.nature ?? indicator.nature,
    seriesBreakYear: decision === 'change' && breaks ? facts.fiscalYear : null,
    actuals: actualsOf(facts, plan),
    rationale: proposal?.rationale ?? '', successorId: proposal?.successorId ?? null,
    departments: indicator.departments.map((department) => department.name), municipalities: plan.municipalities.map(({ name }) => name),
    basisCheck: basisCheck.status ? { status: basisCheck.status, arithmetic: basisCheck.arithmetic } : null,
    discrepancyReason: proposal?.discrepancyReason || null, grade: achievement?.grade ?? null,
    votes: votes?.votes ?? [], approved: rejected ? null : votes?.decided ?? null, ...(rejected && votes?.decided ? { rejected: votes.decided } : {}),
    remarks: facts.actuals.find((actual) => actual.year === facts.fiscalYear)?.note ?? '',
  };
}

/** Documents call a municipality by its name; the row knows its code. */
const nameOf = (plan: Snapshot['plan'], code: string): string => plan.municipalities.find((each) => each.code === code)?.name ?? code;

/** What was reported, and of the years in which municipalities reported apart alone, the value of the whole with its arithmetic. */
function actualsOf(facts: RowFacts, plan: Snapshot['plan']): SnapshotIndicator['actuals'] {
  const reported = facts.actuals.map(({ year, text, municipality, settlement }) => ({ year, text, municipality: municipality === null ? null : nameOf(plan, municipality), status: settlement }));
  const derived = derivedWholes(facts).flatMap(({ year, text, arithmetic }) => (text === null ? [] : [{
    year, text, municipality: null, arithmetic: arithmetic ?? '',
    status: reported.find((each) => each.year === year && each.status !== 'final')?.status ?? ('final' as const),
  }]));
  // A value of the whole that was emptied again says nothing beside the one that is made of the municipalities' own.
  const said = reported.filter(({ year, text, municipality }) => municipality !== null || text.trim() !== '' || !derived.some((each) => each.year === year));
  return [...derived, ...said].sort((one, other) => one.year - other.year);
}

const sectionTree = (rows: readonly SectionRow[], indicators: ReadonlyMap<string, string[]>, municipalities: readonly string[], parent: string | null = null): SnapshotSection[] =>
  rows.filter((row) => row.parentId === parent).map((row) => ({
    id: row.id, level: row.level, name: row.name, markdown: row.markdown,
    projects: row.projects.map((project): SnapshotProject => ({ ...project, municipalities, indicatorIds: indicators.get(project.id) ?? [] })),
    children: sectionTree(rows, indicators, municipalities, row.id),
  }));

/** The content of a snapshot and its hash: everything that the documents of this cycle may say, as it is in this transaction. */
export async function takeSnapshot(reader: Reader, cycleId: string, number: number | null): Promise<{ content: string; sha256: string }> {
  const head = await reader.row<PlanRow>(
    `select json_build_object('id', pl.id, 'kind', pl.kind, 'title', pl.title, 'fromYear', pl.from_year, 'toYear', pl.to_year, 'baseYear', pl.base_year, 'targetYear', pl.target_year, 'levelNames', pl.level_names,
         'municipalities', (select json_agg(json_build_object('code', m.code, 'name', m.name, 'central', pm.central) order by pm.position) from partnership_municipality pm join municipality m on m.id = pm.municipality_id where pm.partnership_id = pl.partnership_id)) as plan,
       ps.name as partnership, json_build_object('id', c.id, 'fiscalYear', c.fiscal_year, 'state', c.state) as cycle,
       to_char(clock_timestamp() at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS"+09:00"') as taken_at,
       (select encode(k.hash, 'hex') from audit_chain k where k.chain = pl.partnership_id::text order by k.number desc limit 1) as audit_head
     from cycle c join plan pl on pl.id = c.plan_id join partnership ps on ps.id = pl.partnership_id where c.id = $1`, [cycleId]);
  if (!head) throw new Error('the cycle is not there');
  // A review in preparation has no proposals yet: its plan is what is in force.
  const from = head.cycle.state === 'preparing' ? fromIndicators : fromProposals;
  const rows = await reader.rows<{ facts: string }>(`select ${rowFactsJson('$2')} as facts ${from} where c.id = $1 order by coalesce(i.position, 1000000 + p.position)`, [cycleId, []]);
  const sections = await reader.rows<{ section: SectionRow }>(
    `select json_build_object('id', s.id, 'parentId', s.parent_id, 'level', s.level, 'name', s.name,
       'markdown', coalesce((select n.markdown from narrative n where n.section_id = s.id), ''),
       'projects', coalesce((select json_agg(json_build_object('id', pr.id, 'name', pr.name, 'aim', pr.aim,
         'departments', coalesce((select json_agg(d.name order by pd.position) from project_department pd join department d on d.id = pd.department_id where pd.project_id = pr.id), '[]')) order by pr.position)
         from project pr where pr.section_id = s.id), '[]')) as section
     from section s join cycle c on c.plan_id = s.plan_id where c.id = $1 order by s.position`, [cycleId]);
  const chapters = await reader.rows<Snapshot['chapters'][number]>(
    `select n.id, n.title, n.markdown, n.after_sections as "afterSections" from narrative n join cycle c on c.plan_id = n.plan_id where c.id = $1 and n.section_id is null and n.markdown ~ '\\S' order by n.position, n.id`, [cycleId]);
  const municipalities = head.plan.municipalities.map((municipality) => municipality.name);
  const votes = new Map((await votesOf(reader, cycleId)).map((row) => [row.proposal_id, row]));
  const projects = new Map<string, string[]>();
  const indicators: SnapshotIndicator[] = [];
  let gradeScale: Snapshot['gradeScale'] | null = null;
  for (const row of rows) {
    const facts = JSON.parse(row.facts) as RowFacts;
    gradeScale = facts.gradeScale ?? gradeScale;
    const indicator = indicatorOf(facts, { reference: indicators.length + 1, votes: votes.get(facts.proposal?.id ?? ''), plan: head.plan });
    if (!indicator) continue;
    indicators.push(indicator);
    projects.set(facts.indicator.projectId, [...(projects.get(facts.indicator.projectId) ?? []), indicator.id]);
  }
  const snapshot: Snapshot = {
    formatVersion: 1, ...(gradeScale ? { gradeScale } : {}), takenAt: head.taken_at, // A plan whose period has not begun is a new one: nothing of it is being changed.
    cycle: { id: head.cycle.id, fiscalYear: head.cycle.fiscalYear, number: head.plan.fromYear > head.cycle.fiscalYear ? null : number }, plan: head.plan, partnership: { name: head.partnership }, chapters,
    sections: sectionTree(sections.map((row) => row.section), projects, municipalities), indicators, record: await recordOf(reader, cycleId), auditHead: head.audit_head,
  };
  const content = JSON.stringify(snapshot);
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}

const japaneseTime = (column: string): string => `to_char(${column} at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS"+09:00"')`;

function votesOf(reader: Reader, cycleId: string): Promise<VoteRow[]> {
  return reader.rows<VoteRow>(
    `select p.id as proposal_id,
       coalesce((select json_agg(json_build_object('municipality', m.name, 'choice', v.choice, 'comment', coalesce(v.comment, ''), 'at', ${japaneseTime('v.at')}, 'round', r.number) order by r.number, v.at)
         from voting_round r join vote v on v.round_id = r.id join municipality m on m.id = v.municipality_id where r.proposal_id = p.id), '[]') as votes,
       (select json_build_object('by', pe.name, 'at', ${japaneseTime('s.at')}) from proposal_step s join person pe on pe.id = s.actor_id where s.proposal_id = p.id and s.to_state in ('approved', 'rejected') order by s.number desc limit 1) as decided
     from proposal p where p.cycle_id = $1 and p.discarded_at is null`, [cycleId]);
}

/** The committee's record: what was tabled, voted, returned and decided while it deliberated, in the order of time. */
async function recordOf(reader: Reader, cycleId: string): Promise<Snapshot['record'][number][]> {
  const rows = await reader.rows<{ at: string; who: string; action: string; to_state: string; name: string; comment: string | null; municipality: string | null }>(
    `select ${japaneseTime('s.at')} as at, coalesce(pe.name, '') as who, s.action, s.to_state, coalesce(p.name, d.name, '') as name, s.comment,
       (select m.name from role_held h join municipality m on m.id = h.municipality_id where h.person_id = s.actor_id and h.role = 'committee_member' limit 1) as municipality
     from proposal_step s join proposal p on p.id = s.proposal_id left join indicator_definition d on d.indicator_id = p.indicator_id and d.in_force_until is null left join person pe on pe.id = s.actor_id
     where p.cycle_id = $1 and p.discarded_at is null and (s.from_state = 'tabled' or s.action = 'table') order by s.at, s.proposal_id, s.number`, [cycleId]);
  const words: Record<string, string> = { table: '付議', approve: '承認', object: '異議', return: '差戻し', reject: '不採用' };
  return rows.map((row) => ({
    at: row.at, who: row.municipality && (row.action === 'approve' || row.action === 'object') ? row.municipality : row.who,
    what: `「${row.name}」を${words[row.action] ?? row.action}${row.action === 'approve' && row.to_state === 'approved' ? '（全市町村が承認）' : ''}`, comment: row.comment ?? '',
  }));
}
