import {
  coordinates, decideProposal, departmentsOf, fiscalYearName, mayComment, objectionToEditing, Refused,
  type Actor, type Decision, type ProposalAction,
} from '#core';
import {
  addComment, beginProposal, claimKey, discardProposal, grantException, lockCycle, lockProposal, recordActual, recordProposalStep, saveProposal,
  type ActualToRecord, type Caller, type Db, type LockedProposal, type ProposalContent, type RequestKey, type Tx,
} from '#db';
import { proposalRow, suggestionsFor, valueJson, type AssembledRow, type Judgement } from '#views';
import { createHash } from 'node:crypto';
import { actOnce, answer, replayed, type Answer } from './answer.js';

/** A figure with its fiscal year, as it is typed. */
export interface TypedValue { readonly text: string; readonly year?: number | null | undefined }

/** What `PUT /proposals/{id}` carries: the whole of what the department answers. */
export interface ProposalBody {
  readonly decision: Decision | null;
  readonly name?: string | null | undefined;
  readonly unit?: string | null | undefined;
  readonly direction?: string | null | undefined;
  readonly nature?: string | null | undefined;
  readonly changeKind?: string | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly baseline?: TypedValue | null | undefined;
  readonly actuals?: readonly { readonly year: number; readonly text: string }[] | undefined;
  readonly target?: TypedValue | null | undefined;
  readonly rationale?: string | undefined;
  readonly basis?: string | undefined;
  readonly source?: string | undefined;
  readonly successorId?: string | null | undefined;
  readonly discrepancyReason?: string | undefined;
}

/** What `POST /cycles/{id}/proposals` carries: a new indicator. */
export interface AdditionBody extends Omit<ProposalBody, 'decision'> {
  readonly decision?: 'add' | undefined;
  readonly name: string;
  readonly projectId: string;
  readonly departmentIds?: readonly string[] | undefined;
}

const emptyToNull = (text: string | null | undefined): string | null => (text ?? '').trim() || null;
const invalid = (pointer: string, code: string, message: string): Refused => new Refused('invalid', message, { errors: [{ pointer, code, message }] });

/** The columns of what was answered. */
export function contentOf(body: ProposalBody): ProposalContent {
  return {
    decision: body.decision, name: emptyToNull(body.name), unit: emptyToNull(body.unit), direction: body.direction ?? null, nature: body.nature ?? null,
    changeKind: body.changeKind ?? null, projectId: body.projectId ?? null, baselineText: body.baseline ? body.baseline.text : null, baselineYear: body.baseline?.year ?? null,
    targetText: body.target?.text ?? '', targetYear: body.target?.year ?? null, rationale: body.rationale ?? '', basis: body.basis ?? '', source: body.source ?? '',
    discrepancyReason: body.discrepancyReason ?? '', addedActuals: JSON.stringify(body.actuals ?? []), successorId: body.successorId ?? null,
  };
}

/** A proposal as the API gives it: its own fields on top, what it is about beside them. */
export function proposalAnswer(row: AssembledRow, actor: Actor): object {
  const { proposal, target, baseline, ...about } = JSON.parse(row.json) as { proposal: Record<string, unknown>; target: unknown; baseline: unknown };
  return { cycleId: row.facts.cycleId, fiscalYear: row.facts.fiscalYear, inForce: { target, baseline }, ...about, suggestions: suggestionsFor(row.facts), commentable: mayComment(actor), ...proposal, baseline: proposal['baseline'] ?? baseline };
}

async function answerOf(tx: Tx, actor: Actor, proposalId: string, { status = 200, judged }: { status?: number; judged?: Judgement | undefined } = {}): Promise<Answer> {
  const row = await proposalRow(tx, actor, proposalId, judged);
  return answer(proposalAnswer(row, actor), row.facts.proposal?.version ?? null, status);
}

/** For whom a coordinator types when the department's own officers do not: the mark of 代理入力. */
export async function onBehalfOf(tx: Tx, actor: Actor, proposal: LockedProposal): Promise<string | null> {
  const held = departmentsOf(actor, 'officer');
  if (proposal.facts.owningDepartmentIds.some((department) => held.includes(department))) return null;
  const row = await tx.row<{ name: string }>('select name from department where id = $1', [proposal.facts.owningDepartmentIds[0] ?? null]);
  return row?.name ?? null;
}

