import pg from 'pg';
import { aPartnership, aWorld, say, type Partnership } from '../../../../test/support/worker-fixtures.js';
import { clearOnce } from './clear-away.js';

let world: Awaited<ReturnType<typeof aWorld>>;
let of: Partnership;
let owner: pg.Client;

beforeAll(async () => {
  world = await aWorld();
  of = await aPartnership(world.db, '整理');
  owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
  await owner.query(`select set_config('kyosei.partnerships', $1, false)`, [`{${of.id}}`]);
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const left = async (sql: string): Promise<string[]> => (await owner.query<{ name: string }>(sql)).rows.map(({ name }) => name);

it('clears away what is older than it is kept for, in batches, and nothing else', async () => {
  const person = of.coordinator.id;
  for (const [key, days] of [['old', 15], ['older', 400], ['young', 13]] as const) {
    await owner.query(`insert into idempotency_key (person_id, key, fingerprint, status, body, created_at) values ($1, $2, 'x', 200, '{}', clock_timestamp() - make_interval(days => $3))`, [person, key, days]);
  }
  for (const [email, days] of [['old', 8], ['young', 6]] as const) await owner.query('insert into sign_in_attempt (email, address, succeeded, at) values ($1, $1, false, clock_timestamp() - make_interval(days => $2))', [email, days]);
  for (const [token, days] of [['old', -2], ['just', -0.5], ['alive', 0.1]] as const) await owner.query(`insert into session (token_hash, person_id, expires_at) values (sha256(convert_to($1, 'UTF8')), $2, clock_timestamp() + make_interval(secs => $3::float8 * 86400))`, [token, person, days]);
  for (let number = 0; number < 4; number += 1) await say(world.db, of, { topic: 'reminder.asked', cycleId: of.id, departmentIds: [String(number)] });
  const state = (number: number, sql: string): Promise<unknown> => owner.query(`update outbox set ${sql} where payload->'departmentIds'->>0 = $1`, [String(number)]);
  await state(0, `state = 'done', done_at = clock_timestamp() - interval '31 days'`);
  await state(1, `state = 'done', done_at = clock_timestamp() - interval '29 days'`);
  await state(2, `state = 'dead', created_at = clock_timestamp() - interval '400 days'`);
  await state(3, `created_at = clock_timestamp() - interval '400 days'`);

  expect(await clearOnce(world.db, 2)).toEqual({ gone: { answers: 2, messages: 1, signIns: 1, sessions: 1 }, more: true });
  expect(await clearOnce(world.db, 2)).toEqual({ gone: { answers: 0, messages: 0, signIns: 0, sessions: 0 }, more: false });
  expect(await left('select key as name from idempotency_key')).toEqual(['young']);
  expect(await left('select email as name from sign_in_attempt')).toEqual(['young']);
  expect(await left(`select case when expires_at > clock_timestamp() then 'alive' else 'just' end as name from session order by 1`)).toEqual(['alive', 'just']);
  expect(await left(`select payload->'departmentIds'->>0 as name from outbox order by 1`)).toEqual(['1', '2', '3']);
});
