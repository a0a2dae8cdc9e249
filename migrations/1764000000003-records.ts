import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is kept: the audit chain, the outbox, mails, snapshots and documents, answers to repeated requests.
 *
 * The chain: each event's content is hashed field by field (length-prefixed, so that no two events share a spelling), and at
 * commit the hash of the chain's head and the content are hashed into the new head. The lock makes one line of concurrent
 * commits; the unique `previous` makes a fork impossible even without it.
 */
export class Records1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_event (
        id bigint generated always as identity primary key,
        partnership_id uuid references partnership,
        at timestamptz not null,
        actor_id uuid references person,
        actor_name text not null,
        on_behalf_of text,
        subject_type text not null,
        subject_id text not null,
        subject_name text not null,
        event text not null,
        from_state text,
        to_state text,
        difference text not null default '{}',
        comment text,
        request_id text,
        content_hash bytea not null
      );
      create index audit_event_partnership on audit_event (partnership_id, id);
      create index audit_event_subject on audit_event (subject_id, id);
      create index audit_event_actor on audit_event (actor_id, id);
      create table audit_chain (
        chain text not null,
        number bigint not null,
        event_id bigint not null unique references audit_event,
        partnership_id uuid references partnership,
        previous bytea not null,
        hash bytea not null,
        primary key (chain, number),
        unique (chain, previous)
      );

      create function audit_field(value text) returns text language sql immutable as $$
        select case when value is null then '-,' else octet_length(convert_to(value, 'UTF8')) || ':' || value || ',' end
      $$;
      create function audit_content(e audit_event) returns text language sql stable as $$
        select audit_field(e.id::text) || audit_field(e.partnership_id::text)
          || audit_field(to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
          || audit_field(e.actor_id::text) || audit_field(e.actor_name) || audit_field(e.on_behalf_of)
          || audit_field(e.subject_type) || audit_field(e.subject_id) || audit_field(e.subject_name) || audit_field(e.event)
          || audit_field(e.from_state) || audit_field(e.to_state) || audit_field(e.difference) || audit_field(e.comment) || audit_field(e.request_id)
      $$;
      create function hash_audit_event() returns trigger language plpgsql as $$
      begin
        new.at := clock_timestamp();
        new.content_hash := sha256(convert_to(audit_content(new), 'UTF8'));
        return new;
      end $$;
      create trigger hash_content before insert on audit_event for each row execute function hash_audit_event();
      create function seal_audit_event() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        line text := coalesce(new.partnership_id::text, 'installation');
        head record;
      begin
        perform pg_advisory_xact_lock(4711, hashtext(line));
        select number, hash into head from audit_chain where chain = line order by number desc limit 1;
        insert into audit_chain (chain, number, event_id, partnership_id, previous, hash)
        values (line, coalesce(head.number, 0) + 1, new.id, new.partnership_id, coalesce(head.hash, sha256('')),
                sha256(coalesce(head.hash, sha256('')) || new.content_hash));
        return null;
      end $$;
      create constraint trigger seal after insert on audit_event deferrable initially deferred for each row execute function seal_audit_event();
      create trigger history_stays before update or delete on audit_event for each row execute function refuse_change();
      create trigger history_stays before update or delete on audit_chain for each row execute function refuse_change();
      create trigger history_is_not_emptied before truncate on audit_event for each statement execute function refuse_change();
      create trigger history_is_not_emptied before truncate on audit_chain for each statement execute function refuse_change();

      create table outbox (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid references partnership,
        topic text not null,
        payload jsonb not null,
        created_at timestamptz not null default clock_timestamp(),
        state text not null default 'new' check (state in ('new', 'enqueued', 'done', 'dead')),
        dispatch_number int not null default 0,
        due_again timestamptz,
        done_at timestamptz,
        last_error text
      );
      create index outbox_open on outbox (created_at) where state in ('new', 'enqueued');

      create table mail (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid references partnership,
        once_key text not null unique,
        kind text not null,
        person_id uuid not null references person,
        address text not null,
        subject text not null,
        body text not null,
        state text not null default 'pending' check (state in ('pending', 'claimed', 'handed_over', 'sent', 'refused', 'unknown')),
        owner text,
        lease timestamptz,
        attempts int not null default 0,
        next_attempt_at timestamptz not null default clock_timestamp(),
        last_error text,
        created_at timestamptz not null default clock_timestamp(),
        sent_at timestamptz
      );
      create index mail_open on mail (next_attempt_at) where state in ('pending', 'claimed', 'handed_over');
      create index mail_person on mail (person_id, created_at);

      create table snapshot (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        cycle_id uuid not null references cycle,
        number int,
        draft boolean not null,
        taken_at timestamptz not null default clock_timestamp(),
        content text not null,
        sha256 text not null,
        unique (cycle_id, number)
      );
      create index snapshot_cycle on snapshot (cycle_id, taken_at);
      create table document_file (
        sha256 text primary key,
        partnership_id uuid not null references partnership,
        bytes bytea not null,
        media_type text not null,
        created_at timestamptz not null default clock_timestamp()
      );
      create table document (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        cycle_id uuid not null references cycle,
        snapshot_id uuid not null references snapshot,
        kind text not null,
        format text not null,
        draft boolean not null,
        state text not null default 'queued' check (state in ('queued', 'compiling', 'ready', 'failed', 'cancelled')),
        sections_done int not null default 0,
        sections_total int not null default 0,
        sha256 text references document_file,
        file_name text,
        size int,
        error text,
        requested_by uuid references person,
        created_at timestamptz not null default clock_timestamp(),
        finished_at timestamptz,
        version int not null default 1,
        check (state <> 'ready' or sha256 is not null)
      );
      create unique index document_once on document (snapshot_id, kind, format) where not draft;
      create index document_cycle on document (cycle_id, created_at);
      create trigger snapshots_stay before update or delete on snapshot for each row execute function refuse_change();

      create table narrative (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        plan_id uuid not null references plan,
        section_id uuid references section,
        title text not null,
        position int not null,
        after_sections boolean not null default false,
        markdown text not null default '',
        version int not null default 1,
        updated_by uuid references person,
        updated_at timestamptz not null default clock_timestamp()
      );
      create index narrative_plan on narrative (plan_id, position);

      create table idempotency_key (
        person_id uuid not null references person,
        key text not null check (length(key) between 1 and 200),
        fingerprint text not null,
        status int,
        body text,
        etag text,
        created_at timestamptz not null default clock_timestamp(),
        primary key (person_id, key)
      );
      create index idempotency_key_age on idempotency_key (created_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
