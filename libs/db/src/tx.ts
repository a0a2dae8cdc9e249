import type { Actor } from '#core';
import type { PoolClient } from 'pg';
import type { DeepPartial, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { Caller } from './caller.js';
import { Reader } from './reader.js';

/** What happened, for the audit chain. Texts of people's drafts are not repeated beyond the fields that changed. */
export interface Happening {
  readonly partnershipId: string | null;
  readonly subjectType: 'proposal' | 'cycle' | 'actual' | 'plan' | 'person' | 'department' | 'document' | 'session' | 'comment' | 'import' | 'mail' | 'measure_link' | 'indicator' | 'narrative';
  readonly subjectId: string;
  readonly subjectName: string;
  readonly event: string;
  readonly from?: string | null;
  readonly to?: string | null;
  /** Field → what it was and what it is. */
  readonly difference?: Readonly<Record<string, { readonly old: unknown; readonly new: unknown }>>;
  readonly comment?: string | null;
  /** For whom it was done, where somebody acts for another (代理入力・代決). */
  readonly onBehalfOf?: string | null;
}

/** What the worker is told. Messages carry ids, never rows: the handler reads the present. */
export type Message =
  | { readonly topic: 'proposal.moved'; readonly proposalId: string; readonly step: number }
  | { readonly topic: 'cycle.moved'; readonly cycleId: string; readonly step: number }
  | { readonly topic: 'document.requested'; readonly documentId: string }
  | { readonly topic: 'reminder.asked'; readonly cycleId: string; readonly departmentIds: readonly string[] };

export type Topic = Message['topic'];

const insertEvent = `insert into audit_event (partnership_id, actor_id, actor_name, on_behalf_of, subject_type, subject_id, subject_name, event, from_state, to_state, difference, comment, request_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

/** The writing side of one transaction. It exists only inside `Db.write`. */
export class Tx extends Reader {
  constructor(
    client: PoolClient,
    private readonly manager: EntityManager,
    readonly actor: Actor,
    private readonly caller: Caller,
  ) {
    super(client);
  }

  /** Inserts plain rows and gives their generated ids. */
  async insert<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, rows: DeepPartial<Entity>[]): Promise<{ id: string }[]> {
    if (rows.length === 0) return [];
    const result = await this.manager.insert(target, rows as QueryDeepPartialEntity<Entity>[]);
    return result.identifiers as { id: string }[];
  }

  /** Records what happened, in the chain that the database seals at commit. */
  async audit(happening: Happening): Promise<void> {
    await this.rows(insertEvent, this.eventValues(happening));
  }

  /** Records what happened and leaves its message for the worker, in one statement. */
  async auditAndSay(happening: Happening, { topic, ...payload }: Message): Promise<void> {
    await this.rows(`with event as (${insertEvent}) insert into outbox (partnership_id, topic, payload) values ($1, $14, $15)`, [...this.eventValues(happening), topic, JSON.stringify(payload)]);
  }

  /** Lets this transaction write rows of a partnership that it makes itself; the person's own scope is untouched afterwards. */
  async enterPartnership(partnershipId: string): Promise<void> {
    await this.rows(`select set_config('kyosei.partnerships', (coalesce(nullif(current_setting('kyosei.partnerships', true), ''), '{}')::uuid[] || $1::uuid)::text, true)`, [partnershipId]);
  }

  private eventValues(happening: Happening): unknown[] {
    return [
      happening.partnershipId, this.actor.personId || null, this.actor.name, happening.onBehalfOf ?? null, happening.subjectType, happening.subjectId,
      happening.subjectName, happening.event, happening.from ?? null, happening.to ?? null, JSON.stringify(happening.difference ?? {}),
      happening.comment ?? null, this.requestId,
    ];
  }

  /** Leaves a message for the worker; it is carried if and only if this transaction commits. */
  async say(partnershipId: string | null, message: Message): Promise<void> {
    const { topic, ...payload } = message;
    await this.rows('insert into outbox (partnership_id, topic, payload) values ($1, $2, $3)', [partnershipId, topic, JSON.stringify(payload)]);
  }

  protected get requestId(): string | null {
    return this.caller.kind === 'session' ? this.caller.requestId : null;
  }
}