async function checkReferences(tx: Tx, proposal: { planId: string; indicatorId: string | null }, body: ProposalBody): Promise<void> {
  if (body.projectId) {
    const known = await tx.row('select id from project where id = $1 and plan_id = $2', [body.projectId, proposal.planId]);
    if (!known) throw invalid('/projectId', 'unknown_project', '事業が見つかりません。この計画の事業から選んでください。');
  }
  if (body.successorId) {
    const known = await tx.row('select id from indicator where id = $1 and plan_id = $2 and id is distinct from $3::uuid', [body.successorId, proposal.planId, proposal.indicatorId]);
    if (!known) throw invalid('/successorId', 'unknown_indicator', '後継の指標が見つかりません。この計画の別の指標から選んでください。');
  }
}

function checkEditable(proposal: LockedProposal, actor: Actor, version: number | null): void {
  const objection = objectionToEditing(proposal.facts, actor);
  if (objection) throw objection;
  if (version !== null && version !== proposal.facts.version) {
    throw new Refused('stale', `「${proposal.facts.name}」は、あなたが開いたあとに更新されています。最新の内容と見比べてから、もう一度保存してください。`, { version: proposal.facts.version });
  }
}

/** What `POST /cycles/{id}/bulk` carries. */
export interface BulkRequest { readonly action: ProposalAction; readonly items: readonly BulkItem[]; readonly comment?: string | undefined }
export interface BulkItem { readonly id: string; readonly version: number }
type ItemOutcome = { readonly done: object; readonly refused: null } | { readonly done: null; readonly refused: object };
/** Under this status the refusal of an item is stored. */
const refusedItem = 409;

/** What people do with proposals. Each method is one transaction, save the one on many. */
export class Proposals {
  constructor(private readonly db: Db) {}

  /** One proposal for the person. @throws Refused not_found */
  read(caller: Caller, proposalId: string): Promise<Answer> {
    return this.db.read(caller, async (reader, actor) => {
      const row = await proposalRow(reader, actor, proposalId);
      return answer(proposalAnswer(row, actor), row.facts.proposal?.version ?? null);
    });
  }

