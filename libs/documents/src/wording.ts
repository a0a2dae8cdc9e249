import type { Direction, IndicatorState, Nature, SnapshotActual } from './snapshot.js';

const eras = [
  { from: 2019, letter: 'R', name: '令和' },
  { from: 1989, letter: 'H', name: '平成' },
  { from: 1926, letter: 'S', name: '昭和' },
] as const;

function eraOf(year: number): { letter: string; name: string; count: number } | null {
  const era = eras.find((each) => year >= each.from);
  return era ? { letter: era.letter, name: era.name, count: year - era.from + 1 } : null;
}

/** A fiscal year as tables have it: 2024 → R6. */
export function shortYear(year: number): string {
  const era = eraOf(year);
  return era ? `${era.letter}${era.count}` : String(year);
}

/** A fiscal year as sentences have it: 2024 → 令和6年度, 2019 → 令和元年度. */
export function longYear(year: number): string {
  const era = eraOf(year);
  return era ? `${era.name}${era.count === 1 ? '元' : era.count}年度` : `${year}年度`;
}

interface JapaneseTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The wall clock of Tokyo at a moment, whatever the machine's own clock is set to. */
export function tokyo(iso: string): JapaneseTime {
  const moment = new Date(Date.parse(iso) + 9 * 3_600_000);
  return {
    year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, day: moment.getUTCDate(),
    hour: moment.getUTCHours(), minute: moment.getUTCMinutes(), second: moment.getUTCSeconds(),
  };
}

/** A day as letters have it: 令和8年11月21日. 令和 began on 1 May 2019. */
export function longDate(iso: string): string {
  const { year, month, day } = tokyo(iso);
  const era = year === 2019 && month < 5 ? { name: '平成', count: 31 } : eraOf(year);
  return `${era ? `${era.name}${era.count === 1 ? '元' : era.count}` : year}年${month}月${day}日`;
}

/** A moment as records have it: 令和8年11月21日 9時05分. */
export function longTime(iso: string): string {
  const { hour, minute } = tokyo(iso);
  return `${longDate(iso)} ${hour}時${String(minute).padStart(2, '0')}分`;
}

export const stateWords = {
  kept: '継続', changed: '変更', deleted: '削除', added: '新規',
} as const satisfies Record<IndicatorState, string>;

export const directionWords = {
  higher: '高いほどよい', lower: '低いほどよい', maintain: '維持する', none: '方向を定めない',
} as const satisfies Record<Direction, string>;

export const natureWords = {
  flow: '年間の量', stock: '時点の量', cumulative: '累計', rate: '割合',
} as const satisfies Record<Nature, string>;

export const actualStatusWords = {
  preliminary: '速報', expected: '見込', final: '確定',
} as const satisfies Record<SnapshotActual['status'], string>;

/** What the two kinds of plan call themselves. */
export const planWords = { vision: '共生ビジョン', strategy: '総合戦略' } as const;
