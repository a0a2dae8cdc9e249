import { administers, coordinates, Refused, type AggregationFrom, type Direction } from '#core';
import type { Caller, Db, RequestKey, Tx } from '#db';
import { plan as planView } from '#views';
import { randomUUID } from 'node:crypto';
import { actOnce, answer, type Answer } from './answer.js';

/** A new plan: of a partnership that is there, or of a new one whose first municipality is the central city. */
export interface PlanRequest {
  readonly kind: 'vision' | 'strategy';
  readonly title: string;
  readonly fromYear: number;
  readonly toYear: number;
  readonly baseYear: number;
  readonly targetYear: number;
  readonly levelNames?: readonly string[] | undefined;
  readonly partnershipId?: string | null | undefined;
  readonly partnershipName?: string | null | undefined;
  readonly municipalities?: readonly string[] | undefined;
  /** Whether a section head endorses before a submission leaves the department. */
  readonly endorsementAsked?: boolean | undefined;
}

/** What is said of an indicator beside its words and figures. What is left out stays as it is. */
export interface AttributesRequest {
  readonly direction?: Direction | undefined;
  readonly nature?: 'flow' | 'stock' | 'cumulative' | 'rate' | undefined;
  readonly aggregation?: readonly AggregationFrom[] | undefined;
}

const invalid = (pointer: string, code: string, message: string): Refused => new Refused('invalid', message, { errors: [{ pointer, code, message }] });

/** Whether the sixth digit of a 全国地方公共団体コード is the check digit of the five before it. */
function isMunicipalityCode(code: string): boolean {
  const digits = [...code].map(Number);
  const sum = [6, 5, 4, 3, 2].reduce((total, weight, place) => total + weight * (digits[place] ?? 0), 0);
  return digits.length === 6 && digits[5] === (11 - (sum % 11)) % 10;
}

/** What an installation is built of: municipalities and departments by its administrator, plans, and what is said of their indicators. */
export class Plans {
  constructor(private readonly db: Db) {}

