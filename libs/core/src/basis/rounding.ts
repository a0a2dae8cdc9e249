/**
 * When two figures agree: one rule for every basis.
 *
 * 1. The recomputed figure is rounded where the basis says (千未満切捨て, 小数第2位を四捨五入, 有効数字2桁).
 * 2. Where the basis says nothing, it is rounded half up to the place the target is printed to. Printed decimals count as
 *    written (68.0 is a tenth). Of a whole number the zeros at its end count as rounded away, but two leading digits
 *    always stand: 12,000 is rounded to thousands, 2,000 to hundreds, 290 to tens, 33 to ones. In a scale the rule
 *    applies to the digits shown: 137億 is rounded to 億.
 * 3. They agree when the rounded figure equals the stated one exactly. 約 and 程度 widen nothing.
 *
 * Why two leading digits: 11,536.5 agrees with a stated 12,000 (1.5倍), while 1,503 + 100 × 6 = 2,103 must not pass for
 * 2,000. See docs/decisions/rounding-of-targets.md.
 */
import { Decimal } from 'decimal.js';
import { Exact } from './exact.js';
import type { Rounding } from './basis.js';
import type { PrintedFigure, Scale } from './printed-figures.js';

const modes: Record<Rounding['mode'], Decimal.Rounding> = {
  down: Decimal.ROUND_DOWN,
  up: Decimal.ROUND_UP,
  half_up: Decimal.ROUND_HALF_UP,
};

/** The place that a printed figure is precise to: rule 2 above. */
export function impliedPlace(figure: PrintedFigure): Exact {
  const unit = figure.scale.factor;
  if (figure.decimals > 0) return unit.times(new Exact(10).pow(-figure.decimals));
  const digits = figure.number.div(unit).abs().toFixed(0);
  const zeros = /0*$/.exec(digits)?.[0].length ?? 0;
  return unit.times(new Exact(10).pow(Math.max(0, Math.min(zeros, digits.length - 2))));
}

/** The place to round at: the sentence's own, or the printed one. */
export function roundingPlaceOf(number: Exact, rounding: Rounding | null, printed: Exact, scale: Scale): Exact {
  const to = rounding?.to ?? { kind: 'printed' };
  switch (to.kind) {
    case 'printed':
      return printed;
    case 'place':
      return new Exact(to.place);
    case 'shown':
      return scale.factor.times(to.place);
    case 'significant':
      return number.isZero() ? printed : new Exact(10).pow(Math.floor(Decimal.log10(number.abs()).toNumber()) - to.digits + 1);
  }
}

/** The number rounded to a place: 58,408.576 down to 1,000 is 58,000. */
export function roundedTo(number: Exact, place: Exact, mode: Rounding['mode']): Exact {
  return number.div(place).toDecimalPlaces(0, modes[mode]).times(place);
}

const powers: readonly string[] = ['', '十', '百', '千', '万', '十万', '百万', '千万', '億', '十億', '百億', '千億', '兆'];
const modeWords: Record<Rounding['mode'], string> = { down: '切捨て', up: '切上げ', half_up: '四捨五入' };

/** How a rounding is said: 千未満切捨て, 小数第2位を四捨五入, 億未満四捨五入. */
export function roundingWords(place: Exact, mode: Rounding['mode'], scale: Scale): string {
  const inScale = place.div(scale.factor);
  if (inScale.lt(1)) {
    const nth = inScale.decimalPlaces() + 1;
    return `小数第${nth}位${mode === 'half_up' ? 'を' : '以下'}${modeWords[mode]}`;
  }
  if (place.eq(1)) return `小数点以下${modeWords[mode]}`;
  const power = place.toFixed(0).length - 1;
  return `${powers[power] ?? `10の${power}乗`}未満${modeWords[mode]}`;
}
