/**
 * Fiscal years (年度, 1 April to 31 March) as the Gregorian year they begin in, and as people write them.
 *
 * 令和 begins on 1 May 2019, within the fiscal year 2019: offices call that year both 平成31年度 and 令和元年度. Both are read; written
 * is 令和元年度, as the national government asked offices to do from 1 May 2019 on.
 */
const eras = { 令和: 2018, R: 2018, 平成: 1988, H: 1988, 昭和: 1925, S: 1925 } as const;

/** R6年度, 令和6年度, R元, Ｈ31, 昭和63年度, 2024年度 anywhere in a text → the Gregorian fiscal year; null when there is none. */
export function fiscalYearIn(text: string): number | null {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  const written = /(令和|平成|昭和|(?<![A-Za-z])[RHS])(元|\d{1,2})(?!\d)/.exec(plain);
  if (written) return eras[written[1] as keyof typeof eras] + (written[2] === '元' ? 1 : Number(written[2]));
  const gregorian = /(?<!\d)(?:19|20)\d{2}(?!\d)/.exec(plain);
  return gregorian ? Number(gregorian[0]) : null;
}

function inEra(year: number): { era: '令和' | '平成' | '昭和'; number: number } {
  if (year >= 2019) return { era: '令和', number: year - 2018 };
  return year >= 1989 ? { era: '平成', number: year - 1988 } : { era: '昭和', number: year - 1925 };
}

/** A year, of a calendar or fiscal, in its era: 2024 → 令和6, 2019 → 令和元, 2018 → 平成30. */
export function yearInEra(year: number): string {
  const { era, number } = inEra(year);
  return `${era}${number === 1 ? '元' : number}`;
}

/** 2024 → 令和6年度, 2019 → 令和元年度, 2018 → 平成30年度. */
export const fiscalYearName = (year: number): string => `${yearInEra(year)}年度`;

/** 2024 → R6, 2019 → R1, 2018 → H30: as the forms head their columns. */
export function shortFiscalYear(year: number): string {
  const { era, number } = inEra(year);
  return `${{ 令和: 'R', 平成: 'H', 昭和: 'S' }[era]}${number}`;
}

/** The fiscal year of a calendar day (YYYY-MM-DD): 2025-03-31 is 2024, 2025-04-01 is 2025. */
export function fiscalYearOf(day: string): number {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return month >= 4 ? year : year - 1;
}
