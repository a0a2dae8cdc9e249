import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stood in a form when it went out, by the number that is printed on it: what comes back is compared with it, so that it is
 * known which side changed. Frozen: this SQL never changes and imports no live code.
 */
export class FormExports1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table form_export (
        number bigint generated always as identity primary key,
        partnership_id uuid not null references partnership,
        cycle_id uuid not null references cycle,
        content text not null check (json_typeof(content::json) = 'object'),
        made_by uuid references person,
        made_at timestamptz not null default clock_timestamp()
      );
      create index form_export_cycle on form_export (cycle_id);
      create trigger exports_stay before update or delete on form_export for each row execute function refuse_change();
      create trigger exports_are_not_emptied before truncate on form_export for each statement execute function refuse_change();
      alter table form_export enable row level security;
      alter table form_export force row level security;
      create policy partnership_wall on form_export using (partnership_id = any ((select scope())::uuid[])) with check (partnership_id = any ((select scope())::uuid[]));
      grant select, insert on form_export to kyosei_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
