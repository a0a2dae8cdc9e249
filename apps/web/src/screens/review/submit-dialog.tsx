import { useState } from 'react';
import { call, newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import type { Proposal } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { decisionName, movesTarget, written } from '../../words/values.js';
import { yearName } from '../../words/time.js';

interface SubmitGiven {
  readonly proposal: Proposal;
  readonly actualText: string;
  readonly hasNext: boolean;
  readonly onClose: () => void;
  readonly onDone: (proposal: Proposal, goOn: boolean) => void;
}

/** What will be submitted and what happens then; one button more goes straight to the next indicator. */
export function SubmitDialog({ proposal, actualText, hasNext, onClose, onDone }: SubmitGiven) {
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [key] = useState(newKey);
  const submit = async (goOn: boolean): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      onDone(await call<Proposal>(`/proposals/${proposal.id}/actions/submit`, { method: 'POST', body: {}, version: proposal.version, key }), goOn);
    } catch (error) {
      setRefused(sentenceOf(error));
      setBusy(false);
    }
  };
  const moves = movesTarget({ inForce: proposal.inForce.target.value, proposed: proposal.target });
  const items: readonly (readonly [string, string])[] = [
    ['指標', proposal.name ?? proposal.indicator.name],
    ['判断', decisionName(proposal.decision, moves)],
    ...(proposal.decision === 'add' ? [] : [[`${yearName(proposal.fiscalYear)}の実績`, actualText || '未入力'] as const]),
    ...(proposal.decision === 'delete' ? [] : [['目標値', `${proposal.target ? written(proposal.target.value) : '未入力'}（${yearName(proposal.target?.year)}）`] as const]),
    ...(proposal.rationale ? [['理由', proposal.rationale] as const] : []),
    ...(proposal.basis ? [['設定（算出）根拠', proposal.basis] as const] : []),
  ];
  return (
    <Dialog
      title="この内容で提出しますか" onClose={onClose}
      actions={<>
        {hasNext ? <Button look="main" off={isBusy} onClick={() => void submit(true)}>提出して次の指標へ</Button> : null}
        <Button look={hasNext ? 'outline' : 'main'} off={isBusy} onClick={() => void submit(false)}>提出する</Button>
        <Button look="quiet" onClick={onClose}>やめて入力に戻る</Button>
      </>}
    >
      {refused ? <Banner tone="error" title="提出できませんでした" speaks>{refused}</Banner> : null}
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[9rem_1fr]">
        {items.map(([word, value]) => <div key={word} className="contents"><dt className="text-solid-gray-700">{word}</dt><dd className="whitespace-pre-wrap">{value}</dd></div>)}
      </dl>
      <p className="text-dns-16N-130">提出すると企画政策課が確認します。受理されるまでは、引き戻して直せます。</p>
    </Dialog>
  );
}
