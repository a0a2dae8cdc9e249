import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who works here, and the plans with what is in force. Frozen: this SQL never changes and imports no live code.
 * Every table that belongs to a partnership carries `partnership_id`, which row-level security compares (third migration).
 */
export class PeopleAndPlans1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table municipality (
        id uuid primary key default gen_random_uuid(),
        code text not null unique check (code ~ '^[0-9]{6}$'),
        name text not null
      );
      create table partnership (
        id uuid primary key default gen_random_uuid(),
        name text not null
      );
      create table partnership_municipality (
        partnership_id uuid not null references partnership,
        municipality_id uuid not null references municipality,
        central boolean not null default false,
        position int not null,
        primary key (partnership_id, municipality_id)
      );
      create unique index one_central_city on partnership_municipality (partnership_id) where central;
      create table department (
        id uuid primary key default gen_random_uuid(),
        municipality_id uuid not null references municipality,
        name text not null,
        position int not null default 0,
        active boolean not null default true,
        unique (municipality_id, name)
      );

      create table person (
        id uuid primary key default gen_random_uuid(),
        email text not null check (email = lower(email)),
        name text not null,
        municipality_id uuid references municipality,
        password_hash text,
        active boolean not null default true,
        version int not null default 1,
        created_at timestamptz not null default clock_timestamp()
      );
      create unique index person_email on person (email);

      create table session (
        token_hash bytea primary key check (octet_length(token_hash) = 32),
        person_id uuid not null references person,
        created_at timestamptz not null default clock_timestamp(),
        last_seen_at timestamptz not null default clock_timestamp(),
        expires_at timestamptz not null
      );
      create index session_person on session (person_id);
      create table sign_in_attempt (
        id bigint generated always as identity primary key,
        email text not null,
        address text not null,
        at timestamptz not null default clock_timestamp(),
        succeeded boolean not null
      );
      create index sign_in_attempt_email on sign_in_attempt (email, at);
      create index sign_in_attempt_address on sign_in_attempt (address, at);

      create table plan (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        kind text not null check (kind in ('vision', 'strategy')),
        title text not null,
        from_year int not null,
        to_year int not null check (to_year >= from_year),
        base_year int not null,
        target_year int not null,
        level_names text[] not null,
        endorsement_asked boolean not null default false,
        version int not null default 1
      );
      create index plan_partnership on plan (partnership_id);

      create table role_held (
        id uuid primary key default gen_random_uuid(),
        person_id uuid not null references person,
        role text not null check (role in ('officer', 'section_head', 'coordinator', 'committee_member', 'viewer', 'administrator')),
        department_id uuid references department,
        plan_id uuid references plan,
        municipality_id uuid references municipality,
        position int not null default 0,
        constraint role_has_its_scope check (
          case role
            when 'officer' then department_id is not null and plan_id is null and municipality_id is null
            when 'section_head' then department_id is not null and plan_id is null and municipality_id is null
            when 'coordinator' then plan_id is not null and department_id is null and municipality_id is null
            when 'viewer' then plan_id is not null and department_id is null and municipality_id is null
            when 'committee_member' then municipality_id is not null and department_id is null and plan_id is null
            else department_id is null and plan_id is null and municipality_id is null
          end
        )
      );
      create unique index role_held_once on role_held
        (person_id, role, coalesce(department_id, plan_id, municipality_id, '00000000-0000-0000-0000-000000000000'));
      create index role_held_department on role_held (department_id) where department_id is not null;
      create index role_held_plan on role_held (plan_id) where plan_id is not null;

      create table section (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        plan_id uuid not null references plan,
        parent_id uuid references section,
        level int not null,
        name text not null,
        position int not null
      );
      create index section_plan on section (plan_id);
      create table project (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        plan_id uuid not null references plan,
        section_id uuid not null references section,
        name text,
        aim text not null default '',
        position int not null
      );
      comment on column project.name is 'Null where the form lost it: a project without a name is still a project.';
      create index project_section on project (section_id);
      create table project_department (
        project_id uuid not null references project,
        department_id uuid not null references department,
        partnership_id uuid not null references partnership,
        position int not null,
        primary key (project_id, department_id)
      );

      create table indicator (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        plan_id uuid not null references plan,
        project_id uuid not null references project,
        key text not null,
        position int not null,
        aggregation jsonb not null default '[]',
        created_at timestamptz not null default clock_timestamp(),
        ended_at timestamptz,
        successor_id uuid references indicator,
        unique (plan_id, key)
      );
      create index indicator_project on indicator (project_id);
      create table indicator_department (
        indicator_id uuid not null references indicator,
        department_id uuid not null references department,
        partnership_id uuid not null references partnership,
        lead boolean not null,
        position int not null,
        primary key (indicator_id, department_id)
      );
      create index indicator_department_department on indicator_department (department_id);
      create unique index one_lead on indicator_department (indicator_id) where lead;

      create table indicator_definition (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        indicator_id uuid not null references indicator,
        number int not null,
        name text not null,
        unit text,
        direction text not null default 'higher' check (direction in ('higher', 'lower', 'maintain', 'none')),
        nature text not null default 'flow' check (nature in ('flow', 'stock', 'cumulative', 'rate')),
        baseline_text text not null default '',
        baseline_year int,
        target_text text not null default '',
        target_year int,
        basis text not null default '',
        source text not null default '',
        breaks_series boolean not null default false,
        in_force_from timestamptz not null,
        in_force_until timestamptz,
        unique (indicator_id, number),
        check (in_force_until is null or in_force_until >= in_force_from)
      );
      create unique index one_definition_in_force on indicator_definition (indicator_id) where in_force_until is null;

      create table actual (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        indicator_id uuid not null references indicator,
        year int not null check (year between 1950 and 2200),
        municipality_id uuid references municipality,
        text text not null,
        note text not null default '',
        settlement text not null default 'final' check (settlement in ('preliminary', 'expected', 'final')),
        expected_on date,
        version int not null default 1,
        recorded_by uuid references person,
        recorded_at timestamptz not null default clock_timestamp()
      );
      create unique index actual_once on actual
        (indicator_id, year, coalesce(municipality_id, '00000000-0000-0000-0000-000000000000'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
