import type { Given, Wish } from '../support/api-client.js';
import { aDemonstration, type DemonstrationWorld, type people } from '../support/demonstration.js';

jest.setTimeout(60_000);
let world: DemonstrationWorld;
beforeAll(async () => void (world = await aDemonstration()));
afterAll(() => world.close());

const ask = (who: keyof typeof people, method: 'GET' | 'PUT' | 'POST', url: string, wish: Wish = {}): Promise<Given> => world.api.ask(method, url, { as: world.as[who]!, ...wish });
const asSystem = <T>(sql: string, values: unknown[]): Promise<T[]> => world.db.partnershipIds().then((partnershipIds) => world.db.write({ kind: 'system', name: '試験', partnershipIds }, (tx) => tx.rows<T & object>(sql, values)));
const name = '産業立地数';
const day = (offset: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date(Date.now() + offset * 86_400_000));
const inForce = async (query: string): Promise<{ name: string; endedAt: string | null }[]> => (await ask('viewer', 'GET', `/plans/${world.vision}/indicators?limit=200${query}`)).body.items;
const named = async (query: string) => (await inForce(query)).find((one) => one.name === name);

/** Takes the deletion of one indicator through the whole review, which has nothing else to decide. */
async function publishTheDeletion(): Promise<void> {
  const row = (await ask('officer', 'GET', `/cycles/${world.cycle}/sheet?q=${encodeURIComponent(name)}`)).body.items[0];
  const { id } = row.proposal as { id: string };
  await asSystem('update proposal set discarded_at = clock_timestamp() where cycle_id = $1 and id <> $2', [world.cycle, id]);
  const done = async (given: Promise<Given>): Promise<Given> => {
    const answer = await given;
    if (answer.status >= 300) throw new Error(answer.text);
    return answer;
  };
  const act = async (who: keyof typeof people, event: string): Promise<void> => {
    const { version } = (await ask(who, 'GET', `/proposals/${id}`)).body;
    await done(ask(who, 'POST', `/proposals/${id}/actions/${event}`, { version, body: { comment: '確かめました。' } }));
  };
  const move = async (event: string): Promise<void> => {
    const { version } = (await ask('coordinator', 'GET', `/cycles/${world.cycle}`)).body;
    await done(ask('coordinator', 'POST', `/cycles/${world.cycle}/actions/${event}`, { version, body: {} }));
  };
  await done(ask('officer', 'PUT', `/proposals/${id}`, { version: row.proposal.version, body: { decision: 'delete', rationale: '役目を終えたため' } }));
  await done(ask('officer', 'PUT', `/cycles/${world.cycle}/indicators/${row.indicator.id}/actuals/2024`, { version: 0, body: { text: '7件/年' } }));
  await act('officer', 'submit');
  await act('coordinator', 'accept');
  for (const event of ['close', 'convene']) await move(event);
  await act('coordinator', 'table');
  for (const who of ['member', 'minowa', 'minamiminowa'] as const) await act(who, 'approve');
  await move('finalize');
  await asSystem(`insert into document_file (sha256, partnership_id, bytes, media_type) select 's', partnership_id, 'x', 'application/pdf' from cycle where id = $1`, [world.cycle]);
  await asSystem(`update document set state = 'ready', sha256 = 's' where cycle_id = $1`, [world.cycle]);
  await move('publish');
}

it('what a form loads was in force before it was loaded: from the 1 April of the earliest year that it speaks of', async () => {
  expect((await inForce(`&asOf=${day(-1)}`)).length).toBe(19);
  expect((await inForce('&asOf=2019-04-01')).length).toBe(19);
  expect((await inForce('&asOf=2019-03-31')).length).toBe(0);
});

it('a deleted indicator is not in force now; with a day it is there as long as it was, with the moment of its end', async () => {
  await publishTheDeletion();
  expect((await inForce('')).length).toBe(18);
  expect(await named('')).toBeUndefined();
  for (const query of [`&asOf=${day(0)}`, `&asOf=${day(-1)}`, '&asOf=2022-06-01']) {
    expect([query, (await inForce(query)).length]).toEqual([query, 19]);
    expect(await named(query)).toMatchObject({ name, endedAt: expect.stringMatching(/^\d{4}-/) });
  }
  expect(await named(`&asOf=${day(1)}`)).toBeUndefined();
  expect((await inForce(`&asOf=${day(1)}`)).length).toBe(18);
});
