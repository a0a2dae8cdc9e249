/**
 * Sentences with ×. 「R6実績×1.1」 multiplies the actual; 「10人×12か月」 is arithmetic of its own and has nothing to do with
 * the actual; 「10人/年×6年」 may be either, and is not computed.
 */
import { isUnit } from '../value/unit.js';
import type { Basis, Change, Factor } from './basis.js';
import { exact, Exact, plain } from './exact.js';
import { changeSign, readStart, scaled, signed } from './phrases.js';
import { unfollowed, type Reader, type Sentence } from './sentence.js';
import { afterProduct, amountTimesYears, everyYear, namedRate, productOfFraction, productOfRate, writtenProduct } from './sentence-patterns.js';

const noProduct = (sentence: Sentence): Basis =>
  unfollowed(sentence, '何に何を掛けるか', '設定根拠の掛け算を読み取れないため、計算できません。「R6実績×1.1」や「10人×12か月」のように、何に何を掛けるかだけを書いてください。');

/** R6実績×1/2. A third has no end of digits and could not be rounded down exactly. */
function fraction(text: string): Change | null {
  const found = productOfFraction.exec(text);
  const below = exact(found?.[2] ?? '0');
  if (!found || below === null || below.isZero()) return null;
  const factor = new Exact(found[1] ?? '0').div(below);
  return factor.decimalPlaces() <= 12 ? { kind: 'factor', factor: plain(factor) } : null;
}

function rateOf(found: RegExpExecArray, isNamedOnly: boolean): Change | null {
  const number = scaled(found[1] ?? '');
  if (number === null) return null;
  if (isNamedOnly && found[2] === '%' && new Exact(number).lt(50)) return { kind: 'percent', percent: number };
  return { kind: 'factor', factor: found[2] === '%' ? plain(new Exact(number).div(100)) : number };
}

/** R6年度実績×伸び率(1.136), R6実績×1.01^6, R6実績×1/2, 伸び率1.136を乗じ, 51,416×1.136, 10人×12か月. */
export const readProduct: Reader = (sentence) => {
  const { text } = sentence;
  if (amountTimesYears.test(text)) return null;
  if (hasFigureBefore(text)) return readWritten(sentence) ?? noProduct(sentence);
  const product = productOfRate.exec(text);
  const named = namedRate.exec(text);
  const found = product ?? named;
  if (found === null) return null;
  const isFraction = product !== null && /^\/\d/.test(text.slice(product.index + product[0].length));
  const change = isFraction ? fraction(text) : rateOf(found, product === null);
  if (change === null) return isFraction ? noProduct(sentence) : null;
  if (product && !isFraction && afterProduct.test(text.slice(product.index + product[0].length))) return noProduct(sentence);
  const common = { start: readStart(text), rounding: sentence.rounding, approximate: sentence.approximate };
  const power = Number(product?.[3] ?? product?.[4] ?? 1);
  if (power <= 1 || power > 50 || change.kind !== 'factor') return { method: 'latest', change, ...common };
  const step = plain(new Exact(change.factor).minus(1).times(100));
  return { method: 'compound', step, stepUpTo: null, unit: '%', times: power, stepFrom: null, chain: [], ...common };
};

/** Whether a figure of its own, and not only a year, stands on the left of the first ×. */
function hasFigureBefore(text: string): boolean {
  const left = text.slice(0, Math.max(0, text.indexOf('×')));
  return /\d/.test((left.split(/[、。=]/).at(-1) ?? '').replace(everyYear, ''));
}

/** 10人×12か月, 1日10人×240日=2400人: nothing but a product, with whatever words around it say no change of anything. */
function readWritten(sentence: Sentence): Basis | null {
  const found = writtenProduct.exec(sentence.text.replace(everyYear, ''));
  if (!found) return null;
  const factors = (found[1] ?? '').replaceAll(/[()]/g, '').split('×').map(factorOf);
  const [first] = factors;
  if (!first || factors.some((factor) => factor === null)) return null;
  const known = factors.flatMap((factor) => factor ?? []);
  // 3×3 may be the name of a game.
  if (first.unit === null && known.every((factor) => factor.unit === null && !factor.number.includes('.'))) return null;
  const product = plain(known.reduce((result, { number }) => result.times(number), new Exact(1)));
  if (found[2] !== undefined && scaled(found[2]) !== product) return null;
  return { method: 'stated', number: product, unit: first.unit, origin: null, factors: known, rounding: sentence.rounding, approximate: sentence.approximate };
}

function factorOf(text: string): Factor | null {
  const found = /^約?(\d{1,20}(?:\.\d{1,10})?(?:兆|億|百万|千万|万|千)?)([^/]*)(?:\/[^/]*)?$/.exec(text);
  const number = found ? scaled(found[1] ?? '') : null;
  const unit = found?.[2] ?? '';
  if (number === null) return null;
  if (unit === '%') return { number: plain(new Exact(number).div(100)), unit: null };
  return unit === '' || unit === '月' || isUnit(unit) ? { number, unit: unit === '' ? null : unit } : null;
}

/** 現状+2×6年, 毎年2機関の増×6年: a yearly amount written as a product. */
export const readAmountProduct: Reader = (sentence) => {
  const found = amountTimesYears.exec(sentence.text);
  const number = found ? scaled(found[2] ?? '') : null;
  if (found === null || number === null) return null;
  const unit = found[3] ?? null;
  const sign = changeSign(found[1], sentence.text.slice(found.index));
  if (sign === null) {
    return unfollowed(sentence, '何に加える数か', `「${found[0]}」が総数か、現状に加える数かが書かれていないため、計算できません。加える数であれば、「R6の現状+2件×6年」のように書いてください。`);
  }
  const method = unit === '%' ? 'simple' : unit === 'ポイント' ? 'yearly_points' : 'yearly_amount';
  return {
    method, start: readStart(sentence.text), step: signed(number, sign), stepUpTo: null, unit, times: Number(found[4]),
    stepFrom: null, chain: [], rounding: sentence.rounding, approximate: sentence.approximate,
  };
};
