import { shortFiscalYear } from '#core';
import { memo, useMemo, type ClipboardEvent, type KeyboardEvent } from 'react';
import type { Plan } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { classes } from '../../design/classes.js';
import { MarkIcon } from '../../design/marks.js';
import { proposalHref, RowLink } from '../../design/row-link.js';
import { RowTh, Td } from '../../design/table.js';
import { useDraft } from '../../drafts/use-autosave.js';
import { useRules } from '../../rules/use-rules.js';
import { actualOf, lastKnown, meaningOf } from '../../words/values.js';
import type { ActualLine, Column } from './actuals-table.js';
import { findingsOf } from './row-findings.js';

interface RowGiven {
  readonly line: ActualLine;
  readonly index: number;
  readonly plan: Plan;
  readonly year: number;
  readonly cycleId: string;
  readonly onKey: (event: KeyboardEvent<HTMLInputElement>, index: number, column: Column) => void;
  readonly onPaste: (event: ClipboardEvent<HTMLInputElement>, index: number, column: Column) => void;
}

/** The id of a cell's input: the keys move between them. */
export const cellId = (index: number, column: Column): string => `cell-${index}-${column}`;

function Said({ line, plan, year, noteMissing }: { readonly line: ActualLine; readonly plan: Plan; readonly year: number; readonly noteMissing: boolean }) {
  const { content, state, theirs } = useDraft(line.saver);
  const rules = useRules();
  const { row } = line;
  // Until the rules are here, what the server said of the same text stands: the row keeps its height.
  const findings = useMemo(
    () => (rules ? findingsOf(rules, row, { plan, year, text: content.text }) : row.checks.filter(({ severity, field }) => severity === 'warns' && field === `/actuals/${year}`)),
    [rules, row, plan, year, content.text],
  );
  const value = rules?.readValue(content.text) ?? actualOf(row.actuals, year)?.value;
  if (theirs) {
    return (
      <div>
        <p><b>ほかの人が先に「{theirs.text || '空欄'}」と入力しました。</b></p>
        <div className="mt-1 flex flex-wrap gap-2"><Button size="small" onClick={() => void line.saver.keepMine()}>自分の値を残す</Button><Button size="small" onClick={() => line.saver.takeTheirs()}>その値にする</Button></div>
      </div>
    );
  }
  if (state.kind === 'refused') return <p className="text-error-1"><b>保存できません：</b>{state.sentence}</p>;
  if (noteMissing) return <p className="text-error-1"><b>不足：</b>理由を備考に書いてください。</p>;
  if (findings.length > 0) return <ul>{findings.map(({ code, message }) => <li key={code}><b>確認：</b>{message}</li>)}</ul>;
  if (content.text.trim() === '') {
    if (line.made) return <p className="flex items-start gap-1"><MarkIcon mark="done" className="mt-0.5 text-green-800" /><span>市町村の値から計算した{line.made.text}を使います。</span></p>;
    return row.wholeRule === 'lead_only' ? null : <p>市町村ごとの値から計算する指標です。指標名から開いて入力できます。</p>;
  }
  return <p className="flex items-start gap-1"><MarkIcon mark="done" className="mt-0.5 text-green-800" /><span>{value ? meaningOf(value, content.note.trim() !== '') : ''}</span></p>;
}

/** One indicator of the table: what was, what is aimed at, and the two cells to type. */
export const ActualRow = memo(function ActualRow({ line, index, plan, year, cycleId, onKey, onPaste }: RowGiven) {
  const { content, theirs } = useDraft(line.saver);
  const { row } = line;
  const rules = useRules();
  const value = rules?.readValue(content.text) ?? actualOf(row.actuals, year)?.value;
  const noteMissing = value?.status === 'missing' && value.missing !== 'blank' && content.note.trim() === '' && !value.note && !value.reason;
  const cell = (column: Column, label: string, width: string) => (
    <input
      id={cellId(index, column)} className={classes('min-h-11 rounded-4 border bg-white px-2', width, column === 'text' && 'text-right', theirs || (noteMissing && column === 'note') ? 'border-2 border-error-1' : 'border-solid-gray-600')}
      value={content[column]} aria-label={`${row.indicator.name}：${label}`} aria-describedby={`said-${index}`} aria-invalid={(noteMissing && column === 'note') || undefined} autoComplete="off" maxLength={column === 'text' ? 300 : 4_000}
      onChange={(event) => line.saver.type({ ...content, [column]: event.target.value })} onKeyDown={(event) => onKey(event, index, column)} onPaste={(event) => onPaste(event, index, column)}
    />
  );
  const last = lastKnown(row, year);
  return (
    <tr>
      <RowTh className="min-w-40">
        {row.proposal ? <RowLink href={proposalHref(cycleId, row.proposal.id, 'department')}>{row.indicator.name}</RowLink> : row.indicator.name}
      </RowTh>
      <Td figure>{last ? <>{last.text}{last.year === null ? null : <span className="block text-dns-14N-130 text-solid-gray-700">{shortFiscalYear(last.year)}</span>}</> : '—'}</Td>
      <Td figure>{row.target.value.text || '目標なし'}</Td>
      <Td className="py-1!">{line.editable ? cell('text', '実績値', 'w-36') : <span className="block py-2 text-right">{content.text || line.made?.text || '未入力'}</span>}</Td>
      <Td className="py-1!">{line.editable ? cell('note', '備考', 'w-48') : <span className="block py-2">{content.note}</span>}</Td>
      <Td id={`said-${index}`} className="min-w-56 text-dns-14N-130">{line.editable ? <Said line={line} plan={plan} year={year} noteMissing={noteMissing} /> : '提出済みなどのため、入力できません'}</Td>
    </tr>
  );
});