  /** Enters a municipality. @throws Refused not_allowed, invalid, conflict */
  addMunicipality(caller: Caller, body: { code: string; name: string }, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      if (!administers(actor)) throw new Refused('not_allowed', '市町村を登録できるのは、管理者です。');
      if (!isMunicipalityCode(body.code)) throw invalid('/code', 'check_digit', `団体コード ${body.code} は正しくありません（最後の1桁が検査数字と合いません）。全国地方公共団体コードの6桁を確かめてください。`);
      const row = await tx.row<{ id: string }>('insert into municipality (code, name) values ($1, $2) on conflict (code) do nothing returning id', [body.code, body.name.trim()]);
      if (!row) throw new Refused('conflict', `団体コード ${body.code} の市町村は、すでに登録されています。`);
      await tx.audit({ partnershipId: null, subjectType: 'department', subjectId: row.id, subjectName: body.name.trim(), event: 'add_municipality' });
      return answer({ id: row.id, code: body.code, name: body.name.trim() }, null, 201);
    });
  }

  /** Enters a department of a municipality. @throws Refused not_allowed, invalid, conflict */
  addDepartment(caller: Caller, body: { municipalityCode: string; name: string }, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      if (!administers(actor)) throw new Refused('not_allowed', '担当課を登録できるのは、管理者です。');
      const municipality = await tx.row<{ id: string }>('select id from municipality where code = $1', [body.municipalityCode]);
      if (!municipality) throw invalid('/municipalityCode', 'unknown_municipality', '市町村が見つかりません。先に市町村を登録してください。');
      const name = body.name.trim();
      const row = await tx.row<{ id: string }>(
        'insert into department (municipality_id, name, position) select $1::uuid, $2::text, coalesce(max(position), 0) + 1 from department where municipality_id = $1 on conflict (municipality_id, name) do nothing returning id', [municipality.id, name]);
      if (!row) throw new Refused('conflict', `担当課「${name}」は、すでに登録されています。`);
      await tx.audit({ partnershipId: null, subjectType: 'department', subjectId: row.id, subjectName: name, event: 'add_department' });
      return answer({ id: row.id, name, municipalityCode: body.municipalityCode }, null, 201);
    });
  }

  /** Begins a plan without any indicator; a form brings them. @throws Refused not_allowed, invalid */
  make(caller: Caller, body: PlanRequest, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      if (!administers(actor)) throw new Refused('not_allowed', '計画を登録できるのは、管理者です。');
      if (body.toYear < body.fromYear) throw invalid('/toYear', 'years_reversed', '計画の終わりの年度は、始まりの年度と同じか、それより後にしてください。');
      const partnershipId = body.partnershipId ?? (await makePartnership(tx, body, actor.municipalityId));
      const known = await tx.row('select id from partnership where id = $1', [partnershipId]);
      if (!known) throw invalid('/partnershipId', 'unknown_partnership', '圏域が見つかりません。一覧から選び直してください。');
      const levels = body.levelNames?.length ? body.levelNames : ['政策分野'];
      const row = await tx.row<{ id: string }>(
        'insert into plan (partnership_id, kind, title, from_year, to_year, base_year, target_year, level_names, endorsement_asked) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id',
        [partnershipId, body.kind, body.title.trim(), body.fromYear, body.toYear, body.baseYear, body.targetYear, levels, body.endorsementAsked ?? false]);
      if (!row) throw new Error('the plan was not inserted');
      await tx.audit({ partnershipId, subjectType: 'plan', subjectId: row.id, subjectName: body.title.trim(), event: 'make' });
      const { body: made, version } = await planView(tx, { ...actor, planIds: [...actor.planIds, row.id] }, row.id);
      return answer(made, version, 201);
    });
  }

  /** Says whether a section head endorses before a department submits; what is submitted already stays so. @throws Refused not_found, not_allowed, stale */
  change(caller: Caller, planId: string, version: number, { endorsementAsked }: { readonly endorsementAsked: boolean }): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const before = await tx.row<{ partnership_id: string; title: string; version: number; endorsement_asked: boolean }>(
        'select partnership_id, title, version, endorsement_asked from plan where id = $1 and id = any ($2::uuid[]) for no key update', [planId, actor.planIds]);
      if (!before) throw new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
      if (!coordinates(actor, planId)) throw new Refused('not_allowed', '計画の進め方を決められるのは、取りまとめ担当です。');
      if (before.version !== version) throw new Refused('stale', `「${before.title}」は、あなたが開いたあとに更新されています。読み直してください。`, { version: before.version });
      if (before.endorsement_asked !== endorsementAsked) {
        await tx.rows('update plan set endorsement_asked = $2, version = version + 1 where id = $1', [planId, endorsementAsked]);
        await tx.audit({
          partnershipId: before.partnership_id, subjectType: 'plan', subjectId: planId, subjectName: before.title, event: 'change', difference: { endorsementAsked: { old: before.endorsement_asked, new: endorsementAsked } },
        });
      }
      const { body, version: now } = await planView(tx, actor, planId);
      return answer(body, now);
    });
  }

  /**
   * Says of an indicator which way is better, what kind of figure it is, and how the whole is made. What is being judged keeps its
   * direction and nature: what a municipality votes on is what is in front of it.
   * @throws Refused not_found, not_allowed, wrong_state, invalid
   */
  describe(caller: Caller, indicatorId: string, body: AttributesRequest): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const before = await tx.row<{ plan_id: string; partnership_id: string; name: string; direction: string; nature: string; aggregation: unknown }>(
        `select i.plan_id, i.partnership_id, d.name, d.direction, d.nature, i.aggregation from indicator i join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null
         where i.id = $1 and i.plan_id = any ($2::uuid[]) for update of i, d`, [indicatorId, actor.planIds]);
      if (!before) throw new Refused('not_found', '指標が見つかりません。計画の指標から選び直してください。');
      if (!coordinates(actor, before.plan_id)) throw new Refused('not_allowed', '指標の方向と性質を決められるのは、取りまとめ担当です。');
      const twice = (body.aggregation ?? []).findIndex(({ fromYear }, at, all) => all.findIndex((one) => one.fromYear === fromYear) < at);
      if (twice >= 0) throw invalid(`/aggregation/${twice}/fromYear`, 'year_twice', '同じ年度からの決め方が二つあります。年度ごとに一つにしてください。');
      const after = { direction: body.direction ?? before.direction, nature: body.nature ?? before.nature, aggregation: body.aggregation ?? before.aggregation };
      if (after.direction !== before.direction || after.nature !== before.nature) await refuseWhileJudged(tx, indicatorId, before.name);
      await tx.rows('update indicator_definition set direction = $2, nature = $3 where indicator_id = $1 and in_force_until is null', [indicatorId, after.direction, after.nature]);
      await tx.rows('update indicator set aggregation = $2 where id = $1', [indicatorId, JSON.stringify(after.aggregation)]);
      const { direction, nature, aggregation } = before;
      const fields = Object.entries({ direction, nature, aggregation }).filter(([field, old]) => JSON.stringify(old) !== JSON.stringify(after[field as keyof typeof after]));
      if (fields.length > 0) {
        await tx.audit({
          partnershipId: before.partnership_id, subjectType: 'indicator', subjectId: indicatorId, subjectName: before.name, event: 'describe',
          difference: Object.fromEntries(fields.map(([field, old]) => [field, { old, new: after[field as keyof typeof after] }])),
        });
      }
      return answer({ id: indicatorId, ...after }, null);
    });
  }
}

