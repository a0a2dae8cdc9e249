import { fiscalYearIn } from '#core';
import type { GradeScale } from '../../api/types.js';

/** A scale as it is typed. */
export interface ScaleDraft {
  readonly year: string;
  readonly by: 'level' | 'progress';
  readonly reached: string;
  readonly bands: readonly { readonly grade: string; readonly percent: string }[];
  readonly rest: string;
  readonly noValue: string;
}

/** A field of the form that has to be put right. */
export interface ScaleError {
  readonly id: string;
  readonly message: string;
}

/** What a new scale begins with: the one in force, so that only what changes is typed. */
export function draftOf(scale: GradeScale): ScaleDraft {
  const bands = scale.steps.flatMap(({ grade, from }) => (typeof from === 'object' ? [{ grade, percent: from.percent }] : []));
  const wordOf = (kind: 'reached' | 'rest'): string => scale.steps.find(({ from }) => from === kind)?.grade ?? '';
  return { year: '', by: scale.by, reached: wordOf('reached'), bands, rest: wordOf('rest'), noValue: scale.noValue };
}

const percentOf = (text: string): string => text.normalize('NFKC').replace(/[%\s,]/g, '');

/** The typed scale as the API takes it. */
export const bodyOf = ({ year, by, reached, bands, rest, noValue }: ScaleDraft): object => ({
  fromYear: fiscalYearIn(year) ?? 0, by, reached: reached.trim() || null, rest: rest.trim(), noValue: noValue.trim(), bands: bands.map(({ grade, percent }) => ({ grade: grade.trim(), percent: percentOf(percent) })),
});

/** What is missing before the scale can be sent; the order of the bands is judged by the API. */
export function errorsOf({ year, bands, rest, noValue }: ScaleDraft): readonly ScaleError[] {
  return [
    ...(fiscalYearIn(year) === null ? [{ id: 'scale-year', message: 'いつの年度から使うかを「令和7年度」のように入力してください。' }] : []),
    ...bands.flatMap(({ grade, percent }, index) => [
      ...(grade.trim() === '' ? [{ id: `scale-grade-${index}`, message: `区分${index + 1}の評価の言葉を入力してください。` }] : []),
      ...(/^\d{1,3}(\.\d{1,2})?$/.test(percentOf(percent)) ? [] : [{ id: `scale-percent-${index}`, message: `区分${index + 1}の率を「80」のように数字で入力してください。` }]),
    ]),
    ...(rest.trim() === '' ? [{ id: 'scale-rest', message: '「それ未満」の評価の言葉を入力してください。' }] : []),
    ...(noValue.trim() === '' ? [{ id: 'scale-none', message: '実績値がないときの言葉を入力してください。' }] : []),
  ];
}

/** The field that a pointer of the API speaks of. */
export function scaleFieldOf(pointer: string): string {
  const band = /^\/bands\/(\d+)\/(grade|percent)/.exec(pointer);
  if (band) return `scale-${band[2] ?? 'grade'}-${band[1] ?? '0'}`;
  const fields: Readonly<Record<string, string>> = { '/fromYear': 'scale-year', '/by': 'scale-by', '/reached': 'scale-reached', '/rest': 'scale-rest', '/noValue': 'scale-none' };
  return fields[pointer] ?? 'scale-reached';
}
