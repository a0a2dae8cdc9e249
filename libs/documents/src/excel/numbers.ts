import { readValue, type Measure } from '#core';

/** A number of a written value, as Excel keeps and shows it. */
export interface TypedNumber {
  readonly number: number;
  /** Excel's number format: the number's own decimals and the unit, so that 18,600,000,000円 can be read and added up. */
  readonly format: string;
  /** As Excel shows it, for the width of its column. */
  readonly shown: string;
}

const periods = { year: '/年', month: '/月', day: '/日' } as const;

/**
 * The numbers of a value in the order in which they were written, with 千, 万 and 億 multiplied out. Nothing for what is no
 * number, what was not understood, and what Excel could not keep to the last digit: the text beside it says it all.
 */
export function typedNumbers(text: string): TypedNumber[] {
  if (text === '') return [];
  return readValue(text).measures.flatMap(typed);
}

function typed(measure: Measure): TypedNumber[] {
  const number = Number(measure.number);
  // Excel keeps fifteen digits.
  if (!Number.isFinite(number) || measure.number.replace(/^[-0.]+/, '').replace('.', '').length > 15) return [];
  const decimals = Math.min(6, /\.(\d+)$/.exec(measure.number)?.[1]?.length ?? 0);
  const unit = `${measure.unit ?? ''}${measure.per === null ? '' : periods[measure.per]}`.replace(/["\\]/g, '');
  const [whole = '0'] = measure.number.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const shown = `${grouped}${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}${unit}`;
  return [{ number, shown, format: `#,##0${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}${unit === '' ? '' : `"${unit}"`}` }];
}
