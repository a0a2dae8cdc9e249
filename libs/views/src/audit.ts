import { administers, coordinates, Refused, type Actor } from '#core';
import type { Reader } from '#db';

export interface AuditQuery {
  readonly subject: string | null;
  readonly actorId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly limit: number;
  readonly after: number;
}

/**
 * Records are for the planning office and the administrator; the latter also sees what concerns the installation itself. An office
 * reads the records of the partnerships whose plans it coordinates: records hold what others have in draft, so a municipality's place
 * in a partnership is not enough.
 * @throws Refused not_allowed
 */
async function recordsFor(reader: Reader, actor: Actor): Promise<{ partnershipIds: readonly string[]; installation: boolean }> {
  if (administers(actor)) return { partnershipIds: actor.partnershipIds, installation: true };
  const coordinated = actor.planIds.filter((planId) => coordinates(actor, planId));
  if (coordinated.length === 0) throw new Refused('not_allowed', '記録を見られるのは、取りまとめ担当と管理者です。');
  const rows = await reader.rows<{ id: string }>('select distinct partnership_id as id from plan where id = any ($1::uuid[])', [coordinated]);
  return { partnershipIds: rows.map(({ id }) => id), installation: false };
}

const eventJson = `json_build_object('id', e.id, 'chain', k.chain, 'number', k.number, 'at', e.at, 'actor', case when e.actor_id is null then json_build_object('id', null, 'name', e.actor_name)
    else json_build_object('id', e.actor_id, 'name', e.actor_name) end, 'onBehalfOf', e.on_behalf_of,
  'subject', json_build_object('type', e.subject_type, 'id', e.subject_id, 'name', e.subject_name), 'event', e.event, 'from', e.from_state, 'to', e.to_state,
  'difference', e.difference::json, 'comment', e.comment, 'requestId', e.request_id, 'hash', encode(k.hash, 'hex'))`;

const startOf = (bound: string | null): string | null => (bound?.length === 10 ? `${bound}T00:00:00+09:00` : bound);
const endOf = (bound: string | null): string | null => (bound?.length === 10 ? `${bound}T23:59:59.999999+09:00` : bound);

/** Events, the latest first. `from` and `to` are days in Asia/Tokyo or moments with their offset, both included. */
export async function auditEvents(reader: Reader, actor: Actor, query: AuditQuery): Promise<{ items: object[]; nextCursor: string | null }> {
  const rights = await recordsFor(reader, actor);
  const rows = await reader.rows<{ id: string; event: object }>(
    `select e.id, ${eventJson} as event from audit_event e join audit_chain k on k.event_id = e.id
     where (e.partnership_id = any ($1::uuid[]) or ($2 and e.partnership_id is null))
       and ($3::text is null or e.subject_id = $3) and ($4::uuid is null or e.actor_id = $4)
       and ($5::timestamptz is null or e.at >= $5::timestamptz) and ($6::timestamptz is null or e.at <= $6::timestamptz)
       and ($7::bigint = 0 or e.id < $7) order by e.id desc limit $8`,
    [rights.partnershipIds, rights.installation, query.subject, query.actorId, startOf(query.from), endOf(query.to), query.after, query.limit + 1],
  );
  const page = rows.slice(0, query.limit);
  return { items: page.map((row) => row.event), nextCursor: rows.length > query.limit ? String(page.at(-1)?.id ?? '') : null };
}

export interface ChainVerdict {
  readonly chain: string;
  readonly holds: boolean;
  readonly events: number;
  readonly head: string | null;
  /** The first event whose content, place or predecessor is not what was sealed. */
  readonly breaksAt: {
    readonly eventId: number;
    /** Its place in the chain; null for an event that was never sealed. */
    readonly number: number | null;
    readonly reason: 'content' | 'gap' | 'previous' | 'hash' | 'missing' | 'unsealed';
  } | null;
}

/**
 * Whether each chain holds, recomputed from the contents, and the first place where it does not: a changed field (content), a
 * link that was taken out (gap) or bent (previous, hash), an event that is gone (missing) or stands outside the chain (unsealed).
 */
export async function auditVerification(reader: Reader, actor: Actor): Promise<{ holds: boolean; chains: ChainVerdict[] }> {
  const rights = await recordsFor(reader, actor);
  const chains = await reader.rows<ChainVerdict>(
    `with line as (
       select coalesce(k.chain, e.partnership_id::text, 'installation') as chain, k.number, coalesce(k.event_id, e.id) as id, e.id as event, k.hash, k.previous,
         sha256(convert_to(audit_content(e), 'UTF8')) as content_now, e.content_hash,
         lag(k.hash, 1, sha256('')) over w as hash_before, lag(k.number, 1, 0::bigint) over w as number_before
       from audit_chain k full join audit_event e on e.id = k.event_id
       where coalesce(k.chain, e.partnership_id::text, 'installation') = any ($1::text[])
       window w as (partition by k.chain order by k.number)),
     judged as (
       select *, case when number is null then 'unsealed' when event is null then 'missing' when content_now <> content_hash then 'content'
         when number <> number_before + 1 then 'gap' when previous <> hash_before then 'previous' when hash <> sha256(previous || content_hash) then 'hash' end as wrong from line)
     select chain, bool_and(wrong is null) as holds, count(event)::int as events, (array_agg(encode(hash, 'hex') order by number desc nulls last))[1] as head,
       (select json_build_object('eventId', j.id, 'number', j.number, 'reason', j.wrong) from judged j where j.chain = judged.chain and j.wrong is not null order by j.number nulls last, j.id limit 1) as "breaksAt"
     from judged group by chain order by chain`,
    [[...rights.partnershipIds, ...(rights.installation ? ['installation'] : [])]],
  );
  return { holds: chains.every((chain) => chain.holds), chains };
}

/** The chain as lines that a verifier without a database can check: see docs/api.md. */
export async function auditExport(reader: Reader, actor: Actor): Promise<string[]> {
  const rights = await recordsFor(reader, actor);
  const rows = await reader.rows<{ line: string }>(
    `select json_build_object('chain', k.chain, 'number', k.number, 'fields', json_build_array(e.id::text, e.partnership_id::text,
        to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor_id::text, e.actor_name, e.on_behalf_of, e.subject_type, e.subject_id, e.subject_name, e.event,
        e.from_state, e.to_state, e.difference, e.comment, e.request_id), 'previous', encode(k.previous, 'hex'), 'hash', encode(k.hash, 'hex'))::text as line
     from audit_chain k join audit_event e on e.id = k.event_id
     where e.partnership_id = any ($1::uuid[]) or ($2 and e.partnership_id is null) order by k.chain, k.number`,
    [rights.partnershipIds, rights.installation],
  );
  return rows.map((row) => row.line);
}
