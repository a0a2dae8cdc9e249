/** One figure with what stands around it, read into a measure; or null, because a wrong number is worse than none. */
import { Decimal } from 'decimal.js';
import { isUnit } from './unit.js';
import type { Measure, Period } from './value.js';

const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });
type Exact = InstanceType<typeof Exact>;

const periodWords = '年度|年間|年|月間|[かヶカヵケ箇]月間?|月|日間?';
const scales: Record<string, string> = { 百: '100', 千: '1000', 万: '10000', 百万: '1000000', 千万: '10000000', 億: '100000000', 十億: '1000000000', 兆: '1000000000000' };
const plainNumber = String.raw`(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`;
const number = `(?:${plainNumber}(?:百万|千万|十億|百|千|万|億|兆)?){1,4}`;
const unit = String.raw`(?:[^\d~:+△▲]|(?<=[mMO])[23](?!\d)){0,24}?`;
const per = `(?:/1?(${periodWords}))?`;
/** スタートアップ is a unit, 5人アップ a change. */
const move = '(?<=ポイント|[^ァ-ヶー])(?:アップ|ダウン)';
const change = `(?:の?(増加?|上昇|向上|減少?|低下|低減|削減|${move}))?`;
const tail = `(程度|前後|くらい|ぐらい|ほど)?(以上|以下|以内|未満|超|を超える|を?上回る|を?下回る)?${change}`;
const figure = new RegExp(`^(約|およそ|概ね|おおむね)?([+\\-−△▲])?(${number})(${unit})${per}(?:~(${number})(${unit})${per})?${tail}${per}$`);
const parts = new RegExp(`(${plainNumber})(百万|千万|十億|百|千|万|億|兆)?`, 'g');

const comparisons: Record<string, Measure['comparison']> = {
  以上: 'at_least', 以下: 'at_most', 以内: 'at_most', 未満: 'less_than', 超: 'more_than', を超える: 'more_than',
  上回る: 'more_than', を上回る: 'more_than', 下回る: 'less_than', を下回る: 'less_than',
};
const declines = /^(?:減|低|削|ダウン)/;

const periodOf = (word: string | undefined): Period | null =>
  word === undefined ? null : word.startsWith('年') ? 'year' : word.startsWith('日') ? 'day' : 'month';

interface Amount { readonly number: Exact; readonly scale: Exact | null }

/** 3億5,000万: each part is smaller than the scale before it. 4億3億, 1万2万 and 1.5億3千万 are slips of the pen. */
function amountOf(text: string): Amount | null {
  const found = [...text.matchAll(parts)];
  let sum = new Exact(0);
  let before: Exact | null = null;
  for (const [index, [, digits = '', scale]] of found.entries()) {
    const isLast = index === found.length - 1;
    const factor = scale ? new Exact(scales[scale] ?? '1') : null;
    const bare = new Exact(digits.replaceAll(',', '')).times(factor ?? 1);
    if (before?.lte(bare) || (!isLast && (factor === null || digits.includes('.')))) return null;
    sum = sum.plus(bare);
    before = factor;
  }
  return { number: sum, scale: before };
}

/** 年間120人, 1日平均350人, 月3回: the period named in front. The bare 年, 月 and 1日 want a number behind them. */
const leading: readonly (readonly [RegExp, Period])[] = [
  [/^(?:年間に?|毎年度?|年平均|年に|1年間?に|1年間?(?:あたり|当たり)|年(?=約?\d))/, 'year'],
  [/^(?:月間に?|月平均|毎月|月に|1[かヶカヵケ箇]月(?:平均|間?に|あたり|当たり)|月(?=約?\d))/, 'month'],
  [/^(?:[1一]日平均|日平均|1日(?:あたり|当たり|に)|毎日|1日(?=約?\d))/, 'day'],
];

function ledBy(text: string): { words: string; period: Period } | null {
  for (const [pattern, period] of leading) {
    const found = pattern.exec(text);
    if (found) return { words: found[0], period };
  }
  return null;
}

/** The period that a label names with its last word: 乗合タクシー 1日平均. */
const labelPeriod = (label: string | null): Period | null => (label === null ? null : ledBy(label.split(' ').at(-1) ?? '')?.period ?? null);

const rate = /^(人口)?(\d{1,3}(?:,\d{3})+|\d+)?(万|千)?(人)?(?:対|当たり|あたり|当り)/;

