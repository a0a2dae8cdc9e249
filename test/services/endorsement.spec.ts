import type { Given, Wish } from '../support/api-client.js';
import { aDemonstration, type DemonstrationWorld, type people } from '../support/demonstration.js';

jest.setTimeout(60_000);
let world: DemonstrationWorld;
beforeAll(async () => void (world = await aDemonstration()));
afterAll(() => world.close());

const ask = (who: keyof typeof people, method: 'GET' | 'PUT' | 'POST' | 'PATCH', url: string, wish: Wish = {}): Promise<Given> => world.api.ask(method, url, { as: world.as[who]!, ...wish });
const planNow = async (): Promise<{ version: number; endorsementAsked: boolean }> => (await ask('viewer', 'GET', `/plans/${world.vision}`)).body;
const say = async (who: keyof typeof people, endorsementAsked: unknown, version?: number): Promise<Given> => ask(who, 'PATCH', `/plans/${world.vision}`, { version: version ?? (await planNow()).version, body: { endorsementAsked } });

it('is asked for by the plan’s coordinator alone, who saw the plan as it is, and stands in the records', async () => {
  expect(await planNow()).toMatchObject({ endorsementAsked: false });
  for (const who of ['officer', 'head', 'member', 'viewer', 'administrator'] as const) expect([who, (await say(who, true)).status]).toEqual([who, 403]);
  expect((await ask('coordinator', 'PATCH', `/plans/${world.vision}`, { body: { endorsementAsked: true } })).status).toBe(428);
  expect((await say('coordinator', true, 99)).status).toBe(412);
  expect((await say('coordinator', 'yes')).status).toBe(400);
  const { version } = await planNow();
  const said = await say('coordinator', true);
  expect([said.status, said.body.endorsementAsked, said.body.version, said.headers['etag']]).toEqual([200, true, version + 1, `"${version + 1}"`]);
  expect((await say('coordinator', true)).body.version).toBe(version + 1);
  const events = (await ask('coordinator', 'GET', `/audit?subject=${world.vision}`)).body.items.filter(({ event }: { event: string }) => event === 'change');
  expect(events).toEqual([expect.objectContaining({ difference: { endorsementAsked: { old: false, new: true } } })]);
});

it('then holds a submission back until the section head has endorsed it', async () => {
  const row = (await ask('officer', 'GET', `/cycles/${world.cycle}/sheet?q=${encodeURIComponent('産業立地数')}`)).body.items[0];
  const { id, version } = row.proposal as { id: string; version: number };
  await ask('officer', 'PUT', `/proposals/${id}`, { version, body: { decision: 'delete', rationale: '役目を終えたため' } });
  await ask('officer', 'PUT', `/cycles/${world.cycle}/indicators/${row.indicator.id}/actuals/2024`, { version: 0, body: { text: '7件/年' } });
  const now = async (who: keyof typeof people) => (await ask(who, 'GET', `/proposals/${id}`)).body as { version: number; actions: string[]; state: string };
  expect([(await now('officer')).actions, (await now('head')).actions]).toEqual([[], ['endorse']]);
  expect((await ask('officer', 'POST', `/proposals/${id}/actions/submit`, { version: (await now('officer')).version, body: {} })).status).toBe(409);
  expect((await ask('head', 'POST', `/proposals/${id}/actions/endorse`, { version: (await now('head')).version, body: {} })).status).toBe(200);
  expect((await now('officer')).actions).toEqual(['submit']);
  expect((await ask('officer', 'POST', `/proposals/${id}/actions/submit`, { version: (await now('officer')).version, body: {} })).body).toMatchObject({ state: 'submitted' });
});

it('may be said when a plan is made, and is not asked for otherwise', async () => {
  const years = { baseYear: 2024, fromYear: 2026, toYear: 2030, targetYear: 2030 };
  const make = async (title: string, more: object): Promise<Given> => ask('administrator', 'POST', '/plans', { body: { kind: 'strategy', title, ...years, partnershipName: title, municipalities: ['202096'], ...more } });
  expect([(await make('確認のある計画', { endorsementAsked: true })).body.endorsementAsked, (await make('確認のない計画', {})).body.endorsementAsked]).toEqual([true, false]);
});
