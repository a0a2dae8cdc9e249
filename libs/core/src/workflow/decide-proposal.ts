import { Refused, type Fault } from '../refused.js';
import { coordinates, departmentsOf, votesFor, type Actor } from './actor.js';
import type { CycleState } from './cycle-transitions.js';
import {
  proposalActions,
  proposalTransitions,
  type ProposalAction,
  type ProposalNeed,
  type ProposalPeople,
  type ProposalState,
} from './proposal-transitions.js';
import { proposalActionWords, proposalStateWords } from './words.js';

export interface VoteCast {
  readonly municipalityId: string;
  readonly choice: 'approve' | 'object';
}

/** Everything that the rules need to know of a proposal. Read under its row lock when it is about to move. */
export interface ProposalFacts {
  readonly id: string;
  /** What the refusals call it: the indicator's name. */
  readonly name: string;
  readonly planId: string;
  readonly state: ProposalState;
  readonly version: number;
  readonly cycleState: CycleState;
  readonly owningDepartmentIds: readonly string[];
  readonly submittedBy: string | null;
  readonly submittedDepartmentId: string | null;
  /** True while a dated exception lets the departments submit although the cycle no longer collects. */
  readonly exceptionHolds: boolean;
  readonly endorsementAsked: boolean;
  readonly endorsed: boolean;
  readonly municipalityIds: readonly string[];
  /** The votes of the present round; none before it is tabled. */
  readonly votes: readonly VoteCast[];
  /** What still blocks a submission (design: domain, section 5), asked only when an action needs it. */
  readonly missing: () => readonly Fault[];
}

/** What a person asks for. */
export interface ProposalRequest {
  readonly action: ProposalAction;
  readonly comment?: string | undefined;
  /** The version that the person had in front of them. */
  readonly version: number;
}

/** A move that the rules allow: what `Tx.record` writes, state, history and outbox together. */
export interface ProposalStep {
  readonly proposalId: string;
  readonly action: ProposalAction;
  readonly from: ProposalState;
  readonly to: ProposalState;
  readonly comment: string | null;
  /** The department through which an officer acts. */
  readonly departmentId: string | null;
  /** The vote that this step casts, and the municipality that it is cast for. */
  readonly vote: VoteCast | null;
}

const people: Record<ProposalPeople, (actor: Actor, proposal: ProposalFacts) => boolean> = {
  officerOfOwningDepartment: (actor, proposal) => actingDepartment(actor, 'officer', proposal) !== null,
  officerOfSubmittingDepartment: (actor, proposal) =>
    proposal.submittedDepartmentId !== null && departmentsOf(actor, 'officer').includes(proposal.submittedDepartmentId),
  sectionHeadOfOwningDepartment: (actor, proposal) => actingDepartment(actor, 'section_head', proposal) !== null,
  coordinator: (actor, proposal) => coordinates(actor, proposal.planId),
  committeeMember: (actor, proposal) => {
    const municipality = votesFor(actor);
    return municipality !== null && proposal.municipalityIds.includes(municipality);
  },
};

type Verdict = null | (() => Refused);
type NeedCheck = (actor: Actor, proposal: ProposalFacts, request: ProposalRequest) => Verdict;

const no = (...refusal: ConstructorParameters<typeof Refused>): Verdict => () => new Refused(...refusal);

