/** What a value covers: a year's figure, a month's, a day's. */
export type Period = 'year' | 'month' | 'day';

/** One figure of a value. `number` is an exact decimal string with the scale applied (186億 is 18600000000). */
export interface Measure {
  label: string | null;
  number: string;
  /** NFKC-normalised without inner spaces: t-CO2, m3; null where the office wrote none. */
  unit: string | null;
  per: Period | null;
  /** The upper end of a range; `number` is the lower. */
  upper?: string;
  comparison?: 'at_least' | 'at_most' | 'less_than' | 'more_than';
  approximate?: true;
  /** A change, not a level: +5%. */
  increment?: true;
  /** What a rate is of: 人口10万対 is 100000. */
  base?: string;
}

/** The four kinds of no value, kept apart; zero is none of them. */
export type Missing = 'no_record' | 'not_yet' | 'not_applicable' | 'blank';

/** An office's text, kept to the letter, and beside it what it means. */
export interface Value {
  text: string;
  status: 'understood' | 'missing' | 'not_understood';
  measures: Measure[];
  /** What stood in parentheses and is no year: a scope, a method, a benchmark. */
  note: string | null;
  missing?: Missing;
  /** The fiscal year that the text itself names, over its column's: 0件(R6). */
  year?: number;
  /** Why it was not understood, as a Japanese sentence. */
  reason?: string;
}
