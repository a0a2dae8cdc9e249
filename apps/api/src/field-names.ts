/** What people call the fields that a body must have, in sentences about their absence. */
const names: Readonly<Record<string, string>> = {
  email: 'メールアドレス', password: 'パスワード', name: '名称', text: '値または文章', year: '年度', decision: '判断', projectId: '事業', departmentIds: '担当課', id: '見直し案', version: '版',
  event: '操作', items: '対象の一覧', planId: '計画', fiscalYear: '年度', deadlines: '期限', until: '期限の日', reason: '理由', kind: '種類', format: '形式', role: '役割', roles: '役割の一覧',
  municipalityCode: '市町村の全国地方公共団体コード', code: '全国地方公共団体コード', title: '題名', markdown: '本文', state: '状態', grade: '評価の名称', percent: '割合', fromYear: '始まりの年度', toYear: '終わりの年度',
  baseYear: '現状値の年度', targetYear: '目標値の年度', by: '評価の基準', bands: '評価の区分', rest: '区分に届かないときの評価', noValue: '値がないときの評価', rule: '集計の方法', endorsementAsked: '課長の確認の有無',
};

/** The name of a field for a person; one that has none is 「この項目」. */
export const nameOfField = (field: string): string => names[field] ?? 'この項目';
