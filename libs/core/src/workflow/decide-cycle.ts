import { Refused, type Fault } from '../refused.js';
import { coordinates, type Actor } from './actor.js';
import { cycleActions, cycleTransitions, stageOf, type CycleAction, type CycleNeed, type CycleState } from './cycle-transitions.js';
import type { ProposalState } from './proposal-transitions.js';
import { cycleActionWords, cycleStateWords } from './words.js';

/** The deadlines of a cycle: calendar dates (YYYY-MM-DD) whose end of day in Asia/Tokyo counts. */
export interface Deadlines {
  /** 担当課の提出期限 */
  readonly submission: string | null;
  /** 企画政策課の確認期限 */
  readonly review: string | null;
  /** 協議会の採決期限 */
  readonly vote: string | null;
}

/** Everything that the rules need to know of a cycle. */
export interface CycleFacts {
  readonly id: string;
  /** What the refusals call it: plan and fiscal year. */
  readonly name: string;
  readonly planId: string;
  readonly state: CycleState;
  readonly version: number;
  readonly deadlines: Deadlines;
  /** Names of indicators that have no department with an active officer. */
  readonly unattended: readonly string[];
  readonly proposalCounts: Readonly<Record<ProposalState, number>>;
  /** Names of what is still with the departments: drafts and returned ones. */
  readonly notSubmitted: readonly string[];
  /** True when the present snapshot's final documents are ready. */
  readonly documentsExist: boolean;
}

export interface CycleRequest {
  readonly action: CycleAction;
  readonly reason?: string | undefined;
  /** Where to reopen to; the state before the present one unless it is said. */
  readonly to?: CycleState | undefined;
  readonly version: number;
}

export interface CycleStep {
  readonly cycleId: string;
  readonly action: CycleAction;
  readonly from: CycleState;
  readonly to: CycleState;
  readonly reason: string | null;
  /** What was missing when the cycle was closed with a reason. */
  readonly missing: readonly string[];
}

type Verdict = null | (() => Refused);
const no = (...refusal: ConstructorParameters<typeof Refused>): Verdict => () => new Refused(...refusal);
const listed = (names: readonly string[]): string => names.slice(0, 5).map((name) => `「${name}」`).join('、') + (names.length > 5 ? ` ほか${names.length - 5}件` : '');
const faults = (names: readonly string[], code: string, message: (name: string) => string): Fault[] =>
  names.map((name) => ({ pointer: '', code, message: message(name) }));

function deadlineFaults(deadlines: Deadlines): Fault[] {
  const inOrder = [
    ['submission', '提出期限', deadlines.submission],
    ['review', '確認期限', deadlines.review],
    ['vote', '採決期限', deadlines.vote],
  ] as const;
  const unset = inOrder.filter(([, , day]) => day === null).map(([key, word]) => ({ pointer: `/deadlines/${key}`, code: 'deadline_missing', message: `${word}を決めてください。` }));
  const reversed = inOrder.slice(1).flatMap(([key, word, day], before) => {
    const [, wordBefore, dayBefore] = inOrder[before] ?? inOrder[0];
    return day !== null && dayBefore !== null && day < dayBefore
      ? [{ pointer: `/deadlines/${key}`, code: 'deadline_order', message: `${word}は${wordBefore}（${dayBefore}）以後の日にしてください。` }]
      : [];
  });
  return [...unset, ...reversed];
}

/** Needs that the request itself answers, so that the button is offered before the reason is typed. */
const askedOfTheRequest: readonly CycleNeed[] = ['reasonIsGiven', 'everyProposalSubmittedOrReasonGiven', 'leadsBack'];

