import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import { sheetPath, type SheetFilter } from '../../api/queries.js';
import type { Page, Row } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { announce } from '../../shell/announcer.js';

/** Whether the person may take one of the acts for many on a row. */
export const mayChoose = ({ proposal }: Row): boolean => proposal?.actions.some((action) => action === 'accept' || action === 'return' || action === 'table') ?? false;

/** The words of the box that ticks a whole page. */
export const wholePage = 'このページのすべてを選ぶ';

/** Reads every row that a filter lets through, whatever the pages. */
async function everyRow(cycleId: string, filter: SheetFilter, signal: AbortSignal): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | undefined; ;) {
    const page: Page<Row> = await call(sheetPath(cycleId, { ...filter, limit: 1_000, cursor }), { signal });
    rows.push(...page.items);
    if (page.nextCursor === null) return rows;
    cursor = page.nextCursor;
  }
}

interface ChooseAllGiven {
  readonly cycleId: string;
  readonly filter: SheetFilter;
  /** How many are ticked now. */
  readonly count: number;
  readonly onChoose: (rows: readonly Row[]) => void;
  readonly onClear: () => void;
}

/** Offered once a whole page is ticked and the list goes on: all that the filter lets through, on every page. */
export function ChooseAll({ cycleId, filter, count, onChoose, onClear }: ChooseAllGiven) {
  const all = useQuery({ queryKey: ['cycle', cycleId, 'sheet', 'every', filter], queryFn: ({ signal }) => everyRow(cycleId, filter, signal) });
  const rows = all.data?.filter(mayChoose) ?? [];
  if (all.isError) return <p className="mt-3">ほかのページの指標を読み込めませんでした。このページのものだけを選んでいます。</p>;
  if (!all.data) return <p className="mt-3 wait-a-moment">当てはまる件数を数えています…</p>;
  const isWhole = count >= rows.length;
  const clear = (): void => {
    onClear();
    announce('選択を解きました。');
    document.querySelector<HTMLElement>(`input[aria-label="${wholePage}"]`)?.focus();
  };
  const choose = (): void => {
    onChoose(rows);
    announce(`${rows.length}件を選びました。`);
  };
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-8 bg-key-50 px-4 py-2 print:hidden forced-colors:border">
      <p>{isWhole ? `当てはまる${rows.length}件すべてを選んでいます。ほかのページのものも含みます。` : `このページの${count}件を選んでいます。`}</p>
      <Button size="small" onClick={isWhole ? clear : choose}>{isWhole ? '選択をすべて解く' : `当てはまる${rows.length}件すべてを選ぶ`}</Button>
    </div>
  );
}
