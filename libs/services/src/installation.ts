import type { Caller, Db } from '#db';
import { hash } from '@node-rs/argon2';
import { accountOf, passwordCost } from './sessions.js';
import { checkPassword } from './people.js';

/** Who runs a new installation, and the municipality that it begins with. */
export interface FirstAdministrator {
  readonly email: string;
  readonly password: string;
  readonly municipality: { readonly code: string; readonly name: string };
}

const installer: Caller = { kind: 'system', name: '設置', partnershipIds: [] };

/**
 * Opens an empty installation: one municipality and its administrator, who enters everything else. Once anybody has an account,
 * this does nothing. @returns whether it did
 * @throws Refused invalid for a password that is too weak
 */
export async function beginInstallation(db: Db, { email, password, municipality }: FirstAdministrator): Promise<boolean> {
  checkPassword(password);
  const secret = await hash(password, passwordCost);
  return db.write(installer, async (tx) => {
    // Two installers at once: the second one waits here and then finds somebody.
    await tx.rows(`select pg_advisory_xact_lock(hashtext('kyosei.installation'))`);
    if (await tx.row('select id from person limit 1')) return false;
    const place = await tx.row<{ id: string }>('insert into municipality (code, name) values ($1, $2) on conflict (code) do update set name = excluded.name returning id', [municipality.code, municipality.name]);
    const person = await tx.row<{ id: string }>('insert into person (email, name, municipality_id, password_hash) values ($1, $2, $3, $4) returning id', [accountOf(email), `${municipality.name} 管理者`, place?.id, secret]);
    await tx.rows(`insert into role_held (person_id, role) values ($1, 'administrator')`, [person?.id]);
    await tx.audit({ partnershipId: null, subjectType: 'person', subjectId: person?.id ?? '', subjectName: `${municipality.name} 管理者`, event: 'invite', comment: '最初の管理者' });
    return true;
  });
}
