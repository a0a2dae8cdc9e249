/** What a reader has to say of a cell: what it could not read, or what it read and a person should look at. */
export interface SheetFinding {
  /** `KPI見直し!K14`, or the sheet's name alone. */
  readonly cell: string;
  readonly code: 'no_table' | 'column_missing' | 'unknown_heading' | 'unknown_decision' | 'unknown_year' | 'name_missing' | 'project_missing' | 'group_incomplete';
  /** `error`: this row cannot be taken; `warning`: it was, and somebody should look. */
  readonly severity: 'error' | 'warning';
  /** A Japanese sentence that names the cell's trouble and the way out. */
  readonly message: string;
  /** What stands in the cell. */
  readonly text: string;
}
