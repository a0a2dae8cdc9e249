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
    columns: [{ weight: 22 }, { weight: 26 }, { weight: 36 }, { weight: 60 }],
    head: [['日時', '行った者', '行ったこと', '意見・理由'].map((text) => head(text))],
    body: snapshot.record.map(({ at, who, what, comment }) => ({
      cells: [cell(longTime(at)), cell(who), cell(what), cell(comment || '―')],
    })),
  } }];
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

function checkText({ basisCheck, discrepancyReason }: SnapshotIndicator): string {
  const said = basisCheck ? [basisCheck.status, basisCheck.arithmetic] : [];
  if (discrepancyReason) said.push(`差異の理由：${discrepancyReason}`);
  return said.filter((text) => text !== '').join('\n') || '―';
}

function decisionCell({ approved, votes, departments }: SnapshotIndicator): Cell {
  const lines = [
    departments.length > 0 ? `担当　${departments.join('、')}` : '',
    approved ? `${longTime(approved.at)}\n${approved.by}が承認` : '未承認',
    ...votes.map(voteLine),
  ];
  return cell(lines.filter((text) => text !== '').join('\n'));
}

function voteLine({ municipality, choice, comment, round }: SnapshotVote): string {
  const word = choice === 'approve' ? '賛成' : '異議';
  return `第${round}回 ${municipality} ${word}${comment === '' ? '' : `「${comment}」`}`;
}