const needs: Record<ProposalNeed, NeedCheck> = {
  submissionIsOpen: (_actor, proposal) =>
    proposal.cycleState === 'collecting' || proposal.state === 'returned' || proposal.exceptionHolds
      ? null
      : no('wrong_state', `「${proposal.name}」は、今は提出を受け付けていません。企画政策課に、期限を定めた提出の例外を依頼してください。`),
  // A draft that nobody may edit or send again would be stuck with its department.
  mayBeSentAgain: (_actor, proposal) =>
    proposal.cycleState === 'collecting' || proposal.exceptionHolds
      ? null
      : no('wrong_state', `「${proposal.name}」を引き戻しても、受付が終わっているため提出し直せません。直すところがあるときは、企画政策課に差戻しを依頼してください。`),
  endorsementIsAsked: (_actor, proposal) =>
    proposal.endorsementAsked ? null : no('wrong_state', `この計画では、「${proposal.name}」の提出に課長の確認は要りません。`),
  notYetEndorsed: (_actor, proposal) =>
    proposal.endorsed ? no('wrong_state', `「${proposal.name}」は、すでに課長が確認しています。`) : null,
  endorsedWhereAsked: (_actor, proposal) =>
    proposal.endorsementAsked && !proposal.endorsed
      ? no('wrong_state', `「${proposal.name}」は、課長の確認が済んでいません。課長に確認を依頼してから提出してください。`)
      : null,
  complete: (_actor, proposal) => {
    const missing = proposal.missing();
    return missing.length === 0
      ? null
      : no('incomplete', `「${proposal.name}」は、まだ提出できません。${missing.length}か所を補ってください。`, { errors: missing });
  },
  notTheirOwnSubmission: (actor, proposal) =>
    proposal.submittedBy === actor.personId
      ? no('not_allowed', `「${proposal.name}」は、あなた自身が提出したものです。決定は別の担当者に依頼してください。`)
      : null,
  cycleIsDeliberating: (_actor, proposal) =>
    proposal.cycleState === 'deliberating'
      ? null
      : no('wrong_state', `協議会を招集するまで、「${proposal.name}」は付議できません。先に年度見直しを「協議会で審議中」に進めてください。`),
  municipalityHasNotVoted: (actor, proposal) => {
    const municipality = votesFor(actor);
    return proposal.votes.some((vote) => vote.municipalityId === municipality)
      ? no('already_voted', `「${proposal.name}」には、あなたの市町村からすでに投票されています。今回の採決では、投票は一度だけです。`)
      : null;
  },
  someoneObjected: (_actor, proposal) =>
    proposal.votes.some((vote) => vote.choice === 'object')
      ? null
      : no('wrong_state', `「${proposal.name}」には、今回の採決で異議が出ていません。不採用にできるのは、異議が出たものだけです。`),
  commentIsGiven: (_actor, proposal, request) =>
    (request.comment ?? '').trim() !== ''
      ? null
      : no('invalid', `「${proposal.name}」の${proposalActionWords[request.action]}には、理由を書いてください。`, {
          errors: [{ pointer: '/comment', code: 'comment_required', message: `${proposalActionWords[request.action]}の理由を書いてください。` }],
        }),
};

/** Needs that the request itself answers: a button is offered before its comment is typed. */
const askedOfTheRequest: readonly ProposalNeed[] = ['commentIsGiven'];

function actingDepartment(actor: Actor, role: 'officer' | 'section_head', proposal: ProposalFacts): string | null {
  const held = departmentsOf(actor, role);
  return proposal.owningDepartmentIds.find((department) => held.includes(department)) ?? null;
}

/** The first thing that speaks against the action, or null: who, then state, then version, then what must hold. */
function objection(actor: Actor, proposal: ProposalFacts, request: ProposalRequest, asked: 'offer' | 'act'): Verdict {
  const transition = proposalTransitions[request.action];
  if (!transition.by.some((one) => people[one](actor, proposal))) {
    return no('not_allowed', `「${proposal.name}」を${proposalActionWords[request.action]}する役割が、あなたにはありません。`);
  }
  const from: readonly ProposalState[] = transition.from;
  if (!from.includes(proposal.state)) {
    return no(
      'wrong_state',
      `「${proposal.name}」は今「${proposalStateWords[proposal.state]}」なので、${proposalActionWords[request.action]}できません。画面を読み直してください。`,
      { version: proposal.version },
    );
  }
  if (asked === 'act' && request.version !== proposal.version) {
    return no('stale', `「${proposal.name}」は、あなたが開いたあとに更新されています。最新の内容を確認してから、もう一度行ってください。`, {
      version: proposal.version,
    });
  }
  for (const need of transition.needs) {
    if (asked === 'offer' && askedOfTheRequest.includes(need)) continue;
    const verdict = needs[need](actor, proposal, request);
    if (verdict) return verdict;
  }
  return null;
}

function voteOf(actor: Actor, action: ProposalAction): VoteCast | null {
  const municipalityId = votesFor(actor);
  return (action === 'approve' || action === 'object') && municipalityId ? { municipalityId, choice: action } : null;
}

