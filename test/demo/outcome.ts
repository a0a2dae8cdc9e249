import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { visionAnswers } from './answers.js';
import { caughtMails, type Mail, type People } from './client.js';
import type { Cycle, Document, HistoryEntry, Row } from './shapes.js';
import { lateDepartments } from './strategy.js';
import { story } from './vision.js';

/** What came out: lines of a table for people, and what differs from what had to come out. */
export interface Outcome { readonly lines: readonly (readonly [string, string])[]; readonly differences: readonly string[] }

/** Compares what is there now with what the forms say has to be, typed by hand: 23 approved, 20 in force, every value to the letter. */
export async function outcomeOf(people: People, vision: Cycle, strategy: Cycle, dir: string): Promise<Outcome> {
  const coordinator = people.coordinator();
  const differences: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (String(found) !== String(wanted)) differences.push(`${what}: ${String(found)}（期待は ${String(wanted)}）`);
  };
  const visionRows = await coordinator.all<Row>(`/cycles/${vision.id}/sheet`);
  const strategyRows = await coordinator.all<Row>(`/cycles/${strategy.id}/sheet`);
  expect('ビジョンの年度見直し', vision.state, 'published');
  expect('総合戦略の年度見直し', strategy.state, 'collecting');
  expect('ビジョンの承認', count(visionRows, 'approved'), 23);
  expect('総合戦略の提出', count(strategyRows, 'submitted'), strategySubmitted);
  expect('総合戦略の未提出', count(strategyRows, 'draft'), 92 - strategySubmitted);
  await compareValues(visionRows, vision.fiscalYear, expect);

  const inForce = await coordinator.all<{ name: string }>(`/plans/${vision.planId}/indicators`);
  expect('新しいビジョンの指標', inForce.length, 20);
  const votes = await votesOf(people, visionRows);
  expect('票', `${votes.approve}承認 ${votes.object}異議`, '71承認 1異議');

  const documents = (await coordinator.get<{ items: readonly (Document & { readonly draft?: boolean })[] }>(`/cycles/${vision.id}/documents`)).items.filter(({ draft, state }) => draft !== true && state === 'ready');
  expect('ビジョンのPDF', documents.filter(({ kind, format }) => kind === 'vision' && format === 'pdf').length, 1);
  for (const document of documents) await keep(people, document, dir, expect);
  const verification = await coordinator.get<{ holds: boolean }>('/audit/verification');
  expect('監査記録の連鎖', verification.holds, true);
  const mails = await mailsOf(people, expect);
  return {
    lines: [
      ['ビジョン', `${stateWord[vision.state] ?? vision.state}　承認 ${count(visionRows, 'approved')}件、新しいビジョンの指標 ${inForce.length}件`],
      ['総合戦略', `${stateWord[strategy.state] ?? strategy.state}　提出 ${count(strategyRows, 'submitted')}件、未提出 ${count(strategyRows, 'draft')}件（${lateDepartments.join('、')}）`],
      ['票', `承認 ${votes.approve}、異議 ${votes.object}`],
      ...mails,
      ...documents.map((document): [string, string] => [`文書 ${document.kind}.${document.format}`, `sha256 ${document.sha256 ?? ''}`]),
      ['監査記録', verification.holds ? '連鎖は保たれています' : '連鎖が切れています'],
    ],
    differences,
  };
}

/** 92 indicators less the 3 of 文化交流課 and the 4 of 危機管理課. */
const strategySubmitted = 85;
const stateWord: Readonly<Record<string, string>> = { preparing: '準備中', collecting: '募集中', reviewing: '審査中', deliberating: '協議中', finalized: '確定', published: '公表済み' };
const count = (rows: readonly Row[], state: string): number => rows.filter(({ proposal }) => proposal.state === state).length;

async function compareValues(rows: readonly Row[], year: number, expect: (what: string, found: unknown, wanted: unknown) => void): Promise<void> {
  const { existing, added } = await visionAnswers(year);
  for (const answer of [...existing, ...added]) {
    const row = rows.find(({ indicator }) => indicator.name === answer.name && indicator.project === answer.project);
    if (!row) {
      expect(`「${answer.name}」`, 'ありません', 'あること');
      continue;
    }
    expect(`「${answer.name}」の実績`, row.actuals.find((actual) => actual.year === year)?.value.text ?? '', answer.actual.text);
    expect(`「${answer.name}」の目標値`, row.proposal.target.text, (answer.content['target'] as { text: string }).text);
    expect(`「${answer.name}」の見直し`, row.proposal.decision, answer.content.decision);
  }
}

async function votesOf(people: People, rows: readonly Row[]): Promise<{ approve: number; object: number }> {
  const sum = { approve: 0, object: 0 };
  for (const { proposal } of rows) {
    const { items } = await people.coordinator().get<{ items: readonly HistoryEntry[] }>(`/proposals/${proposal.id}/history`);
    for (const entry of items) if (entry.event === 'approve' || entry.event === 'object') sum[entry.event] += 1;
  }
  return sum;
}

/** Fetches a document, checks its bytes against its name, and leaves it where a person finds it. */
async function keep(people: People, document: Document, dir: string, expect: (what: string, found: unknown, wanted: unknown) => void): Promise<void> {
  const bytes = await people.coordinator().file(`/documents/${document.id}/file`);
  expect(`${document.kind}.${document.format} の sha256`, createHash('sha256').update(bytes).digest('hex'), document.sha256);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, `${document.kind}.${document.format}`), bytes);
}

/** Mails as the catcher has them; with a relay of the person's own, they are not ours to count. */
async function mailsOf(people: People, expect: (what: string, found: unknown, wanted: unknown) => void): Promise<[string, string][]> {
  const until = Date.now() + 20_000;
  const late = people.instance.accounts.filter(({ departments, roles }) => roles.includes('officer') && departments.some(({ name }) => lateDepartments.includes(name))).map(({ email }) => email);
  for (;;) {
    const mails = await caughtMails(people.instance);
    if (mails === null) return [['メール', '受け皿がないため数えていません']];
    const of = (words: RegExp): Mail[] => mails.filter(({ subject }) => words.test(subject));
    const [returned, reminded, approved] = [of(/差戻し/), of(/催促|期限/), of(/承認/)];
    const reached = late.filter((email) => reminded.some(({ to }) => to.includes(email)));
    if ((reached.length === late.length && returned.length >= story.returned.length && approved.length > 0) || Date.now() > until) {
      expect('催促が届いた担当課', reached.length, late.length);
      expect('差戻しのメール', returned.length >= story.returned.length, true);
      expect('承認のメール', approved.length > 0, true);
      return [['メール', `全部で ${mails.length}通（差戻し ${returned.length}、催促・期限 ${reminded.length}、承認 ${approved.length}）`]];
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
