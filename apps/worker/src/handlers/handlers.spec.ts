import type { Db } from '#db';
import { pino } from 'pino';
import { aCycle, aPartnership, aProposal, aWorld, callerFor, mailsOf, moveProposal, outboxOf, say, type Partnership } from '../../../../test/support/worker-fixtures.js';
import { carrier } from '../queue/carry.js';
import { handlersOf } from '../worker.js';

let world: Awaited<ReturnType<typeof aWorld>>;
let db: Db;
let carry: (messageId: string, signal: AbortSignal) => Promise<void>;
const signal = new AbortController().signal;

beforeAll(async () => {
  world = await aWorld();
  db = world.db;
  const log = pino({ level: 'silent' });
  carry = carrier(db, handlersOf({ config: { DATABASE_URL: world.url, MAIL_FROM: 'kyosei@localhost', PUBLIC_URL: 'https://kpi.example.lg.jp/' }, db, renderers: {}, log }), log);
});
afterAll(() => world.close());

/** Carries everything that is open, each twice, and twice at the same time. */
async function carryAll(of: Partnership): Promise<void> {
  for (const { id } of await outboxOf(db, of)) {
    await Promise.all([carry(id, signal), carry(id, signal)]);
    await carry(id, signal);
  }
}

const addresses = (mails: readonly { address: string }[]): string[] => mails.map((mail) => mail.address).sort();

