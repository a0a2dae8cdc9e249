/**
 * The patterns that a basis sentence is read with, built once: a sheet reads hundreds of sentences. All work on a text
 * that `simplified` has folded.
 */
import { declinePattern, everyPattern, growthPattern, numberPattern, spanPattern, unitPattern, yearPattern } from './phrases.js';

const words = '(?:の|間|分|における|実績値?|値|数値|過去){0,6}平均値?(?!増|伸|成長|減|上昇|改善)';
const rate = '(?:平均|年平均)?(?:伸び率|伸率|増加率|増減率|成長率|係数|倍率|変化率)';
const change = `約?([+-])?(?:(数)|(${numberPattern}))(%|ポイント|${unitPattern})?`;
const figure = `約?(${numberPattern})(%|ポイント|${unitPattern})?(?:/(?:年|月|日))?(?:程度)?`;

/** R8～R12の5年間. */
export const spanOfChange = new RegExp(`(?:${spanPattern})(?:まで)?(?:の間|の?(\\d{1,2})年間?)`);

/** R8とR9に各1回: years, number, unit. */
export const yearAssignment = new RegExp(
  `((?:${yearPattern})(?:(?:と|及び|および|・|~|から|、)(?:${yearPattern}))*)(?:まで)?(?:に|は|が|で|:|=|\\()?(?:それぞれ|各年度?|毎年度?|各)?約?(${numberPattern})(${unitPattern}|%)?`,
  'g',
);

/** R8～R10 and nothing else. */
export const wholeSpan = new RegExp(`^${spanPattern}$`);

/** All years of a text. */
export const everyYear = new RegExp(yearPattern, 'g');

/** ×1.1, ×110%. */
export const factorTimes = new RegExp(`×\\(?(${numberPattern})\\)?(%)?`);

/** +3件. */
export const signedAmount = new RegExp(`([+-])?約?(${numberPattern})(${unitPattern})?`);

/** R2年度からR6年度の平均値. */
export const averageOfSpan = new RegExp(`${spanPattern}(?:まで)?(?:の?\\d{1,2}[かヶカヵ箇]?年間?)?${words}`);

/** R4・R5・R6の平均: the years one by one. */
export const averageOfList = new RegExp(`((?:${yearPattern})(?:[・、と](?:${yearPattern}))+)${words}`);

/** 過去3年間の平均. */
export const averageOfCount = new RegExp(`(?<![\\d.])(\\d{1,2})(?:[かヶカヵ箇]年間?|年間?|年度分?)${words}`);

/** ×伸び率(1.136), ×1.01^6. */
export const productOfRate = new RegExp(`×(?:${rate})?(?:は|:)?\\(?(?:${rate})?(${numberPattern})\\)?(%)?(?!年|[かヶカヵ箇]年|${unitPattern}×)(?:\\^(\\d{1,2})|の?(\\d{1,2})乗)?`);

/** 伸び率(1.136), 伸び率13.6%. */
export const namedRate = new RegExp(`(?<!年平均)(?<!年)${rate}\\(?(?:は|を|:|=|が)?(${numberPattern})(%)?\\)?(?:倍)?`);

/** R4～R6の増の平均. */
export const averageIncrease = new RegExp(`${spanPattern}(?:まで)?の?(?:増|増加|増減|伸び|上昇|減|減少)(?:分|数|幅)?の?平均`);

/** 毎年100人, 年1%. */
export const everyYearThenQuantity = new RegExp(`${everyPattern}[^\\d。、+\\-]{0,10}?${change}`);

/** 0.8ポイントについて、毎年. */
export const quantityThenEveryYear = new RegExp(`(?<![R\\dr令和])${change}(?:程度|ずつ)?(?:を|について|の|、|に|で|増を|)?、?(?:毎年度?|各年度?|年々)`);

/** ×1/2. */
export const productOfFraction = /×\(?(\d{1,4})\/(\d{1,4})\)?(?!\d)/;

/** What makes more of a product than a rate of the actual: ×1.1×1.05, ×1.1+5, ×10%増, ×12か月. */
export const afterProduct = new RegExp(`^[^、。]*[×÷]|^[^、。]*[+-]\\d|^の?(?:${growthPattern}|${declinePattern})|^(?:[かヶカヵケ箇]月|月|日|回|人|件|施設|校|団体|社|台|世帯|か所|市町村)`);

/** 月10人×12か月=120人, and no other arithmetic beside it. */
export const writtenProduct = new RegExp(
  `^(?:(?!平均|前年|${growthPattern}|${declinePattern})[^\\d×÷+/=~%-])*(?:1(?:日|[かヶカヵケ箇]月|回|校|施設|人|世帯|団体)(?:に|平均|あたり|当たり)?)?\\(?(約?${numberPattern}[^\\d×÷+=~、。()-]{0,12}\\)?(?:×約?${numberPattern}[^\\d×÷+=~、。/()のをにでとはがへもや年程-]{0,8})+)(?:=約?(${numberPattern})[^\\d×÷+=~、。-]{0,8})?(?:(?!年|${growthPattern}|${declinePattern})[^\\d×÷+=~%-])*$`,
);

/** 1%~2%, 1から2%の増, 1、2%: a change that is not one number. The years of R4~R6 are taken out before. */
export const rangeOfNumbers = new RegExp(
  `\\d(?:%|ポイント|倍|${unitPattern})?(?:/年)?~約?[+-]?\\d[\\d.]*(?![\\d.]|歳|才|代|年|月|日|時)|\\d(?:%|ポイント)?から\\d[\\d.]*(?:%|ポイント)(?:程度)?の?(?:${growthPattern}|${declinePattern})|\\d(?:%|ポイント)?(?:、|・|ないし|または|又は)\\d`,
);

/** R4~R6, to be taken out; R6から5~10% is none. */
export const everySpan = new RegExp(`${spanPattern}(?![~%\\d])`, 'g');

/** +2×6年, 2機関増×6年. */
export const amountTimesYears = new RegExp(`(?:([+-])|(?<![×\\d.R令和H平成]))(${numberPattern})(%|ポイント|${unitPattern})?(?:/年)?(?:の?(?:増加?|減少?))?×(\\d{1,2})(?:年|[かヶカヵ箇]年)`);

/** 20件増. */
export const amountOfChange = new RegExp(`(?<![R\\dr令和H平成.])([+-])?約?(${numberPattern})(${unitPattern})(?:程度)?(?:の|分)?(${growthPattern}|${declinePattern})`);

/** 現状+3件. */
export const amountAfterSign = new RegExp(`(?:現状|実績|値|${yearPattern})([+-])(${numberPattern})(${unitPattern})?()`);

/** 目標値を2件とする. */
export const figureSet = new RegExp(`${figure}(?:(?:へ|に)と?(?:変更|設定|見直|引き?[上下]げ|増や|減ら)|とする|とした|を(?:目標|目指|見込|維持|設定|基準)|以[上下]を(?:目標|目指)|まで(?:増|減|引|伸|拡|縮))`);

/** 11.9人. */
export const anyQuantity = new RegExp(`${figure}`);
