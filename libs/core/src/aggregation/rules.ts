/** How the value of the whole is made of the municipalities' own, from a fiscal year on. */
export const aggregationRules = ['lead_only', 'sum', 'mean', 'ratio_of_sums'] as const;
export type AggregationRule = (typeof aggregationRules)[number];

/** As a person reads it. */
export const aggregationWords = {
  lead_only: '中心市の値を全体の値とする',
  sum: '市町村の値の合計',
  mean: '市町村の値の平均',
  ratio_of_sums: '分子の合計 ÷ 分母の合計',
} as const satisfies Record<AggregationRule, string>;

export interface AggregationFrom {
  readonly fromYear: number;
  readonly rule: AggregationRule;
}

/** The rule that holds in a fiscal year: the latest that began by then; without any, the lead's figure stands for the whole. */
export function ruleIn(year: number, rules: readonly AggregationFrom[]): AggregationRule {
  const begun = rules.filter(({ fromYear }) => fromYear <= year).sort((one, other) => other.fromYear - one.fromYear);
  return begun[0]?.rule ?? 'lead_only';
}
