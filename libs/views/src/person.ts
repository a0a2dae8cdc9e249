import { administers, Refused, type Actor } from '#core';
import type { Reader } from '#db';

const personJson = `json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'active', p.active, 'version', p.version,
  'roles', coalesce((select json_agg(role order by first) from (select r.role, min(r.position) as first from role_held r where r.person_id = p.id group by r.role) x), '[]'),
  'municipality', (select json_build_object('code', m.code, 'name', m.name) from municipality m where m.id = p.municipality_id),
  'departments', coalesce((select json_agg(json_build_object('id', d.id, 'name', d.name) order by d.position)
    from department d where exists (select from role_held r where r.person_id = p.id and r.department_id = d.id)), '[]'))`;

/** The signed-in person as `GET /session` gives them. */
export async function sessionPerson(reader: Reader, actor: Actor): Promise<object> {
  const row = await reader.row<{ person: object }>(
    `select (${personJson})::jsonb || jsonb_build_object('scopes', (select coalesce(json_agg(json_build_object('role', r.role, 'departmentId', r.department_id, 'planId', r.plan_id, 'municipalityId', r.municipality_id) order by r.position), '[]') from role_held r where r.person_id = p.id)) as person
     from person p where p.id = $1`,
    [actor.personId],
  );
  if (!row) throw new Refused('signed_out', 'もう一度サインインしてください。');
  return row.person;
}

const administratorsOnly = (actor: Actor): void => {
  if (!administers(actor)) throw new Refused('not_allowed', '利用者と役割を扱えるのは、管理者です。');
};

/** Everybody who has an account, for the administrator. */
export async function people(reader: Reader, actor: Actor): Promise<object[]> {
  administratorsOnly(actor);
  const rows = await reader.rows<{ person: object }>(
    `select (${personJson})::jsonb || jsonb_build_object('scopes', (select coalesce(json_agg(json_build_object('role', r.role, 'departmentId', r.department_id, 'planId', r.plan_id, 'municipalityId', r.municipality_id) order by r.position), '[]') from role_held r where r.person_id = p.id)) as person
     from person p order by p.active desc, p.email`,
  );
  return rows.map((row) => row.person);
}

/** All departments and municipalities, for the administrator's choices. */
export async function organisation(reader: Reader, actor: Actor): Promise<object> {
  administratorsOnly(actor);
  const row = await reader.row<{ body: object }>(
    `select json_build_object(
       'municipalities', (select json_agg(json_build_object('id', m.id, 'code', m.code, 'name', m.name,
         'departments', coalesce((select json_agg(json_build_object('id', d.id, 'name', d.name, 'active', d.active) order by d.position) from department d where d.municipality_id = m.id), '[]')) order by m.code) from municipality m)) as body`,
  );
  return row?.body ?? {};
}
