import type { Row, Value } from '../../api/types.js';
import { actualDraftOf, actualPort, type ActualDraft } from '../../drafts/actual-draft.js';
import { Autosave } from '../../drafts/autosave.js';
import { actualOf } from '../../words/values.js';
import type { Cells } from './clipboard.js';

/** A row whose actual somebody may type. */
export interface ActualLine {
  readonly row: Row;
  readonly saver: Autosave<ActualDraft>;
  readonly editable: boolean;
  /** What the whole is by the municipalities' own values, where nobody entered it. */
  readonly made: Value | null;
}

export type Column = 'text' | 'note';
const columns: readonly Column[] = ['text', 'note'];

/** How many rows and cells a paste filled, and how many cells did not fit. */
export interface Pasted {
  readonly rows: number;
  readonly filled: number;
  readonly left: number;
}

/** The table of actuals of one department: a draft for each row, and what was pasted last, to be taken back. */
export class ActualsTable {
  readonly lines: readonly ActualLine[];
  private readonly undo: { readonly line: ActualLine; readonly before: ActualDraft; readonly after: ActualDraft }[][] = [];

  constructor(rows: readonly Row[], cycleId: string, year: number) {
    this.lines = rows.flatMap((row) => {
      const { indicator, proposal } = row;
      if (indicator.id === null || proposal === null) return [];
      const actual = actualOf(row.actuals, year);
      const port = actualPort({ cycleId, indicatorId: indicator.id, proposalId: proposal.id, year, municipality: null }, () => {});
      const made = row.wholes.find((one) => one.year === year)?.value ?? null;
      return [{ row, made, editable: proposal.editable ?? false, saver: new Autosave(port, { content: actualDraftOf(actual), version: actual?.version ?? 0 }) }];
    });
  }

  /** Fills the rows from this one on; rows that are closed are passed over and keep what they have. */
  paste(from: number, column: Column, cells: Cells): Pasted {
    const open = this.lines.slice(from).filter(({ editable }) => editable);
    const wide = columns.slice(columns.indexOf(column));
    const batch = cells.slice(0, open.length).flatMap((cellsOfRow, index) => {
      const line = open[index];
      if (!line) return [];
      const before = line.saver.now().content;
      const after = { ...before, ...Object.fromEntries(wide.flatMap((name, at) => (cellsOfRow[at] === undefined ? [] : [[name, cellsOfRow[at].trim()]]))) };
      line.saver.type(after);
      return [{ line, before, after }];
    });
    this.undo.push(batch);
    const filled = cells.slice(0, batch.length).reduce((sum, row) => sum + Math.min(row.length, wide.length), 0);
    const all = cells.reduce((sum, row) => sum + row.length, 0);
    return { rows: batch.length, filled, left: all - filled };
  }

  /** Takes the last paste back, where nothing was typed over it since; says how many rows. */
  takeBack(): number {
    const batch = this.undo.at(-1);
    if (!batch || batch.some(({ line, after }) => JSON.stringify(line.saver.now().content) !== JSON.stringify(after))) return 0;
    this.undo.pop();
    for (const { line, before } of batch) line.saver.type(before);
    return batch.length;
  }

  /** Sends everything that waits. */
  async flush(leaving = false): Promise<boolean> {
    return (await Promise.all(this.lines.map(({ saver }) => saver.flush(leaving)))).every(Boolean);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const ends = this.lines.map(({ saver }) => saver.subscribe(listener));
    return () => ends.forEach((end) => end());
  };

  /** Counts as one text, so that a screen redraws only when one of them changes: filled, waiting, refused. */
  readonly counts = (): string => {
    const states = this.lines.map(({ saver }) => saver.now());
    const filled = this.lines.filter(({ saver, made }) => saver.now().content.text.trim() !== '' || made !== null).length;
    const waiting = states.filter(({ state }) => state.kind === 'typed' || state.kind === 'sending').length;
    const refused = states.filter(({ state }) => state.kind === 'refused' || state.kind === 'conflict').length;
    return `${filled} ${waiting} ${refused}`;
  };
}
