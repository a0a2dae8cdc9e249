import { Decimal } from 'decimal.js';

/**
 * The arithmetic of the rules: decimal, never binary, and precise enough that 1.01 to the sixth of a nine-digit number is
 * exact. It has its own settings so that nobody else's change of decimal.js settings can move a result.
 */
export const Exact = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -9e15, toExpPos: 9e15 });
export type Exact = InstanceType<typeof Decimal>;

/** The exact number of a decimal string, or null when it is none (never NaN, never an infinity). */
export function exact(text: string): Exact | null {
  if (!/^[+-]?\d{1,60}(?:\.\d{1,60})?$/.test(text)) return null;
  return new Exact(text);
}

const numbers = new WeakMap<object, Exact | null>();

/** The exact number of a measure. Remembered for as long as the measure lives: a row is looked at by many checks. */
export function numberOf(measure: { readonly number: string }): Exact | null {
  const seen = numbers.get(measure);
  if (seen !== undefined) return seen;
  const number = exact(measure.number);
  numbers.set(measure, number);
  return number;
}

/** Plain digits without exponent and without trailing zeros: '58408.576'. */
export function plain(number: Exact): string {
  return number.toFixed();
}

/** Digits with thousands separators, with exactly the decimals asked for, or as many as there are: '58,408.6'. */
export function grouped(number: Exact, decimals?: number): string {
  const fixed = decimals === undefined ? number.toFixed() : number.toFixed(decimals, Decimal.ROUND_HALF_UP);
  const sign = fixed.startsWith('-') ? '-' : '';
  const [whole = '0', fraction] = fixed.replace('-', '').split('.');
  const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${sign}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}
