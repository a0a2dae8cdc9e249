import { cell, head, heading, paragraph, type Block, type Cell, type Part, type Row } from '../content.js';
import type { Snapshot, SnapshotIndicator, SnapshotVote } from '../snapshot.js';
import { longDate, longTime, shortYear, stateWords } from '../wording.js';
import { definitionOf, hasBases } from './outline.js';

/** The part that every number of a document leads to: for each indicator its basis, who approved it and when. */
export function recordPart(snapshot: Snapshot, keeps?: (indicator: SnapshotIndicator) => boolean): Part {
  return { landscape: true, sheet: '記録', blocks: [
    heading(1, '資料　数値の根拠と決定の経過', { newPage: true }),
    paragraph(`${longDate(snapshot.takenAt)}現在の記録です。番号は本文の指標の参照番号です。`), ...decisionTable(snapshot, keeps),
  ] };
}

/** The number by which an indicator is referred to, leading to its record in the same document. */
export function referenceCell({ reference }: SnapshotIndicator, more: Omit<Cell, 'lines'> = {}): Cell {
  return { lines: [[{ text: String(reference), to: `record-${reference}` }]], align: 'center', ...more };
}

/** The committee's record: what was done and said, in the order of time. */
export function recordTable(snapshot: Snapshot): Block[] {
  return [{ kind: 'table', table: {
    caption: '協議の経過', small: true,
    columns: [{ weight: 22 }, { weight: 26 }, { weight: 64 }, { weight: 44 }],
    head: [['日時', '行った者', '行ったこと', '意見・理由'].map((text) => head(text))],
    body: actsOf(snapshot.record).map(({ time, who, what, comment }) => ({
      cells: [cell(time), cell(who), cell(what), cell(comment || '―')],
    })),
  } }];
}

interface Act {
  readonly time: string;
  readonly who: string;
  readonly what: string;
  readonly comment: string;
}

/** What somebody did in one go to many indicators is one act with their names, unless something was said with it. */
function actsOf(record: Snapshot['record']): Act[] {
  const acts: (Act & { readonly deed: string | null; readonly names: string[] })[] = [];
  for (const { at, who, what, comment } of record) {
    const time = longTime(at);
    const [, name, deed = null] = /^「(.+)」を(.+)$/s.exec(what) ?? [];
    const last = acts.at(-1);
    if (name !== undefined && last && last.deed === deed && last.time === time && last.who === who && last.comment === '' && comment === '') last.names.push(name);
    else acts.push({ time, who, what, comment, deed, names: name === undefined ? [] : [name] });
  }
  return acts.map(({ deed, names, ...act }) => (names.length > 1 ? { ...act, what: `${names.length}件を${deed ?? ''}\n${names.map((name) => `「${name}」`).join('')}` } : act));
}

/** For each indicator: on what its target rests, how it was checked, who approved it and when. Every number leads here. */
export function decisionTable(snapshot: Snapshot, keeps: (indicator: SnapshotIndicator) => boolean = () => true): Block[] {
  const indicators = snapshot.indicators.filter(keeps);
  if (indicators.length === 0) return [paragraph('指標はありません。')];
  const based = hasBases(snapshot);
  return [{ kind: 'table', table: {
    caption: '数値の根拠と決定の経過', small: true,
    columns: [{ weight: 5 }, { weight: 24 }, { weight: 6 }, { weight: 15, measured: true }, ...(based ? [{ weight: 32 }, { weight: 30 }] : []), { weight: 30 }],
    head: [['番号', '指標', '区分', '目標値', ...(based ? ['根拠・引用元', '再計算による確認'] : []), '担当と決定'].map((text) => head(text))],
    body: indicators.map((indicator) => decisionRow(indicator, based)),
  } }];
}

function decisionRow(indicator: SnapshotIndicator, based: boolean): Row {
  const { name, target, basis, source } = definitionOf(indicator);
  const shown = target.text === '' ? '（目標値なし）' : `${target.text}${target.year === null ? '' : `\n（${shortYear(target.year)}）`}`;
  return { cells: [
    cell(String(indicator.reference), { align: 'center', id: `record-${indicator.reference}` }),
    cell(name, { rowHead: true }),
    cell(stateWords[indicator.state], { align: 'center' }),
    cell(shown, { align: 'center', value: target.text }),
    ...(based ? [cell([basis, source === '' ? '' : `［引用元］${source}`].filter((text) => text !== '').join('\n') || '―'), cell(checkText(indicator))] : []),
    decisionCell(indicator),
  ] };
}

function checkText({ basisCheck, discrepancyReason, actuals }: SnapshotIndicator): string {
  const said = basisCheck ? [basisCheck.status, basisCheck.arithmetic] : [];
  for (const { year, text, arithmetic } of actuals) if (arithmetic !== undefined) said.push(`${shortYear(year)}実績（市町村の値から）：${arithmetic} ＝ ${text}`);
  if (discrepancyReason) said.push(`差異の理由：${discrepancyReason}`);
  return said.filter((text) => text !== '').join('\n') || '―';
}

function decisionCell({ approved, rejected, votes, departments }: SnapshotIndicator): Cell {
  const lines = [
    departments.length > 0 ? `担当　${departments.join('、')}` : '',
    approved ? `${longTime(approved.at)}\n${approved.by}が承認` : rejected ? `${longTime(rejected.at)}\n${rejected.by}が見直し案を不採用（現行のまま）` : '未承認',
    ...voteLines(votes),
  ];
  return cell(lines.filter((text) => text !== '').join('\n'));
}

/** Those who said the same in the same round stand in one line; a comment stands with its own. */
function voteLines(votes: readonly SnapshotVote[]): string[] {
  const groups: { round: number; said: string; who: string[] }[] = [];
  for (const { municipality, choice, comment, round } of votes) {
    const said = `${choice === 'approve' ? '賛成' : '異議'}${comment === '' ? '' : `「${comment}」`}`;
    const group = groups.find((each) => each.round === round && each.said === said);
    if (group) group.who.push(municipality);
    else groups.push({ round, said, who: [municipality] });
  }
  return groups.map(({ round, said, who }) => `第${round}回 ${who.join('・')} ${said}`);
}
