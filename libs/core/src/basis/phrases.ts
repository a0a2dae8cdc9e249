/**
 * The phrases a basis sentence is made of: years, numbers, signs, roundings. Everything here works on a text that
 * `simplified` has folded, is bounded in length, and never throws.
 */
import { shortFiscalYear } from '../fiscal-year/fiscal-year.js';
import { exact, Exact, plain } from './exact.js';
import type { BasisStart, Rounding, RoundingPlace } from './basis.js';

/** Longer sentences are read up to here; no basis in the forms has more than 200 characters. */
const longestSentence = 2000;

const superscripts: Record<string, string> = {
  '⁰': '0', '¹': '1', '²': '2', '³': '3', '⁴': '4', '⁵': '5', '⁶': '6', '⁷': '7', '⁸': '8', '⁹': '9',
};
const kanjiDigits: Record<string, number> = {
  〇: 0, 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9,
};

/** 十二 → 12. Only up to 99: larger kanji numerals do not occur before 割, 倍 or 年. */
function kanjiNumber(text: string): string {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const ten = text.includes('十') ? (tens === '' ? 1 : (kanjiDigits[tens ?? ''] ?? 0)) : 0;
  return String(ten * 10 + (kanjiDigits[ones ?? ''] ?? 0));
}

/**
 * The sentence with full-width letters, spaces, separators, superscripts and kanji numerals folded, so that one pattern
 * finds what offices write in many ways. Only for reading: the text itself is kept to the letter elsewhere.
 */
export function simplified(text: string): string {
  return text
    .slice(0, longestSentence)
    .replace(/(?<=[\d)０-９）])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}/g, (power) => `^${[...power].map((c) => superscripts[c] ?? '').join('')}`)
    .normalize('NFKC')
    .replace(/[〜～∼˜]/g, '~')
    .replace(/[✕✖╳⨯]|(?<=[\d)][^\d\sa-zA-Z]{0,4})[*xX](?=[\d(])/g, '×')
    .replace(/[⇒➡➔⇨⟶]/g, '→')
    .replace(/[−‐‑–—―ー](?=\d)/g, '-')
    .replace(/[△▲](?=\d)/g, '-')
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/パーセント/g, '%')
    .replace(/ポイント|%pt\b|(?<=\d)pt\b|(?<=\d)p(?=[^a-z]|$)/gi, 'ポイント')
    .replace(/%ポイント/g, 'ポイント')
    .replace(/(?<![\d一二三四五六七八九十])[一二三四五六七八九十]{1,3}(?=割|分の?(?:増|減|ア|上|の)|倍|ポイント|%|か年|ヶ年|カ年|ヵ年|年間|年平均|年度?分)/g, kanjiNumber)
    .replace(/(?:に|へ)(\d{1,6}(?:\.\d{1,6})?)を(?:乗じ|かけ|掛け)/g, '×$1')
    .replace(/(\d)割(\d)分/g, (_, tens: string, ones: string) => `${tens}${ones}%`)
    .replace(/(\d+(?:\.\d+)?)割/g, (_, tenths: string) => `${plain(new Exact(tenths).times(10))}%`)
    .replace(/(\D|^)\s+|\s+(?=\D)/g, '$1')
    .replace(/\s+/g, ' ');
}

/** A fiscal year as written; use with `gregorian`. */
export const yearPattern = '(?:(?:R|r|令和|H|平成)(?:\\d{1,2}|元)|(?:19|20)\\d{2}(?=年))(?:年度?)?';
/** A number with its scale; use with `scaled`. */
export const numberPattern = '\\d{1,20}(?:\\.\\d{1,10})?(?:兆|億|百万|千万|万|千)?';
/** Something counted: 件, 医療機関, t-CO2, 円. Not a particle, not a period, not a sign. */
export const unitPattern = '(?:[^\\d\\s、。,./()「」・のをにでとはがへもや%×+~→年月増減以程ずくらい前後ポ比]{1,8})';
/** 毎年, 年間, 年に, 前年度比, 年平均: once a year. */
export const everyPattern =
  '(?:毎年度?|各年度?|年々|年ごとに?|年毎に?|(?<!\\d)年間|(?<!\\d)年平均|(?<!\\d)年率|1年(?:間)?(?:あたり|当たり|ごと)?(?:に|で)?|単年度?(?:で|に)?|対?前年度?(?:比|から|より|に対し|の)?|(?<![\\d毎各前])年(?:に|あたり|当たり)?(?=[約\\d+\\-数]))';