/** 人口10万対, 人口千人当たり, 10万人当たり: what a rate is of, and how long its words are. 5対3 and 100対3 are none. */
export function rateBase(text: string): { base: string; length: number } | null {
  const found = rate.exec(text);
  if (!found) return null;
  const [words, population, digits, scale, people] = found;
  if (!(digits ?? scale) || !(population ?? scale ?? people)) return null;
  const base = new Exact((digits ?? '1').replaceAll(',', '')).times(scales[scale ?? ''] ?? '1').toFixed();
  return /^10{2,}$/.test(base) ? { base, length: words.length } : null;
}

type Ends = Pick<Measure, 'number' | 'upper'>;

/** 10~15, never downwards. 1~2万 may begin at 1 or at 1万, and a range of decreases may run either way: neither is read. */
function ends(lower: Amount | null, upper: Amount | null, isNegative: boolean): Ends | null {
  if (lower === null) return null;
  if (upper === null) return { number: lower.number.times(isNegative ? -1 : 1).toFixed() };
  const mayShareScale = lower.scale === null && upper.scale !== null && lower.number.times(upper.scale).lte(upper.number);
  return isNegative || mayShareScale || lower.number.gt(upper.number) ? null : { number: lower.number.toFixed(), upper: upper.number.toFixed() };
}

/** The one value of several places it may be written in; undefined when two of them disagree. */
function agreed<T>(...places: readonly (T | null)[]): T | null | undefined {
  const said = places.filter((place) => place !== null);
  return said.some((one) => one !== said[0]) ? undefined : (said[0] ?? null);
}

/** A blank inside a number: 5 0人 is not 50人. Behind m and O stands a power or an index, and no number. */
const brokenNumber = /(?<![mMO]\s?)\d[.,]?\s+[\d.,]/;

/** A measure from one piece of a value's text: `10件以上/年`, `1日平均 30.3件`, `5ポイント減`, `人口10万対 12.3`. */
export function measureOf(piece: string, label: string | null): Measure | null {
  if (brokenNumber.test(piece)) return null;
  const whole = piece.replaceAll(/\s/g, '');
  const ofRate = rateBase(whole);
  const text = ofRate ? whole.slice(ofRate.length) : whole;
  const lead = label === null ? ledBy(text) : null;
  const found = figure.exec(lead ? text.slice(lead.words.length) : text);
  if (!found) return null;
  const [, about, sign, digits = '', firstUnit = '', period, upperDigits, lastUnit = '', upperPeriod, hedge, compared, changed, latePeriod] = found;
  const declined = changed !== undefined && declines.test(changed);
  const isNegative = declined || (sign !== undefined && sign !== '+');
  // △10人減 and +10人減 say two things at once, 2倍増 is twice or three times, and 5%以上減 compares downwards.
  if ((changed !== undefined && sign !== undefined && (sign !== '+' || declined)) || (declined && compared !== undefined)) return null;
  const range = ends(amountOf(digits), upperDigits === undefined ? null : amountOf(upperDigits), isNegative);
  const named = agreed(firstUnit || null, lastUnit || null);
  const written = agreed(periodOf(period), periodOf(upperPeriod), periodOf(latePeriod));
  if (range === null || named === undefined || written === undefined || (period !== undefined && latePeriod !== undefined)) return null;
  if (upperDigits !== undefined && range.upper === undefined) return null;
  if (named !== null && (!isUnit(named) || (named === '倍' && changed !== undefined))) return null;
  const front = lead?.period ?? labelPeriod(label);
  if (isYear(named, range.number) || disagree(front, written, lead?.words ?? label) || (named === null && /^(?:[年月]|1日)$/.test(lead?.words ?? ''))) return null;
  const comparison = compared === undefined ? undefined : comparisons[compared];
  const base = ofRate?.base ?? (label === null ? undefined : rateBase(label.split(' ').at(-1) ?? '')?.base);
  return {
    label, ...range, unit: named, per: written ?? front,
    ...(comparison ? { comparison } : {}), ...(about || hedge ? { approximate: true as const } : {}),
    ...(sign === '+' || changed !== undefined ? { increment: true as const } : {}), ...(base ? { base } : {}),
  };
}

/** 2024年 is a date; 12年 may be how long something lasts. */
const isYear = (unitName: string | null, digits: string): boolean => unitName === '年' && /^(?:19|20)\d{2}$/.test(digits);

const longer: Record<Period, readonly Period[]> = { year: ['month', 'day'], month: ['day'], day: [] };

/** 年間120人/月 contradicts itself; 年平均25件/月 is a year's mean of months. */
const disagree = (front: Period | null, written: Period | null, words: string | null): boolean =>
  front !== null && written !== null && front !== written && !(longer[front].includes(written) && /平均/.test(words ?? ''));
