import { Decimal } from 'decimal.js';
import type { Measure, Missing, Period, Value } from './value.js';

const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });
const longest = 300;
const noValue: readonly (readonly [RegExp, Missing])[] = [
  [/^(?:実績(?:値)?(?:なし|無し)|なし|無し|記録なし|データなし|[-‐‑–—―─ー−]+%?)$/, 'no_record'],
  [/^(?:未集計|集計中|未確定|調査中|算定中|集計前|未調査|未公表)$/, 'not_yet'],
  [/^(?:該当なし|該当無し|非該当|対象外|対象なし|適用外)$/, 'not_applicable'],
];
const qualitative = /^(?:増加|減少|維持|現状維持|向上|改善|低下|策定|設置|実施|現状値?(?:以上|以下|より増加|より減少)?|基準値?(?:以上|以下)|増加傾向へ?|減少傾向へ?|全国\d+位|検討|完了|導入)$/;

/** 令和6年度, R6, 令和元, H30, 2024年度 as the Gregorian fiscal year; null for anything else. */
function yearOf(text: string): number | null {
  const era = /^(?:(令和|R)|(平成|H))(元|\d{1,2})(?:年度?)?(?:末|時点|現在|実績)?$/i.exec(text);
  if (era) return (era[1] ? 2018 : 1988) + (era[3] === '元' ? 1 : Number(era[3]));
  const gregorian = /^(20\d{2}|19\d{2})(?:年度?)?(?:末|時点|現在|実績)?$/.exec(text);
  return gregorian ? Number(gregorian[1]) : null;
}

const periods: Record<string, Period> = { 年: 'year', 年度: 'year', 月: 'month', 日: 'day' };
const scales: Record<string, string> = { 百: '100', 千: '1000', 万: '10000', 百万: '1000000', 千万: '10000000', 億: '100000000', 十億: '1000000000', 兆: '1000000000000' };
const plainNumber = '(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?';
const scaled = `${plainNumber}(?:(?:百万|千万|十億|百|千|万|億|兆)(?![^\\d]*年度))?`;
const number = `(?:${scaled}){1,4}`;
const figure = new RegExp(
  `^(約|およそ|概ね|おおむね)?([+＋\\-−△▲±])?(${number})((?:[^\\d~:+△▲]|(?<=[mMO])[23](?!\\d)){0,24}?)(?:/(年度|年|月|日))?(?:~(${number})([^\\d~:]{0,24}?)(?:/(年度|年|月|日))?)?(以上|以下|未満|超|程度|増|減|を超える)?$`,
);

function numberOf(text: string): InstanceType<typeof Exact> | null {
  const parts = [...text.matchAll(new RegExp(`(${plainNumber})(百万|千万|十億|百|千|万|億|兆)?`, 'g'))];
  let sum = new Exact(0);
  let before: InstanceType<typeof Exact> | null = null;
  for (const [index, [, digits = '', scale]] of parts.entries()) {
    const factor = new Exact(scale ? (scales[scale] ?? '1') : '1');
    const bare = new Exact(digits.replaceAll(',', ''));
    // 4億3,0000万 and 1万2万 are slips of the pen: each part is smaller than the scale before it.
    if (before && (bare.times(factor).gte(before) || (index < parts.length - 1 && !scale))) return null;
    if (index > 0 && !before) return null;
    sum = sum.plus(bare.times(factor));
    before = scale ? factor : null;
  }
  return sum;
}

const unitOf = (text: string): string | null => text.replaceAll(/\s/g, '') || null;

/** 千円 and 百万円 carry their scale in the unit. */
function unscale(unit: string | null): { unit: string | null; factor: string } {
  const found = unit ? /^(百万|千万|千|億|万)(円|人|件|t|kWh|台|トン)$/.exec(unit) : null;
  return found ? { unit: found[2] ?? null, factor: scales[found[1] ?? ''] ?? '1' } : { unit, factor: '1' };
}

const leading: readonly (readonly [RegExp, Period])[] = [[/^(?:年間|毎年|年平均)/, 'year'], [/^(?:月間|月平均|1か月平均|毎月)/, 'month'], [/^(?:1日平均|一日平均|日平均|1日あたり|1日当たり|毎日)/, 'day']];

