/**
 * Does the stated basis really give this target? It informs and never blocks: a mismatch is submitted with a 差異理由.
 */
import type { Value } from '../value/value.js';
import type { Basis, Rounding, YearlyBasis } from './basis.js';
import { Exact, grouped } from './exact.js';
import { applied, type Component, type FormulaFacts, type Outcome, type YearValue } from './formula.js';
import { printedFigures, shown, withNumbers, type PrintedFigure } from './printed-figures.js';
import { isNumeric, readBasis } from './read-basis.js';
import { impliedPlace, roundedTo, roundingPlaceOf, roundingWords } from './rounding.js';

/** 期間注意: agrees for the plan's own number of years, but not for the years from the base year to the target year. */
export type BasisStatus = '一致' | '再計算と不一致' | '検証不能' | '期間注意';

export interface BasisFacts {
  /** The sentence of 設定(算出)根拠; null or blank when there is none. */
  readonly basis: string | null;
  /** 引用元: some offices put the formula there. */
  readonly source: string | null;
  /** 変更・削除理由: some offices put the figure there. Used only where basis and source say less. */
  readonly rationale?: string | null;
  /** The target that is proposed, with its fiscal year; the value is blank while nothing is entered. */
  readonly target: { readonly value: Value; readonly year: number | null };
  /** The value of the whole for each fiscal year (not one municipality's). */
  readonly actuals: readonly YearValue[];
  readonly baseline: YearValue | null;
  /** First fiscal year of the plan: R8 of R8–R12 makes five years. Null when unknown. */
  readonly planFrom: number | null;
  /** 現状: the fiscal year under review. */
  readonly baseYear: number | null;
}

export interface BasisComponent {
  readonly label: string | null;
  readonly status: BasisStatus;
  readonly arithmetic: string;
}

export interface BasisCheck {
  /** Null when there is nothing to check: no basis, no formula in it, or no target. */
  readonly status: BasisStatus | null;
  /** One line for each component: `51,416 × 1.136 = 58,408.6 → 58,000（千未満切捨て）、記載 57,000`. */
  readonly arithmetic: string;
  /** The target's text with the recomputed number in it; null when nothing can be computed. */
  readonly suggested: string | null;
  /** What a calculation lacks (令和2年度の実績値); empty unless 検証不能. */
  readonly missing: readonly string[];
  /** A sentence that helps with a mismatch or a missing year; null when there is none. */
  readonly note: string | null;
  readonly components: readonly BasisComponent[];
  readonly basis: Basis;
}

interface Judged extends BasisComponent {
  readonly missing: readonly string[];
  readonly suggested: Exact | null;
  readonly note: string | null;
}

interface Question {
  readonly basis: Basis;
  readonly facts: FormulaFacts;
  readonly component: Component;
  readonly figure: PrintedFigure;
  /** False while no target is entered: the figure then is the present value, which lends its form only. */
  readonly hasTarget: boolean;
}

interface Rounded {
  readonly number: Exact;
  readonly line: string;
}

const stated = (question: Question): string =>
  question.hasTarget ? `、記載 ${shown(question.figure.number, question.figure.scale, question.figure.decimals)}` : '';

/** `… = 58,408.6 → 58,000（千未満切捨て）`. The unrounded figure is shown with one decimal more than its sources. */
function roundedLine(outcome: Extract<Outcome, { kind: 'figure' }>, question: Question): Rounded {
  const { figure, basis } = question;
  const { scale } = figure;
  const rounding: Rounding | null = basis.rounding;
  const printed = question.hasTarget ? impliedPlace(figure) : scale.factor.times(new Exact(10).pow(-figure.decimals));
  const place = roundingPlaceOf(outcome.number, rounding, printed, scale);
  const mode = rounding?.mode ?? 'half_up';
  const number = roundedTo(outcome.number, place, mode);
  const isFigure = ['stated', 'external', 'path'].includes(basis.method);
  const inScale = outcome.number.div(scale.factor);
  const decimals = Math.min(inScale.decimalPlaces(), Math.max(outcome.startDecimals, figure.decimals) + 1);
  const result = isFigure ? '' : ` = ${shown(outcome.number, scale, decimals)}`;
  const cut = number.eq(outcome.number) ? '' : ` → ${shown(number, scale, Math.max(0, place.div(scale.factor).decimalPlaces()))}（${roundingWords(place, mode, scale)}）`;
  return { number, line: `${outcome.expression}${result}${cut}` };
}

/** The plan's own number of years, where it differs from the years between base and target. */
function otherPeriod(basis: YearlyBasis, steps: number, facts: BasisFacts): number | null {
  if (basis.times !== null) return null;
  const { planFrom, target } = facts;
  const years = planFrom === null || target.year === null ? steps - 1 : target.year - planFrom + 1;
  return years >= 1 && years !== steps ? years : null;
}

function isYearly(basis: Basis): basis is YearlyBasis {
  return ['compound', 'simple', 'yearly_amount', 'yearly_points'].includes(basis.method);
}