const needs: Record<CycleNeed, (cycle: CycleFacts, request: CycleRequest) => Verdict> = {
  everyIndicatorHasAnActiveOfficer: (cycle) =>
    cycle.unattended.length === 0
      ? null
      : no('incomplete', `${cycle.name}を開始できません。担当者のいない指標があります: ${listed(cycle.unattended)}。担当課と担当者を割り当ててください。`, {
          errors: faults(cycle.unattended, 'no_active_officer', (name) => `「${name}」に、担当者のいる担当課を割り当ててください。`),
        }),
  deadlinesAreInOrder: (cycle) => {
    const wrong = deadlineFaults(cycle.deadlines);
    return wrong.length === 0 ? null : no('incomplete', `${cycle.name}を開始できません。期限を、提出・確認・採決の順に決めてください。`, { errors: wrong });
  },
  everyProposalSubmittedOrReasonGiven: (cycle, request) =>
    cycle.notSubmitted.length === 0 || (request.reason ?? '').trim() !== ''
      ? null
      : no('incomplete', `${cycle.name}には、提出されていない指標が${cycle.notSubmitted.length}件あります: ${listed(cycle.notSubmitted)}。このまま締め切るには理由を書いてください。`, {
          errors: [{ pointer: '/reason', code: 'reason_required', message: '未提出のまま締め切る理由を書いてください。' }, ...faults(cycle.notSubmitted, 'not_submitted', (name) => `「${name}」が提出されていません。`)],
        }),
  nothingLeftWithDepartments: (cycle) => {
    const left = cycle.proposalCounts.draft + cycle.proposalCounts.submitted + cycle.proposalCounts.returned;
    return left === 0
      ? null
      : no('wrong_state', `${cycle.name}には、入力中・確認待ち・差戻しの指標が${left}件残っています。すべて受理してから協議会へ付議してください。`, {
          errors: faults(cycle.notSubmitted, 'not_submitted', (name) => `「${name}」が提出されていません。`),
        });
  },
  everyProposalDecided: (cycle) => {
    const { approved, rejected, ...rest } = cycle.proposalCounts;
    const left = Object.values(rest).reduce((sum, count) => sum + count, 0);
    return left === 0 ? null : no('wrong_state', `${cycle.name}には、決定していない指標が${left}件あります（決定済み${approved + rejected}件）。承認か不採用が決まってから確定してください。`);
  },
  documentsOfSnapshotExist: (cycle) =>
    cycle.documentsExist ? null : no('wrong_state', `${cycle.name}の文書がまだできていません。文書の作成が終わってから公表してください。`),
  reasonIsGiven: (cycle, request) =>
    (request.reason ?? '').trim() !== ''
      ? null
      : no('invalid', `${cycle.name}を再開するには、理由を書いてください。`, { errors: [{ pointer: '/reason', code: 'reason_required', message: '再開の理由を書いてください。' }] }),
  leadsBack: (cycle, request) => {
    const to = destination(cycle, request);
    return stageOf(to) < stageOf(cycle.state) ? null : no('invalid', `${cycle.name}は「${cycleStateWords[cycle.state]}」なので、「${cycleStateWords[to]}」へ再開することはできません。それより前の段階を選んでください。`);
  },
};

function destination(cycle: CycleFacts, request: CycleRequest): CycleState {
  if (request.action !== 'reopen') return cycleTransitions[request.action].to[0];
  const before = (['preparing', 'collecting', 'reviewing', 'deliberating'] as const)[stageOf(cycle.state) - 1];
  return request.to ?? before ?? 'preparing';
}

function objection(actor: Actor, cycle: CycleFacts, request: CycleRequest, asked: 'offer' | 'act'): Verdict {
  if (!coordinates(actor, cycle.planId)) {
    return no('not_allowed', `${cycle.name}を進められるのは、取りまとめ担当です。`);
  }
  const transition = cycleTransitions[request.action];
  const from: readonly CycleState[] = transition.from;
  if (!from.includes(cycle.state)) {
    return no('wrong_state', `${cycle.name}は今「${cycleStateWords[cycle.state]}」なので、「${cycleActionWords[request.action]}」はできません。画面を読み直してください。`, { version: cycle.version });
  }
  if (asked === 'act' && request.version !== cycle.version) {
    return no('stale', `${cycle.name}は、あなたが開いたあとに更新されています。最新の内容を確認してから、もう一度行ってください。`, { version: cycle.version });
  }
  for (const need of transition.needs) {
    if (asked === 'offer' && askedOfTheRequest.includes(need)) continue;
    const verdict = needs[need](cycle, request);
    if (verdict) return verdict;
  }
  return null;
}

/** Decides one action of one person on a cycle: gives the step, or throws `Refused` and nothing has happened. */
export function decideCycle(cycle: CycleFacts, actor: Actor, request: CycleRequest): CycleStep {
  const verdict = objection(actor, cycle, request, 'act');
  if (verdict) throw verdict();
  return {
    cycleId: cycle.id,
    action: request.action,
    from: cycle.state,
    to: destination(cycle, request),
    reason: request.reason?.trim() || null,
    missing: request.action === 'close' ? cycle.notSubmitted : [],
  };
}

/** The actions that would be accepted now if the person gave what they ask for (a reason). */
export function offersOnCycle(cycle: CycleFacts, actor: Actor): CycleAction[] {
  return cycleActions.filter((action) => objection(actor, cycle, { action, version: cycle.version }, 'offer') === null);
}

/** The acts that the person's role and the state allow but a condition still forbids, with that condition as a sentence. */
export function waitsOnCycle(cycle: CycleFacts, actor: Actor): { action: CycleAction; reason: string }[] {
  if (!coordinates(actor, cycle.planId)) return [];
  return cycleActions.flatMap((action) => {
    const from: readonly CycleState[] = cycleTransitions[action].from;
    const verdict = from.includes(cycle.state) ? objection(actor, cycle, { action, version: cycle.version }, 'offer') : null;
    return verdict ? [{ action, reason: verdict().detail }] : [];
  });
}
