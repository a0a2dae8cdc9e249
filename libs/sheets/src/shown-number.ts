import { formatValue, serialToDate } from 'hucre';

/**
 * A number as its format shows it, which is what the office sees and means: 0.14 in `0%` is 14%. Where the format is one of dates,
 * the day.
 */
export function shownNumber(number: number, format: string | undefined): string {
  if (!format || /^(?:General|標準)$/i.test(format)) return plainNumber(number);
  if (isDateFormat(format)) return shownDay(serialToDate(number));
  // Excel rounds the decimals that it shows: 0.145 in 0% is 15%, although the binary fraction lies just below.
  const nudged = Number.isInteger(number) ? number : number * (1 + 1e-15);
  return formatValue(nudged, spelledOut(format, number)).trim();
}

/** The day as YYYY-MM-DD, whichever way the sheet writes it. */
export const shownDay = (day: Date): string => day.toISOString().slice(0, 10);

/** Fifteen digits are what Excel itself keeps: 0.1 + 0.2 is 0.3 there, and must not become 0.30000000000000004 here. */
const plainNumber = (number: number): string => String(Number(number.toPrecision(15)));

/** 和暦 too: g and e are the era and its year. What is quoted, escaped or in brackets is no part of the pattern. */
function isDateFormat(format: string): boolean {
  const pattern = format.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '');
  return /[ymdge]/i.test(pattern.replaceAll(/General|E[+-]/gi, '')) && !/[0#?]/.test(pattern);
}

/** In the words that the library knows: currency signs in brackets as text, no digits of other scripts, `General` as the number. */
function spelledOut(format: string, number: number): string {
  const general = plainNumber(format.includes(';') ? Math.abs(number) : number);
  return format.replaceAll(/\[\$([^\]-]*)[^\]]*\]/g, (_, sign: string) => (sign === '' ? '' : `"${sign}"`)).replaceAll(/\[DBNum\d\]/gi, '').replaceAll(/General|G\/標準/gi, `"${general}"`);
}
