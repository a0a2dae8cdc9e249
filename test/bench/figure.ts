/** One row of the bench's table. */
export interface Figure {
  readonly name: string;
  readonly figure: string;
  readonly target: string;
  readonly met: boolean;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export const median = (numbers: readonly number[]): number => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
