import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  cycleActionWords, cycleEdges, cycleStateWords, cycleTransitions, proposalActionWords, proposalEdges, proposalStateWords, proposalTransitions, waitingFor, type CycleNeed, type ProposalNeed, type ProposalPeople,
} from '#core';
import { operations } from '../../apps/api/src/openapi/operations.js';

/** The pages, or parts of pages, in `docs/` that are made from the code. A part stands between `<!-- name -->` and `<!-- /name -->`. */
export interface GeneratedPart { readonly file: string; readonly part: string; readonly text: string }

const root = path.resolve(__dirname, '..', '..');

export function generatedParts(): GeneratedPart[] {
  return [
    { file: 'docs/workflow.md', part: 'proposal-diagram', text: diagram(proposalEdges(), proposalStateWords, proposalActionWords) },
    { file: 'docs/workflow.md', part: 'proposal-rights', text: proposalRights() },
    { file: 'docs/workflow.md', part: 'cycle-diagram', text: diagram(cycleEdges(), cycleStateWords, cycleActionWords) },
    { file: 'docs/workflow.md', part: 'cycle-rights', text: cycleRights() },
    { file: 'docs/architecture.md', part: 'room-map', text: roomMap() },
    { file: 'docs/api.md', part: 'calls', text: callTable() },
  ];
}

/** The page with its generated part renewed. @throws Error when the page has no such part */
export function withPart(page: string, { part, text }: GeneratedPart): string {
  const [open, close] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from === -1 || to === -1) throw new Error(`the page has no part ${part}`);
  return `${page.slice(0, from + open.length)}\n${text}\n${page.slice(to)}`;
}

export const pathOf = (file: string): string => path.join(root, file);

interface Edge { readonly from: string | null; readonly action: string; readonly to: string }

function diagram(edges: readonly Edge[], states: Readonly<Record<string, string>>, actions: Readonly<Record<string, string>>): string {
  const named = Object.entries(states).map(([code, word]) => `  ${code}: ${word}<br>${code}`);
  const arrows = edges.map(({ from, action, to }) => (from === null ? `  [*] --> ${to}` : `  ${from} --> ${to}: ${actions[action] ?? action} ${action}`));
  return ['```mermaid', 'stateDiagram-v2', ...named, ...arrows, '```'].join('\n');
}

const peopleWords = {
  officerOfOwningDepartment: '担当課の担当者', officerOfSubmittingDepartment: '提出した課の担当者', sectionHeadOfOwningDepartment: '担当課の課長', coordinator: '取りまとめ担当', committeeMember: '協議会委員（その市町村として）',
} as const satisfies Record<ProposalPeople, string>;

const proposalNeedWords = {
  submissionIsOpen: '受付中であるか、差し戻されたか、期限付きの例外がある', mayBeSentAgain: '受付中であるか、期限付きの例外がある', endorsedWhereAsked: '課長の確認が要る計画では、確認が済んでいる', endorsementIsAsked: '課長の確認が要る計画である', notYetEndorsed: 'まだ確認されていない',
  complete: '必要なことがすべて入力されている', notTheirOwnSubmission: '自分が提出したものではない', cycleIsDeliberating: '年度見直しが審議中である', municipalityHasNotVoted: 'その市町村は、この採決でまだ投票していない',
  someoneObjected: 'この採決で異議が出ている', commentIsGiven: '理由が書かれている',
} as const satisfies Record<ProposalNeed, string>;

const cycleNeedWords = {
  everyIndicatorHasAnActiveOfficer: 'どの指標にも、活動中の担当者がいる担当課がある', deadlinesAreInOrder: '期限がすべて決まり、順に並んでいる', everyProposalSubmittedOrReasonGiven: 'すべて提出されたか、欠けているものの理由が書かれている',
  nothingLeftWithDepartments: '入力中・提出済み・差戻しのままのものがない', everyProposalDecided: 'すべて承認か不採用に決まっている', documentsOfSnapshotExist: '確定時の記録から作る文書がそろっている', reasonIsGiven: '理由が書かれている', leadsBack: '前の段階に戻る',
} as const satisfies Record<CycleNeed, string>;

const list = (words: readonly string[]): string => (words.length === 0 ? '―' : words.join('、'));

function proposalRights(): string {
  const rows = Object.entries(proposalTransitions).map(([action, { from, to, by, needs }]) =>
    `| ${proposalActionWords[action as keyof typeof proposalTransitions]} \`${action}\` | ${from.map((state) => proposalStateWords[state]).join('、')} | ${to.map((state) => proposalStateWords[state]).join('、')} | ${list(by.map((one) => peopleWords[one]))} | ${list(needs.map((one) => proposalNeedWords[one]))} |`);
  const waits = Object.entries(waitingFor).map(([state, who]) => `| ${proposalStateWords[state as keyof typeof waitingFor]} \`${state}\` | ${{ department: '担当課', planningOffice: '企画政策課', committee: '協議会', nobody: '―' }[who]} |`);
  return ['| 操作 | どこから | どこへ | だれが | 満たすべきこと |', '| --- | --- | --- | --- | --- |', ...rows, '', '| 状態 | 次に動く人 |', '| --- | --- |', ...waits].join('\n');
}

function cycleRights(): string {
  const rows = Object.entries(cycleTransitions).map(([action, { from, to, needs }]) =>
    `| ${cycleActionWords[action as keyof typeof cycleTransitions]} \`${action}\` | ${from.map((state) => cycleStateWords[state]).join('、')} | ${to.map((state) => cycleStateWords[state]).join('、')} | 取りまとめ担当 | ${list(needs.map((one) => cycleNeedWords[one]))} |`);
  return ['| 操作 | どこから | どこへ | だれが | 満たすべきこと |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** Every room and which it imports, from the import lines themselves. */
function roomMap(): string {
  const rooms = ['apps', 'libs'].flatMap((floor) => readdirSync(path.join(root, floor), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `${floor}/${name}`)).sort();
  const arrows = rooms.flatMap((room) => [...importsOf(path.join(root, room))].sort().map((imported) => `  ${id(room)} --> ${id(`libs/${imported}`)}`));
  return ['```mermaid', 'flowchart TD', ...rooms.map((room) => `  ${id(room)}["${room}"]`), ...arrows, '```'].join('\n');
}

const id = (room: string): string => room.replace('/', '_');

function importsOf(folder: string): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/(?<!\.spec|\.d)\.tsx?$/.test(entry.name) || entry.parentPath.includes(`${path.sep}test`)) continue;
    for (const [, room] of readFileSync(path.join(entry.parentPath, entry.name), 'utf8').matchAll(/from '#(\w+)'/g)) if (room && !folder.endsWith(`${path.sep}${room}`)) found.add(room);
  }
  return found;
}

function callTable(): string {
  const rows = operations.map(({ method, path: address, does, marks = [], query = {} }) => {
    const takes = [marks.includes('seen') ? '`If-Match`' : '', marks.includes('once') ? '`Idempotency-Key`' : '', Object.keys(query).length > 0 ? `\`?${Object.keys(query).join('=&')}=\`` : ''].filter((one) => one !== '');
    return `| \`${method.toUpperCase()} ${address}\` | ${does} | ${takes.join(', ')} |`;
  });
  return ['| call | does | takes |', '| --- | --- | --- |', ...rows].join('\n');
}
