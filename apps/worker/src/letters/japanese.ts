import { yearInEra } from '#core';

/** A calendar date (YYYY-MM-DD) as offices write it: 令和8年11月20日（金）. Days before 令和 are written with the Gregorian year. */
export function japaneseDate(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const weekday = '日月火水木金土'[new Date(Date.UTC(year, month - 1, date)).getUTCDay()] ?? '';
  return `${day >= '2019-05-01' ? yearInEra(year) : year}年${month}月${date}日（${weekday}）`;
}

/** How many days lie between two calendar dates; negative when the second one is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** How far a deadline is, in words. */
export function untilDeadline(today: string, deadline: string): string {
  const days = daysBetween(today, deadline);
  return days > 0 ? `あと${days}日` : days === 0 ? '本日が期限です' : `期限を${-days}日過ぎています`;
}