/** @throws Refused wrong_state while a proposal of the indicator lies with the office or the committee; the lock keeps new ones from being submitted meanwhile */
async function refuseWhileJudged(tx: Tx, indicatorId: string, name: string): Promise<void> {
  const proposals = await tx.rows<{ state: string; cycle_state: string }>(
    `select p.state, c.state as cycle_state from proposal p join cycle c on c.id = p.cycle_id where p.indicator_id = $1 and p.discarded_at is null order by p.id for update of p`, [indicatorId]);
  const judged = proposals.some(({ state, cycle_state: cycle }) => ['submitted', 'accepted', 'tabled'].includes(state) && cycle !== 'published');
  if (judged) throw new Refused('wrong_state', `「${name}」の見直し案は審査か協議の途中なので、方向と性質を変えられません。差戻しか決定のあとに変えてください。`);
}

/** A new partnership; the administrator's own municipality is one of its members, or nobody here could ever see it. */
async function makePartnership(tx: Tx, { partnershipName, municipalities = [] }: PlanRequest, ownId: string | null): Promise<string> {
  const name = (partnershipName ?? '').trim();
  if (name === '') throw invalid('/partnershipName', 'partnership_missing', '圏域の名前を入れるか、登録されている圏域を選んでください。');
  const codes = [...new Set(municipalities)];
  const known = await tx.rows<{ id: string; code: string }>('select id, code from municipality where code = any ($1::text[])', [codes]);
  const lost = codes.find((code) => !known.some((one) => one.code === code));
  if (codes.length === 0 || lost !== undefined) throw invalid('/municipalities', 'unknown_municipality', lost === undefined ? '圏域の市町村を一つ以上選んでください。' : `団体コード ${lost} の市町村が見つかりません。先に市町村を登録してください。`);
  if (!known.some(({ id }) => id === ownId)) throw invalid('/municipalities', 'own_municipality_missing', 'あなたの市町村を含む圏域にしてください。');
  const id = randomUUID();
  await tx.enterPartnership(id);
  await tx.rows('insert into partnership (id, name) values ($1, $2)', [id, name]);
  for (const [position, code] of codes.entries()) {
    await tx.rows('insert into partnership_municipality (partnership_id, municipality_id, central, position) values ($1, $2, $3, $4)', [id, known.find((one) => one.code === code)?.id, position === 0, position + 1]);
  }
  return id;
}
