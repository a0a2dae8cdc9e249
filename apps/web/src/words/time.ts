import { fiscalYearName } from '#core';

const dayWords = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { era: 'long', year: 'numeric', month: 'long', day: 'numeric', weekday: 'short', timeZone: 'UTC' });
const momentWords = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { era: 'long', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });
const clockWords = new Intl.DateTimeFormat('ja-JP', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });
const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' });
const dayMs = 86_400_000;

/** 2026-12-14 → 令和8年12月14日(月) */
export const dayName = (day: string): string => dayWords.format(Date.parse(`${day}T00:00:00Z`)).replace(/\s/g, '');

/** A moment as 令和8年11月21日 10:32. */
export const momentName = (moment: string): string => momentWords.format(new Date(moment));

/** The time of day as 10:32. */
export const clock = (moment: Date): string => clockWords.format(moment);

/** Today in Japan, as YYYY-MM-DD. */
export const today = (): string => isoDay.format(new Date());

/** 残り23日, 今日まで, 3日過ぎています. */
export function daysLeft(day: string): string {
  const days = Math.round((Date.parse(day) - Date.parse(today())) / dayMs);
  if (days === 0) return '今日まで';
  return days > 0 ? `残り${days}日` : `${-days}日過ぎています`;
}

/** 2024 → 令和6年度; an unknown year is said to be one. */
export const yearName = (year: number | null | undefined): string => (year == null ? '年度未定' : fiscalYearName(year));
