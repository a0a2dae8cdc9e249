import { aDataSource, Db } from '#db';
import { aCycle, aPartnership, aProposal, aWorld, callerFor, mailsOf, moveProposal, type Partnership } from '../../../../test/support/worker-fixtures.js';
import { scanForReminders } from './due-scan.js';

/** 2026-11-20 is a Friday. */
const deadline = '2026-11-20';
const long = '2026-06-01T09:00:00+09:00';

let world: Awaited<ReturnType<typeof aWorld>>;
let db: Db;
beforeAll(async () => {
  world = await aWorld();
  db = world.db;
});
afterAll(() => world.close());
/** The scan is for everybody at once, so each test begins with nobody waiting. */
afterEach(async () => {
  const ids = await db.partnershipIds();
  await db.write(callerFor(...ids), (tx) => tx.rows('update proposal set discarded_at = clock_timestamp() where discarded_at is null'));
});

async function aWaitingDepartment(name: string, more: { since?: string } = {}): Promise<{ of: Partnership; cycle: string; proposal: string }> {
  const of = await aPartnership(db, name);
  const cycle = await aCycle(db, of, { state: 'collecting', deadlines: { submission: deadline, review: '2026-12-04', vote: '2027-01-15' }, at: more.since ?? long });
  return { of, cycle, proposal: await aProposal(db, of, cycle, { name: `${name}の指標`, state: 'draft', at: more.since ?? long }) };
}

const scan = (day: string): Promise<number | null> => scanForReminders(db, undefined, day);