function measureOf(piece: string, label: string | null): Measure | null {
  let body = piece.replaceAll(/\s/g, '');
  let per: Period | null = null;
  for (const [words, period] of leading) {
    if (words.test(body) && !label) {
      body = body.replace(words, '');
      per = period;
    }
  }
  const found = figure.exec(body);
  if (!found) return null;
  const [, about, sign, digits = '', after = '', period, upperDigits, upperUnit, upperPeriod, ending] = found;
  const amount = numberOf(digits);
  const upper = upperDigits ? numberOf(upperDigits) : null;
  if (!amount || (upperDigits && !upper)) return null;
  const { unit, factor } = unscale(unitOf(upperUnit || after));
  const negative = sign !== undefined && /[-−△▲]/.test(sign);
  const value = amount.times(factor).times(negative ? -1 : 1);
  const words: Partial<Record<string, Measure['comparison']>> = { 以上: 'at_least', 以下: 'at_most', 未満: 'less_than', 超: 'more_than', を超える: 'more_than' };
  const comparison = ending ? words[ending] : undefined;
  return {
    label, number: value.toFixed(), unit, per: periods[upperPeriod ?? period ?? ''] ?? per ?? labelPeriod(label),
    ...(upper ? { upper: upper.times(factor).toFixed() } : {}), ...(comparison ? { comparison } : {}),
    ...(about || ending === '程度' ? { approximate: true as const } : {}), ...(sign && /[+＋]/.test(sign) || ending === '増' ? { increment: true as const } : {}),
  };
}

/** The period that a label names with its last word: 乗合タクシー 1日平均. */
const labelPeriod = (label: string | null): Period | null => leading.find(([words]) => words.test(label?.split(' ').at(-1) ?? ''))?.[1] ?? null;

/** Parentheses out of the text: years to the year, everything else to the note. */
function withoutNotes(text: string): { body: string; notes: string[]; year: number | null; base: string | null } {
  const notes: string[] = [];
  let year: number | null = null;
  let base: string | null = null;
  const body = text.replaceAll(/\(([^()]*)\)/g, (_whole, inner: string) => {
    const found = yearOf(inner.trim());
    const rate = /^人口(\d+)(万|千)対$/.exec(inner.trim());
    if (found !== null) year = found;
    else notes.push(inner.trim());
    if (rate) base = new Exact(rate[1] ?? '1').times(scales[rate[2] ?? ''] ?? '1').toFixed();
    return ' ';
  });
  return { body: body.trim(), notes, year, base };
}

const labelled = /(?:^|\s)([^\s:\d][^\s:]{0,30}|1日平均|1日当たり):\s*/g;

function pieces(body: string): { label: string | null; text: string; group: string | null }[] {
  const flat = body.replaceAll(/[・•●]/g, ' ').replaceAll(/、|,(?!\d)/g, ' ').replaceAll(/\s+/g, ' ').trim();
  const marks = [...flat.matchAll(labelled)];
  if (marks.length === 0) return unlabelled(flat);
  let group = headingOf(flat.slice(0, marks[0]?.index ?? 0));
  return marks.map((mark, index) => {
    const start = mark.index + mark[0].length;
    const rest = flat.slice(start, marks[index + 1]?.index ?? flat.length).trim();
    const [first = '', ...others] = rest.split(' ');
    const heading = others.length > 0 && !/\d/.test(others.join('')) ? others.join('') : null;
    const text = heading ? first : rest;
    const piece = { label: [group, mark[1]].filter(Boolean).join(' '), text, group };
    if (heading) group = heading;
    return piece;
  });
}

const headingOf = (text: string): string | null => text.trim() || null;

function unlabelled(flat: string): { label: null; text: string; group: null }[] {
  if (measureOf(flat, null)) return [{ label: null, text: flat, group: null }];
  return flat.split(' ').filter((text) => text !== '').map((text) => ({ label: null, text, group: null }));
}

/** Reads an office's value text. Never throws; what is not understood says so and why, and nothing is guessed. */
export function readValue(text: string): Value {
  const value = (rest: Omit<Value, 'text'>): Value => ({ text, ...rest });
  const normal = text.normalize('NFKC').replaceAll('〜', '~').replaceAll(/[／]/g, '/').trim();
  if (normal === '') return value({ status: 'missing', missing: 'blank', measures: [], note: null });
  const unknown = (reason: string, note: string | null = null): Value => value({ status: 'not_understood', measures: [], note, reason });
  if (normal.length > longest) return unknown(`「${text.slice(0, 20)}…」は長すぎるため、値として読み取れません。値と説明を分けて入力してください。`);
  const { body, notes, year, base } = withoutNotes(normal);
  const note = notes.length > 0 ? notes.join('、') : null;
  const extra = year === null ? {} : { year };
  const bare = body.replaceAll(/\s/g, '');
  const missing = noValue.find(([words]) => words.test(bare));
  if (missing) return value({ status: 'missing', missing: missing[1], measures: [], note, ...extra });
  if (qualitative.test(bare)) return unknown(`「${text}」は数値ではない目標です。数との比較や計算はしません。`, note);
  const measures = pieces(body).map((piece) => measureOf(piece.text, piece.label));
  if (measures.length === 0 || measures.some((measure) => measure === null)) return unknown(`「${text}」の数と単位を読み取れません。「100件/年」のように、数と単位で入力してください。`, note);
  const read = measures.flatMap((measure) => (measure ? [base ? { ...measure, base } : measure] : []));
  return value({ status: 'understood', measures: read, note, ...extra });
}
