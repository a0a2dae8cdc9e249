import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The annual review: cycles, proposals, votes, and the history that both must match. What the transition tables of
 * `libs/core` refuse, this schema refuses by itself: a state is a foreign key to the last recorded step, a step is a
 * foreign key to a legal arrow, and steps are numbered without gaps and never change.
 */
export class AnnualReview1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table cycle_edge (from_state text not null, action text not null, to_state text not null, primary key (from_state, action, to_state));
      insert into cycle_edge values
        ('', 'begin', 'preparing'),
        ('preparing', 'open', 'collecting'), ('collecting', 'close', 'reviewing'), ('reviewing', 'convene', 'deliberating'),
        ('deliberating', 'finalize', 'finalized'), ('finalized', 'publish', 'published'),
        ('collecting', 'reopen', 'preparing'),
        ('reviewing', 'reopen', 'preparing'), ('reviewing', 'reopen', 'collecting'),
        ('deliberating', 'reopen', 'preparing'), ('deliberating', 'reopen', 'collecting'), ('deliberating', 'reopen', 'reviewing'),
        ('finalized', 'reopen', 'preparing'), ('finalized', 'reopen', 'collecting'), ('finalized', 'reopen', 'reviewing'), ('finalized', 'reopen', 'deliberating');
      create table proposal_edge (from_state text not null, action text not null, to_state text not null, primary key (from_state, action, to_state));
      insert into proposal_edge values
        ('', 'begin', 'draft'),
        ('draft', 'endorse', 'draft'), ('returned', 'endorse', 'returned'),
        ('draft', 'submit', 'submitted'), ('returned', 'submit', 'submitted'),
        ('submitted', 'withdraw', 'draft'),
        ('submitted', 'accept', 'accepted'),
        ('submitted', 'return', 'returned'), ('accepted', 'return', 'returned'), ('tabled', 'return', 'returned'),
        ('accepted', 'table', 'tabled'),
        ('tabled', 'approve', 'tabled'), ('tabled', 'approve', 'approved'),
        ('tabled', 'object', 'tabled'),
        ('tabled', 'reject', 'rejected');

      create table cycle (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        plan_id uuid not null references plan,
        fiscal_year int not null,
        state text not null,
        step_number int not null,
        version int not null default 1,
        submission_deadline date,
        review_deadline date,
        vote_deadline date,
        created_at timestamptz not null default clock_timestamp(),
        unique (plan_id, fiscal_year),
        unique (id, partnership_id)
      );
      create table cycle_step (
        cycle_id uuid not null,
        number int not null check (number >= 1),
        partnership_id uuid not null,
        previous int generated always as (nullif(number - 1, 0)) stored,
        from_state text not null,
        action text not null,
        to_state text not null,
        previous_state text generated always as (nullif(from_state, '')) stored,
        actor_id uuid references person,
        reason text,
        missing text[] not null default '{}',
        at timestamptz not null default clock_timestamp(),
        primary key (cycle_id, number),
        unique (cycle_id, number, to_state),
        foreign key (cycle_id, partnership_id) references cycle (id, partnership_id) deferrable initially deferred,
        foreign key (from_state, action, to_state) references cycle_edge,
        foreign key (cycle_id, previous, previous_state) references cycle_step (cycle_id, number, to_state),
        check ((number = 1) = (action = 'begin')),
        constraint reopening_says_why check (action <> 'reopen' or btrim(coalesce(reason, '')) <> '')
      );
      alter table cycle add constraint state_is_the_last_step
        foreign key (id, step_number, state) references cycle_step (cycle_id, number, to_state) deferrable initially deferred;

      create table proposal (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        cycle_id uuid not null,
        indicator_id uuid references indicator,
        state text not null,
        step_number int not null,
        version int not null default 1,
        position int not null default 0,
        decision text check (decision in ('keep', 'change', 'delete', 'add')),
        name text,
        unit text,
        direction text check (direction in ('higher', 'lower', 'maintain', 'none')),
        nature text check (nature in ('flow', 'stock', 'cumulative', 'rate')),
        change_kind text check (change_kind in ('rename', 'redefinition', 'both')),
        project_id uuid references project,
        baseline_text text,
        baseline_year int,
        target_text text not null default '',
        target_year int,
        rationale text not null default '',
        basis text not null default '',
        source text not null default '',
        discrepancy_reason text not null default '',
        added_actuals text not null default '[]' check (json_typeof(added_actuals::json) = 'array'),
        successor_id uuid references indicator,
        endorsed_by uuid references person,
        submitted_by uuid references person,
        submitted_department_id uuid references department,
        submitted_at timestamptz,
        exception_until date,
        to_be_confirmed boolean not null default false,
        discarded_at timestamptz,
        updated_at timestamptz not null default clock_timestamp(),
        foreign key (cycle_id, partnership_id) references cycle (id, partnership_id),
        unique (id, partnership_id),
        check ((indicator_id is null) = (decision is not distinct from 'add')),
        check (indicator_id is not null or project_id is not null)
      );
      create unique index proposal_once on proposal (cycle_id, indicator_id) where indicator_id is not null;
      create index proposal_cycle on proposal (cycle_id, state);
      create index proposal_indicator on proposal (indicator_id);
      create table proposal_department (
        proposal_id uuid not null,
        department_id uuid not null references department,
        partnership_id uuid not null,
        lead boolean not null,
        position int not null,
        primary key (proposal_id, department_id),
        foreign key (proposal_id, partnership_id) references proposal (id, partnership_id)
      );
      create index proposal_department_department on proposal_department (department_id);

      create table proposal_step (
        proposal_id uuid not null,
        number int not null check (number >= 1),
        partnership_id uuid not null,
        previous int generated always as (nullif(number - 1, 0)) stored,
        from_state text not null,
        action text not null,
        to_state text not null,
        previous_state text generated always as (nullif(from_state, '')) stored,
        version int not null,
        actor_id uuid references person,
        department_id uuid references department,
        comment text,
        at timestamptz not null default clock_timestamp(),
        primary key (proposal_id, number),
        unique (proposal_id, number, to_state),
        foreign key (proposal_id, partnership_id) references proposal (id, partnership_id) deferrable initially deferred,
        foreign key (from_state, action, to_state) references proposal_edge,
        foreign key (proposal_id, previous, previous_state) references proposal_step (proposal_id, number, to_state),
        check ((number = 1) = (action = 'begin')),
        constraint refusing_says_why check (action not in ('return', 'reject') or btrim(coalesce(comment, '')) <> '')
      );
      alter table proposal add constraint state_is_the_last_step
        foreign key (id, step_number, state) references proposal_step (proposal_id, number, to_state) deferrable initially deferred;

      create table voting_round (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null,
        proposal_id uuid not null,
        number int not null,
        proposal_version int not null,
        opened_at timestamptz not null default clock_timestamp(),
        ended_at timestamptz,
        unique (proposal_id, number),
        unique (id, proposal_version),
        foreign key (proposal_id, partnership_id) references proposal (id, partnership_id)
      );
      create unique index one_open_round on voting_round (proposal_id) where ended_at is null;
      create table vote (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null,
        round_id uuid not null,
        proposal_version int not null,
        municipality_id uuid not null,
        person_id uuid not null references person,
        choice text not null check (choice in ('approve', 'object')),
        comment text,
        at timestamptz not null default clock_timestamp(),
        constraint one_municipality_one_vote unique (round_id, municipality_id),
        foreign key (round_id, proposal_version) references voting_round (id, proposal_version),
        foreign key (partnership_id, municipality_id) references partnership_municipality,
        check (choice = 'approve' or btrim(coalesce(comment, '')) <> '')
      );

      create table comment (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null,
        proposal_id uuid not null,
        person_id uuid not null references person,
        department_id uuid references department,
        text text not null check (btrim(text) <> ''),
        at timestamptz not null default clock_timestamp(),
        foreign key (proposal_id, partnership_id) references proposal (id, partnership_id)
      );
      create index comment_proposal on comment (proposal_id, at);

      create table measure_link (
        id uuid primary key default gen_random_uuid(),
        partnership_id uuid not null references partnership,
        indicator_id uuid not null references indicator,
        other_indicator_id uuid not null references indicator,
        state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'dismissed')),
        decided_by uuid references person,
        decided_at timestamptz,
        version int not null default 1,
        check (indicator_id < other_indicator_id)
      );
      create unique index measure_link_once on measure_link (indicator_id, other_indicator_id);
      create index measure_link_other on measure_link (other_indicator_id);

      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% of % is refused: what is recorded stays as it is', tg_op, tg_table_name using errcode = '23001';
      end $$;
      create trigger history_stays before update or delete on cycle_step for each row execute function refuse_change();
      create trigger history_stays before update or delete on proposal_step for each row execute function refuse_change();
      create trigger history_stays before update or delete on vote for each row execute function refuse_change();
      create trigger history_is_not_emptied before truncate on cycle_step for each statement execute function refuse_change();
      create trigger history_is_not_emptied before truncate on proposal_step for each statement execute function refuse_change();
      create trigger history_is_not_emptied before truncate on vote for each statement execute function refuse_change();
      create trigger rounds_stay before delete on voting_round for each row execute function refuse_change();
      create trigger edges_stay before update or delete on cycle_edge for each row execute function refuse_change();
      create trigger edges_stay before update or delete on proposal_edge for each row execute function refuse_change();

      -- A state moves by exactly one recorded step, forwards; content rests while others decide on it.
      create function guard_proposal() returns trigger language plpgsql as $$
      begin
        if new.version < old.version then
          raise exception 'the version of a proposal never goes back' using errcode = '23514';
        end if;
        if new.step_number not in (old.step_number, old.step_number + 1) or (new.state <> old.state and new.step_number = old.step_number) then
          raise exception 'a proposal moves by one recorded step' using errcode = '23514';
        end if;
        if new.state <> old.state and new.version = old.version then
          raise exception 'a proposal that moves gets a new version' using errcode = '23514';
        end if;
        if new.submitted_by is distinct from old.submitted_by and not (new.state = 'submitted' and new.step_number > old.step_number) then
          raise exception 'who submitted a proposal is said by its submission' using errcode = '23514';
        end if;
        if old.state not in ('draft', 'returned') and
           (new.decision, new.name, new.unit, new.direction, new.nature, new.change_kind, new.project_id, new.baseline_text, new.baseline_year,
            new.target_text, new.target_year, new.rationale, new.basis, new.source, new.discrepancy_reason, new.added_actuals, new.successor_id, new.indicator_id, new.cycle_id)
           is distinct from
           (old.decision, old.name, old.unit, old.direction, old.nature, old.change_kind, old.project_id, old.baseline_text, old.baseline_year,
            old.target_text, old.target_year, old.rationale, old.basis, old.source, old.discrepancy_reason, old.added_actuals, old.successor_id, old.indicator_id, old.cycle_id) then
          raise exception 'the content of a proposal rests between submission and decision' using errcode = '23514';
        end if;
        return new;
      end $$;
      create trigger guard before update on proposal for each row execute function guard_proposal();
      create trigger proposals_stay before delete on proposal for each row execute function refuse_change();

      create function guard_cycle() returns trigger language plpgsql as $$
      begin
        if new.version < old.version then
          raise exception 'the version of a cycle never goes back' using errcode = '23514';
        end if;
        if new.step_number not in (old.step_number, old.step_number + 1) or (new.state <> old.state and new.step_number = old.step_number) then
          raise exception 'a cycle moves by one recorded step' using errcode = '23514';
        end if;
        return new;
      end $$;
      create trigger guard before update on cycle for each row execute function guard_cycle();
      create trigger cycles_stay before delete on cycle for each row execute function refuse_change();

      -- A step that no proposal stands on would be an invented history.
      create function step_is_taken() returns trigger language plpgsql as $$
      begin
        if tg_table_name = 'proposal_step' then
          if not exists (select from proposal where id = new.proposal_id and step_number >= new.number) then
            raise exception 'a step is recorded only with the move itself' using errcode = '23514';
          end if;
        elsif not exists (select from cycle where id = new.cycle_id and step_number >= new.number) then
          raise exception 'a step is recorded only with the move itself' using errcode = '23514';
        end if;
        return null;
      end $$;
      create constraint trigger step_is_taken after insert on proposal_step deferrable initially deferred for each row execute function step_is_taken();
      create constraint trigger step_is_taken after insert on cycle_step deferrable initially deferred for each row execute function step_is_taken();

      -- The actual of the year under review is part of what is decided on: it rests with the proposal.
      create function guard_actual() returns trigger language plpgsql as $$
      begin
        if exists (select from proposal p join cycle c on c.id = p.cycle_id
                   where p.indicator_id = new.indicator_id and c.fiscal_year = new.year and p.state in ('submitted', 'accepted', 'tabled')) then
          raise exception 'the actual under review rests between submission and decision' using errcode = '23514';
        end if;
        return new;
      end $$;
      create trigger guard before insert or update on actual for each row execute function guard_actual();

      -- A round is open exactly while its proposal is tabled: tabling opens it, leaving ends it, and it never opens again.
      create function guard_round() returns trigger language plpgsql as $$
      begin
        if old.ended_at is not null or new.ended_at is null
           or (new.id, new.partnership_id, new.proposal_id, new.number, new.proposal_version, new.opened_at)
              is distinct from (old.id, old.partnership_id, old.proposal_id, old.number, old.proposal_version, old.opened_at) then
          raise exception 'a voting round only ends, once' using errcode = '23514';
        end if;
        return new;
      end $$;
      create trigger guard before update on voting_round for each row execute function guard_round();
      create function round_is_opened_by_tabling() returns trigger language plpgsql as $$
      begin
        if not exists (select from proposal_step where proposal_id = new.proposal_id and action = 'table' and version = new.proposal_version) then
          raise exception 'a voting round is opened by tabling' using errcode = '23514';
        end if;
        return null;
      end $$;
      create constraint trigger round_is_opened_by_tabling after insert on voting_round deferrable initially deferred for each row execute function round_is_opened_by_tabling();
      create function round_goes_with_the_step() returns trigger language plpgsql as $$
      begin
        if new.action = 'table' and not exists (select from voting_round where proposal_id = new.proposal_id and proposal_version = new.version) then
          raise exception 'tabling opens a voting round' using errcode = '23514';
        end if;
        if exists (select from proposal p join voting_round r on r.proposal_id = p.id where p.id = new.proposal_id and p.state <> 'tabled' and r.ended_at is null) then
          raise exception 'leaving the table ends the voting round' using errcode = '23514';
        end if;
        if new.action = 'reject' and not exists (
          select from vote v join voting_round r on r.id = v.round_id
          where r.proposal_id = new.proposal_id and v.choice = 'object' and r.number = (select max(number) from voting_round where proposal_id = new.proposal_id))
        then
          raise exception 'a proposal is rejected after an objection' using errcode = '23514';
        end if;
        return null;
      end $$;
      create constraint trigger round_goes_with_the_step after insert on proposal_step deferrable initially deferred for each row
        when (new.action = 'table' or new.from_state = 'tabled') execute function round_goes_with_the_step();

      -- Approval needs every municipality's vote of the round that is still open; a vote needs an open round.
      create function vote_needs_open_round() returns trigger language plpgsql as $$
      begin
        perform 1 from voting_round where id = new.round_id and ended_at is null for key share;
        if not found then
          raise exception 'the voting round has ended' using errcode = '23514';
        end if;
        if exists (select from voting_round r join proposal p on p.id = r.proposal_id where r.id = new.round_id and p.submitted_by = new.person_id) then
          raise exception 'nobody decides what they submitted' using errcode = '23514';
        end if;
        return new;
      end $$;
      create trigger vote_needs_open_round before insert on vote for each row execute function vote_needs_open_round();

      create function approval_is_unanimous() returns trigger language plpgsql as $$
      begin
        if new.to_state = 'approved' and exists (
          select from partnership_municipality m
          where m.partnership_id = new.partnership_id and not exists (
            select from vote v join voting_round r on r.id = v.round_id
            where r.proposal_id = new.proposal_id and v.municipality_id = m.municipality_id and v.choice = 'approve'
              and r.number = (select max(number) from voting_round where proposal_id = new.proposal_id)))
        then
          raise exception 'a proposal is approved by every municipality' using errcode = '23514';
        end if;
        if new.action in ('accept', 'reject') and exists (select from proposal where id = new.proposal_id and submitted_by = new.actor_id) then
          raise exception 'nobody decides what they submitted' using errcode = '23514';
        end if;
        return null;
      end $$;
      create constraint trigger approval_is_unanimous after insert on proposal_step deferrable initially deferred for each row execute function approval_is_unanimous();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
