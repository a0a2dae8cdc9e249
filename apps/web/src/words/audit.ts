import { cycleActionWords, cycleStateWords, proposalActionWords, proposalStateWords } from '#core';

const subjects: Readonly<Record<string, string>> = {
  proposal: '見直し案', cycle: '年度見直し', document: '文書', import: '様式の取込', indicator: '指標', narrative: '本文', person: '利用者', plan: '計画', session: 'サインイン', comment: 'コメント', measure_link: '同じ指標の対応', department: '市町村・担当課', actual: '実績',
};
const events: Readonly<Record<string, string>> = {
  ...cycleActionWords, ...proposalActionWords, begin: '作成', save: '保存', record: '実績の記録', discard: '取り消し', grant_exception: '提出の例外', set_deadlines: '期限の設定', remind: '催促', comment: 'コメント', assign: '担当課の変更',
  invite: '利用者の招待', change: '変更', sign_in: 'サインイン', sign_in_failed: 'サインインの失敗', sign_out: 'サインアウト', request: '作成の依頼', cancel: '取り消し', compile: '作成', import: '様式の取り込み', export: '様式の出力',
  load: '計画の登録', make: '計画の作成', describe: '方向・性質・全体の値の決め方の変更', add_municipality: '市町村の登録', add_department: '担当課の登録', make_grade_scale: '評価の区分の作成', confirmed: '同じ指標と決定', dismissed: '別の指標と決定',
};
const states: Readonly<Record<string, string>> = { ...cycleStateWords, ...proposalStateWords, queued: '順番待ち', compiling: '作成中', ready: '完成', failed: '失敗', cancelled: '取り消し', proposed: '候補', confirmed: '同じ指標', dismissed: '別の指標' };
const fields: Readonly<Record<string, string>> = {
  decision: '判断', name: '名前', title: '見出し', markdown: '本文', unit: '単位', direction: '望ましい方向', nature: '値の性質', aggregation: '全体の値の決め方', fromYear: 'いつの年度から', rule: '決め方', changeKind: '変更の種類', projectId: '事業', rationale: '理由', basis: '設定根拠', source: '引用元', successorId: '後継の指標',
  discrepancyReason: '差異理由', targetText: '指標値', targetYear: '目標年度', baselineText: '計画策定時の値', baselineYear: '計画策定時の年度', text: '値', note: '備考', settlement: '確定の段階', expectedOn: '分かる時期', deadlines: '期限', missing: '足りないもの', vote: '採決',
  exceptionUntil: '提出できる日', endorsementAsked: '提出前の課長確認', roles: '役割', active: '利用', password: 'パスワード', departments: '担当課', gradeScale: '評価の区分', position: '並び順', afterSections: '施策のあとに載せる', sha256: 'ファイルの指紋（SHA-256）', kind: '種類', format: '形式', year: '年度', actuals: '実績',
};
const breaks: Readonly<Record<string, string>> = {
  content: '内容が、記録されたあとに書き換えられています', gap: '番号が飛んでいます。間の記録が抜かれた可能性があります', previous: '一つ前の記録とつながっていません', hash: '封の値が合いません', missing: '記録そのものがなくなっています', unsealed: '封をされていない記録があります',
};

const wordIn = (words: Readonly<Record<string, string>>) => (code: string): string => words[code] ?? code;

/** What kind of thing a record is about. */
export const subjectWord = wordIn(subjects);
/** What was done. */
export const auditEventWord = wordIn(events);
/** A state of anything that has one. */
export const anyStateWord = wordIn(states);
/** A field that was changed. */
export const fieldWord = wordIn(fields);
/** How the chain of records is broken. */
export const breakWord = wordIn(breaks);

/** A value of a difference as a person reads it; what is made of parts is written out. */
export function differenceText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '（空欄）';
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ';
  if (Array.isArray(value)) return value.length === 0 ? '（なし）' : value.map(differenceText).join('、');
  if (typeof value === 'object') return Object.entries(value).map(([name, part]) => `${fieldWord(name)}：${differenceText(part)}`).join('、');
  return String(value);
}
