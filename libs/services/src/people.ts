import { administers, coordinates, Refused, type Role } from '#core';
import { RoleHeldRow, type Caller, type Db, type RequestKey, type Tx } from '#db';
import { hash } from '@node-rs/argon2';
import { actOnce, answer, type Answer } from './answer.js';
import { accountOf, passwordCost } from './sessions.js';

export interface RoleBody { readonly role: Role; readonly departmentId?: string | null | undefined; readonly planId?: string | null | undefined; readonly municipalityId?: string | null | undefined }
export interface PersonBody { readonly email: string; readonly name: string; readonly municipalityCode: string; readonly password: string; readonly roles: readonly RoleBody[] }
export interface PersonChanges { readonly name?: string | undefined; readonly active?: boolean | undefined; readonly password?: string | null | undefined; readonly roles?: readonly RoleBody[] | undefined }

const invalid = (pointer: string, code: string, message: string): Refused => new Refused('invalid', message, { errors: [{ pointer, code, message }] });

/** Words that everybody would try first; a password that contains one with little else is refused. */
const tooCommon = ['password', '12345678', 'qwerty', 'kyosei', '共生', '市役所', '町役場', '村役場', '企画政策課', 'ina'];

/** @throws Refused invalid for a password that is too short, too long, or easily guessed */
export function checkPassword(password: string): void {
  const length = [...password].length;
  if (length < 12 || length > 128) throw invalid('/password', 'password_length', 'パスワードは12文字以上128文字以下にしてください。');
  const rest = tooCommon.reduce((left, word) => left.replaceAll(word, ''), password.toLowerCase());
  if ([...rest].length < 6 || new Set(rest).size < 4) throw invalid('/password', 'password_common', '推測されやすいパスワードです。関係のない言葉をいくつか組み合わせてください。');
}

/**
 * The address of a new account as it is kept. Before the @ stands ASCII only: signs that look alike are different accounts to a
 * machine, and few relays carry any other.
 * @throws Refused invalid
 */
function checkAccount(email: string): string {
  const account = accountOf(email);
  if (!/^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^\s@]{1,255}$/.test(account)) throw invalid('/email', 'address_not_ascii', `メールアドレス「${account}」は登録できません。@ の前は半角の英数字と記号で、アドレスを一つだけ入力してください。`);
  return account;
}

async function personAnswer(tx: Tx, personId: string, status = 200): Promise<Answer> {
  const row = await tx.row<{ person: object; version: number }>(
    `select p.version, json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'active', p.active, 'version', p.version,
       'municipality', (select json_build_object('code', m.code, 'name', m.name) from municipality m where m.id = p.municipality_id),
       'scopes', (select coalesce(json_agg(json_build_object('role', r.role, 'departmentId', r.department_id, 'planId', r.plan_id, 'municipalityId', r.municipality_id) order by r.position), '[]') from role_held r where r.person_id = p.id)) as person
     from person p where p.id = $1`, [personId]);
  if (!row) throw new Refused('not_found', '利用者が見つかりません。');
  return answer(row.person, row.version, status);
}

async function rolesOf(tx: Tx, personId: string): Promise<object[]> {
  return tx.rows(`select role, department_id as "departmentId", plan_id as "planId", municipality_id as "municipalityId" from role_held where person_id = $1 order by position`, [personId]);
}

type Scope = 'departmentId' | 'planId' | 'municipalityId';
const scopeOf: Record<Role, Scope | null> = { officer: 'departmentId', section_head: 'departmentId', coordinator: 'planId', viewer: 'planId', committee_member: 'municipalityId', administrator: null };
const knownScopes: Record<Scope, string> = {
  departmentId: 'select id from department where id = $1 and active', planId: 'select id from plan where id = $1', municipalityId: 'select id from municipality where id = $1',
};

/** Replaces the roles of a person; what was named twice is given once. @throws Refused invalid when a scope is missing or not there */
async function giveRoles(tx: Tx, personId: string, roles: readonly RoleBody[]): Promise<void> {
  await tx.rows('delete from role_held where person_id = $1', [personId]);
  const given = new Map<string, { role: Role; scope: Scope | null; scopeId: string | null }>();
  for (const [position, held] of roles.entries()) {
    const scope = scopeOf[held.role];
    const scopeId = scope && (held[scope] ?? null);
    if (scope && !scopeId) throw invalid(`/roles/${position}/${scope}`, 'scope_missing', '役割の範囲（担当課・計画・市町村）を選んでください。');
    if (scope && !(await tx.row(knownScopes[scope], [scopeId]))) throw invalid(`/roles/${position}/${scope}`, 'unknown_scope', '役割の範囲（担当課・計画・市町村）が見つかりません。一覧から選び直してください。');
    given.set(`${held.role} ${scopeId ?? ''}`, { role: held.role, scope, scopeId });
  }
  await tx.insert(RoleHeldRow, [...given.values()].map(({ role, scope, scopeId }, position) => ({
    personId, role, position, departmentId: scope === 'departmentId' ? scopeId : null, planId: scope === 'planId' ? scopeId : null, municipalityId: scope === 'municipalityId' ? scopeId : null,
  })));
}

/** What the administrator does with accounts and roles, and the coordinator with assignments. */
export class People {
  constructor(private readonly db: Db) {}

