/**
 * The Japanese sentence of a basis, in the words of the forms. `readBasis(writeBasis(basis))` gives the same basis again.
 */
import type { AverageBasis, Basis, BasisStart, Change, Rounding, YearlyBasis } from './basis.js';
import { exact, Exact, grouped } from './exact.js';
import { shortYear } from './phrases.js';

/** Digits with separators; from a hundred million on in 億, where that is exact to two decimals. */
function figure(text: string): string {
  const number = exact(text)?.abs() ?? new Exact(0);
  const inOku = number.div(100_000_000);
  return inOku.gte(1) && inOku.decimalPlaces() <= 2 ? `${grouped(inOku)}億` : grouped(number);
}
const grows = (text: string): boolean => !text.startsWith('-');
const turn = (text: string): string => (grows(text) ? '増加' : '減少');

const modeWords: Record<Rounding['mode'], string> = { down: '切捨て', up: '切上げ', half_up: '四捨五入' };
const places: Record<string, string> = {
  '1': '小数点以下', '10': '十未満', '100': '百未満', '1000': '千未満', '10000': '万未満', '100000': '十万未満',
  '1000000': '百万未満', '10000000': '千万未満', '100000000': '億未満',
};

function roundingSentence(rounding: Rounding | null): string {
  if (rounding === null) return '';
  const mode = modeWords[rounding.mode];
  const { to } = rounding;
  switch (to.kind) {
    case 'printed':
      return `（端数は${mode}）`;
    case 'significant':
      return `（有効数字${to.digits}桁に${mode}）`;
    case 'place':
      return `（${places[to.place] ?? `${to.place}未満`}${mode}）`;
    case 'shown': {
      const place = exact(to.place) ?? new Exact(1);
      return place.lt(1) ? `（小数第${place.decimalPlaces()}位未満${mode}）`
        : place.eq(1) ? `（小数点以下${mode}）` : `（${(places[to.place] ?? '一未満').replace('未満', '')}の位未満${mode}）`;
    }
  }
}

function startWords(start: BasisStart): string {
  if (start === 'latest') return '現状';
  return start === 'baseline' ? '計画策定時の値' : `${shortYear(start)}の現状`;
}

function changeSentence(change: Change, about: string): string {
  switch (change.kind) {
    case 'percent':
      return `から${about}${figure(change.percent)}%の${turn(change.percent)}を目指す。`;
    case 'factor':
      return change.factor === '1' ? 'の維持を目指す。' : `の${figure(change.factor)}倍を目指す。`;
    case 'amount':
      return `から${about}${figure(change.amount)}${change.unit ?? '件'}の${turn(change.amount)}を目指す。`;
    case 'points':
      return `から${about}${figure(change.points)}ポイントの${turn(change.points)}を目指す。`;
  }
}

function averageSentence(basis: AverageBasis): string {
  const { years } = basis;
  const of = years.kind === 'span' ? `${shortYear(years.from)}から${shortYear(years.to)}の平均値` : `過去${years.count}年間の平均値`;
  if (basis.change === null) return `${of}で算出`;
  switch (basis.change.kind) {
    case 'percent':
      return `${of}${grows(basis.change.percent) ? '+' : '-'}${figure(basis.change.percent)}%で算出`;
    case 'factor':
      return `${of}×${figure(basis.change.factor)}で算出`;
    case 'amount':
      return `${of}${grows(basis.change.amount) ? '+' : '-'}${figure(basis.change.amount)}${basis.change.unit ?? ''}で算出`;
    case 'points':
      return `${of}${grows(basis.change.points) ? '+' : '-'}${figure(basis.change.points)}ポイントで算出`;
  }
}

function yearlySentence(basis: YearlyBasis, about: string): string {
  const step = basis.stepUpTo === null ? figure(basis.step) : '数';
  const unit = basis.method === 'yearly_points' ? 'ポイント' : basis.method === 'yearly_amount' ? (basis.unit ?? '件') : '%';
  const times = basis.times === null ? '' : `${basis.times}年間、`;
  const simple = basis.method === 'simple' ? '（単利）' : '';
  const chain = basis.chain.length === 0 ? '' : ` ${basis.chain.join('⇒')}`;
  const derived = basis.stepFrom === null ? '' : `${shortYear(basis.stepFrom.from)}～${shortYear(basis.stepFrom.to)}の増の平均として、`;
  const start = basis.begins && typeof basis.start === 'number' ? shortYear(basis.start) : startWords(basis.start);
  return `${derived}${start}から${times}毎年${about}${step}${unit}の${turn(basis.step)}を目指す。${simple}${chain}`;
}

/** The sentence of a basis as an office would write it; free text comes back to the letter. */
export function writeBasis(basis: Basis): string {
  const about = basis.approximate ? '約' : '';
  const rounding = roundingSentence(basis.rounding);
  switch (basis.method) {
    case 'average':
      return `${averageSentence(basis)}${basis.approximate ? '（概ね）' : ''}${rounding}`;
    case 'latest':
      return basis.change.kind === 'factor' && basis.change.factor !== '1' && typeof basis.start === 'number' && basis.rounding !== null
        ? `${shortYear(basis.start)}年度実績×${figure(basis.change.factor)}${about === '' ? '' : '（概ね）'}${rounding}`
        : `${startWords(basis.start)}${changeSentence(basis.change, about)}${rounding}`;
    case 'compound':
    case 'simple':
    case 'yearly_amount':
    case 'yearly_points':
      return `${yearlySentence(basis, about)}${rounding}`;
    case 'path':
      return basis.steps.every((step) => step.year !== null)
        ? `${basis.steps.map((step) => `${shortYear(step.year ?? 0)}に${figure(step.number)}${basis.unit ?? '件'}`).join('、')}を見込む。${about === '' ? '' : '（概ね）'}${rounding}`
        : `${basis.steps.map((step) => step.number).join('⇒')}${rounding}`;
    case 'stated':
      if (basis.factors) return `${about}${basis.factors.map(({ number, unit }) => `${figure(number)}${unit ?? ''}`).join('×')}で算出${rounding}`;
      return `目標値を${about}${figure(basis.number)}${basis.unit ?? ''}とする。${rounding}`;
    case 'external':
      return `${basis.origin ?? ''}の${about}${figure(basis.number)}${basis.unit ?? ''}とする。${rounding}`;
    case 'text':
      return basis.text;
  }
}
