import { hash } from '@node-rs/argon2';
import { randomBytes, randomUUID } from 'node:crypto';
import { businessDayFrom } from '#core';
import { readReviewForm, readStrategyForm, type SheetFinding } from '#sheets';
import { beginCycle, type Caller, type Db, type Tx } from '#db';
import { buildPlan, Cycles, passwordCost, projectsOfReview, projectsOfStrategy, tokenHashOf, type PlannedProject } from '#services';
import { readDemonstration, seedFile, type Attributes, type Demonstration, type PlanFrame, type PlanKind } from './demonstration.js';

/** What the launcher prints and outside clients find in `instance.json`. */
export interface DemonstrationAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly municipality: { readonly code: string; readonly name: string };
  readonly departments: readonly { readonly id: string; readonly name: string }[];
}

export interface Loaded {
  /** False when the installation already holds something: then nothing is touched. */
  readonly loaded: boolean;
  readonly findings: readonly SheetFinding[];
  readonly accounts: readonly DemonstrationAccount[];
}

const loader = (...partnershipIds: string[]): Caller => ({ kind: 'system', name: '見本データの読み込み', partnershipIds });

/** Departments by municipality code and name, municipalities by code. */
interface Offices { readonly municipalities: ReadonlyMap<string, string>; readonly department: (municipality: string, name: string) => string }

/**
 * Fills an empty installation with the two offices' forms as what is in force, with people known by post, and opens the year's
 * review of both plans. All of a plan or nothing; what a killed run left out, the next one adds. An installation that holds
 * anything of its own is left alone.
 */
export async function loadDemonstration(db: Db): Promise<Loaded> {
  const demonstration = readDemonstration();
  const people = await db.read(loader(), (reader) => reader.rows<{ email: string }>('select email from person'));
  const emails = new Set(demonstration.people.map(({ email }) => email));
  if (people.some(({ email }) => !emails.has(email)) && !people.some(({ email }) => emails.has(email))) return { loaded: false, findings: [], accounts: [] };
  const fresh = people.length === 0;
  if (fresh) await db.write(loader(), (tx) => loadPeople(tx, demonstration));
  const findings: SheetFinding[] = [];
  for (const kind of ['vision', 'strategy'] as const) {
    if ((await planOf(db, demonstration[kind].title)) === null) findings.push(...(await loadPlan(db, demonstration, kind)));
  }
  await openCycles(db);
  return { loaded: fresh, findings, accounts: await accountsOf(db, demonstration) };
}

async function planOf(db: Db, title: string): Promise<string | null> {
  const partnershipIds = await db.partnershipIds();
  const row = await db.read(loader(...partnershipIds), (reader) => reader.row<{ id: string }>('select id from plan where title = $1', [title]));
  return row?.id ?? null;
}

async function loadPeople(tx: Tx, demonstration: Demonstration): Promise<void> {
  const password = await hash(demonstration.password, passwordCost);
  const offices = new Map<string, string>();
  for (const { code, name } of demonstration.municipalities) {
    const municipality = await idOf(tx, 'insert into municipality (code, name) values ($1, $2) returning id', [code, name]);
    offices.set(code, municipality);
    for (const [position, department] of (demonstration.departments[code] ?? []).entries()) {
      await tx.rows('insert into department (municipality_id, name, position) values ($1, $2, $3)', [municipality, department, position + 1]);
    }
  }
  for (const person of demonstration.people) {
    const municipality = offices.get(person.municipality) ?? null;
    const personId = await idOf(tx, 'insert into person (email, name, municipality_id, password_hash) values ($1, $2, $3, $4) returning id', [person.email, person.name, municipality, password]);
    for (const [position, held] of person.roles.entries()) {
      // Roles on a plan follow when the plan is there.
      if (held.plan) continue;
      await tx.rows(
        `insert into role_held (person_id, role, department_id, municipality_id, position)
         values ($1, $2, (select id from department where municipality_id = $3 and name = $4), case when $2 = 'committee_member' then $3::uuid end, $5)`,
        [personId, held.role, municipality, held.department ?? null, position + 1]);
    }
    await tx.audit({ partnershipId: null, subjectType: 'person', subjectId: personId, subjectName: person.name, event: 'invite', comment: '見本データ' });
  }
}

