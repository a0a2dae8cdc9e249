import type { ActualOfRow, Value } from '../api/types.js';
import { useRules } from '../rules/use-rules.js';

interface ChartGiven {
  readonly title: string;
  readonly unit: string | null;
  readonly baseline: { readonly year: number | null; readonly value: Value };
  readonly actuals: readonly Pick<ActualOfRow, 'year' | 'municipality' | 'value'>[];
  readonly target: { readonly year: number | null; readonly value: Value } | null;
  readonly breakYear?: number | null;
}

/** The first measure as a number for drawing; exact decimals stay in the table beside. */
const numberOf = (value: Value): number | null => {
  const number = value.measures[0]?.number;
  return number === undefined ? null : Number(number);
};

const pointOf = (entry: { readonly year: number | null; readonly value: Value } | null): { year: number; value: number | null } | null =>
  entry && entry.year !== null ? { year: entry.year, value: numberOf(entry.value) } : null;

/** The course of an indicator: the same drawing as in the documents. Its figures stand in a table beside it. */
export function IndicatorChart({ title, unit, baseline, actuals, target, breakYear = null }: ChartGiven) {
  const rules = useRules();
  const points = actuals.filter((one) => one.municipality === null && one.value.measures.length > 0).map((one) => ({ year: one.year, value: numberOf(one.value) })).sort((a, b) => a.year - b.year);
  const svg = rules?.chartSvg({ title, unit: unit ?? '', actuals: points, baseline: pointOf(baseline), target: pointOf(target), breakYear }, { width: 400, height: 210, family: 'inherit' });
  if (svg === '') return <p className="text-dns-16N-130 text-solid-gray-700">図にできる数値が、まだありません。</p>;
  // The drawing is our own string: every text in it is escaped where it is made.
  return <figure className="min-h-50 forced-colors:bg-white forced-color-adjust-none [&>svg]:h-auto [&>svg]:w-full" dangerouslySetInnerHTML={{ __html: svg ?? '' }} />;
}
