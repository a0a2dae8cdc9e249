/**
 * When a proposal is complete: the rule book's list, decision by decision.
 *
 * - 継続 keep: target and basis. A rationale where the target is worse than the present one. An indicator that has never
 *   had a target may go on without one.
 * - 変更 change: what changes, and a rationale.
 * - 削除 delete: a rationale, and the successor or 後継なし.
 * - 新規 add: name, unit, baseline, target, rationale, basis.
 * - every one but add: the actual of the year under review, or 実績なし / 未集計 with a reason.
 */
import type { Direction } from '../achievement/definition.js';
import type { Fault } from '../refused.js';
import type { Value } from '../value/value.js';
import type { Decision } from '../workflow/words.js';
import { fiscalYearName } from '../fiscal-year/fiscal-year.js';
import { hasWorse } from './compare-values.js';

/** A value with its fiscal year; the value's status is `missing` with `blank` while nobody has entered it. */
export interface YearlyValue {
  readonly value: Value;
  readonly year: number | null;
}

/** A definition's fields that a 変更 may change. Null: not said in the proposal, so unchanged. */
export interface DefinitionFields {
  readonly name: string | null;
  readonly unit: string | null;
  readonly direction: Direction | null;
  readonly project: string | null;
  readonly departments: readonly string[] | null;
}

export interface CompletenessFacts extends DefinitionFields {
  /** Null while the officer has not chosen. */
  readonly decision: Decision | null;
  readonly target: YearlyValue | null;
  readonly rationale: string | null;
  readonly basis: string | null;
  /** The indicator that takes over, 'none' for 後継なし, null while unanswered. */
  readonly successor: { readonly id: string } | 'none' | null;
  /** 計画策定時; asked of a new indicator. 実績なし is an answer. */
  readonly baseline: YearlyValue | null;
  /** The definition and target in force; null for a new indicator. */
  readonly present: (DefinitionFields & { readonly target: YearlyValue | null }) | null;
  /** The fiscal year under review, and what was entered for it with its note (the reason of 実績なし or 未集計). */
  readonly reviewYear: number;
  readonly actual: { readonly value: Value; readonly note: string | null } | null;
}

const isBlank = (text: string | null | undefined): boolean => text === null || text === undefined || text.trim() === '';

function isEntered(entry: { readonly value: Value } | null): boolean {
  return entry !== null && !(entry.value.status === 'missing' && entry.value.missing === 'blank') && !isBlank(entry.value.text);
}

const fault = (pointer: string, code: string, message: string): Fault => ({ pointer, code, message });

function targetFaults(facts: CompletenessFacts): readonly Fault[] {
  if (!isEntered(facts.target)) {
    return [fault('/target/text', 'target_missing', '目標値が入力されていません。目標値を入力してください。')];
  }
  if (facts.target?.value.status === 'missing') {
    return [fault('/target/text', 'target_missing', `目標値が「${facts.target.value.text}」になっています。目標値を入力してください。`)];
  }
  return facts.target?.year == null
    ? [fault('/target/year', 'target_year_missing', '目標値の達成年度が入力されていません。達成年度を入力してください。')]
    : [];
}

function basisFaults(facts: CompletenessFacts): readonly Fault[] {
  return isBlank(facts.basis)
    ? [fault('/basis', 'basis_missing', '目標値の設定（算出）根拠が入力されていません。どのように決めた目標値かを入力してください。')]
    : [];
}

function rationaleFaults(facts: CompletenessFacts, message: string): readonly Fault[] {
  return isBlank(facts.rationale) ? [fault('/rationale', 'rationale_missing', message)] : [];
}

function actualFaults(facts: CompletenessFacts): readonly Fault[] {
  const year = fiscalYearName(facts.reviewYear);
  const { actual } = facts;
  if (actual === null || !isEntered(actual)) {
    return [fault('/actual', 'actual_missing', `${year}の実績値が入力されていません。値がないときは「実績なし」または「未集計」と入力し、理由を書いてください。`)];
  }
  const isExplained = !isBlank(actual.note) || !isBlank(actual.value.note) || !isBlank(actual.value.reason);
  if (actual.value.status === 'missing' && !isExplained) {
    return [fault('/actual/note', 'actual_reason_missing', `${year}の実績値が「${actual.value.text}」になっています。その理由を備考に入力してください。`)];
  }
  return [];
}

