/**
 * A basis sentence of the forms, read into data.
 *
 * The patterns are tried from the most specific to the least, and a sentence that fits none stays text: nothing is
 * guessed. A number followed by a word of growth is a change; a number that the sentence sets as the goal is a figure.
 */
import { Exact, plain } from './exact.js';
import type { Basis, BasisYears, Change, PathStep, TextBasis } from './basis.js';
import {
  changeSign, gregorian, isApproximate, namesBegin, readRounding, readStart, scaled, signed, simplified, spanYears,
} from './phrases.js';
import { readAmountProduct, readProduct } from './read-product.js';
import { unfollowed, type Reader, type Sentence } from './sentence.js';
import {
  amountAfterSign, amountOfChange, anyQuantity, averageIncrease, averageOfCount, averageOfList, averageOfSpan, everySpan, everyYear,
  everyYearThenQuantity, factorTimes, figureSet, quantityThenEveryYear, rangeOfNumbers, signedAmount, spanOfChange,
  wholeSpan, yearAssignment,
} from './sentence-patterns.js';

/** The chain 8.4⇒9.2⇒10.0: three or more figures joined by arrows. */
function readChain(text: string): readonly string[] {
  const chain = /(?:約?\d{1,15}(?:\.\d{1,6})?[^\d→、。]{0,6}→){2,40}約?\d{1,15}(?:\.\d{1,6})?/.exec(text);
  return chain === null ? [] : (chain[0].match(/\d{1,15}(?:\.\d{1,6})?/g) ?? []);
}

/** 5年間で, 6か年, ×6年, 6乗: how many times the yearly change is said to happen. */
function readTimes(text: string): number | null {
  const span = spanOfChange.exec(text);
  if (span?.[3] !== undefined) return Number(span[3]);
  const times = /(?<![\d.~-])(\d{1,2})(?:年間|[かヶカヵ箇]年(?:間)?|年)(?:で|に(?:わた|渡)|分|、|継続|連続|(?=毎年|$))/.exec(text)
    ?? /×(\d{1,2})(?:年|[かヶカヵ箇]年|回分)/.exec(text);
  const count = times ? Number(times[1]) : 0;
  return count >= 1 && count <= 50 ? count : null;
}

/** R8とR9に各1回、R10とR11に各2回、R12に3回. At least two years, or it is no path. */
const readPath: Reader = (sentence) => {
    const steps: PathStep[] = [];
  let unit: string | null = null;
  for (const found of sentence.text.matchAll(yearAssignment)) {
    const number = scaled(found[2] ?? '');
    if (number === null || /^(?:年|倍|ポイント|市町村)/.test(found[3] ?? '')) return null;
    unit ??= found[3] ?? null;
    for (const year of namedYears(found[1] ?? '')) steps.push({ year, number });
  }
  if (new Set(steps.map((step) => step.year)).size < 2) return null;
  return { method: 'path', steps, unit, rounding: sentence.rounding, approximate: sentence.approximate };
};

/** The years of R8とR9, or all of R8～R10. */
function namedYears(text: string): readonly number[] {
  const span = wholeSpan.exec(text);
  const ends = span && /~|から|-/.test(text) ? spanYears(span[1] ?? '', span[2] ?? '') : null;
  if (ends) return Array.from({ length: ends.to - ends.from + 1 }, (_, index) => ends.from + index);
  return (text.match(everyYear) ?? []).flatMap((year) => gregorian(year) ?? []);
}

/** The change that follows an average or a base: +10%, ×1.1, 1.5倍, 110%, +3件, 5ポイント増. */
function readChange(text: string): Change | null {
  const times = factorTimes.exec(text);
  if (times) return factorOf(times[1] ?? '', times[2]);
  const percent = /([+-])?約?(\d{1,6}(?:\.\d{1,6})?)(%|ポイント)/.exec(text);
  if (percent) return percentOf(percent, text.slice(percent.index + percent[0].length));
  const multiple = /約?(\d{1,6}(?:\.\d{1,6})?)倍/.exec(text);
  if (multiple) return { kind: 'factor', factor: multiple[1] ?? '1' };
  const amount = signedAmount.exec(text);
  const number = amount ? scaled(amount[2] ?? '') : null;
  if (amount === null || number === null) return null;
  const sign = changeSign(amount[1], text.slice(amount.index + amount[0].length, amount.index + amount[0].length + 12));
  return sign === null ? null : { kind: 'amount', amount: signed(number, sign), unit: amount[3] ?? null };
}

