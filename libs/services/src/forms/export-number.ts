/** The number of an export as it is printed: with two check digits (ISO 7064, MOD 97-10), so that a slip of the pen is told. */
export const printedNumber = (number: string): string => `${number.padStart(4, '0')}-${checkDigits(number)}`;

function checkDigits(number: string): string {
  return String(98n - ((BigInt(number) * 100n) % 97n)).padStart(2, '0');
}

/** The number of what is printed; null for anything else than a whole number with its own check digits. */
export function numberIn(printed: string): string | null {
  const found = /^0*(\d{1,15})-(\d{2})$/.exec(printed.normalize('NFKC').replaceAll(/\s/g, ''));
  const [, number = '', digits = ''] = found ?? [];
  return found && checkDigits(number) === digits ? number : null;
}