/** Where an allowed action leads: the last missing approval of a round without objection decides. */
function destination(proposal: ProposalFacts, action: ProposalAction, vote: VoteCast | null): ProposalState {
  if (action === 'endorse') return proposal.state;
  if (action !== 'approve' || !vote) return proposalTransitions[action].to[0];
  const votes = [...proposal.votes, vote];
  const everyoneApproved = proposal.municipalityIds.every((municipality) =>
    votes.some((cast) => cast.municipalityId === municipality && cast.choice === 'approve'),
  );
  return everyoneApproved ? 'approved' : 'tabled';
}

/** Decides one action of one person on one proposal: gives the step, or throws `Refused` and nothing has happened. */
export function decideProposal(proposal: ProposalFacts, actor: Actor, request: ProposalRequest): ProposalStep {
  const verdict = objection(actor, proposal, request, 'act');
  if (verdict) throw verdict();
  const vote = voteOf(actor, request.action);
  const role = request.action === 'endorse' ? 'section_head' : 'officer';
  return {
    proposalId: proposal.id,
    action: request.action,
    from: proposal.state,
    to: destination(proposal, request.action, vote),
    comment: request.comment?.trim() || null,
    departmentId: request.action === 'submit' || request.action === 'endorse' ? actingDepartment(actor, role, proposal) : null,
    vote,
  };
}

/** The actions that would be accepted now if the person gave what they ask for (a comment): exactly the buttons to show. */
export function offersOnProposal(proposal: ProposalFacts, actor: Actor): ProposalAction[] {
  return proposalActions.filter((action) => objection(actor, proposal, { action, version: proposal.version }, 'offer') === null);
}

/** Facts of a right to write, not to move: the same people may edit whose turn it is (design: domain, sections 3 and 4). */
export type EditableFacts = Pick<ProposalFacts, 'name' | 'planId' | 'state' | 'cycleState' | 'owningDepartmentIds' | 'exceptionHolds'>;

/** Why the person may not change the content of the proposal now, or null when they may. A coordinator types in for a department (代理入力). */
export function objectionToEditing(proposal: EditableFacts, actor: Actor): Refused | null {
  const held = departmentsOf(actor, 'officer');
  const owns = proposal.owningDepartmentIds.some((department) => held.includes(department));
  if (!owns && !coordinates(actor, proposal.planId)) {
    return new Refused('not_allowed', `「${proposal.name}」を入力できるのは、担当課の担当者と取りまとめ担当です。`);
  }
  if (proposal.state !== 'draft' && proposal.state !== 'returned') {
    return new Refused('wrong_state', `「${proposal.name}」は今「${proposalStateWords[proposal.state]}」なので、内容を変えられません。直すには、引戻しか差戻しが必要です。`);
  }
  if (proposal.cycleState !== 'collecting' && proposal.state !== 'returned' && !proposal.exceptionHolds) {
    return new Refused('wrong_state', `「${proposal.name}」は、今は入力を受け付けていません。企画政策課に、期限を定めた提出の例外を依頼してください。`);
  }
  return null;
}

/** What a right to read is decided from. */
export type ReadableFacts = Pick<ProposalFacts, 'planId' | 'state' | 'owningDepartmentIds'>;

/** Whether a person may read what a department has typed and not sent: it is the department's and the planning office's own. */
export function mayReadUnsent(proposal: Omit<ReadableFacts, 'state'>, actor: Actor): boolean {
  if (coordinates(actor, proposal.planId)) return true;
  const held = [...departmentsOf(actor, 'officer'), ...departmentsOf(actor, 'section_head')];
  return proposal.owningDepartmentIds.some((department) => held.includes(department));
}

/** Whether what a proposal says now has been sent: what is typed after a return is as much a draft as what came before the first submission. */
export const isSent = (state: ProposalState): boolean => state !== 'draft' && state !== 'returned';

/** Whether a person may read what a proposal says now. From its submission on, everybody in the partnership who has a role does. */
export const mayRead = (proposal: ReadableFacts, actor: Actor): boolean => isSent(proposal.state) || mayReadUnsent(proposal, actor);
