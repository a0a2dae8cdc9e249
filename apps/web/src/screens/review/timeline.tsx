import { useQuery, useQueryClient } from '@tanstack/react-query';
import { proposalActionWords, type ProposalAction } from '#core';
import { useState, type FormEvent } from 'react';
import { call, newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { reads } from '../../api/queries.js';
import type { HistoryEntry } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { TextArea } from '../../design/field.js';
import { Loaded, Part } from '../../design/page.js';
import { momentName } from '../../words/time.js';

const otherEvents: Readonly<Record<string, string>> = { begin: '見直しの開始', save: '下書きの保存', record: '実績の記録', grant_exception: '提出の例外', discard: '取り消し' };

/** The word of what happened. */
export const eventWord = (event: string): string => proposalActionWords[event as ProposalAction] ?? otherEvents[event] ?? event;

function Entry({ entry }: { readonly entry: HistoryEntry }) {
  return (
    <li className="border-l-4 border-solid-gray-420 py-1 pl-4">
      <p><b>{eventWord(entry.event)}</b>　{entry.actor?.name ?? 'システム'}{entry.onBehalfOf ? `（${entry.onBehalfOf}の代理）` : ''}</p>
      <p className="text-dns-14N-130 text-solid-gray-700"><time dateTime={entry.at}>{momentName(entry.at)}</time></p>
      {entry.comment ? <p className="mt-1 whitespace-pre-wrap">{entry.comment}</p> : null}
    </li>
  );
}

const steps = (entries: readonly HistoryEntry[]): readonly HistoryEntry[] => entries.filter(({ event }) => event !== 'save' && event !== 'record');

/** What happened to a proposal, the latest first; each saving only on demand. */
export function Timeline({ proposalId }: { readonly proposalId: string }) {
  const [all, setAll] = useState(false);
  const history = useQuery(reads.proposalHistory(proposalId));
  return (
    <Part title="履歴" aside={<Button size="small" look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>{all ? '手続きだけを見る' : '保存の記録も見る'}</Button>}>
      <Loaded read={history}>{({ items }) => <ol className="space-y-3">{[...(all ? items : steps(items))].reverse().map((entry) => <Entry key={`${entry.at} ${entry.event}`} entry={entry} />)}</ol>}</Loaded>
    </Part>
  );
}

/** What was said about a proposal, and a place to say something; it binds nobody. */
export function Comments({ proposalId, maySay }: { readonly proposalId: string; readonly maySay: boolean }) {
  const client = useQueryClient();
  const comments = useQuery(reads.comments(proposalId));
  const [text, setText] = useState('');
  const [key, setKey] = useState(newKey);
  const [refused, setRefused] = useState<string | null>(null);
  const say = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === '') return setRefused('意見を書いてから送ってください。');
    try {
      await call(`/proposals/${proposalId}/comments`, { method: 'POST', body: { text }, key });
      setText('');
      setKey(newKey());
      setRefused(null);
      await client.invalidateQueries({ queryKey: ['proposal', proposalId, 'comments'] });
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  return (
    <Part title="意見・連絡">
      <Loaded read={comments}>
        {({ items }) => items.length === 0 ? <p className="text-solid-gray-700">意見はまだありません。</p> : (
          <ul className="space-y-3">
            {items.map((one) => (
              <li key={one.id} className="border-l-4 border-key-300 py-1 pl-4">
                <p className="whitespace-pre-wrap">{one.text}</p>
                <p className="text-dns-14N-130 text-solid-gray-700">{one.person.name}{one.at ? `　${momentName(one.at)}` : ''}</p>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {maySay ? (
        <form noValidate className="mt-4 max-w-160 print:hidden" onSubmit={(event) => void say(event)}>
          <TextArea id="say" label="意見を書く" optional rows={2} value={text} onChange={setText} error={refused ?? undefined} />
          <Button type="submit" size="small" className="mt-2">意見を送る</Button>
        </form>
      ) : null}
    </Part>
  );
}
