import { useQuery } from '@tanstack/react-query';
import { reads } from '../../api/queries.js';
import type { HistoryEntry } from '../../api/types.js';
import { Part } from '../../design/page.js';
import { OldNew, type Change } from './compare.js';

const words: Readonly<Record<string, string>> = {
  decision: '判断', name: '指標名', unit: '単位', direction: '方向', nature: '値の性質', changeKind: '変更の種類', targetText: '目標値', targetYear: '目標年度', rationale: '理由', basis: '根拠', source: '引用元', discrepancyReason: '差異理由',
  baselineText: '計画策定時の値', baselineYear: '計画策定時の年度', text: '実績値', note: '実績の備考',
};
const said = (value: unknown): string => (value === null || value === undefined || value === '' ? '（空欄）' : String(value));

/** What was changed after the last return: of each field what it was then, and what it is now. */
function changesSince(entries: readonly HistoryEntry[]): readonly Change[] | null {
  const at = entries.findLastIndex(({ event }) => event === 'return');
  if (at < 0) return null;
  const found = new Map<string, Change>();
  for (const { difference } of entries.slice(at + 1)) {
    for (const [field, { old, new: next }] of Object.entries(difference ?? {})) {
      const word = words[field];
      if (word) found.set(field, { word, now: found.get(field)?.now ?? said(old), proposed: said(next) });
    }
  }
  return [...found.values()].filter(({ now, proposed }) => now !== proposed);
}

/** Of an item that came back: what the department changed since it was returned. */
export function SinceReturn({ proposalId }: { readonly proposalId: string }) {
  const entries = useQuery(reads.proposalHistory(proposalId)).data?.items;
  const changes = entries ? changesSince(entries) : null;
  if (!changes) return null;
  return <Part title="差戻しのあとに変わったところ">{changes.length === 0 ? <p>差戻しのあと、内容は変わっていません。</p> : <OldNew changes={changes} caption="差戻しのときと今の比較" headings={['差戻しのとき', '今の提出']} />}</Part>;
}