function keepFaults(facts: CompletenessFacts): readonly Fault[] {
  const neverHadTarget = facts.present !== null && !isEntered(facts.present.target);
  if (neverHadTarget && !isEntered(facts.target)) return [];
  const presentTarget = facts.present?.target ?? null;
  const direction = facts.direction ?? facts.present?.direction ?? null;
  const isWorse = facts.target !== null && presentTarget !== null && hasWorse(facts.target.value, presentTarget.value, direction);
  return [
    ...targetFaults(facts),
    ...basisFaults(facts),
    ...(isWorse
      ? rationaleFaults(facts, `目標値 ${facts.target?.value.text ?? ''} は、今の目標値 ${presentTarget?.value.text ?? ''} より後退しています。その理由を入力してください。`)
      : []),
  ];
}

const sameText = (first: string, second: string | null): boolean => first.trim() === (second ?? '').trim();

/** Whether the definition itself changes. A target that moves is 継続（目標見直し）, not 変更. */
export function changesDefinition(proposed: DefinitionFields, present: DefinitionFields): boolean {
  const { name, unit, direction, project, departments } = proposed;
  const before = new Set(present.departments ?? []);
  return (name !== null && !isBlank(name) && !sameText(name, present.name))
    || (unit !== null && !isBlank(unit) && !sameText(unit, present.unit))
    || (direction !== null && direction !== present.direction)
    || (project !== null && !isBlank(project) && !sameText(project, present.project))
    || (departments !== null && (departments.length !== before.size || departments.some((one) => !before.has(one))));
}

function changeFaults(facts: CompletenessFacts): readonly Fault[] {
  const changes = facts.present !== null && changesDefinition(facts, facts.present);
  return [
    ...(changes ? [] : [fault('/name', 'nothing_changes', '何を変更するかが入力されていません。指標名、単位、方向、事業または担当課の変更後を入力してください。目標値だけを見直すときは「継続」を選んでください。')]),
    ...rationaleFaults(facts, '変更の理由が入力されていません。なぜ変更するかを入力してください。'),
  ];
}

function deleteFaults(facts: CompletenessFacts): readonly Fault[] {
  return [
    ...rationaleFaults(facts, '削除の理由が入力されていません。なぜ削除するかを入力してください。'),
    ...(facts.successor === null
      ? [fault('/successorId', 'successor_missing', '後継の指標が選ばれていません。後継の指標を選ぶか、「後継なし」を選んでください。')]
      : []),
  ];
}

function addFaults(facts: CompletenessFacts): readonly Fault[] {
  return [
    ...(isBlank(facts.name) ? [fault('/name', 'name_missing', '新しい指標の名前が入力されていません。指標名を入力してください。')] : []),
    ...(isBlank(facts.unit) ? [fault('/unit', 'unit_missing', '新しい指標の単位が入力されていません。「件」「人/年」のように単位を入力してください。')] : []),
    ...(isEntered(facts.baseline) ? [] : [fault('/baseline', 'baseline_missing', '新しい指標の計画策定時の値が入力されていません。値がないときは「実績なし」と入力してください。')]),
    ...targetFaults(facts),
    ...rationaleFaults(facts, '追加の理由が入力されていません。なぜ追加するかを入力してください。'),
    ...basisFaults(facts),
  ];
}

/**
 * What a proposal still lacks, each with a JSON pointer into what was sent, a stable code and a sentence; an empty list
 * means complete. `/actual` and `/actual/note` point to the actual of the year under review, which is entered beside the
 * proposal.
 */
export function completeness(facts: CompletenessFacts): readonly Fault[] {
  switch (facts.decision) {
    case null:
      return [fault('/decision', 'decision_missing', '継続・変更・削除のどれにするかが選ばれていません。一つを選んでください。')];
    case 'keep':
      return [...keepFaults(facts), ...actualFaults(facts)];
    case 'change':
      return [...changeFaults(facts), ...actualFaults(facts)];
    case 'delete':
      return [...deleteFaults(facts), ...actualFaults(facts)];
    case 'add':
      return addFaults(facts);
  }
}
