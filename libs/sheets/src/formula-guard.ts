/**
 * Whether a spreadsheet that opens a text file would calculate this cell. Excel for Japanese takes the signs of full width as well.
 * A plain number, negative or not, stays a number; a lone sign says that there is nothing. Apostrophes in front are counted in, so
 * that what `withoutGuard` takes away is always what was put there.
 */
export const mayBeFormula = (text: string): boolean => /^'*[=+\-@\t\r|＝＋－＠]./s.test(text) && !/^[+-]?[\d,]*\.?\d+%?$/.test(text);

/** Takes the one apostrophe away that stands in front of a text because it might be taken for a formula. */
export const withoutGuard = (text: string): string => (text.startsWith("'") && mayBeFormula(text) ? text.slice(1) : text);
