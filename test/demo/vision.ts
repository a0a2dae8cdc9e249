import type { Answers } from './answers.js';
import { visionAnswers } from './answers.js';
import { untilMail, type People, type Visitor } from './client.js';
import { act, enter, happened, rowOf, save } from './entering.js';
import type { Bulk, Cycle, Document, Plan, Proposal, Row, Section } from './shapes.js';

type Say = (line: string) => void;

/** What the story singles out, by the names on the form. */
export const story = {
  withdrawn: '空き家バンク登録件数',
  returned: ['伊那本線利用者人数', 'オンライン診療実施医療機関数'],
  objected: '合同職員研修実施回数',
  objector: '南箕輪村',
  municipalities: ['伊那市', '箕輪町', '南箕輪村'],
} as const;

/**
 * Plays the vision's year, from the departments' entries to the publication. Each step looks at how things are and does what is
 * still to do, so that a play that was cut off goes on where it stopped.
 */
export async function playVision(people: People, plan: Plan, cycleId: string, say: Say): Promise<Cycle> {
  const coordinator = people.coordinator();
  const cycle = (): Promise<Cycle> => coordinator.get<Cycle>(`/cycles/${cycleId}`);
  const { existing, added } = await visionAnswers((await cycle()).fiscalYear);
  await step(coordinator, cycleId, 'preparing', 'open');
  if ((await cycle()).state === 'collecting') {
    await collect(people, await cycle(), existing, say);
    await propose(people, plan, await cycle(), added, say);
    await step(coordinator, cycleId, 'collecting', 'close');
    say('ビジョン: 募集を締め切りました');
  }
  if ((await cycle()).state === 'reviewing') {
    await review(people, await cycle(), existing, say);
    await step(coordinator, cycleId, 'reviewing', 'convene');
    say('ビジョン: 連絡協議会を招集しました');
  }
  if ((await cycle()).state === 'deliberating') {
    await deliberate(people, await cycle(), say);
    await step(coordinator, cycleId, 'deliberating', 'finalize');
    say('ビジョン: 確定しました。文書を作っています');
  }
  if ((await cycle()).state === 'finalized') {
    await documentsReady(coordinator, cycleId, say);
    await step(coordinator, cycleId, 'finalized', 'publish');
    say('ビジョン: 公表しました');
  }
  return cycle();
}

/** Takes a cycle's event if it stands in the state before it. */
async function step(coordinator: Visitor, cycleId: string, from: string, event: string): Promise<void> {
  const now = await coordinator.get<Cycle>(`/cycles/${cycleId}`);
  if (now.state === from) await coordinator.post(`/cycles/${cycleId}/actions/${event}`, {}, now.version);
}

const leadOf = (row: Row): string => row.indicator.departments.find(({ lead }) => lead)?.name ?? '';

/** Every department enters and submits what the form says; one submission is withdrawn and corrected. */
async function collect(people: People, cycle: Cycle, answers: readonly Answers[], say: Say): Promise<void> {
  const rows = await people.coordinator().all<Row>(`/cycles/${cycle.id}/sheet`);
  const departments = [...new Set(rows.map(leadOf))];
  await Promise.all(departments.map(async (department) => {
    const officer = people.officer(department);
    const own = rows.filter((row) => leadOf(row) === department && row.indicator.id !== null);
    for (const { indicator } of own) {
      const answer = answers.find((one) => one.name === indicator.name && one.project === indicator.project);
      if (!answer) continue;
      await submitOnce(officer, cycle, answer);
    }
    say(`ビジョン: ${department}が${own.length}件を入力し、提出しました`);
  }));
  const withdrawn = await rowOf(people.coordinator(), cycle, story.withdrawn, '空き家バンク');
  await withdrawAndCorrect(people.officer(leadOf(withdrawn)), cycle, answers, say);
}

async function submitOnce(officer: Visitor, cycle: Cycle, answer: Answers): Promise<void> {
  const row = await rowOf(officer, cycle, answer.name, answer.project);
  if (row.proposal.state !== 'draft') return;
  // The one that will be withdrawn is first submitted with a slip of the pen in its target.
  const slip = answer.name === story.withdrawn && !(await happened(officer, row.proposal.id, 'withdraw'));
  await enter(officer, cycle, row, slip ? { ...answer, content: { ...answer.content, target: { text: '1,400件/年', year: 2030 } } } : answer);
  await act(officer, row.proposal.id, 'submit');
}

