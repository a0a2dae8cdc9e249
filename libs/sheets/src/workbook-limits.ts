/** What a workbook may cost, counted while it is read and never taken from what the file says of itself. */
export const workbookLimits = { bytes: 5_000_000, parts: 200, inflatedBytes: 50_000_000, rows: 20_000, columns: 200, cells: 500_000 } as const;