function factorOf(number: string, percentSign: string | undefined): Change | null {
  const value = scaled(number);
  if (value === null) return null;
  return { kind: 'factor', factor: percentSign ? plain(new Exact(value).div(100)) : value };
}

/** +10%, 10%増, and the ratio 110% of 平均の110%. */
function percentOf(found: RegExpExecArray, following: string): Change | null {
  const number = found[2] ?? '0';
  const sign = changeSign(found[1], following.slice(0, 14));
  if (found[3] === 'ポイント') return sign === null ? null : { kind: 'points', points: signed(number, sign) };
  if (sign !== null) return { kind: 'percent', percent: signed(number, sign) };
  const ratio = new Exact(number);
  return ratio.gte(50) ? { kind: 'factor', factor: plain(ratio.div(100)) } : null;
}

/** The first and last of years that follow each other without a gap; null for a list with gaps. */
function consecutive(years: readonly number[]): { from: number; to: number } | null {
  const [from, to] = [years[0], years.at(-1)];
  if (from === undefined || to === undefined || to - from !== years.length - 1) return null;
  return years.every((year, index) => year === from + index) ? { from, to } : null;
}

/** R2年度からR6年度の平均値+10%, R4・R5・R6の平均, 過去3年間の平均. */
const readAverage: Reader = (sentence) => {
  const span = averageOfSpan.exec(sentence.text);
  const list = span ? null : averageOfList.exec(sentence.text);
  const count = averageOfCount.exec(sentence.text);
  const found = span ?? list ?? count;
  if (found === null) return null;
  const ends = span ? spanYears(span[1] ?? '', span[2] ?? '') : list ? consecutive(namedYears(list[1] ?? '')) : null;
  if ((span ?? list) && ends === null) return null;
  const years: BasisYears = ends ? { kind: 'span', ...ends } : { kind: 'latest', count: Math.max(1, Number(found[1])) };
  const rest = sentence.text.slice(found.index + found[0].length).replace(/\([^)]*(?:未満|四捨五入|切)[^)]*\)/g, '');
  return { method: 'average', years, change: readChange(rest), rounding: sentence.rounding, approximate: sentence.approximate };
};

/** The years of 「R4～R6の増の平均0.8ポイント」, whose average increase the step is. */
function readStepYears(text: string): { from: number; to: number } | null {
  const found = averageIncrease.exec(text);
  return found ? spanYears(found[1] ?? '', found[2] ?? '') : null;
}

/** 年1%の増加, 毎年100人程度の利用者増, 0.8ポイントについて毎年増, 毎年数件. */
const readYearly: Reader = (sentence) => {
  const { text } = sentence;
  const before = everyYearThenQuantity.exec(text);
  const after = quantityThenEveryYear.exec(text);
  const found = [before, after].find((match) => match !== null && mayStep(match, text));
  if (!found) return null;
  const isSeveral = found[2] !== undefined;
  const number = isSeveral ? '2' : scaled(found[3] ?? '');
  const sign = changeSign(found[1], text.slice(found.index + found[0].length, found.index + found[0].length + 24).split('。')[0] ?? '')
    ?? (/(?:ずつ|ごとに)/.test(text) ? 1 : null);
  if (number === null || sign === null) return null;
  const unit = found[4] ?? null;
  const method = unit === '%' ? (/単利|等差|直線|初年度比/.test(text) ? 'simple' : 'compound')
    : unit === 'ポイント' ? 'yearly_points' : 'yearly_amount';
  return {
    method, start: readStart(text), step: signed(number, sign), stepUpTo: isSeveral ? signed('9', sign) : null,
    unit: method === 'yearly_points' ? 'ポイント' : unit, times: readTimes(text), stepFrom: readStepYears(text),
    chain: readChain(text), rounding: sentence.rounding, approximate: sentence.approximate, ...(namesBegin(text) ? { begins: true as const } : {}),
  };
};