describe('the days of a reminder', () => {
  it('are 14, 7 and 3 days before the deadline, the day itself, and 1 and 3 days after: on every other day nobody writes', async () => {
    const { of } = await aWaitingDepartment('日程');
    const written: string[] = [];
    for (let offset = -20; offset <= 10; offset += 1) {
      const day = new Date(Date.parse(`${deadline}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10);
      if (await scan(day)) written.push(day);
    }
    expect(written).toEqual(['2026-11-06', '2026-11-13', '2026-11-17', '2026-11-20', '2026-11-21', '2026-11-23']);
    const mails = await mailsOf(db, of);
    expect(mails.map((mail) => mail.address)).toEqual(written.map(() => of.officers[0].email));
    expect(mails.map((mail) => /（(.*?)）$/.exec(mail.subject)?.[1])).toEqual(['あと14日', 'あと7日', 'あと3日', '本日が期限です', '期限を1日過ぎています', '期限を3日過ぎています']);
    expect(mails.some((mail) => mail.subject.includes('遅延'))).toBe(false);
    expect(mails[0]!.body).toContain('期限: 令和8年11月20日（金）まで（あと14日）');
  });

  it('give one mail a day, however many scan, and at the same time', async () => {
    const { of } = await aWaitingDepartment('同時');
    for (let round = 0; round < 5; round += 1) await Promise.all(Array.from({ length: 6 }, () => scan('2026-11-13')));
    expect(await mailsOf(db, of)).toHaveLength(1);
  });

  it.each([
    ['the end of a month', '2026-03-03', '2026-02-28', '令和8年3月3日（火）'],
    ['a leap day', '2028-03-03', '2028-02-29', '令和10年3月3日（金）'],
    ['the end of a year', '2027-01-03', '2026-12-31', '令和9年1月3日（日）'],
    ['the end of a fiscal year', '2027-04-03', '2027-03-31', '令和9年4月3日（土）'],
  ])('are counted over %s', async (name, submission, day, words) => {
    const of = await aPartnership(db, name);
    const cycle = await aCycle(db, of, { state: 'collecting', deadlines: { submission }, at: '2025-06-01T09:00:00+09:00' });
    await aProposal(db, of, cycle, { name: '件数', state: 'draft', at: '2025-06-01T09:00:00+09:00' });
    await scan(day);
    const mails = await mailsOf(db, of);
    expect(mails).toHaveLength(1);
    expect(mails[0]!.body).toContain(`${words}まで（あと3日）`);
  });
});

describe('a day that was missed', () => {
  it('is caught up by one mail that says it is late, not by five', async () => {
    const { of } = await aWaitingDepartment('停止', { since: '2026-11-15T09:00:00+09:00' });
    await scan('2026-11-17');
    expect(await scan('2026-11-22')).toBe(1);
    expect(await scan('2026-11-22')).toBe(0);
    const [, late] = await mailsOf(db, of);
    expect(late!.subject).toContain('【遅延】');
    expect(late!.body).toContain('令和8年11月20日（金）にお送りするはずのもの');
    expect(await scan('2026-11-23')).toBe(1);
    expect((await mailsOf(db, of)).map((mail) => mail.subject.includes('遅延'))).toEqual([false, true, false]);
  });

  it('was not missed when nothing waited yet on it: a review that opens ten days before its deadline begins with the seventh', async () => {
    const { of } = await aWaitingDepartment('途中', { since: '2026-11-10T09:00:00+09:00' });
    expect(await scan('2026-11-10')).toBe(0);
    expect(await scan('2026-11-13')).toBe(1);
    expect((await mailsOf(db, of))[0]!.subject).not.toContain('遅延');
  });

  it('counts for a draft whose deadline had passed before its review was opened', async () => {
    const { of } = await aWaitingDepartment('後日', { since: '2026-11-22T09:00:00+09:00' });
    expect(await scan('2026-11-22')).toBe(1);
    expect(await mailsOf(db, of)).toHaveLength(1);
  });

  it('does not come twice when the clock goes forward a day and back again', async () => {
    const { of } = await aWaitingDepartment('時計');
    await scan('2026-11-20');
    await scan('2026-11-21');
    await scan('2026-11-20');
    await scan('2026-11-21');
    expect((await mailsOf(db, of)).map((mail) => mail.once_key.slice(-10))).toEqual(['2026-11-20', '2026-11-21']);
  });
});

describe('who is reminded', () => {
  it('is the planning office for what was submitted, by the deadline of the review, and nobody who submitted it', async () => {
    const of = await aPartnership(db, '確認');
    const cycle = await aCycle(db, of, { state: 'reviewing', deadlines: { submission: '2026-10-01', review: deadline } });
    await aProposal(db, of, cycle, { name: '提出済み', state: 'submitted', at: long });
    await aProposal(db, of, cycle, { name: '自分の提出', state: 'submitted', at: long, submittedBy: of.coordinator.id });
    await aProposal(db, of, cycle, { name: '受理済み', state: 'accepted', at: long });
    await scan(deadline);
    const mails = await mailsOf(db, of);
    expect(mails.map((mail) => mail.address)).toEqual([of.coordinator.email]);
    expect(mails[0]!.body).toContain('提出済み');
    expect(mails[0]!.body).not.toContain('自分の提出');
    expect(mails[0]!.body).not.toContain('受理済み　');
  });

  it('is a municipality that has not voted, by the deadline of the vote', async () => {
    const of = await aPartnership(db, '採決');
    const cycle = await aCycle(db, of, { state: 'deliberating', deadlines: { vote: deadline } });
    const proposal = await aProposal(db, of, cycle, { name: '付議中', state: 'tabled', at: long });
    await moveProposal(db, of, proposal, 'approve', 'tabled', { voter: 0 });
    await scan('2026-11-17');
    expect((await mailsOf(db, of)).map((mail) => mail.address).sort()).toEqual([of.committee[1].email, of.committee[2].email].sort());
  });

  it('is a department for what was returned after the collecting had ended, and for a draft with an exception until its day', async () => {
    const of = await aPartnership(db, '例外');
    const cycle = await aCycle(db, of, { state: 'reviewing', deadlines: { submission: deadline } });
    await aProposal(db, of, cycle, { name: '差戻し分', state: 'returned', at: long });
    await aProposal(db, of, cycle, { name: '締切後の未提出', state: 'draft', at: long, departmentIds: [of.departmentIds[1]] });
    await aProposal(db, of, cycle, { name: '例外分', state: 'draft', at: long, departmentIds: [of.departmentIds[1]], exceptionUntil: '2026-11-28' });
    await scan('2026-11-21');
    const mails = await mailsOf(db, of);
    const ofFirst = mails.filter((mail) => mail.address === of.officers[0].email);
    const ofSecond = mails.filter((mail) => mail.address === of.officers[1].email);
    expect(ofFirst).toHaveLength(1);
    expect(ofFirst[0]!.body).toContain('差戻し分');
    expect(ofSecond).toHaveLength(1);
    expect(ofSecond[0]!.body).toContain('例外分');
    expect(ofSecond[0]!.body).not.toContain('締切後の未提出');
  });

  it('is nobody when everything is decided, withdrawn from the table of the year, or not begun', async () => {
    const of = await aPartnership(db, '完了');
    const preparing = await aCycle(db, of, { state: 'preparing', deadlines: { submission: deadline }, fiscalYear: 2025 });
    const done = await aCycle(db, of, { state: 'deliberating', deadlines: { submission: deadline, review: deadline, vote: deadline } });
    await aProposal(db, of, preparing, { name: '準備中', state: 'draft', at: long });
    await aProposal(db, of, done, { name: '承認済み', state: 'approved', at: long });
    await aProposal(db, of, done, { name: '不採用', state: 'rejected', at: long });
    expect(await scan(deadline)).toBe(0);
    expect(await mailsOf(db, of)).toEqual([]);
  });

  it('gets one mail of all that waits, across cycles and partnerships of the same people', async () => {
    const of = await aPartnership(db, '圏域');
    const city = await aPartnership(db, '市単独', of);
    await db.write(callerFor(city.id), async (tx) => {
      await tx.rows('insert into role_held (person_id, role, department_id) values ($1, $2, $3)', [of.officers[0].id, 'officer', city.departmentIds[0]]);
      await tx.rows('update person set active = false where id = any ($1::uuid[])', [[city.officers[0].id, city.officers[1].id]]);
    });
    const one = await aCycle(db, of, { state: 'collecting', deadlines: { submission: deadline } });
    const other = await aCycle(db, city, { state: 'collecting', deadlines: { submission: '2026-12-25' } });
    await aProposal(db, of, one, { name: '圏域の指標', state: 'draft', at: long });
    await aProposal(db, city, other, { name: '市の指標', state: 'draft', at: long });
    expect(await scan('2026-11-17')).toBe(1);
    const [mail] = await mailsOf(db, of, city);
    expect(mail!.address).toBe(of.officers[0].email);
    expect(mail!.body).toMatch(/圏域の指標[\s\S]*市の指標/);
    expect(mail!.subject).toContain('2件');
    expect(mail!.partnership_id).toBeNull();
  });
});

it('goes by the day in Japan, whatever the zone of the database and of this machine', async () => {
  // The zone of every connection, not of one that the pool may or may not give again; half a day apart, one of the two is on another day.
  for (const zone of ['Pacific/Pago_Pago', 'Pacific/Kiritimati']) {
    const url = new URL(world.url);
    url.searchParams.set('options', `-c timezone=${zone}`);
    const there = new Db(await aDataSource({ url: url.href, poolSize: 2, applicationName: 'kyosei-test' }).initialize());
    try {
      const inJapan = async (days: number): Promise<string> => (await there.read(callerFor(), (r) => r.row<{ zone: string; day: string }>(`select current_setting('timezone') as zone, ((clock_timestamp() at time zone 'Asia/Tokyo')::date + $1::int)::text as day`, [days])))!.day;
      expect(await there.read(callerFor(), (r) => r.row(`select current_setting('timezone') as zone`))).toEqual({ zone });
      const of = await aPartnership(there, `時差${zone}`);
      const today = await inJapan(0);
      const cycle = await aCycle(there, of, { state: 'collecting', deadlines: { submission: await inJapan(3) }, at: long });
      await aProposal(there, of, cycle, { name: '時差の指標', state: 'draft', at: long });
      const written = await scanForReminders(there, undefined);
      // Midnight in Japan came in between: the reminder was for the day before.
      if ((await inJapan(0)) !== today) return;
      expect(written).toBe(1);
      const mail = (await mailsOf(there, of)).find(({ address }) => address === of.officers[0].email);
      expect(mail!.once_key).toBe(`reminder:${of.officers[0].id}:${today}`);
      expect(mail!.subject).toContain('あと3日');
      await there.write(callerFor(of.id), (tx) => tx.rows('update proposal set discarded_at = clock_timestamp() where discarded_at is null'));
    } finally {
      await there.close();
    }
  }
});
