import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The words an office grades with, by plan and from a fiscal year on. A scale is never changed: a newer version stands beside it, and the
 * event that made it tells who did. Frozen: this SQL never changes and imports no live code.
 */
export class GradeScales1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table grade_scale (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        plan_id uuid not null references plan,
        from_year int not null check (from_year between 1990 and 2200),
        version int not null check (version >= 1),
        scale jsonb not null check (jsonb_typeof(scale->'steps') = 'array' and scale->>'by' in ('level', 'progress')),
        made_by uuid references person,
        made_at timestamptz not null default clock_timestamp(),
        unique (plan_id, from_year, version)
      );
      create trigger scales_stay before update or delete on grade_scale for each row execute function refuse_change();
      create trigger scales_are_not_emptied before truncate on grade_scale for each statement execute function refuse_change();
      alter table grade_scale enable row level security;
      alter table grade_scale force row level security;
      create policy partnership_wall on grade_scale using (partnership_id = any ((select scope())::uuid[])) with check (partnership_id = any ((select scope())::uuid[]));
      grant select, insert on grade_scale to kyosei_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