describe('what people are told of a proposal', () => {
  it('tells every officer of the owning departments of a return, once, with the comment, the deadline and the way', async () => {
    const of = await aPartnership(db, '伊那');
    const cycle = await aCycle(db, of, { state: 'reviewing', deadlines: { submission: '2026-11-20' } });
    const proposal = await aProposal(db, of, cycle, { name: '企業立地件数', state: 'submitted', departmentIds: of.departmentIds });
    await moveProposal(db, of, proposal, 'return', 'returned', { comment: '根拠の年度を書いてください。\n引用元も。' });
    await carryAll(of);
    const mails = await mailsOf(db, of);
    expect(addresses(mails)).toEqual([of.officers[0].email, of.officers[1].email].sort());
    expect(mails[0]!.subject).toBe('【共生】差戻し: 「企業立地件数」を直して、もう一度提出してください');
    for (const words of ['根拠の年度を書いてください。', '引用元も。', '伊那共生ビジョン（令和6年度の見直し）', '令和8年11月20日（金）まで', '「自分の仕事」', 'https://kpi.example.lg.jp/', '伊那商工振興課、伊那福祉相談課']) expect(mails[0]!.body).toContain(words);
    expect((await outboxOf(db, of)).map((row) => row.state)).toEqual(['done']);
  });

  it('asks the committee members whose municipality has not voted', async () => {
    const of = await aPartnership(db, '付議');
    const cycle = await aCycle(db, of, { state: 'deliberating', deadlines: { vote: '2027-01-04' } });
    const proposal = await aProposal(db, of, cycle, { name: '乗合率', state: 'accepted' });
    await moveProposal(db, of, proposal, 'table', 'tabled');
    await moveProposal(db, of, proposal, 'approve', 'tabled', { voter: 1 });
    await carryAll(of);
    const mails = await mailsOf(db, of);
    expect(addresses(mails)).toEqual([of.committee[0].email, of.committee[2].email].sort());
    expect(mails[0]!.body).toContain('採決期限: 令和9年1月4日（月）まで');
  });

  it('tells officers and coordinators of an approval, and nobody of a vote that decides nothing', async () => {
    const of = await aPartnership(db, '承認');
    const cycle = await aCycle(db, of, { state: 'deliberating' });
    const proposal = await aProposal(db, of, cycle, { name: '相談件数', state: 'tabled' });
    await moveProposal(db, of, proposal, 'approve', 'tabled', { voter: 0 });
    await moveProposal(db, of, proposal, 'approve', 'tabled', { voter: 1 });
    await carryAll(of);
    expect(await mailsOf(db, of)).toEqual([]);
    await moveProposal(db, of, proposal, 'approve', 'approved', { voter: 2 });
    await carryAll(of);
    expect(addresses(await mailsOf(db, of))).toEqual([of.coordinator.email, of.officers[0].email].sort());
  });

  it('tells the coordinators of an objection with its reason, and the officers of a rejection', async () => {
    const of = await aPartnership(db, '異議');
    const cycle = await aCycle(db, of, { state: 'deliberating' });
    const proposal = await aProposal(db, of, cycle, { name: '補助件数', state: 'tabled' });
    await moveProposal(db, of, proposal, 'object', 'tabled', { voter: 2, comment: '目標が低すぎます。' });
    await carryAll(of);
    const [objected] = await mailsOf(db, of);
    expect(objected!.address).toBe(of.coordinator.email);
    expect(objected!.body).toContain('目標が低すぎます。');
    await moveProposal(db, of, proposal, 'reject', 'rejected', { comment: '合意に至らず。' });
    await carryAll(of);
    expect((await mailsOf(db, of)).filter((mail) => mail.kind === 'rejected').map((mail) => mail.address).sort()).toEqual([of.coordinator.email, of.officers[0].email].sort());
  });

  it('makes one mail for a person of all that was moved together', async () => {
    const of = await aPartnership(db, '一括');
    const cycle = await aCycle(db, of, { state: 'reviewing' });
    const names = Array.from({ length: 20 }, (_, index) => `指標${index + 1}`);
    for (const name of names) await moveProposal(db, of, await aProposal(db, of, cycle, { name, state: 'submitted' }), 'return', 'returned', { comment: '要修正' });
    await carryAll(of);
    const mails = await mailsOf(db, of);
    expect(addresses(mails)).toEqual([of.officers[0].email]);
    for (const name of names) expect(mails[0]!.body).toContain(name);
    expect((await outboxOf(db, of)).every((row) => row.state === 'done')).toBe(true);
  });

  it('says nothing of what is no longer true when it is read', async () => {
    const of = await aPartnership(db, '再提出');
    const cycle = await aCycle(db, of, { state: 'reviewing' });
    const proposal = await aProposal(db, of, cycle, { name: '利用者数', state: 'submitted' });
    await moveProposal(db, of, proposal, 'return', 'returned', { comment: '直してください。' });
    await moveProposal(db, of, proposal, 'submit', 'submitted');
    await carryAll(of);
    expect(await mailsOf(db, of)).toEqual([]);
  });

  it('never names what belongs to another partnership', async () => {
    const ours = await aPartnership(db, '当方');
    const theirs = await aPartnership(db, '先方');
    const cycles = [await aCycle(db, ours, { state: 'reviewing' }), await aCycle(db, theirs, { state: 'reviewing' })] as const;
    await moveProposal(db, ours, await aProposal(db, ours, cycles[0], { name: '当方の指標', state: 'submitted' }), 'return', 'returned', { comment: '当方の理由' });
    await moveProposal(db, theirs, await aProposal(db, theirs, cycles[1], { name: '先方の指標', state: 'submitted' }), 'return', 'returned', { comment: '先方の理由' });
    await carryAll(ours);
    await carryAll(theirs);
    const text = JSON.stringify(await mailsOf(db, ours));
    expect(text).toContain('当方の指標');
    expect(text).not.toContain('先方');
    expect((await mailsOf(db, theirs)).map((mail) => mail.address)).toEqual([theirs.officers[0].email]);
  });

  it('writes to nobody who has left', async () => {
    const of = await aPartnership(db, '異動');
    const cycle = await aCycle(db, of, { state: 'reviewing' });
    const proposal = await aProposal(db, of, cycle, { name: '件数', state: 'submitted' });
    await db.write(callerFor(of.id), (tx) => tx.rows('update person set active = false where id = $1', [of.officers[0].id]));
    await moveProposal(db, of, proposal, 'return', 'returned', { comment: '直してください。' });
    await carryAll(of);
    expect(await mailsOf(db, of)).toEqual([]);
  });
});

