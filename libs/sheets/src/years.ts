/** R6年度, 令和6年度, R元, H30, 2024年度 → the Gregorian fiscal year; null when it is no year. */
export function fiscalYearIn(text: string): number | null {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  const era = /(R|令和|H|平成)(元|\d{1,2})(?!\d)/.exec(plain);
  if (era) return (era[1] === 'R' || era[1] === '令和' ? 2018 : 1988) + (era[2] === '元' ? 1 : Number(era[2]));
  const gregorian = /(?<!\d)(19|20)\d{2}(?!\d)/.exec(plain);
  return gregorian ? Number(gregorian[0]) : null;
}
