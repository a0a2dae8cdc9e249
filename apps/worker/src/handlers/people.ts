import type { Reader } from '#db';

/** A person with the post that makes a mail theirs. */
export interface Addressee {
  readonly personId: string;
  readonly name: string;
  readonly address: string;
  readonly role: 'officer' | 'coordinator' | 'committee_member';
  /** The department, plan or municipality for which the post is held. */
  readonly scopeId: string;
}

const holders = `select q.id as "personId", q.name, q.email as address, r.role, coalesce(r.department_id, r.plan_id, r.municipality_id) as "scopeId"
  from role_held r join person q on q.id = r.person_id and q.active`;

/** The people in office for these departments, plans and municipalities, as they are now. */
export async function addressees(
  reader: Reader,
  of: { readonly departmentIds: readonly string[]; readonly planIds: readonly string[]; readonly municipalityIds: readonly string[] },
): Promise<Addressee[]> {
  return reader.rows<Addressee>(
    `${holders} where (r.role = 'officer' and r.department_id = any ($1::uuid[])) or (r.role = 'coordinator' and r.plan_id = any ($2::uuid[]))
       or (r.role = 'committee_member' and r.municipality_id = any ($3::uuid[])) order by q.id`,
    [of.departmentIds, of.planIds, of.municipalityIds],
  );
}
