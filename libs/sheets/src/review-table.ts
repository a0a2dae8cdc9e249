import { shortFiscalYear, type Decision } from '#core';

/** One row of the form as it goes out, every text as it is kept. */
export interface FormRow {
  /** The visible key (`V-001`, `新-20`); '' for a row to be filled in. */
  readonly key: string;
  readonly sections: readonly string[];
  readonly project: string | null;
  readonly name: string;
  readonly baseline: { readonly text: string; readonly year: number | null };
  readonly target: { readonly text: string; readonly year: number | null };
  readonly actuals: readonly { readonly year: number; readonly text: string }[];
  readonly decision: Decision | null;
  readonly rationale: string;
  readonly newTarget: string;
  readonly basis: string;
  readonly source: string;
  readonly discrepancyReason: string;
  readonly newName: string;
  readonly departments: readonly string[];
}

/** The filled form of a review: the whole, a municipality's, or a department's. */
export interface ReviewFormToWrite {
  readonly title: string;
  readonly subtitle: string;
  /** The number of this export; each row carries it, so that what comes back is compared with what went out. */
  readonly exportNumber: string;
  readonly levelNames: readonly string[];
  readonly reviewYear: number;
  readonly newTargetYear: number;
  readonly rows: readonly FormRow[];
  readonly additions: readonly FormRow[];
}

/** One column of the form: its two headings (the same group stands over neighbours), its width in characters, what it holds, and whether people write in it. */
export interface FormColumn {
  readonly group: string;
  readonly name: string;
  readonly width: number;
  readonly isInput: boolean;
  /** Equal cells below each other are one merged cell. */
  readonly isMerged?: boolean;
  readonly isDecision?: boolean;
  text(row: FormRow): string;
}

export const decisionWords = { keep: '継続', change: '変更', delete: '削除', add: '新規' } as const satisfies Record<Decision, string>;
const yearWord = (year: number | null): string => (year === null ? '' : shortFiscalYear(year));
const actualIn = (year: number) => (row: FormRow): string => row.actuals.find((actual) => actual.year === year)?.text ?? '';

/** The years that the form shows: those with any actual up to the year under review, at least the last four, at most the last ten. */
function yearsOf({ rows, additions, reviewYear }: ReviewFormToWrite): number[] {
  const known = [...rows, ...additions].flatMap(({ actuals }) => actuals.map(({ year }) => year)).filter((year) => year <= reviewYear && year > reviewYear - 10);
  const first = Math.min(reviewYear - 3, ...known);
  return Array.from({ length: reviewYear - first + 1 }, (_, index) => first + index);
}

/** The columns of the sheet of existing indicators (様式) or, without the decision, of that of new ones. */
export function formColumns(form: ReviewFormToWrite, sheet: 'existing' | 'additions'): FormColumn[] {
  const column = (group: string, name: string, width: number, isInput: boolean, text: FormColumn['text'], more: Partial<FormColumn> = {}): FormColumn => ({ group, name, width, isInput, text, ...more });
  const isNew = sheet === 'additions';
  const levels = form.levelNames.length > 1 ? form.levelNames : ['政策分野'];
  const indicators = '重要業績評価指標(KPI)';
  const basis = '(4)KPI設定(算出)根拠';
  return [
    column('番号', '番号', 8, false, (row) => row.key),
    ...levels.map((level, depth) => column('政策分野', levels.length > 1 ? level : '政策分野', 12, isNew, (row) => row.sections[depth] ?? '', { isMerged: true })),
    column('事業名', '事業名', 22, isNew, (row) => row.project ?? '', { isMerged: true }),
    column(indicators, '指標', 26, isNew, (row) => row.name),
    column(indicators, '計画策定時', 12, isNew, (row) => row.baseline.text), column(indicators, '年度', 7, isNew, (row) => yearWord(row.baseline.year)),
    column(indicators, '目標値', 12, false, (row) => row.target.text), column(indicators, '達成年度', 8, false, (row) => yearWord(row.target.year)),
    ...yearsOf(form).map((year) => column('KPI実績値推移', `${shortFiscalYear(year)}年度`, 12, true, actualIn(year))),
    ...(isNew ? [] : [column('(1)KPI指標変更の可否', '(1)KPI指標変更の可否', 12, true, (row) => (row.decision ? decisionWords[row.decision] : ''), { isDecision: true })]),
    column(isNew ? '(5)追加理由' : '(2)変更・削除理由', isNew ? '(5)追加理由' : '(2)変更・削除理由', 36, true, (row) => row.rationale),
    column(`(3)${shortFiscalYear(form.newTargetYear)}指標値`, `(3)${shortFiscalYear(form.newTargetYear)}指標値`, 13, true, (row) => row.newTarget),
    column(basis, '指標値の設定(算出)根拠', 36, true, (row) => row.basis), column(basis, '指標値引用元', 22, true, (row) => row.source),
    column('差異理由', '差異理由', 22, true, (row) => row.discrepancyReason),
    ...(isNew ? [] : [column('変更後の指標名', '変更後の指標名', 22, true, (row) => row.newName)]),
    column('担当課', '担当課', 16, isNew, (row) => row.departments.join('\n')),
    column('様式番号', '様式番号', 11, false, () => form.exportNumber),
  ];
}