describe('the beginning of a review', () => {
  it('is told to each officer once, with what their department is asked for', async () => {
    const of = await aPartnership(db, '開始');
    const cycle = await aCycle(db, of, { state: 'collecting', deadlines: { submission: '2026-05-29' } });
    await aProposal(db, of, cycle, { name: '誘致件数', state: 'draft' });
    await aProposal(db, of, cycle, { name: '相談者数', state: 'draft', departmentIds: [of.departmentIds[1]] });
    await say(db, of, { topic: 'cycle.moved', cycleId: cycle, step: 2 });
    await carryAll(of);
    const mails = await mailsOf(db, of);
    expect(addresses(mails)).toEqual([of.officers[0].email, of.officers[1].email].sort());
    const first = mails.find((mail) => mail.address === of.officers[0].email)!;
    expect(first.body).toContain('誘致件数');
    expect(first.body).not.toContain('相談者数');
    expect(first.body).toContain('令和8年5月29日（金）まで');
  });

  it('is not told when it has been taken back meanwhile', async () => {
    const of = await aPartnership(db, '取消');
    const cycle = await aCycle(db, of, { state: 'reviewing' });
    await aProposal(db, of, cycle, { name: '誘致件数', state: 'draft' });
    await say(db, of, { topic: 'cycle.moved', cycleId: cycle, step: 2 });
    await carryAll(of);
    expect(await mailsOf(db, of)).toEqual([]);
  });
});

describe('a reminder that a coordinator asks for', () => {
  it('goes to the officers of those departments who have something open, and only to them', async () => {
    const of = await aPartnership(db, '督促');
    const cycle = await aCycle(db, of, { state: 'collecting', deadlines: { submission: '2026-11-20' } });
    await aProposal(db, of, cycle, { name: '未提出の指標', state: 'draft' });
    await aProposal(db, of, cycle, { name: '提出した指標', state: 'submitted', departmentIds: [of.departmentIds[1]] });
    await say(db, of, { topic: 'reminder.asked', cycleId: cycle, departmentIds: of.departmentIds });
    await carryAll(of);
    const mails = await mailsOf(db, of);
    expect(addresses(mails)).toEqual([of.officers[0].email]);
    expect(mails[0]!.subject).toMatch(/^【共生】督促: /);
    expect(mails[0]!.body).toContain('未提出の指標');
    expect(mails[0]!.body).not.toContain('提出した指標');
  });

  it('leaves out a department that was not named', async () => {
    const of = await aPartnership(db, '指名');
    const cycle = await aCycle(db, of, { state: 'collecting' });
    await aProposal(db, of, cycle, { name: '甲', state: 'draft', departmentIds: of.departmentIds });
    await say(db, of, { topic: 'reminder.asked', cycleId: cycle, departmentIds: [of.departmentIds[1]] });
    await carryAll(of);
    expect(addresses(await mailsOf(db, of))).toEqual([of.officers[1].email]);
  });
});

describe('a message that cannot be acted on', () => {
  const odd = async (of: Partnership, topic: string, payload: object): Promise<string> =>
    db.write(callerFor(of.id), async (tx) => (await tx.row<{ id: string }>('insert into outbox (partnership_id, topic, payload) values ($1, $2, $3) returning id', [of.id, topic, JSON.stringify(payload)]))!.id);

  it('is laid aside with its reason, and others go on', async () => {
    const of = await aPartnership(db, '不明');
    for (const [topic, payload] of [['cycle.forgotten', {}], ['cycle.moved', { cycleId: 'x', step: 'y' }], ['reminder.asked', {}]] as const) {
      await expect(carry(await odd(of, topic, payload), signal)).rejects.toThrow();
    }
    const rows = await outboxOf(db, of);
    expect(rows.map((row) => row.state)).toEqual(['dead', 'dead', 'dead']);
    expect(rows.every((row) => (row.last_error ?? '') !== '')).toBe(true);
  });

  it('is dropped when a job carries no id at all', async () => {
    await expect(carry("' or 1=1--", signal)).resolves.toBeUndefined();
    await expect(carry('', signal)).resolves.toBeUndefined();
  });
});