function cannotCheck(question: Question, outcome: Extract<Outcome, { kind: 'missing' }>): Judged {
  const what = outcome.missing.join('、');
  const lead = outcome.expression === '' ? '' : `${outcome.expression}。`;
  return {
    label: question.component.label, status: '検証不能', missing: outcome.missing, suggested: null,
    arithmetic: `${lead}${what}がないため計算できません${stated(question)}`,
    note: `${what}が分かれば検算できます。`,
  };
}

function inRange(question: Question, outcome: Extract<Outcome, { kind: 'range' }>): Judged {
  const { figure } = question;
  const agrees = figure.number.gte(outcome.low) && figure.number.lte(outcome.high);
  return {
    label: question.component.label, status: agrees ? '一致' : '再計算と不一致', missing: [], suggested: null, note: null,
    arithmetic: `${outcome.expression} = ${shown(outcome.low, figure.scale)}～${shown(outcome.high, figure.scale)}${stated(question)}`,
  };
}

/** Another reading under which the target would agree, said as a way out; the status stays a mismatch. */
function otherReading(question: Question): string | null {
  const { basis, figure } = question;
  const readings: readonly (readonly [Basis, string])[] = [
    ...(basis.method === 'compound' ? [[{ ...basis, method: 'simple' }, '毎年同じ数ずつ増減する計算（単利）'] as const] : []),
    ...(basis.method === 'compound' && question.component.unit === '%'
      ? [[{ ...basis, method: 'yearly_points' }, '「%」を「ポイント」とする計算'] as const] : []),
    ...(basis.method === 'latest' && basis.change.kind === 'percent' && question.component.unit === '%'
      ? [[{ ...basis, change: { kind: 'points', points: basis.change.percent } }, '「%」を「ポイント」とする計算'] as const] : []),
  ];
  const found = readings.find(([reading]) => {
    const outcome = applied(reading, question.facts, question.component);
    return outcome?.kind === 'figure' && roundedLine(outcome, { ...question, basis: reading }).number.eq(figure.number);
  });
  return found ? `${found[1]}なら記載の値と一致します。そのつもりであれば、根拠の文を書き直してください。` : null;
}

/** The chain 8.4⇒9.2⇒… must end at the target, and its years must follow the formula. */
function chainFault(basis: Basis, question: Question): string | null {
  if (!isYearly(basis) || basis.chain.length === 0 || question.component.count !== 1) return null;
  const last = new Exact(basis.chain.at(-1) ?? '0').times(question.figure.scale.factor);
  return last.eq(question.figure.number) ? null : `根拠に並べた数の最後は ${shown(last, question.figure.scale)} で、目標値と違います。`;
}

/** The step is said to be the average increase of some years: (7.6 − 6.0) ÷ 2 = 0.8. */
function stepFault(basis: Basis, question: Question): string | null {
  if (!isYearly(basis) || basis.stepFrom === null) return null;
  const { from, to } = basis.stepFrom;
  const ends = [from, to].map((year) =>
    applied({ method: 'latest', start: year, change: { kind: 'factor', factor: '1' }, rounding: null, approximate: false }, question.facts, question.component));
  const [first, last] = ends.map((end) => (end?.kind === 'figure' ? end.number : null));
  if (!first || !last || to <= from) return null;
  const step = new Exact(basis.step);
  const unit = basis.method === 'yearly_points' ? new Exact(1) : question.figure.scale.factor;
  const mean = last.minus(first).div(to - from);
  const rounded = roundedTo(mean, unit.times(new Exact(10).pow(-step.decimalPlaces())), 'half_up');
  return rounded.eq(step) ? null : `増の平均は（${grouped(last)} － ${grouped(first)}）÷ ${to - from} = ${grouped(mean, step.decimalPlaces() + 1)} で、根拠の ${grouped(step)} と違います。`;
}

function judgeFigure(question: Question, outcome: Extract<Outcome, { kind: 'figure' }>, facts: BasisFacts): Judged {
  const { basis, component, figure } = question;
  const first = roundedLine(outcome, question);
  const common = { label: component.label, missing: [], suggested: first.number };
  const fault = chainFault(basis, question) ?? stepFault(basis, question);
  const arithmetic = `${first.line}${stated(question)}`;
  if (first.number.eq(figure.number) && fault === null) return { ...common, status: '一致', arithmetic, note: null };
  const period = isYearly(basis) && outcome.steps !== null ? otherPeriod(basis, outcome.steps, facts) : null;
  const again = period === null ? null : applied(basis, question.facts, component, period);
  if (again?.kind === 'figure' && fault === null) {
    const second = roundedLine(again, question);
    if (second.number.eq(figure.number)) {
      return {
        ...common, status: '期間注意',
        arithmetic: `${outcome.steps}年では ${first.line}、${period}年では ${second.line}${stated(question)}`,
        note: `${period}年で計算すると一致しますが、基準の年度から目標年度までは${outcome.steps}年です。何年分の増減かを根拠に書き添えてください。`,
      };
    }
  }
  return { ...common, status: '再計算と不一致', arithmetic, note: fault ?? otherReading(question) };
}