  /** Saves what the department answers. @throws Refused not_found, not_allowed, wrong_state, stale, invalid */
  save(caller: Caller, proposalId: string, version: number, body: ProposalBody): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const proposal = await lockProposal(tx, proposalId);
      checkEditable(proposal, actor, version);
      if ((proposal.indicatorId === null) !== (body.decision === 'add')) {
        throw invalid('/decision', 'decision_not_possible', proposal.indicatorId === null ? '新しい指標の提案では、判断は「新規」だけです。' : '今ある指標の判断は、継続・変更・削除から選んでください。新しい指標は別に提案します。');
      }
      await checkReferences(tx, { planId: proposal.facts.planId, indicatorId: proposal.indicatorId }, body);
      if (proposal.indicatorId === null && !body.projectId) throw invalid('/projectId', 'project_missing', '新しい指標の事業を選んでください。');
      await saveProposal(tx, proposal, contentOf(body), await onBehalfOf(tx, actor, proposal));
      return answerOf(tx, actor, proposalId);
    });
  }

  /** Takes one action on one proposal, or throws Refused and changes nothing. */
  act(caller: Caller, proposalId: string, request: { action: ProposalAction; version: number; comment?: string | undefined }, key: RequestKey | null = null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      const proposal = await lockProposal(tx, proposalId);
      const asked = request.action === 'submit' || request.action === 'endorse';
      const judged = asked && actor.roles.some((held) => held.role === 'officer' || held.role === 'section_head') ? await this.judgedUnderLock(tx, actor, proposalId) : null;
      const step = decideProposal({ ...proposal.facts, missing: () => judged?.missing ?? [] }, actor, request);
      await recordProposalStep(tx, proposal, step);
      return answerOf(tx, actor, proposalId, { judged: judged ?? undefined });
    });
  }

  /** What the rules say of the row as it is under the lock; null when the row is not the person's to read. */
  private async judgedUnderLock(tx: Tx, actor: Actor, proposalId: string): Promise<Judgement | null> {
    try {
      return (await proposalRow(tx, actor, proposalId)).judgement;
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  /**
   * The same action on many, each on its own: what was refused does not stop the others. Under a key the whole request has one
   * answer, and each item one outcome, so that whoever asks again after a crash in between, or twice at once, gets the same.
   */
  async actOnMany(caller: Caller, cycleId: string, request: BulkRequest, key: RequestKey | null): Promise<Answer> {
    const stored = await this.db.write(caller, async (tx, actor) => {
      const known = await tx.row('select id from cycle where id = $1 and plan_id = any ($2::uuid[])', [cycleId, actor.planIds]);
      if (!known) throw new Refused('not_found', '年度見直しが見つかりません。一覧に戻って、もう一度開いてください。');
      return key && claimKey(tx, key);
    });
    if (stored) return replayed(stored);
    const done: object[] = [];
    const refused: object[] = [];
    for (const [position, item] of request.items.entries()) {
      const outcome = await this.outcomeOf(caller, cycleId, { item, request, key: key && keyOfItem(key, `${position} ${item.id}`) });
      if (outcome.done) done.push(outcome.done);
      else refused.push(outcome.refused);
    }
    const given = answer({ done, refused }, null);
    return actOnce(this.db, caller, key, () => Promise.resolve(given));
  }

  /** What became of one item; under its key, the same for ever. */
  private async outcomeOf(caller: Caller, cycleId: string, asked: { item: BulkItem; request: BulkRequest; key: RequestKey | null }): Promise<ItemOutcome> {
    let given: Answer;
    try {
      given = await this.actInCycle(caller, cycleId, asked);
    } catch (error) {
      if (!(error instanceof Refused) || error.code === 'signed_out') throw error;
      const refusal = answer({ id: asked.item.id, code: error.code, detail: error.detail, ...(error.more.errors ? { errors: error.more.errors } : {}) }, null, refusedItem);
      given = asked.key ? await actOnce(this.db, caller, asked.key, () => Promise.resolve(refusal)) : refusal;
    }
    const said = JSON.parse(given.body) as Record<string, unknown>;
    if (given.status === refusedItem) return { done: null, refused: said };
    const { id, state, version, actions } = said;
    return { done: { id, state, version, actions }, refused: null };
  }

  private async actInCycle(caller: Caller, cycleId: string, { item, request, key }: { item: BulkItem; request: BulkRequest; key: RequestKey | null }): Promise<Answer> {
    await this.db.read(caller, async (reader, actor) => {
      const inside = await reader.row('select p.id from proposal p join cycle c on c.id = p.cycle_id where p.id = $1 and c.id = $2 and c.plan_id = any ($3::uuid[])', [item.id, cycleId, actor.planIds]);
      if (!inside) throw new Refused('not_found', '見直し案が、この年度見直しの中に見つかりません。');
    });
    return this.act(caller, item.id, { action: request.action, version: item.version, comment: request.comment }, key);
  }

  /** Proposes a new indicator. @throws Refused not_allowed, wrong_state, invalid */
  add(caller: Caller, cycleId: string, body: AdditionBody, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      const { facts, partnershipId } = await lockCycle(tx, cycleId);
      const own = departmentsOf(actor, 'officer');
      const departmentIds = body.departmentIds?.length ? [...new Set(body.departmentIds)] : own.slice(0, 1);
      const known = await tx.rows(
        `select d.id from department d join partnership_municipality m on m.municipality_id = d.municipality_id where m.partnership_id = $1 and d.active and d.id = any ($2::uuid[])`,
        [partnershipId, departmentIds],
      );
      if (known.length !== departmentIds.length) throw invalid('/departmentIds', 'unknown_department', '担当課が見つかりません。圏域の担当課から選んでください。');
      const objection = objectionToEditing(
        { name: body.name, planId: facts.planId, state: 'draft', cycleState: facts.state, owningDepartmentIds: departmentIds, exceptionHolds: false }, actor);
      if (objection) throw objection;
      if (departmentIds.length === 0) throw invalid('/departmentIds', 'department_missing', '新しい指標の担当課を選んでください。');
      await checkReferences(tx, { planId: facts.planId, indicatorId: null }, { ...body, decision: 'add' });
      const position = await tx.row<{ next: number }>('select coalesce(max(position), 0) + 1 as next from proposal where cycle_id = $1', [cycleId]);
      const id = await beginProposal(tx, {
        cycleId, partnershipId, indicatorId: null, name: body.name, content: contentOf({ ...body, decision: 'add' }), departmentIds, position: position?.next ?? 1,
      });
      return answerOf(tx, actor, id, { status: 201 });
    });
  }

  /** Takes back a new indicator that was never submitted. @throws Refused not_found, not_allowed, wrong_state, stale */
  discard(caller: Caller, proposalId: string, version: number): Promise<void> {
    return this.db.write(caller, async (tx, actor) => {
      const proposal = await lockProposal(tx, proposalId);
      if (proposal.indicatorId !== null) throw new Refused('wrong_state', `「${proposal.facts.name}」は今ある指標なので、取り消せません。やめるときは判断を「削除」にしてください。`);
      checkEditable(proposal, actor, version);
      // What others have once read, judged and answered stays where they can find it again.
      if (proposal.facts.submittedBy !== null) throw new Refused('wrong_state', `「${proposal.facts.name}」は一度提出されているため、取り消せません。やめるときは、その理由を書いてもう一度提出し、取りまとめ担当に伝えてください。`);
      await discardProposal(tx, proposal);
    });
  }

  /** Lets a department submit until a day although the cycle no longer collects. Only a coordinator may. */
  except(caller: Caller, proposalId: string, version: number, request: { until: string; reason: string }): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const proposal = await lockProposal(tx, proposalId);
      if (!coordinates(actor, proposal.facts.planId)) throw new Refused('not_allowed', '提出の例外を認められるのは、取りまとめ担当です。');
      if (proposal.facts.state !== 'draft' && proposal.facts.state !== 'returned') throw new Refused('wrong_state', `「${proposal.facts.name}」はすでに提出されているので、例外は要りません。`);
      if (version !== proposal.facts.version) throw new Refused('stale', `「${proposal.facts.name}」は、あなたが開いたあとに更新されています。読み直してください。`, { version: proposal.facts.version });
      const today = await tx.row<{ past: boolean }>(`select $1::date < (clock_timestamp() at time zone 'Asia/Tokyo')::date as past`, [request.until]);
      if (today?.past) throw invalid('/until', 'day_is_past', '期限には、今日以後の日を指定してください。');
      await grantException(tx, proposal, request.until, request.reason);
      return answerOf(tx, actor, proposalId);
    });
  }

  /** Says something about a proposal; it binds nobody. @throws Refused not_found, not_allowed */
  comment(caller: Caller, proposalId: string, text: string, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      await proposalRow(tx, actor, proposalId);
      const proposal = await lockProposal(tx, proposalId);
      if (!mayComment(actor)) throw new Refused('not_allowed', '見直し案に意見を付けられるのは、担当課の担当者と課長、取りまとめ担当、協議会委員です。');
      const id = await addComment(tx, proposal, text.trim(), departmentsOf(actor, 'officer')[0] ?? departmentsOf(actor, 'section_head')[0] ?? null);
      return answer({ id, text: text.trim(), person: { id: actor.personId, name: actor.name } }, null, 201);
    });
  }

  /** Records an actual of an indicator in a cycle. @throws Refused not_found, not_allowed, wrong_state, stale, invalid */
  recordActual(caller: Caller, where: { cycleId: string; indicatorId: string; year: number }, version: number, body: { text: string; note?: string | undefined; municipality?: string | null | undefined; settlement?: ActualToRecord['settlement'] | undefined; expectedOn?: string | null | undefined }): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const found = await tx.row<{ id: string; fiscal_year: number }>(
        `select p.id, c.fiscal_year from proposal p join cycle c on c.id = p.cycle_id where c.id = $1 and p.indicator_id = $2 and c.plan_id = any ($3::uuid[])`,
        [where.cycleId, where.indicatorId, actor.planIds],
      );
      if (!found) throw new Refused('not_found', '指標が、この年度見直しの中に見つかりません。見直しが始まっているかを確認してください。');
      const proposal = await lockProposal(tx, found.id);
      checkEditable(proposal, actor, null);
      if (where.year > found.fiscal_year || where.year < found.fiscal_year - 10) {
        throw invalid('', 'year_out_of_range', `実績値を入力できるのは、${fiscalYearName(found.fiscal_year)}とその前の10年度です。`);
      }
      const municipality = body.municipality ? await municipalityOf(tx, proposal, body.municipality) : null;
      const actual: ActualToRecord = {
        year: where.year, municipalityId: municipality, text: body.text, note: body.note ?? '', settlement: body.settlement ?? 'final', expectedOn: body.expectedOn ?? null,
      };
      const now = await recordActual(tx, proposal, actual, { version, onBehalfOf: await onBehalfOf(tx, actor, proposal) });
      return answer({ year: where.year, value: valueJson(actual.text), note: actual.note, municipality: body.municipality ?? null, settlement: actual.settlement, expectedOn: actual.expectedOn, version: now }, now);
    });
  }
}

/** The key of one item of a bulk act, by its place and id: as long a key as may be, each item has one of its own. */
const keyOfItem = ({ key, fingerprint }: RequestKey, item: string): RequestKey => ({ key: `bulk:${createHash('sha256').update(`${key} ${item}`).digest('hex')}`, fingerprint });

async function municipalityOf(tx: Tx, proposal: LockedProposal, code: string): Promise<string> {
  const row = await tx.row<{ id: string }>(
    'select m.id from municipality m join partnership_municipality p on p.municipality_id = m.id where p.partnership_id = $1 and m.code = $2', [proposal.partnershipId, code]);
  if (!row) throw invalid('/municipality', 'unknown_municipality', '市町村が見つかりません。圏域の市町村の全国地方公共団体コードを指定してください。');
  return row.id;
}