async function loadPlan(db: Db, demonstration: Demonstration, kind: PlanKind): Promise<readonly SheetFinding[]> {
  const partnershipId = randomUUID();
  const { name, central, municipalities } = demonstration.partnerships[kind];
  return db.write(loader(partnershipId), async (tx) => {
    const offices = await officesOf(tx);
    const { projects, levelNames, aim, findings } = kind === 'vision' ? await vision(demonstration, offices) : await strategy(demonstration, offices);
    await tx.rows('insert into partnership (id, name) values ($1, $2)', [partnershipId, name]);
    for (const [position, code] of municipalities.entries()) {
      await tx.rows('insert into partnership_municipality (partnership_id, municipality_id, central, position) values ($1, $2, $3, $4)', [partnershipId, offices.municipalities.get(code), code === central, position + 1]);
    }
    const frame = demonstration[kind];
    const planId = await insertPlan(tx, partnershipId, kind, frame, levelNames);
    await giveRolesOnPlan(tx, demonstration, kind, planId);
    await buildPlan(tx, { id: planId, partnershipId, keyPrefix: frame.keyPrefix }, projects);
    const narratives = kind === 'vision' ? demonstration.vision.narratives : [{ title: '目指す姿', afterSections: false, markdown: aim }];
    for (const [position, narrative] of narratives.entries()) {
      await tx.rows('insert into narrative (partnership_id, plan_id, title, position, after_sections, markdown) values ($1, $2, $3, $4, $5, $6)', [partnershipId, planId, narrative.title, position + 1, narrative.afterSections, narrative.markdown]);
    }
    await tx.audit({ partnershipId, subjectType: 'plan', subjectId: planId, subjectName: frame.title, event: 'load', comment: '見本データ' });
    await beginCycle(tx, { planId, partnershipId, fiscalYear: demonstration.reviewYear, name: frame.title, deadlines: await deadlines(tx, demonstration) });
    return findings;
  });
}

interface PlanContent { readonly projects: readonly PlannedProject[]; readonly levelNames: readonly string[]; readonly aim: string; readonly findings: readonly SheetFinding[] }

async function vision(demonstration: Demonstration, offices: Offices): Promise<PlanContent> {
  const form = await readReviewForm(seedFile('vision-kpi-review.xlsx'));
  const { central } = demonstration.partnerships.vision;
  const projects = projectsOfReview(form, demonstration.reviewYear, (name) => {
    const found = demonstration.vision.indicators.find((one) => one.name === name);
    if (!found) throw new Error(`demonstration.json says nothing of the vision's indicator ${name}`);
    return { ...attributes(found), departmentIds: found.departments.map((department) => offices.department(central, department)) };
  });
  return { projects, levelNames: demonstration.vision.levelNames, aim: '', findings: form.findings };
}

async function strategy(demonstration: Demonstration, offices: Offices): Promise<PlanContent> {
  const form = await readStrategyForm(seedFile('strategy-kpi.xlsx'));
  const { central } = demonstration.partnerships.strategy;
  const projects = projectsOfStrategy(form, (name) => offices.department(central, name), (name, project) => {
    const found = demonstration.strategy.indicators.find((one) => one.name === name && one.project === project);
    if (!found) throw new Error(`demonstration.json says nothing of the strategy's indicator ${name} (${project})`);
    return attributes(found);
  });
  return { projects, levelNames: form.levelNames, aim: form.projects[0]?.aim ?? '', findings: form.findings };
}

const attributes = (found: Attributes) => ({ direction: found.direction, nature: found.nature, aggregation: found.aggregation ?? [] });

async function officesOf(tx: Tx): Promise<Offices> {
  const rows = await tx.rows<{ code: string; municipality_id: string; name: string; id: string }>('select m.code, m.id as municipality_id, d.name, d.id from department d join municipality m on m.id = d.municipality_id');
  return {
    municipalities: new Map(rows.map((row) => [row.code, row.municipality_id])),
    department: (municipality, name) => {
      const found = rows.find((row) => row.code === municipality && row.name === name);
      if (!found) throw new Error(`demonstration.json has no department ${name} in ${municipality}`);
      return found.id;
    },
  };
}