function judge(question: Question, facts: BasisFacts): Judged | null {
  const outcome = applied(question.basis, question.facts, question.component);
  if (outcome === null) return null;
  switch (outcome.kind) {
    case 'missing':
      return cannotCheck(question, outcome);
    case 'range':
      return inRange(question, outcome);
    case 'figure':
      return judgeFigure(question, outcome, facts);
  }
}

const gravity: Record<BasisStatus, number> = { 一致: 0, 期間注意: 1, 検証不能: 2, 再計算と不一致: 3 };

function none(basis: Basis, arithmetic: string, status: BasisStatus | null, missing: readonly string[] = []): BasisCheck {
  return { status, arithmetic, suggested: null, missing, note: null, components: [], basis };
}

function unchecked(basis: Basis, facts: BasisFacts): BasisCheck {
  if (basis.method !== 'text') return none(basis, '', null);
  const isAsked = basis.lacks !== null && facts.target.value.measures.length > 0;
  return isAsked ? none(basis, basis.reason, '検証不能', [basis.lacks ?? '']) : none(basis, basis.text === '' ? '' : basis.reason, null);
}

/** The value whose form the result takes: the target, or while there is none, the newest actual. */
function template(facts: BasisFacts): Value | null {
  if (facts.target.value.measures.length > 0) return facts.target.value;
  if (facts.target.value.status === 'not_understood') return null;
  const newest = [...facts.actuals, ...(facts.baseline ? [facts.baseline] : [])]
    .filter((entry) => entry.value.measures.length > 0)
    .sort((a, b) => (b.value.year ?? b.year ?? 0) - (a.value.year ?? a.year ?? 0))[0];
  return newest?.value ?? null;
}

/**
 * Recomputes a target from its basis and says whether they agree, with the arithmetic as a line a person can follow.
 * Figures agree by one rule for every basis, written in `rounding.ts`. A value of several measures is judged measure by
 * measure, and the gravest status stands for the whole. Never throws; what cannot be read or computed is said.
 */
export function checkBasis(facts: BasisFacts): BasisCheck {
  const basis = readBasis(facts.basis, facts.source, facts.rationale ?? null);
  if (!isNumeric(basis)) return unchecked(basis, facts);
  const form = template(facts);
  const hasTarget = facts.target.value.measures.length > 0;
  if (form === null) {
    const isUnread = facts.target.value.status === 'not_understood';
    return isUnread ? none(basis, '目標値を数として読み取れないため計算できません', '検証不能', ['数で書いた目標値']) : none(basis, '', null);
  }
  const formulaFacts: FormulaFacts = {
    actuals: facts.actuals, baseline: facts.baseline, baseYear: facts.baseYear, targetYear: facts.target.year,
  };
  const figures = printedFigures(form);
  const judged = figures.flatMap((figure, index) => {
    const { label, unit } = figure.measure;
    if (hasTarget && figure.measure.increment) return changeAsTarget(label, figure);
    const component: Component = { index, count: figures.length, label, unit, scale: figure.scale };
    return judge({ basis, facts: formulaFacts, component, figure, hasTarget }, facts) ?? [];
  });
  return summed(judged, { basis, form, figures, hasTarget });
}

/** A basis leads to a level; a target of 10人減 says how far to go and not where to. */
function changeAsTarget(label: string | null, { number, scale, decimals }: PrintedFigure): Judged {
  const stated = `${number.isNegative() ? '－' : '＋'}${shown(number.abs(), scale, decimals)}`;
  return {
    label, status: '検証不能', missing: ['水準で書いた目標値'], suggested: null, note: '目標とする年度の値そのものを目標値に書けば検算できます。',
    arithmetic: `目標値が増減（${stated}）で書かれているため計算できません`,
  };
}

function summed(judged: readonly Judged[], whole: { basis: Basis; form: Value; figures: readonly PrintedFigure[]; hasTarget: boolean }): BasisCheck {
  const gravest = judged.reduce<Judged | null>((kept, one) => (kept === null || gravity[one.status] > gravity[kept.status] ? one : kept), null);
  if (gravest === null) return none(whole.basis, '', null);
  const lines = judged.map((one) => (judged.length > 1 && one.label ? `${one.label}: ${one.arithmetic}` : one.arithmetic));
  return {
    status: whole.hasTarget ? gravest.status : null,
    arithmetic: lines.join('\n'),
    suggested: judged.length === whole.figures.length
      ? withNumbers(whole.form.text, whole.figures, judged.map((one) => one.suggested)) : null,
    missing: [...new Set(judged.flatMap((one) => one.missing))],
    note: judged.find((one) => one.status === gravest.status)?.note ?? null,
    components: whole.hasTarget ? judged.map(({ label, status, arithmetic }) => ({ label, status, arithmetic })) : [],
    basis: whole.basis,
  };
}
