/**
 * A straight scale between figures and places on the paper, with round ticks: each step is 1, 2 or 5 times a power of ten.
 */
export interface LinearScale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** The round step that divides a span into about so many parts. */
function stepOf(span: number, parts: number): number {
  const rough = span / parts;
  const power = 10 ** Math.floor(Math.log10(rough));
  const error = rough / power;
  return power * (error >= Math.sqrt(50) ? 10 : error >= Math.sqrt(10) ? 5 : error >= Math.sqrt(2) ? 2 : 1);
}

/** Without the crumbs of binary fractions: 3 × 0.1 is 0.3. */
const clean = (value: number, step: number): number => Number(value.toFixed(Math.max(0, -Math.floor(Math.log10(step)))));

/** A scale whose ends are the given ones. */
export function scaleBetween(from: readonly [number, number], to: readonly [number, number]): (value: number) => number {
  const [first, last] = from;
  const [start, end] = to;
  return (value) => (last === first ? start : start + ((value - first) / (last - first)) * (end - start));
}

/** A scale widened to round ends, with a tick at each round step. */
export function roundScale(domain: readonly [number, number], range: readonly [number, number], parts: number): LinearScale {
  const step = stepOf(domain[1] - domain[0], parts);
  const first = Math.floor(domain[0] / step);
  const last = Math.ceil(domain[1] / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step, step));
  return { place: scaleBetween([first * step, last * step], range), ticks };
}
