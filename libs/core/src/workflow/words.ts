import { fiscalYearName } from '../fiscal-year/fiscal-year.js';
import type { Role } from './actor.js';
import type { CycleAction, CycleState } from './cycle-transitions.js';
import type { ProposalAction, ProposalState } from './proposal-transitions.js';

/** What a proposal puts forward. */
export const decisions = ['keep', 'change', 'delete', 'add'] as const;
export type Decision = (typeof decisions)[number];

/** The words that a person reads; a new state, action or role does not compile until it has one. */
export const decisionWords = { keep: '継続', change: '変更', delete: '削除', add: '新規' } as const satisfies Record<Decision, string>;

export const proposalStateWords = {
  draft: '入力中',
  submitted: '提出済み（確認待ち）',
  returned: '差戻し',
  accepted: '受理',
  tabled: '付議中',
  approved: '承認',
  rejected: '不採用',
} as const satisfies Record<ProposalState, string>;

export const proposalActionWords = {
  endorse: '課長確認',
  submit: '提出',
  withdraw: '引戻し',
  accept: '受理',
  return: '差戻し',
  table: '付議',
  approve: '承認',
  object: '異議',
  reject: '不採用',
} as const satisfies Record<ProposalAction, string>;

export const cycleStateWords = {
  preparing: '準備中',
  collecting: '入力受付中',
  reviewing: '企画政策課で確認中',
  deliberating: '協議会で審議中',
  finalized: '確定',
  published: '公表',
} as const satisfies Record<CycleState, string>;

export const cycleActionWords = {
  open: '開始',
  close: '受付終了',
  convene: '協議会へ付議',
  finalize: '確定',
  publish: '公表',
  reopen: '差し戻して再開',
} as const satisfies Record<CycleAction, string>;

export const roleWords = {
  officer: '担当者',
  section_head: '課長',
  coordinator: '取りまとめ担当',
  committee_member: '協議会委員',
  viewer: '閲覧者',
  administrator: '管理者',
} as const satisfies Record<Role, string>;

/** Who has to act next on a proposal in this state: what the inbox and the reminders are made from. */
export const waitingFor = {
  draft: 'department',
  submitted: 'planningOffice',
  returned: 'department',
  accepted: 'planningOffice',
  tabled: 'committee',
  approved: 'nobody',
  rejected: 'nobody',
} as const satisfies Record<ProposalState, 'department' | 'planningOffice' | 'committee' | 'nobody'>;

/** A review as people call it: its plan and its fiscal year. */
export const cycleName = (planTitle: string, fiscalYear: number): string => `${planTitle}（${fiscalYearName(fiscalYear)}）`;
