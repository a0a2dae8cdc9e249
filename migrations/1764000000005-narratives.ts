import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Narrative keeps its history: the database itself writes every version down, whoever changes the text, and no version is
 * ever changed. A section has one text at most.
 */
export class Narratives1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unique index narrative_section on narrative (section_id) where section_id is not null;
      alter table narrative add constraint narrative_length check (length(title) between 1 and 200 and length(markdown) <= 40000);

      create table narrative_version (
        narrative_id uuid not null references narrative,
        number int not null,
        partnership_id uuid not null references partnership,
        title text not null,
        position int not null,
        after_sections boolean not null,
        markdown text not null,
        written_by uuid references person,
        written_at timestamptz not null,
        primary key (narrative_id, number)
      );
      alter table narrative_version enable row level security;
      alter table narrative_version force row level security;
      create policy partnership_wall on narrative_version using (partnership_id = any ((select scope())::uuid[])) with check (partnership_id = any ((select scope())::uuid[]));
      grant select, insert on narrative_version to kyosei_app;

      -- What was written before there was a history is its first version. The walls hold for the owner of the tables too.
      do $$ begin
        perform set_config('kyosei.lists_partnerships', 'on', true);
        perform set_config('kyosei.partnerships', (select coalesce(array_agg(id), '{}')::text from partnership), true);
        insert into narrative_version (narrative_id, number, partnership_id, title, position, after_sections, markdown, written_by, written_at)
          select id, version, partnership_id, title, position, after_sections, markdown, updated_by, updated_at from narrative;
        perform set_config('kyosei.lists_partnerships', '', true);
        perform set_config('kyosei.partnerships', '', true);
      end $$;

      create function keep_narrative() returns trigger language plpgsql as $$
      begin
        insert into narrative_version (narrative_id, number, partnership_id, title, position, after_sections, markdown, written_by, written_at)
          values (new.id, new.version, new.partnership_id, new.title, new.position, new.after_sections, new.markdown, new.updated_by, new.updated_at);
        return null;
      end $$;
      create trigger narrative_history after insert or update on narrative for each row execute function keep_narrative();
      create trigger history_stays before update or delete on narrative_version for each row execute function refuse_change();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