  /** Opens an account. @throws Refused not_allowed, invalid, conflict */
  invite(caller: Caller, body: PersonBody, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      if (!administers(actor)) throw new Refused('not_allowed', '利用者を登録できるのは、管理者です。');
      checkPassword(body.password);
      const municipality = await tx.row<{ id: string }>('select id from municipality where code = $1', [body.municipalityCode]);
      if (!municipality) throw invalid('/municipalityCode', 'unknown_municipality', '市町村が見つかりません。全国地方公共団体コードを確かめてください。');
      const email = checkAccount(body.email);
      const person = await tx.row<{ id: string }>('insert into person (email, name, municipality_id, password_hash) values ($1, $2, $3, $4) on conflict (email) do nothing returning id',
        [email, body.name.trim(), municipality.id, await hash(body.password, passwordCost)]);
      if (!person) throw new Refused('conflict', `${email} は、すでに登録されています。一覧から開いて直してください。`);
      await giveRoles(tx, person.id, body.roles);
      await tx.audit({ partnershipId: null, subjectType: 'person', subjectId: person.id, subjectName: body.name, event: 'invite', difference: { roles: { old: [], new: await rolesOf(tx, person.id) } } });
      return personAnswer(tx, person.id, 201);
    });
  }

  /** Changes an account; what is taken away counts from the person's next request on. */
  change(caller: Caller, personId: string, version: number, body: PersonChanges): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      if (!administers(actor)) throw new Refused('not_allowed', '利用者を変更できるのは、管理者です。');
      const before = await tx.row<{ name: string; active: boolean; version: number }>('select name, active, version from person where id = $1 for update', [personId]);
      if (!before) throw new Refused('not_found', '利用者が見つかりません。一覧から選び直してください。');
      if (before.version !== version) throw new Refused('stale', `${before.name}は、あなたが開いたあとに変更されています。読み直してください。`, { version: before.version });
      if (personId === actor.personId && (body.active === false || (body.roles && !body.roles.some((held) => held.role === 'administrator')))) {
        throw invalid('/active', 'last_way_in', '自分自身を停止したり、自分の管理者の役割を外したりすることはできません。別の管理者に依頼してください。');
      }
      // Null says as little as nothing: the password stays.
      const password = body.password ?? null;
      if (password !== null) checkPassword(password);
      await tx.rows(
        `update person set name = coalesce($2, name), active = coalesce($3, active), password_hash = coalesce($4, password_hash), version = version + 1 where id = $1`,
        [personId, body.name?.trim() ?? null, body.active ?? null, password === null ? null : await hash(password, passwordCost)],
      );
      const rolesBefore = await rolesOf(tx, personId);
      if (body.roles) await giveRoles(tx, personId, body.roles);
      if (body.active === false || password !== null) await tx.rows('delete from session where person_id = $1', [personId]);
      await tx.audit({
        partnershipId: null, subjectType: 'person', subjectId: personId, subjectName: body.name ?? before.name, event: 'change',
        difference: { name: { old: before.name, new: body.name ?? before.name }, active: { old: before.active, new: body.active ?? before.active }, ...(body.roles ? { roles: { old: rolesBefore, new: await rolesOf(tx, personId) } } : {}), ...(password === null ? {} : { password: { old: null, new: '変更' } }) },
      });
      return personAnswer(tx, personId);
    });
  }

  /** Says which departments answer for an indicator; the first is the lead. Undecided proposals follow. */
  assign(caller: Caller, indicatorId: string, named: readonly string[]): Promise<Answer> {
    return this.db.write(caller, async (tx, actor) => {
      const departmentIds = [...new Set(named)];
      const indicator = await tx.row<{ plan_id: string; partnership_id: string; name: string }>(
        `select i.plan_id, i.partnership_id, d.name from indicator i join indicator_definition d on d.indicator_id = i.id and d.in_force_until is null where i.id = $1 and i.plan_id = any ($2::uuid[]) for update of i`, [indicatorId, actor.planIds]);
      if (!indicator) throw new Refused('not_found', '指標が見つかりません。計画の指標から選び直してください。');
      if (!coordinates(actor, indicator.plan_id)) throw new Refused('not_allowed', '担当課を割り当てられるのは、取りまとめ担当です。');
      const known = await tx.rows<{ id: string }>(
        `select d.id from department d join partnership_municipality m on m.municipality_id = d.municipality_id where m.partnership_id = $1 and d.active and d.id = any ($2::uuid[])`, [indicator.partnership_id, departmentIds]);
      if (departmentIds.length === 0 || known.length !== departmentIds.length) throw invalid('/departmentIds', 'unknown_department', '担当課を、圏域の担当課から一つ以上選んでください。');
      const before = await tx.rows<{ id: string }>('delete from indicator_department where indicator_id = $1 returning department_id as id', [indicatorId]);
      await tx.rows(`insert into indicator_department (indicator_id, department_id, partnership_id, lead, position) select $1::uuid, d.id, $2::uuid, d.n = 1, d.n from unnest($3::uuid[]) with ordinality as d(id, n)`, [indicatorId, indicator.partnership_id, departmentIds]);
      const open = await tx.rows<{ id: string }>(`select id from proposal where indicator_id = $1 and state in ('draft', 'returned') for update`, [indicatorId]);
      for (const { id } of open) {
        await tx.rows('delete from proposal_department where proposal_id = $1', [id]);
        await tx.rows(`insert into proposal_department (proposal_id, department_id, partnership_id, lead, position) select $1::uuid, d.id, $2::uuid, d.n = 1, d.n from unnest($3::uuid[]) with ordinality as d(id, n)`, [id, indicator.partnership_id, departmentIds]);
      }
      await tx.audit({ partnershipId: indicator.partnership_id, subjectType: 'indicator', subjectId: indicatorId, subjectName: indicator.name, event: 'assign', difference: { departments: { old: before.map(({ id }) => id), new: departmentIds } } });
      return answer({ id: indicatorId, departmentIds }, null);
    });
  }
}
