import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import type { Row } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { TextArea } from '../../design/field.js';
import { announce } from '../../shell/announcer.js';
import { acts } from '../review/acts.js';
import { actOnMany } from '../submission/sending.js';

type ManyEvent = 'accept' | 'return' | 'table';
const events: readonly ManyEvent[] = ['accept', 'return', 'table'];
const words: Readonly<Record<ManyEvent, string>> = { accept: '一括受理', return: '一括差戻し', table: '一括付議' };

/** As many as the pages of the list show at once. */
const mostNames = 50;

/** What a bulk act did, and what was refused of it. */
export interface BulkResult {
  readonly words: string;
  readonly refused: readonly { readonly name: string; readonly sentence: string }[];
}

/** Says what a bulk act did, and lists what was refused with its reason; takes the focus, as what was pressed may be gone with the rows. */
export function BulkOutcome({ result }: { readonly result: BulkResult | null }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (result) box.current?.focus();
  }, [result]);
  if (!result) return null;
  const { refused } = result;
  return (
    <div ref={box} tabIndex={-1} aria-label="手続きの結果" role="group">
      {result.words ? <Banner tone="success" title={result.words} speaks /> : null}
      {refused.length > 0 ? (
        <Banner tone="error" title={`${refused.length}件はできませんでした`} speaks>
          <ul tabIndex={0} aria-label="できなかった指標" className="max-h-60 list-disc overflow-auto pl-6">{refused.map(({ name, sentence }, at) => <li key={at}>{name}：{sentence}</li>)}</ul>
        </Banner>
      ) : null}
    </div>
  );
}

/** What is meant: by name while a person can read them, beyond that by department. */
function Meant({ rows }: { readonly rows: readonly Row[] }) {
  const departments = new Map<string, number>();
  for (const { indicator } of rows) {
    const name = indicator.departments[0]?.name ?? '担当課なし';
    departments.set(name, (departments.get(name) ?? 0) + 1);
  }
  const isMany = rows.length > mostNames;
  return (
    <ul tabIndex={0} aria-label={isMany ? '対象の指標（課ごとの件数）' : '対象の指標'} className="max-h-60 list-disc overflow-auto pl-6">
      {isMany
        ? [...departments].map(([name, count]) => <li key={name}>{name}：{count}件</li>)
        : rows.map(({ proposal, indicator }) => <li key={proposal?.id}>{proposal?.name ?? indicator.name}（{indicator.departments[0]?.name}）</li>)}
    </ul>
  );
}

interface BulkGiven {
  readonly cycleId: string;
  readonly chosen: readonly Row[];
  /** The rows on the page: which acts can come up at all. */
  readonly rows: readonly Row[];
  readonly onDone: (result: BulkResult) => void;
}

const offering = (rows: readonly Row[], event: ManyEvent): readonly Row[] => rows.filter(({ proposal }) => proposal?.actions.includes(event));

/** The acts on what is chosen: only those that the API offers for at least one row, each asked about with its list. */
export function BulkBar({ cycleId, chosen, rows, onDone }: BulkGiven) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<ManyEvent | null>(null);
  const [comment, setComment] = useState('');
  const [missing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const possible = events.filter((event) => offering(rows, event).length > 0);
  if (possible.length === 0) return null;
  const meant = asked ? offering(chosen, asked) : [];
  const take = async (): Promise<void> => {
    if (!asked || isBusy) return;
    if (acts[asked].comment?.must && comment.trim() === '') {
      setMissing(true);
      return document.getElementById('bulk-comment')?.focus();
    }
    setBusy(true);
    try {
      const { done, refused } = await actOnMany(cycleId, { event: asked, rows: meant, key, ...(comment.trim() ? { comment } : {}) });
      announce(`${words[asked]}：${done}件`);
      onDone({ words: done > 0 ? `${words[asked]}：${done}件の手続きをしました。` : '', refused });
    } catch (error) {
      onDone({ words: '', refused: [{ name: words[asked], sentence: sentenceOf(error) }] });
    }
    setKey(newKey());
    setBusy(false);
    setAsked(null);
    setComment('');
    await client.invalidateQueries({ queryKey: ['cycle', cycleId] });
    void client.invalidateQueries({ queryKey: ['tasks'] });
  };
  return (
    <div className="my-3 flex flex-wrap items-center gap-3 border-y border-solid-gray-420 py-3 print:hidden">
      <p>{chosen.length > 0 ? `${chosen.length}件の指標が選択されています。` : '指標を選ぶと、まとめて手続きできます。'}</p>
      {possible.map((event) => {
        const count = offering(chosen, event).length;
        return <Button key={event} size="small" look={acts[event].look} off={count === 0} onClick={() => setAsked(event)}>{words[event]}{count > 0 ? `（${count}件）` : ''}</Button>;
      })}
      {asked ? (
        <Dialog title={`${words[asked]}（${meant.length}件）を行いますか`} onClose={() => setAsked(null)} actions={<><Button look="main" off={isBusy} onClick={() => void take()}>{isBusy ? '処理しています…' : acts[asked].button}</Button><Button look="quiet" onClick={() => setAsked(null)}>やめる</Button></>}>
          <p>{acts[asked].effect}</p>
          <Meant rows={meant} />
          {chosen.length > meant.length ? <p>選んだうち{chosen.length - meant.length}件は、今はこの手続きの対象になりません。</p> : null}
          {acts[asked].comment ? <TextArea id="bulk-comment" label={acts[asked].comment.label} must={acts[asked].comment.must} value={comment} onChange={(text) => { setComment(text); setMissing(false); }} error={missing ? '理由を書いてください。' : undefined} /> : null}
        </Dialog>
      ) : null}
    </div>
  );
}
