import { fiscalYearName } from '../fiscal-year/fiscal-year.js';
/** Checks of the target: the proposed one, or while there is none, the one in force. */
import { hasReached, hasWorse, isWorse, pairs } from './compare-values.js';
import { finding, type Finding } from './finding.js';
import { hasNumbers, type RowInHand } from './row.js';

const flat = (text: string): string => text.replace(/\s+/g, ' ');

/** The target is worse than the value the plan started from. Legitimate at times, never by accident. */
export function targetWorseThanBaseline(row: RowInHand): Finding | null {
  const { facts, judged } = row;
  const baseline = facts.baseline?.value;
  if (judged === null || !hasNumbers(baseline) || !hasWorse(judged.entry.value, baseline, facts.direction)) return null;
  return finding('target_worse_than_baseline', [judged.field, '/baseline'],
    `目標値「${flat(judged.entry.value.text)}」は、計画策定時の「${flat(baseline.text)}」より${facts.direction === 'lower' ? '高く' : '低く'}なっています。意図したものであれば、理由を書いてください。`);
}

/** The newest value, actual or baseline, has already reached the target. A value to be kept is meant to be there. */
export function targetAlreadyReached(row: RowInHand): Finding | null {
  const { facts, judged } = row;
  const { direction } = facts;
  if (judged === null || direction === null || direction === 'none' || direction === 'maintain') return null;
  const newest = facts.actuals.filter((entry) => entry.year <= facts.reviewYear && hasNumbers(entry.value)).sort((a, b) => b.year - a.year)[0];
  const reference = newest?.value ?? facts.baseline?.value ?? null;
  if (!hasNumbers(reference)) return null;
  const compared = pairs(judged.entry.value, reference).flatMap((pair) => pair.numbers ?? []);
  const isReached = compared.length > 0 && compared.every((numbers) => hasReached(numbers.second, numbers.first, direction));
  const isWorseOnly = newest === undefined && compared.some((numbers) => isWorse(numbers.first, numbers.second, direction));
  if (!isReached || isWorseOnly) return null;
  const words = newest ? `${fiscalYearName(newest.year)}の実績値` : '計画策定時の値';
  return finding('target_already_reached', [judged.field, newest ? `/actuals/${newest.year}` : '/baseline'],
    `目標値「${flat(judged.entry.value.text)}」には、${words}「${flat(reference.text)}」ですでに達しています。目標値を見直すか、この目標値とする理由を書いてください。`);
}

/** The proposed target's year lies outside the plan. A target in force may lie before it: it is the expiring one. */
export function targetYearOutsidePlan(row: RowInHand): Finding | null {
  const { facts, judged } = row;
  const year = judged?.entry.year ?? null;
  if (judged === null || year === null) return null;
  const { fromYear, toYear } = facts.plan;
  const isOutside = year > toYear || (judged.field === '/proposal/target' && year < fromYear);
  if (!isOutside) return null;
  return finding('target_year_outside_plan', [`${judged.field}/year`],
    `目標値の達成年度（${fiscalYearName(year)}）が、計画期間（${fiscalYearName(fromYear)}～${fiscalYearName(toYear)}）の外です。達成年度を直してください。`);
}

/** The target is not what its own basis gives, and nobody has said why. */
export function basisDiffers(row: RowInHand): Finding | null {
  const { facts, basisCheck } = row;
  if (facts.proposal === null || basisCheck.status !== '再計算と不一致') return null;
  if ((facts.proposal.discrepancyReason ?? '').trim() !== '') return null;
  const wrong = basisCheck.components.filter((component) => component.status === '再計算と不一致');
  const lines = wrong.map((component) => `${component.label === null ? '' : `${component.label}: `}${component.arithmetic}`).join('／');
  return finding('basis_differs', ['/proposal/target', '/proposal/basis'],
    `目標値が設定根拠の再計算と一致しません（${lines}）。目標値か根拠を直すか、差異理由を書いてください。`);
}