/** A word of growth or of decline after a number. */
export const growthPattern = '(?:増|アップ|上昇|向上|拡大|伸|上乗|積み?増|追加|引き?上げ|上回|プラス|改善|成長|加算|高め)';
export const declinePattern = '(?:減|ダウン|低下|低減|縮小|抑制|引き?下げ|下回|マイナス)';

const growthWord = new RegExp(growthPattern);
const declineWord = new RegExp(declinePattern);

/** R6, 令和6年度, H30, 2024年度, and the bare 6 of R4～6 when `era` is given → the Gregorian fiscal year. */
export function gregorian(text: string, era: 'R' | 'H' = 'R'): number | null {
  const read = /^(R|r|令和|H|平成)?(\d{1,4}|元)/.exec(text);
  if (read === null) return null;
  const ordinal = read[2] === '元' ? 1 : Number(read[2]);
  if (ordinal >= 1900) return ordinal;
  const isHeisei = read[1] === undefined ? era === 'H' : read[1] === 'H' || read[1] === '平成';
  return ordinal >= 1 && ordinal <= 99 ? ordinal + (isHeisei ? 1988 : 2018) : null;
}

/** The fiscal year as offices abbreviate it: 2024 → R6, 2018 → H30. */
export function shortYear(year: number): string {
  return year >= 1989 ? shortFiscalYear(year) : `${year}年度`;
}

/** R4～R6, R2年度からR6年度, R1-6 → both years. */
export const spanPattern = `(${yearPattern})(?:の?実績値?)?(?:~|から|-)((?:R|r|令和|H|平成)?(?:\\d{1,2}|元)(?:年度?)?|20\\d{2}(?:年度?)?)`;

/** The two years of a span as matched by `spanPattern`, in order. */
export function spanYears(first: string, second: string): { from: number; to: number } | null {
  const from = gregorian(first);
  const to = gregorian(second, /^(?:H|平成)/.test(first) ? 'H' : 'R');
  if (from === null || to === null || to < from || to - from > 50) return null;
  return { from, to };
}

const scales: Record<string, string> = {
  千: '1000', 万: '10000', 百万: '1000000', 千万: '10000000', 億: '100000000', 兆: '1000000000000',
};

/** 1.5億 → '150000000'. The text is one match of `numberPattern`; null when it is none. */
export function scaled(text: string): string | null {
  const read = /^([+-]?\d{1,20}(?:\.\d{1,10})?)(兆|億|百万|千万|万|千)?$/.exec(text);
  if (read === null) return null;
  const number = exact(read[1] ?? '');
  return number === null ? null : plain(number.times(scales[read[2] ?? ''] ?? '1'));
}

/**
 * The sign of a change: an explicit + or −, or the first word of growth or decline in what follows. Null when the text
 * says neither: then the number is a level and not a change.
 */
export function changeSign(explicit: string | undefined, following: string): 1 | -1 | null {
  if (explicit === '+') return 1;
  if (explicit === '-') return -1;
  const growth = following.search(growthWord);
  const decline = following.search(declineWord);
  if (growth === -1 && decline === -1) return null;
  if (growth === -1) return -1;
  return decline === -1 || growth < decline ? 1 : -1;
}

/** A number with its sign applied, as text. */
export function signed(number: string, sign: 1 | -1): string {
  return sign === 1 ? number : plain(new Exact(number).negated());
}

