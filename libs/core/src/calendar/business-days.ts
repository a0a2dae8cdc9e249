import holidayJp from '@holiday-jp/holiday_jp';

/**
 * The days on which offices are open. Closed are Saturdays, Sundays, 国民の祝日 with 振替休日 and 国民の休日, and the turn of the
 * year from 29 December to 3 January (地方自治法4条の2; 行政機関の休日に関する法律1条).
 *
 * Days are calendar days, YYYY-MM-DD, in Asia/Tokyo; the holidays come from a maintained data package.
 */
const holidays: Readonly<Record<string, { readonly name: string } | undefined>> = holidayJp.holidays;
const known = Object.keys(holidays).sort();

/** The last year of which the holidays are published in full; beyond it only weekends and the turn of the year are known. */
export const lastKnownYear = Number(known.at(-1)?.slice(0, 4));

const dayMs = 86_400_000;
const atMidnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Why offices are closed on a day, in words; null when they are open. */
export function closure(day: string): string | null {
  const holiday = holidays[day];
  if (holiday) return holiday.name;
  const monthAndDay = day.slice(5);
  if (monthAndDay >= '12-29' || monthAndDay <= '01-03') return '年末年始';
  const weekday = new Date(atMidnight(day)).getUTCDay();
  return weekday === 0 ? '日曜日' : weekday === 6 ? '土曜日' : null;
}

/** Whether offices are open. */
export const isBusinessDay = (day: string): boolean => closure(day) === null;

/** The day itself when offices are open, else the next one on which they are. */
export function businessDayFrom(day: string): string {
  let at = atMidnight(day);
  while (!isBusinessDay(dayOf(at))) at += dayMs;
  return dayOf(at);
}

/** How many business days lie after the first day, up to and including the second; 0 when it does not come later. */
export function businessDaysBetween(from: string, to: string): number {
  let days = 0;
  for (let at = atMidnight(from) + dayMs; at <= atMidnight(to); at += dayMs) if (isBusinessDay(dayOf(at))) days += 1;
  return days;
}
