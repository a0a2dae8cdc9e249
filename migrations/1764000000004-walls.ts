import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The wall between partnerships, in PostgreSQL: forced row-level security against `kyosei.partnerships`, which is set
 * inside each transaction. The application acts as `kyosei_app`, which owns nothing and bypasses nothing. An empty or unset
 * setting shows nothing (it is '' after a transaction that set it locally, hence nullif).
 */
export class Walls1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'kyosei_app') then
          begin
            create role kyosei_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
          exception when duplicate_object or unique_violation then null;
          end;
        end if;
        if not pg_has_role(current_user, 'kyosei_app', 'MEMBER') or not (select rolsuper from pg_roles where rolname = current_user) then
          execute format('grant kyosei_app to %I', current_user);
        end if;
      end $$;
      grant usage on schema public to kyosei_app;

      create function scope() returns uuid[] language sql stable parallel safe as $$
        select nullif(current_setting('kyosei.partnerships', true), '')::uuid[]
      $$;

      -- Of everything that has a partnership, only the partnerships in scope can be seen or written.
      do $$
      declare t text;
      begin
        foreach t in array array['plan', 'section', 'project', 'project_department', 'indicator', 'indicator_department', 'indicator_definition',
          'actual', 'cycle', 'cycle_step', 'proposal', 'proposal_department', 'proposal_step', 'voting_round', 'vote', 'comment', 'measure_link',
          'snapshot', 'document', 'document_file', 'narrative']
        loop
          execute format('alter table %I enable row level security', t);
          execute format('alter table %I force row level security', t);
          execute format('create policy partnership_wall on %I using (partnership_id = any ((select scope())::uuid[])) with check (partnership_id = any ((select scope())::uuid[]))', t);
        end loop;
        -- What happens to the installation itself has no partnership; whose eyes it is for, the application says.
        foreach t in array array['audit_event', 'audit_chain', 'outbox', 'mail'] loop
          execute format('alter table %I enable row level security', t);
          execute format('alter table %I force row level security', t);
          execute format('create policy partnership_wall on %I using (partnership_id is null or partnership_id = any ((select scope())::uuid[])) with check (partnership_id is null or partnership_id = any ((select scope())::uuid[]))', t);
        end loop;
      end $$;
      alter table partnership enable row level security;
      alter table partnership force row level security;
      create policy partnership_wall on partnership using (id = any ((select scope())::uuid[]) or current_setting('kyosei.lists_partnerships', true) = 'on')
        with check (id = any ((select scope())::uuid[]));

      grant select on municipality, partnership, partnership_municipality, department, person, role_held, session, sign_in_attempt to kyosei_app;
      grant insert, update on municipality, department, person to kyosei_app;
      grant insert, delete on role_held to kyosei_app;
      grant insert, update, delete on session to kyosei_app;
      grant insert, delete on sign_in_attempt to kyosei_app;
      grant insert on partnership, partnership_municipality to kyosei_app;
      grant select, insert, update on plan, section, project, indicator, indicator_definition, actual, cycle, proposal, voting_round,
        outbox, mail, document, narrative, measure_link to kyosei_app;
      grant select, insert, update, delete on project_department, indicator_department, proposal_department, idempotency_key to kyosei_app;
      grant select, insert on cycle_step, proposal_step, vote, comment, audit_event, audit_chain, snapshot, document_file to kyosei_app;
      grant select on cycle_edge, proposal_edge to kyosei_app;
      grant delete on outbox to kyosei_app;

      /*
       * Opens the door of a transaction: finds the session by the hash of its token, sets the scope of row-level security,
       * and gives the person with the roles as they are now. Null when there is no living session.
       */
      create function enter_session(token_hash_asked bytea) returns json language plpgsql as $$
      declare
        found_person record;
        partnerships uuid[];
        roles json;
        plans json;
        only_views boolean;
      begin
        select p.id, p.name, p.email, p.municipality_id, s.last_seen_at into found_person
        from session s join person p on p.id = s.person_id
        where s.token_hash = token_hash_asked and p.active and s.expires_at > clock_timestamp()
          and s.last_seen_at > clock_timestamp() - interval '30 minutes';
        if not found then return null; end if;
        if found_person.last_seen_at < clock_timestamp() - interval '1 minute' then
          update session set last_seen_at = clock_timestamp() where token_hash = token_hash_asked;
        end if;
        select coalesce(array_agg(m.partnership_id), '{}') into partnerships
        from partnership_municipality m where m.municipality_id = found_person.municipality_id;
        perform set_config('kyosei.partnerships', partnerships::text, true);
        select coalesce(json_agg(json_build_object('role', r.role, 'departmentId', r.department_id, 'planId', r.plan_id, 'municipalityId', r.municipality_id)
                 order by r.position, r.id), '[]'),
               coalesce(bool_and(r.role = 'viewer'), true)
          into roles, only_views
        from role_held r where r.person_id = found_person.id;
        select coalesce(json_agg(p.id), '[]') into plans
        from plan p
        where p.partnership_id = any (partnerships)
          and (not only_views or exists (select from role_held r where r.person_id = found_person.id and r.plan_id = p.id));
        return json_build_object('personId', found_person.id, 'name', found_person.name, 'municipalityId', found_person.municipality_id,
          'roles', roles, 'partnershipIds', to_json(partnerships), 'planIds', plans);
      end $$;
      grant execute on function enter_session(bytea), scope() to kyosei_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
