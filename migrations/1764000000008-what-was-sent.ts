import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a department had sent when its proposal was returned. Others than the department and the planning office read this until it
 * is sent again, not what is being typed. The database keeps it by itself at the moment of the return, when the content has
 * rested since its submission; a proposal that was returned before this migration has none, and is read as a draft is.
 * Frozen: this SQL never changes and imports no live code.
 */
export class WhatWasSent1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table proposal add column sent_content text check (json_typeof(sent_content::json) = 'object');
      create function keep_what_was_sent() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          new.sent_content := old.sent_content;
          if old.state = 'returned' then return new; end if;
        end if;
        if new.state = 'returned' then
          new.sent_content := json_build_object(
            'decision', new.decision, 'name', new.name, 'unit', new.unit, 'direction', new.direction, 'nature', new.nature, 'changeKind', new.change_kind, 'projectId', new.project_id,
            'baselineText', new.baseline_text, 'baselineYear', new.baseline_year, 'targetText', new.target_text, 'targetYear', new.target_year, 'rationale', new.rationale, 'basis', new.basis,
            'source', new.source, 'discrepancyReason', new.discrepancy_reason, 'addedActuals', new.added_actuals, 'successorId', new.successor_id,
            'actuals', (select coalesce(json_agg(json_build_object('year', a.year, 'text', a.text, 'note', a.note, 'municipality', m.code, 'municipalityName', m.name, 'leads', pm.central, 'settlement', a.settlement,
                'expectedOn', a.expected_on, 'version', a.version, 'unsent', false) order by m.code nulls first), '[]')
              from cycle c join actual a on a.indicator_id = new.indicator_id and a.year = c.fiscal_year left join municipality m on m.id = a.municipality_id
              left join partnership_municipality pm on pm.municipality_id = a.municipality_id and pm.partnership_id = new.partnership_id
              where c.id = new.cycle_id))::text;
        end if;
        return new;
      end $$;
      create trigger keep_what_was_sent before insert or update on proposal for each row execute function keep_what_was_sent();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
