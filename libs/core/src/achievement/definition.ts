/**
 * Which way an indicator is meant to go. Part of the reviewed definition, never inferred: five indicators of the vision
 * aim below their own baseline although more is better. `none`: not judged.
 */
export const directions = ['higher', 'lower', 'maintain', 'none'] as const;
export type Direction = (typeof directions)[number];

/** 高いほど良い … as a person reads it. */
export const directionWords = {
  higher: '高いほど良い',
  lower: '低いほど良い',
  maintain: '維持する',
  none: '判定しない',
} as const satisfies Record<Direction, string>;

/** What one value covers: a year's amount, a state at a time, a running total, or a share. */
export const natures = ['flow', 'stock', 'cumulative', 'rate'] as const;
export type Nature = (typeof natures)[number];

export const natureWords = {
  flow: '年度ごとの量',
  stock: 'ある時点の量',
  cumulative: '累計',
  rate: '割合',
} as const satisfies Record<Nature, string>;
