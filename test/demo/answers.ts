import { readReviewForm, type ReviewRow } from '#sheets';
import { seedFile } from '../../seeds/demonstration.js';

/** What a department enters for one indicator: the form's own answer, completed where the form leaves out what a submission needs. */
export interface Answers {
  readonly name: string;
  readonly project: string | null;
  readonly actual: { readonly text: string; readonly note: string };
  readonly content: Readonly<Record<string, unknown>> & { readonly decision: string };
}

const marked = '（デモのための補記）';

/** Reasons that the form does not hold and a submission needs: where a kept indicator's target falls behind the present one. */
const addedRationales: Readonly<Record<string, string>> = {
  助成制度適用設備投資額: `近年の実績の平均をもとに、現実的な水準へ見直す。${marked}`,
  子育て拠点施設延べ利用者数: `利用者数の回復の途上にあるため、実績の伸びから見直す。${marked}`,
  '1歳～11歳に占める病児病後児保育登録者の割合': `登録者の実績の伸びをもとに、現実的な水準へ見直す。${marked}`,
  オンライン診療実施医療機関数: `参画する医療機関の増え方をもとに、現実的な水準へ見直す。${marked}`,
  'ドアツードア乗合タクシー・ぐるっとタクシー利用者数 タクシー運賃補助移動支援利用者数': `乗合率は実績をもとに見直し、運賃補助を新たに目標に加える。${marked}`,
  合同職員研修実施回数: `年間を通じた活動を新たに始めるため、回数を見直す。${marked}`,
  伊那本線利用者人数: `利用者数が計画策定時を下回って推移しているため、現状からの増加を目標とする。${marked}`,
};

/** Where the basis stands in the column of reasons, or nowhere. */
function basisOf(row: ReviewRow): string {
  if (row.basis.text !== '') return row.basis.text;
  return row.rationale.text;
}

/** Said of a target that the recomputation does not arrive at (差異理由). */
const discrepancyReasons: Readonly<Record<string, string>> = {
  子育て拠点施設延べ利用者数: `出生数の減少を見込み、計算値から千人控えめにした。${marked}`,
  'ドアツードア乗合タクシー・ぐるっとタクシー利用者数 タクシー運賃補助移動支援利用者数': `運賃補助は端数処理の前の値から計算した。${marked}`,
};

const newName: Readonly<Record<string, string>> = { 介護保険事業所に占める登録事業の割合: '電子@連絡帳の支援者施設登録割合' };

/** The vision form's answers for the year under review, existing and new indicators. */
export async function visionAnswers(reviewYear: number): Promise<{ existing: Answers[]; added: (Answers & { baseline: { text: string; year: number | null }; actuals: { year: number; text: string }[] })[] }> {
  const form = await readReviewForm(seedFile('vision-kpi-review.xlsx'));
  const answersOf = (row: ReviewRow): Answers => ({
    name: row.name.text,
    project: row.project,
    actual: { text: row.actuals.find(({ year }) => year === reviewYear)?.text ?? '', note: '' },
    content: row.decision === 'delete'
      ? { decision: 'delete', rationale: row.rationale.text, target: { text: '', year: null }, basis: '', source: row.source.text, successorId: null }
      : {
          decision: row.decision ?? 'keep',
          target: { text: row.newTarget.text, year: row.newTarget.year },
          rationale: row.rationale.text || (addedRationales[row.name.text] ?? ''),
          basis: basisOf(row), source: row.source.text,
          discrepancyReason: discrepancyReasons[row.name.text] ?? '',
          ...(row.decision === 'change' ? { name: newName[row.name.text], changeKind: 'rename' } : {}),
        },
  });
  return {
    existing: form.rows.filter((row) => row.decision !== 'add').map(answersOf),
    added: form.rows.filter((row) => row.decision === 'add').map((row) => ({
      ...answersOf(row), baseline: { text: row.baseline.text, year: row.baseline.year },
      actuals: row.actuals.filter(({ text }) => text !== '').map(({ year, text }) => ({ year, text })),
    })),
  };
}
