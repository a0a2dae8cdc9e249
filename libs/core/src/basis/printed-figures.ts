/**
 * How a number stands in its cell: with how many decimals, in which scale, and where in the text. The meaning of a value
 * (`readValue`) has the scale applied; rounding, and writing another number into the same text, need the printed form.
 */
import type { Measure, Value } from '../value/value.js';
import { exact, Exact, grouped, numberOf } from './exact.js';

export interface Scale {
  /** '' for none, otherwise 千, 万, 百万, 千万, 億 or 兆. */
  readonly name: string;
  readonly factor: Exact;
}

export interface PrintedFigure {
  readonly measure: Measure;
  readonly number: Exact;
  readonly scale: Scale;
  readonly decimals: number;
  readonly separated: boolean;
  /** Where the number with its scale stands in the text; null when it was not found there. */
  readonly place: { readonly start: number; readonly end: number } | null;
}

const scales: Record<string, Scale> = Object.fromEntries(
  Object.entries({ '': '1', 千: '1000', 万: '10000', 百万: '1000000', 千万: '10000000', 億: '100000000', 兆: '1000000000000' })
    .map(([name, factor]) => [name, { name, factor: new Exact(factor) }]),
);
const noScale: Scale = { name: '', factor: new Exact(1) };
const token = /(?:[\d０-９][\d０-９,，]{0,30}(?:[.．][\d０-９]{1,15})?(?:兆|億|百万|千万|万|千)?)+/g;
const part = /([\d０-９][\d０-９,，]{0,30}(?:[.．][\d０-９]{1,15})?)(兆|億|百万|千万|万|千)?/g;

interface Token {
  readonly number: Exact;
  readonly scale: Scale;
  readonly decimals: number;
  readonly separated: boolean;
  readonly place: { readonly start: number; readonly end: number };
}

function readToken(text: string, start: number): Token | null {
  let number = new Exact(0);
  let scaleName = '';
  let decimals = 0;
  for (const [, digits = '', name = ''] of text.matchAll(part)) {
    const folded = digits.normalize('NFKC').replace(/,/g, '');
    const figure = exact(folded);
    if (figure === null) return null;
    number = number.plus(figure.times((scales[name] ?? noScale).factor));
    scaleName = name;
    decimals = folded.split('.')[1]?.length ?? 0;
  }
  return { number, scale: scales[scaleName] ?? noScale, decimals, separated: /[,，]/.test(text), place: { start, end: start + text.length } };
}

const remembered = new WeakMap<Value, readonly PrintedFigure[]>();

/**
 * The printed form of every measure of a value, in their order. A number that cannot be found has no place. Remembered
 * for as long as the value lives.
 */
export function printedFigures(value: Value): readonly PrintedFigure[] {
  const seen = remembered.get(value);
  if (seen) return seen;
  const figures = readFigures(value);
  remembered.set(value, figures);
  return figures;
}

/** The 1 of 1日平均 and the 10万 of 人口10万対 are no figure of the cell. */
const beforeFigure = /^\s*(?:(?:日|[かヶカヵケ箇]月|年)間?(?:平均|あたり|当たり|に|(?=\s*約?[\d０-９]))|人?(?:対|あたり|当たり|当り))/;

function readFigures(value: Value): readonly PrintedFigure[] {
  const text = value.text.slice(0, 1000);
  const tokens = [...text.matchAll(token)]
    .filter((found) => !beforeFigure.test(text.slice(found.index + found[0].length, found.index + found[0].length + 16)))
    .flatMap((found) => readToken(found[0], found.index) ?? []);
  let next = 0;
  return value.measures.flatMap((measure) => {
    const number = numberOf(measure);
    if (number === null) return [];
    const at = tokens.findIndex((candidate, index) => index >= next && candidate.number.eq(number.abs()));
    const found = at === -1 ? undefined : tokens[at];
    if (found) next = at + 1;
    return [{
      measure, number, scale: found?.scale ?? noScale,
      decimals: found?.decimals ?? number.decimalPlaces(), separated: found?.separated ?? true, place: found?.place ?? null,
    }];
  });
}

/** A number in the scale of the cell: 13,055,000,000 in 億 with one decimal is '130.6億'. */
export function shown(number: Exact, scale: Scale, decimals?: number): string {
  return `${grouped(number.div(scale.factor), decimals)}${scale.name}`;
}

/** The number as the cell would print it: same scale, at least its decimals, separators as in the cell. */
export function printedLike(figure: PrintedFigure, number: Exact): string {
  const inScale = number.div(figure.scale.factor);
  const text = grouped(inScale, Math.max(figure.decimals, inScale.decimalPlaces()));
  const plainText = figure.separated || figure.number.div(figure.scale.factor).abs().lt(1000) ? text : text.replace(/,/g, '');
  return `${plainText}${figure.scale.name}`;
}

/** The cell's text with other numbers in place of its own; null when one of them has no place in the text. */
export function withNumbers(text: string, figures: readonly PrintedFigure[], numbers: readonly (Exact | null)[]): string | null {
  let written = '';
  let from = 0;
  for (const [index, figure] of figures.entries()) {
    const number = numbers[index];
    if (!number || figure.place === null) return null;
    written += text.slice(from, figure.place.start) + printedLike(figure, number);
    from = figure.place.end;
  }
  return written + text.slice(from);
}