async function withdrawAndCorrect(officer: Visitor, cycle: Cycle, answers: readonly Answers[], say: Say): Promise<void> {
  const answer = answers.find(({ name }) => name === story.withdrawn);
  if (!answer) return;
  const row = await rowOf(officer, cycle, answer.name, answer.project);
  if (row.proposal.state === 'submitted' && !(await happened(officer, row.proposal.id, 'withdraw'))) await act(officer, row.proposal.id, 'withdraw');
  await submitOnce(officer, cycle, answer);
  say(`ビジョン: 「${answer.name}」を引き戻し、目標値を直して提出し直しました`);
}

/** The four new indicators. */
async function propose(people: People, plan: Plan, cycle: Cycle, added: Awaited<ReturnType<typeof visionAnswers>>['added'], say: Say): Promise<void> {
  const projects = plan.sections.flatMap(function all(section: Section): { id: string; name: string | null }[] {
    return [...section.projects, ...section.children.flatMap(all)];
  });
  for (const answer of added) {
    const project = projects.find(({ name }) => name === answer.project);
    if (!project) throw new Error(`ビジョンに事業「${answer.project ?? ''}」がありません。`);
    const officer = people.officer(departmentOfNew(answer.name));
    const there = (await officer.all<Row>(`/cycles/${cycle.id}/sheet`)).find((row) => row.indicator.id === null && row.indicator.name === answer.name);
    const content: Record<string, unknown> = { ...answer.content, decision: undefined };
    const id = there?.proposal.id ?? (await officer.post<Proposal>(`/cycles/${cycle.id}/proposals`, { ...content, name: answer.name, unit: unitOf(answer.baseline.text, String((content['target'] as { text: string }).text)), direction: 'higher', nature: 'flow', projectId: project.id, baseline: answer.baseline, actuals: answer.actuals })).id;
    const now = await officer.get<Proposal>(`/proposals/${id}`);
    if (now.state === 'draft') await act(officer, id, 'submit');
  }
  say(`ビジョン: 新規の指標${added.length}件を提案しました`);
}

const departmentOfNew = (name: string): string => (name === '放送番組数' ? '秘書広報課' : name === 'サービス利用者数' ? '企画政策課' : '地域創造課');

const unitOf = (baseline: string, target: string): string => /[^\d,.]+/.exec((/\d/.test(baseline) ? baseline : target).replace(/^[\d,.]+/, '').split('/')[0] ?? '')?.[0] ?? '';

/** The office returns two with comments, gets them back, and accepts everything at once. */
async function review(people: People, cycle: Cycle, answers: readonly Answers[], say: Say): Promise<void> {
  const coordinator = people.coordinator();
  for (const name of story.returned) {
    const answer = answers.find((one) => one.name === name);
    if (!answer) continue;
    const row = await rowOf(coordinator, cycle, name, answer.project);
    if (row.proposal.state === 'submitted' && !(await happened(coordinator, row.proposal.id, 'return'))) {
      await act(coordinator, row.proposal.id, 'return', '目標値の考え方が読み取れるように、理由を補ってください。（デモの差戻し）');
    }
    const officer = people.officer(leadOf(row));
    if ((await officer.get<Proposal>(`/proposals/${row.proposal.id}`)).state === 'returned') {
      await untilMail(people.instance, officer.account.email, name);
      const rationale = [String(answer.content['rationale'] ?? ''), '担当課で実績の推移を確認し、この目標値とした。（デモのための補記）'].filter((text) => text !== '').join('');
      await save(officer, row.proposal, { ...answer.content, rationale });
      await act(officer, row.proposal.id, 'submit');
    }
  }
  say(`ビジョン: 「${story.returned.join('」「')}」を差し戻し、再提出を受けました`);
  const accepted = await bulk(coordinator, cycle, 'accept', 'submitted');
  say(`ビジョン: ${accepted}件をまとめて受理しました`);
}

