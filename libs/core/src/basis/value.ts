/** What the rules of this room read of a value: the meaning that stands beside an office's text. */
export type Period = 'year' | 'month' | 'day';

export interface Measure {
  label: string | null;
  number: string;
  unit: string | null;
  per: Period | null;
}

export interface Value {
  text: string;
  status: 'understood' | 'missing' | 'not_understood';
  measures: Measure[];
  note: string | null;
  missing?: 'no_record' | 'not_yet' | 'not_applicable' | 'blank';
  year?: number;
  reason?: string;
}