/** 年平均伸び率2%, 対前年比102%: growth named by its rate. */
const readRate: Reader = (sentence) => {
  const rate = /(?:年平均|年間?)の?(?:伸び率|増加率|成長率|増減率)\(?(?:は|を|が|:)?([+-])?(\d{1,4}(?:\.\d{1,6})?)%/.exec(sentence.text);
  const ratio = /対?前年度?比(1\d{2}(?:\.\d{1,6})?|[5-9]\d(?:\.\d{1,6})?)%(?!増|の増|減|の減)/.exec(sentence.text);
  if (rate === null && ratio === null) return null;
  const step = ratio ? plain(new Exact(ratio[1] ?? '100').minus(100)) : signed(rate?.[2] ?? '0', rate?.[1] === '-' ? -1 : 1);
  return {
    method: 'compound', start: readStart(sentence.text), step, stepUpTo: null, unit: '%', times: readTimes(sentence.text),
    stepFrom: null, chain: readChain(sentence.text), rounding: sentence.rounding, approximate: sentence.approximate, ...(namesBegin(sentence.text) ? { begins: true as const } : {}),
  };
};

/** 毎年3回開催する sets a figure; 毎年1.5倍 is a factor: neither is a step. */
function mayStep(found: RegExpExecArray, text: string): boolean {
  if (/^(?:倍|年|月|日|市町村)/.test(found[4] ?? '')) return false;
  return changeSign(found[1], text.slice(found.index + found[0].length, found.index + found[0].length + 24).split('。')[0] ?? '') !== null
    || /(?:ずつ)/.test(text.slice(found.index, found.index + found[0].length + 6));
}

/** 30%の増加, 5%増加, 1.5倍の増加, 倍増, 半減, R6から20件増, 5ポイント上昇, 現状維持. */
const readOnce: Reader = (sentence) => {
  const change = onceChange(sentence.text);
  if (change === null) return null;
  return { method: 'latest', start: readStart(sentence.text), change, rounding: sentence.rounding, approximate: sentence.approximate };
};

function onceChange(text: string): Change | null {
  const percent = /([+-])?約?(\d{1,6}(?:\.\d{1,6})?)(%|ポイント)(?!(?:に|へ|まで|を目|とする|以上|以下))/.exec(text);
  const ratio = /(?:の|比)約?(\d{2,4}(?:\.\d{1,6})?)%/.exec(text);
  if (ratio && new Exact(ratio[1] ?? '0').gte(50) && /(?:現状値?|実績値?|比|度)の?約?\d+(?:\.\d+)?%(?!増|の増|減|の減)/.test(text)) {
    return { kind: 'factor', factor: plain(new Exact(ratio[1] ?? '0').div(100)) };
  }
  const direct = percent ? changeSign(percent[1], text.slice(percent.index + percent[0].length, percent.index + percent[0].length + 10)) : null;
  if (percent && direct !== null) {
    const number = signed(percent[2] ?? '0', direct);
    return percent[3] === '%' ? { kind: 'percent', percent: number } : { kind: 'points', points: number };
  }
  const multiple = /(?<![\d.])(\d{1,4}(?:\.\d{1,6})?)倍/.exec(text);
  if (multiple) return { kind: 'factor', factor: multiple[1] ?? '1' };
  if (/倍増/.test(text)) return { kind: 'factor', factor: '2' };
  if (/半減/.test(text)) return { kind: 'factor', factor: '0.5' };
  const amount = amountOfChange.exec(text)
    ?? amountAfterSign.exec(text);
  const number = amount ? scaled(amount[2] ?? '') : null;
  const sign = amount ? changeSign(amount[1], amount[4] ?? '') : null;
  if (amount && number !== null && sign !== null) return { kind: 'amount', amount: signed(number, sign), unit: amount[3] ?? null };
  return /(?:現状|現状値|現在の水準|実績)(?:値|の水準)?(?:を|の)?維持/.test(text) ? { kind: 'factor', factor: '1' } : null;
}

/** Where a figure comes from, when it is not the office's own. */
const originPattern =
  /(?:国|県|長野県|厚生労働省|総務省|環境省|文部科学省|農林水産省)の?[^\d、。]{0,16}(?:計画|目標|指針|基準|方針|平均|統計|調査|推計)|全国平均|県平均|\d{0,3}(?:市町村|市|町村)平均|類似団体|人口ビジョン|国勢調査|[^\d、。]{0,12}(?:計画|推計|統計)(?:の目標値?|値|に基づ|による|より)/;

/** A chain without a formula: the last figure is the target's. */
const readBareChain: Reader = (sentence) => {
  const chain = readChain(sentence.text);
  if (chain.length < 3) return null;
  return {
    method: 'path', steps: chain.map((number) => ({ year: null, number })), unit: null,
    rounding: sentence.rounding, approximate: sentence.approximate,
  };
};

/** 目標値を2件とする, 4回/年から3回/年へと変更, 県計画の目標値60%. */
const readFigure: Reader = (sentence) => {
  const { text } = sentence;
  const set = figureSet.exec(text);
  const origin = originPattern.exec(text)?.[0] ?? null;
  const near = origin === null ? null : anyQuantity.exec(text.replace(everyYear, '').replace(/\d{0,3}(?:市町村|市|町村)平均/, ''));
  const found = set ?? near;
  const number = found ? scaled(found[1] ?? '') : null;
  if (found === null || number === null) return null;
  const common = { number, unit: found[2] ?? null, rounding: sentence.rounding, approximate: sentence.approximate };
  return origin === null ? { method: 'stated', origin: null, ...common } : { method: 'external', origin, ...common };
};

const readers: readonly Reader[] = [
  readPath, readAverage, readRate, readProduct, readAmountProduct, readYearly, readOnce, readBareChain, readFigure,
];

/** What a sentence that begins a formula does not say. */
const begun: readonly (readonly [RegExp, string])[] = [
  [/伸び率|伸率|増加率|成長率|変化率/, '伸び率の値'],
  [/平均/, '平均する年度'],
];

function unread(original: string, text: string): TextBasis {
  const common = { method: 'text', text: original, rounding: null, approximate: false } as const;
  if (text === '') return { ...common, reason: '設定根拠が書かれていません。', lacks: null };
  const lacks = begun.find(([words]) => words.test(text))?.[1] ?? null;
  const reason = lacks === null
    ? '設定根拠の文から計算式を読み取れません。計算で決めた目標値であれば、「R6の現状から年1%の増加」のように、基準の年度と増減を書いてください。'
    : `設定根拠に${lacks}が書かれていないため、計算できません。${lacks}を書き添えてください。`;
  return { ...common, reason, lacks };
}

/** 毎年1%～2%増, 10～20人増: no one number to compute with. */
const hasRange = (text: string): boolean => rangeOfNumbers.test(text.replace(everySpan, (span: string, from: string, to: string) => (spanYears(from, to) ? '' : span)).replace(everyYear, ''));

const noRange = (sentence: Sentence): TextBasis =>
  unfollowed(sentence, '一つに決まった数', '設定根拠の数に幅があるため、計算できません。一つの数に決めて書いてください。');

function readOne(original: string): Basis {
  const text = simplified(original);
  const sentence: Sentence = { original, text, rounding: readRounding(text), approximate: isApproximate(text) };
  const formula = text.replace(/\([^)]{0,30}(?:未満|四捨五入|切り?[捨上下]|有効数字|桁)[^)]{0,20}\)/g, '');
  for (const reader of readers) {
    const basis = reader({ ...sentence, text: formula });
    if (basis !== null) return basis.method !== 'text' && basis.method !== 'path' && hasRange(formula) ? noRange(sentence) : basis;
  }
  return unread(original, text);
}

