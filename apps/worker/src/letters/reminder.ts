import { fiscalYearName, proposalStateWords, type ProposalState } from '#core';
import { japaneseDate, untilDeadline } from './japanese.js';
import { aLetter, listed, type Letter, type ListedIndicator } from './letter.js';

/** Who is waited for, out of the workflow's own record. */
export type Party = 'department' | 'planningOffice' | 'committee';

export interface WaitingItem extends ListedIndicator {
  readonly party: Party;
  readonly state: ProposalState;
  readonly cycleId: string;
  readonly planTitle: string;
  readonly fiscalYear: number;
  readonly deadline: string | null;
}

export interface ReminderFacts {
  readonly to: string;
  readonly today: string;
  /** The day for which the reminder was due, where that was missed; null on the day itself. */
  readonly lateSince: string | null;
  /** True when a coordinator asked for it now. */
  readonly asked: boolean;
  readonly items: readonly WaitingItem[];
  readonly publicUrl: string | undefined;
}

const whatToDo = {
  department: '担当課の入力と提出',
  planningOffice: '提出された見直し案の確認（受理または差戻し）',
  committee: '付議された見直し案の採決（承認または異議）',
} as const satisfies Record<Party, string>;

interface Group {
  readonly first: WaitingItem;
  readonly items: readonly WaitingItem[];
}

/** What waits, by cycle, by what is to be done, and by deadline; the earliest deadline first. */
function groups(items: readonly WaitingItem[]): Group[] {
  const byKey = new Map<string, WaitingItem[]>();
  for (const item of items) {
    const key = `${item.deadline ?? '9999'} ${item.cycleId} ${item.party}`;
    byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  return [...byKey.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, [first, ...rest]]) => (first ? [{ first, items: [first, ...rest] }] : []));
}

const cycleName = ({ planTitle, fiscalYear }: WaitingItem): string => `${planTitle}（${fiscalYearName(fiscalYear)}の見直し）`;

function paragraph({ first, items }: Group, today: string): string {
  const deadline = first.deadline ? `${japaneseDate(first.deadline)}まで（${untilDeadline(today, first.deadline)}）` : '決まっていません';
  return [`■ ${cycleName(first)}`, `　すること: ${whatToDo[first.party]}`, `　期限: ${deadline}`, ...items.map((item) => `　${listed(item)}　${proposalStateWords[item.state]}`)].join('\n');
}

/** One mail for one person and day, of everything that waits for that person, across cycles. */
export function reminderLetter({ to, today, lateSince, asked, items, publicUrl }: ReminderFacts): Letter {
  const all = groups(items);
  const nearest = all[0]?.first;
  const subject = `${lateSince ? '【遅延】' : ''}${asked ? '督促' : 'お知らせ'}: お待ちしている指標が${items.length}件あります${nearest?.deadline ? `（${untilDeadline(today, nearest.deadline)}）` : ''}`;
  return aLetter({
    to,
    subject,
    paragraphs: [
      `${asked ? '取りまとめ担当からのお願いです。' : ''}次の${items.length}件について、あなたの作業をお待ちしています（${japaneseDate(today)}現在）。`,
      ...(lateSince ? [`【遅延】このお知らせは、${japaneseDate(lateSince)}にお送りするはずのものです。システムの都合で遅れました。`] : []),
      ...all.map((group) => paragraph(group, today)),
    ],
    way: ['自分の仕事', ...(nearest ? [cycleName(nearest), nearest.name] : [])],
    publicUrl,
  });
}