const modes: readonly (readonly [RegExp, Rounding['mode']])[] = [
  [/切り?捨て?|切下げ?|切り下げ|端数を?(?:除|整理)/, 'down'],
  [/切り?上げ?/, 'up'],
  [/四捨五入|丸め|概数/, 'half_up'],
];
const namedPlaces: Record<string, string> = {
  一: '1', '1': '1', 十: '10', '10': '10', 百: '100', '100': '100', 千: '1000', '1000': '1000', 一万: '10000', 万: '10000',
  '1万': '10000', 十万: '100000', '10万': '100000', 百万: '1000000', '100万': '1000000', 千万: '10000000', 億: '100000000',
};
const placeName = '(一万|十万|百万|千万|1万|10万|100万|一|十|百|千|万|億|1000|100|10|1)';

const belowPlace = new RegExp(`(?<![\\d.])${placeName}(?:${unitPattern})?(?:未満|単位)`);
const digitPlace = new RegExp(`(?<![\\d.])${placeName}の位(未満|以下|まで|に)?`);

/** A tenth for every decimal: 1 → '0.1', 2 → '0.01'. */
function decimalPlace(decimals: number): string {
  return plain(new Exact(10).pow(-decimals));
}

/** The place that the sentence names: 千円未満, 小数第2位を, 百の位を, 千人単位, 有効数字2桁. */
function roundingPlace(text: string): RoundingPlace | null {
  const significant = /(?:有効数字|上位?|頭)(\d)桁/.exec(text);
  if (significant) return { kind: 'significant', digits: Math.max(1, Number(significant[1])) };
  const decimals = /小数点?以?下?第?([1-9一二三四])位(未満|以下|まで|に)?/.exec(text);
  if (decimals) {
    const nth = Number(decimals[1]) || (kanjiDigits[decimals[1] ?? ''] ?? 1);
    const keepsNth = decimals[2] === '未満' || decimals[2] === 'まで' || decimals[2] === 'に';
    return { kind: 'shown', place: decimalPlace(keepsNth ? nth : nth - 1) };
  }
  if (/小数点?以下|小数点?未満|整数|1未満/.test(text)) return { kind: 'shown', place: '1' };
  const below = belowPlace.exec(text);
  if (below) return { kind: 'place', place: namedPlaces[below[1] ?? ''] ?? '1' };
  const digit = digitPlace.exec(text);
  if (digit === null) return null;
  const place = new Exact(namedPlaces[digit[1] ?? ''] ?? '1');
  const keepsPlace = digit[2] === '未満' || digit[2] === 'まで' || digit[2] === 'に';
  return { kind: 'shown', place: plain(keepsPlace ? place : place.times(10)) };
}

/** The rounding that the sentence states, or null: (千円未満切捨て), 小数第2位を四捨五入, 有効数字2桁, 端数切上げ. */
export function readRounding(text: string): Rounding | null {
  const mode = modes.find(([words]) => words.test(text))?.[1];
  const place = roundingPlace(text);
  if (mode === undefined) {
    return place?.kind === 'significant' ? { mode: 'half_up', to: place } : null;
  }
  return { mode, to: place ?? { kind: 'printed' } };
}

const tiedYear = new RegExp(
  `(${yearPattern})(?:末|時点)?(?:の?(?:現状値?|実績値?|現在値?|数値|値|基準値?|人数|件数)|比|を基準|を起点|をベース|に対し|に比べ|より|の(?=約?\\d)|から(?=約?[\\d+\\-]|毎|年|各|更に|さらに|約))`,
);

/**
 * The year that a growth starts from, only where the sentence ties it to a value: R6の現状, R6年度実績, R6比, R6から年1%.
 * 「令和8年度以降」 names when something begins, not where the figures start, and is not taken.
 */
export function readStart(text: string): BasisStart {
  const tied = tiedYear.exec(text);
  const year = tied ? gregorian(tied[1] ?? '') : null;
  if (year !== null) return year;
  return /策定時|基準値|当初値|基準年/.test(text) ? 'baseline' : 'latest';
}

/** Whether the year of `readStart` is when the change begins (R8から毎年1%増), and need not have a value of its own. */
export function namesBegin(text: string): boolean {
  return /(?:から|より)$/.test(tiedYear.exec(text)?.[0] ?? '');
}

/** 約, 程度, おおむね. */
export function isApproximate(text: string): boolean {
  return /約|程度|おおむね|概ね|およそ|ほど|くらい|ぐらい|前後/.test(text);
}