/** A formula tells more than a figure set outright, that more than a formula begun, that more than free text. */
function weight(basis: Basis): number {
  if (basis.method === 'text') return basis.lacks === null ? 0 : 1;
  return (basis.method === 'stated' && basis.factors === undefined) || basis.method === 'external' ? 2 : 3;
}

/**
 * Reads how a target was arrived at from the basis, the source and, as some offices put it there, the rationale: the form
 * of 子育て拠点施設 has 「実績の伸び率」 as its basis and the formula in the column of the source. The first column that
 * tells most is taken; a rounding written in another column is added. Never throws; a text that holds no formula comes
 * back as method `text` with the reason.
 */
export function readBasis(text: string | null, source: string | null = null, rationale: string | null = null): Basis {
  let best = readOne(text ?? '');
  let rounding = best.rounding;
  for (const column of [source, rationale]) {
    if (weight(best) === 3) break;
    const other = readOne(column ?? '');
    if (weight(other) > weight(best)) best = other;
  }
  if (best.method === 'text' || best.rounding !== null) return best;
  rounding ??= readRounding(simplified(source ?? ''));
  return rounding === null ? best : { ...best, rounding };
}

/** Whether the basis holds something to compute with. */
export function isNumeric(basis: Basis): boolean {
  return basis.method !== 'text';
}