const insertPlan = (tx: Tx, partnershipId: string, kind: PlanKind, frame: PlanFrame, levelNames: readonly string[]): Promise<string> =>
  idOf(tx, 'insert into plan (partnership_id, kind, title, from_year, to_year, base_year, target_year, level_names) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id',
    [partnershipId, kind, frame.title, frame.fromYear, frame.toYear, frame.baseYear, frame.targetYear, levelNames]);

async function giveRolesOnPlan(tx: Tx, demonstration: Demonstration, kind: PlanKind, planId: string): Promise<void> {
  for (const person of demonstration.people) {
    for (const [position, held] of person.roles.entries()) {
      if (held.plan !== kind) continue;
      await tx.rows('insert into role_held (person_id, role, plan_id, position) select id, $2, $3, $4 from person where email = $1', [person.email, held.role, planId, position + 1]);
    }
  }
}

/** Deadlines relative to the day of loading, by the database's clock in Japan; on a day when offices are closed, the next one. */
async function deadlines(tx: Tx, { deadlineDays }: Demonstration): Promise<{ submission: string; review: string; vote: string }> {
  const row = await tx.row<{ submission: string; review: string; vote: string }>(
    `select (d + $1::int)::text as submission, (d + $2::int)::text as review, (d + $3::int)::text as vote from (select (clock_timestamp() at time zone 'Asia/Tokyo')::date as d) today`,
    [deadlineDays.submission, deadlineDays.review, deadlineDays.vote]);
  if (!row) throw new Error('the database has no clock');
  return { submission: businessDayFrom(row.submission), review: businessDayFrom(row.review), vote: businessDayFrom(row.vote) };
}

/** Opens what is still in preparation, as the coordinator would: by the rules, with history and mails. */
async function openCycles(db: Db): Promise<void> {
  const partnershipIds = await db.partnershipIds();
  const waiting = await db.read(loader(...partnershipIds), (reader) => reader.rows<{ id: string; version: number; person_id: string }>(
    `select distinct on (c.id) c.id, c.version, r.person_id from cycle c join role_held r on r.plan_id = c.plan_id and r.role = 'coordinator' where c.state = 'preparing' and c.step_number = 1 order by c.id, r.person_id`));
  const cycles = new Cycles(db);
  for (const cycle of waiting) {
    const token = randomBytes(32).toString('base64url');
    const tokenHash = tokenHashOf(token);
    await db.write(loader(), (tx) => tx.rows(`insert into session (token_hash, person_id, expires_at) values ($1, $2, clock_timestamp() + interval '5 minutes')`, [tokenHash, cycle.person_id]));
    try {
      await cycles.act({ kind: 'session', tokenHash, requestId: `load-${cycle.id}` }, cycle.id, { action: 'open', version: cycle.version }, null);
    } finally {
      await db.write(loader(), (tx) => tx.rows('delete from session where token_hash = $1', [tokenHash]));
    }
  }
}

async function accountsOf(db: Db, demonstration: Demonstration): Promise<DemonstrationAccount[]> {
  const rows = await db.read(loader(), (reader) => reader.rows<Omit<DemonstrationAccount, 'password'>>(
    `select p.email, p.name, json_build_object('code', m.code, 'name', m.name) as municipality,
       array(select r.role from role_held r where r.person_id = p.id group by r.role order by min(r.position)) as roles,
       coalesce((select json_agg(json_build_object('id', d.id, 'name', d.name) order by r.position) from role_held r join department d on d.id = r.department_id where r.person_id = p.id), '[]') as departments
     from person p join municipality m on m.id = p.municipality_id where p.active`));
  return demonstration.people.flatMap(({ email }) => {
    const row = rows.find((one) => one.email === email);
    return row ? [{ email, password: demonstration.password, name: row.name, roles: row.roles, municipality: row.municipality, departments: row.departments }] : [];
  });
}

async function idOf(tx: Tx, sql: string, values: readonly unknown[]): Promise<string> {
  const row = await tx.row<{ id: string }>(sql, values);
  if (!row) throw new Error('the row was not inserted');
  return row.id;
}