/** One event on all proposals in a state, at once. @returns how many were done */
async function bulk(visitor: Visitor, cycle: Cycle, event: string, state: string, spared: readonly string[] = []): Promise<number> {
  const rows = await visitor.all<Row>(`/cycles/${cycle.id}/sheet?state=${state}`);
  const items = rows.filter((row) => row.proposal.actions.includes(event) && !spared.includes(row.indicator.name)).map(({ proposal }) => ({ id: proposal.id, version: proposal.version }));
  if (items.length === 0) return 0;
  const { done, refused } = await visitor.post<Bulk>(`/cycles/${cycle.id}/bulk`, { event, items });
  if (refused[0]) throw new Error(`まとめて行った「${event}」のうち${refused.length}件が断られました: ${refused[0].detail}`);
  return done.length;
}

/** Three municipalities vote; one of them objects to one proposal and, after the office's answer, approves it. */
async function deliberate(people: People, cycle: Cycle, say: Say): Promise<void> {
  const coordinator = people.coordinator();
  await bulk(coordinator, cycle, 'table', 'accepted');
  const row = await rowOf(coordinator, cycle, story.objected, '合同職員研修');
  const objector = people.member(story.objector);
  if (row.proposal.state === 'tabled' && !(await happened(coordinator, row.proposal.id, 'object'))) {
    await act(objector, row.proposal.id, 'object', '回数を減らしても研修の効果を保てる理由を示してください。（デモの異議）');
    say(`ビジョン: ${story.objector}が「${story.objected}」に異議を述べました`);
  }
  for (const municipality of story.municipalities) {
    const votes = await bulk(people.member(municipality), cycle, 'approve', 'tabled', municipality === story.objector ? [story.objected] : []);
    if (votes > 0) say(`ビジョン: ${municipality}が${votes}件を承認しました`);
  }
  await answerObjection(people, row, say);
  for (const municipality of story.municipalities) await bulk(people.member(municipality), cycle, 'approve', 'tabled');
}

/** The office sends the item back with its answer, the department adds the reason, and a new round begins. */
async function answerObjection(people: People, row: Row, say: Say): Promise<void> {
  const coordinator = people.coordinator();
  const officer = people.officer(leadOf(row));
  const now = (): Promise<Proposal> => coordinator.get<Proposal>(`/proposals/${row.proposal.id}`);
  if ((await now()).state === 'tabled' && !(await happened(coordinator, row.proposal.id, 'return'))) {
    await act(coordinator, row.proposal.id, 'return', '南箕輪村の異議への回答を、理由に書き加えてください。（デモの差戻し）');
  }
  const returned = await now();
  if (returned.state === 'returned') {
    await untilMail(people.instance, officer.account.email, story.objected);
    await save(officer, returned, {
      decision: 'keep', target: { text: returned.target.text, year: returned.target.year }, basis: returned.basis, source: '', discrepancyReason: '',
      rationale: '年間を通じた活動を新たに加えるため、研修の総時間は減らない。（デモのための補記）',
    });
    await act(officer, returned.id, 'submit');
  }
  if ((await now()).state === 'submitted') await act(coordinator, row.proposal.id, 'accept');
  if ((await now()).state === 'accepted') await act(coordinator, row.proposal.id, 'table');
  say(`ビジョン: 異議に答えて「${story.objected}」を付議し直しました`);
}

/** Waits until every document of the snapshot is there. */
async function documentsReady(coordinator: Visitor, cycleId: string, say: Say): Promise<void> {
  const until = Date.now() + 120_000;
  for (let shown = -1; ; ) {
    const { items } = await coordinator.get<{ items: readonly (Document & { readonly draft?: boolean })[] }>(`/cycles/${cycleId}/documents`);
    const final = items.filter(({ draft }) => draft !== true);
    const failed = final.find(({ state }) => state === 'failed');
    if (failed) throw new Error(`文書 ${failed.kind}.${failed.format} を作れませんでした: ${failed.error ?? ''}`);
    const ready = final.filter(({ state }) => state === 'ready').length;
    if (ready !== shown) say(`ビジョン: 文書 ${ready}／${final.length}`);
    if (final.length > 0 && ready === final.length) return;
    if (Date.now() > until) throw new Error('文書が2分たってもそろいません。ワーカーの記録を確かめてください。');
    shown = ready;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
