import { fiscalYearName, type ProposalAction, type ProposalState } from '#core';
import { aLetter, deadlineLine, indented, listed, several, type Letter, type ListedIndicator } from './letter.js';

/** What people are told of a proposal's move. */
export type News = 'returned' | 'tabled' | 'approved' | 'objected' | 'rejected';
/** Whom it concerns. */
export type Audience = 'officers' | 'coordinators' | 'committee';

const silent = (): null => null;

/** What each act tells, by where it led; an act that tells nothing waits in the lists of those whose turn it is. */
export const newsOf: Record<ProposalAction, (to: ProposalState) => News | null> = {
  endorse: silent,
  submit: silent,
  withdraw: silent,
  accept: silent,
  return: () => 'returned',
  table: () => 'tabled',
  approve: (to) => (to === 'approved' ? 'approved' : null),
  object: () => 'objected',
  reject: () => 'rejected',
};

export const audienceOf = {
  returned: ['officers'],
  tabled: ['committee'],
  approved: ['officers', 'coordinators'],
  objected: ['coordinators'],
  rejected: ['officers', 'coordinators'],
} as const satisfies Record<News, readonly Audience[]>;

export interface MovedIndicator extends ListedIndicator {
  readonly comment: string | null;
}

export interface NewsFacts {
  readonly to: string;
  readonly planTitle: string;
  readonly fiscalYear: number;
  readonly submissionDeadline: string | null;
  readonly voteDeadline: string | null;
  readonly indicators: readonly MovedIndicator[];
  readonly publicUrl: string | undefined;
}

interface Wording {
  readonly subject: (names: string) => string;
  readonly opening: (count: number) => string;
  readonly closing: (facts: NewsFacts) => string;
  readonly way: (facts: NewsFacts) => readonly string[];
  /** What the comment of each indicator is called; null where there is none to show. */
  readonly comment: string | null;
}

const cycleName = ({ planTitle, fiscalYear }: NewsFacts): string => `${planTitle}（${fiscalYearName(fiscalYear)}の見直し）`;
const firstName = ({ indicators }: NewsFacts): string => indicators[0]?.name ?? '指標';
const ownWork = (facts: NewsFacts): string[] => ['自分の仕事', cycleName(facts), firstName(facts)];

const wording: Record<News, Wording> = {
  returned: {
    subject: (names) => `差戻し: ${names}を直して、もう一度提出してください`,
    opening: (count) => `次の${count}件の見直し案が、企画政策課から差し戻されました。コメントを確かめて直し、もう一度提出してください。`,
    closing: (facts) => deadlineLine('提出期限', facts.submissionDeadline),
    way: ownWork,
    comment: '差戻しのコメント',
  },
  tabled: {
    subject: (names) => `採決のお願い: ${names}が協議会に付議されました`,
    opening: (count) => `次の${count}件の見直し案が、連絡協議会に付議されました。あなたの市町村の賛否（承認または異議）を入力してください。`,
    closing: (facts) => deadlineLine('採決期限', facts.voteDeadline),
    way: ownWork,
    comment: null,
  },
  approved: {
    subject: (names) => `承認: ${names}`,
    opening: (count) => `次の${count}件の見直し案が、連絡協議会で承認されました（全市町村の承認）。`,
    closing: () => '計画の確定と文書の作成は、すべての見直し案が決まってから行われます。今、していただくことはありません。',
    way: (facts) => ['見直しの一覧', cycleName(facts), firstName(facts)],
    comment: null,
  },
  objected: {
    subject: (names) => `異議: ${names}`,
    opening: (count) => `次の${count}件の見直し案に、連絡協議会で異議が出ました。説明して採決を続けるか、差し戻すか、不採用とするかを決めてください。`,
    closing: (facts) => deadlineLine('採決期限', facts.voteDeadline),
    way: (facts) => ['見直しの一覧', cycleName(facts), firstName(facts)],
    comment: '異議の理由',
  },
  rejected: {
    subject: (names) => `不採用: ${names}`,
    opening: (count) => `次の${count}件の見直し案は、不採用となりました。今の計画の内容がそのまま続きます。`,
    closing: () => '今、していただくことはありません。',
    way: (facts) => ['見直しの一覧', cycleName(facts), firstName(facts)],
    comment: '不採用の理由',
  },
};

/** One mail for one person of all that moved the same way at about the same time. */
export function newsLetter(news: News, facts: NewsFacts): Letter {
  const words = wording[news];
  const lines = facts.indicators.map((indicator) =>
    words.comment && indicator.comment ? `${listed(indicator)}\n　${words.comment}:\n${indented(indicator.comment)}` : listed(indicator),
  );
  return aLetter({
    to: facts.to,
    subject: words.subject(several(facts.indicators.map((indicator) => indicator.name))),
    paragraphs: [words.opening(facts.indicators.length), `■ ${cycleName(facts)}\n${lines.join('\n')}`, words.closing(facts)],
    way: words.way(facts),
    publicUrl: facts.publicUrl,
  });
}

export interface OpenedFacts {
  readonly to: string;
  readonly planTitle: string;
  readonly fiscalYear: number;
  readonly submissionDeadline: string | null;
  readonly indicators: readonly ListedIndicator[];
  readonly publicUrl: string | undefined;
}

/** The beginning of a review, for an officer: what the department is asked for, and until when. */
export function openedLetter(facts: OpenedFacts): Letter {
  const name = `${facts.planTitle}（${fiscalYearName(facts.fiscalYear)}の見直し）`;
  return aLetter({
    to: facts.to,
    subject: `入力のお願い: ${name}が始まりました`,
    paragraphs: [
      `${name}が始まりました。次の${facts.indicators.length}件の指標について、${fiscalYearName(facts.fiscalYear)}の実績と、継続・変更・削除の別、目標値とその根拠を入力し、提出してください。`,
      `■ ${name}\n${facts.indicators.map(listed).join('\n')}`,
      deadlineLine('提出期限', facts.submissionDeadline),
    ],
    way: ['自分の仕事', name],
    publicUrl: facts.publicUrl,
  });
}
