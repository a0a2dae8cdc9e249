/** Every code a check can give. A code is stable: clients and uploaded forms rely on it. */
export const findingCodes = [
  'unit_changed',
  'period_changed',
  'measure_changed',
  'note_changed',
  'tenfold_of_last_year',
  'tenth_of_last_year',
  'same_as_last_year',
  'target_worse_than_baseline',
  'target_already_reached',
  'target_year_outside_plan',
  'actual_missing',
  'value_not_understood',
  'basis_differs',
  'other_plan_differs',
  'other_plan_unit_differs',
  'listed_twice',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Blocks: a submission is refused (422). Warns: the person decides. */
export const severityOf = {
  unit_changed: 'warns',
  period_changed: 'warns',
  measure_changed: 'warns',
  note_changed: 'warns',
  tenfold_of_last_year: 'warns',
  tenth_of_last_year: 'warns',
  same_as_last_year: 'warns',
  target_worse_than_baseline: 'warns',
  target_already_reached: 'warns',
  target_year_outside_plan: 'blocks',
  actual_missing: 'blocks',
  value_not_understood: 'warns',
  basis_differs: 'warns',
  other_plan_differs: 'warns',
  other_plan_unit_differs: 'warns',
  listed_twice: 'warns',
} as const satisfies Record<FindingCode, Severity>;
export type Severity = 'blocks' | 'warns';

/** One thing that looks wrong in a row, for a person to look at. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** A Japanese sentence that names the values and the way out. */
  readonly message: string;
  /** JSON pointer into the row of the sheet: the cell to look at first, such as `/proposal/target` or `/actuals/2024`. */
  readonly field: string;
  /** All cells it speaks of, `field` among them. */
  readonly fields: readonly string[];
}

/** A finding with the severity of its code. */
export function finding(code: FindingCode, fields: readonly [string, ...string[]], message: string): Finding {
  return { code, severity: severityOf[code], message, field: fields[0], fields };
}
