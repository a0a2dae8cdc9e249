import type { ProposalAction } from '#core';
import { useState } from 'react';
import { call, newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import type { Proposal } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { TextArea } from '../../design/field.js';

/** How an act is asked for: what its button says, and what will happen. */
export interface Act {
  readonly button: string;
  readonly title: string;
  readonly effect: string;
  /** The words of the comment, where one is asked for. */
  readonly comment: { readonly label: string; readonly must: boolean } | null;
  readonly look: 'main' | 'outline' | 'danger';
}

/** Every act on a proposal, in the words of its button and of its question. */
export const acts: Readonly<Record<ProposalAction, Act>> = {
  submit: { button: '提出する', title: '提出しますか', effect: '企画政策課が確認します。受理されるまでは引き戻せます。', comment: null, look: 'main' },
  endorse: { button: '課長として確認する', title: '課長として確認しますか', effect: '担当者が提出できるようになります。', comment: null, look: 'main' },
  withdraw: { button: '引き戻す', title: '引き戻しますか', effect: '下書きに戻り、直してから提出し直せます。企画政策課の確認は止まります。', comment: { label: '引き戻す理由', must: false }, look: 'outline' },
  accept: { button: '受理する', title: '受理しますか', effect: '担当課に受理を知らせます。協議会に付議するまでは、理由を付けて差し戻せます。', comment: null, look: 'main' },
  return: { button: '差し戻す', title: '差し戻しますか', effect: '担当課に理由を知らせ、直して提出し直してもらいます。付議中のものは、その回の採決が取り消されます。', comment: { label: '差し戻す理由', must: true }, look: 'outline' },
  table: { button: '付議する', title: '協議会に付議しますか', effect: '各市町村の委員に知らせ、採決が始まります。', comment: null, look: 'main' },
  approve: { button: '承認する', title: '承認しますか', effect: 'あなたの市町村の1票として記録します。投票は取り消せません。すべての市町村が承認すると決定します。', comment: { label: '意見', must: false }, look: 'main' },
  object: { button: '異議を出す', title: '異議を出しますか', effect: 'あなたの市町村の1票として記録します。投票は取り消せません。取りまとめ担当が、差戻しか不採用を決めます。', comment: { label: '異議の理由', must: true }, look: 'outline' },
  reject: { button: '不採用にする', title: '不採用にしますか', effect: 'この見直し案は採用されず、現行のまま残ります。元には戻せません。', comment: { label: '不採用の理由', must: true }, look: 'danger' },
};

interface ActDialogGiven {
  readonly proposal: Pick<Proposal, 'id' | 'version'>;
  readonly name: string;
  readonly action: ProposalAction;
  readonly onClose: () => void;
  readonly onDone: (proposal: Proposal) => void;
}

/** Asks before an act: on what, what will happen and to whom, and for the comment that it needs. */
export function ActDialog({ proposal, name, action, onClose, onDone }: ActDialogGiven) {
  const act = acts[action];
  const [comment, setComment] = useState('');
  const [key] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const take = async (): Promise<void> => {
    if (isBusy) return;
    if (act.comment?.must && comment.trim() === '') {
      setMissing(true);
      return document.getElementById('act-comment')?.focus();
    }
    setBusy(true);
    try {
      onDone(await call<Proposal>(`/proposals/${proposal.id}/actions/${action}`, { method: 'POST', body: comment.trim() === '' ? {} : { comment }, version: proposal.version, key }));
    } catch (error) {
      setRefused(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={act.title} onClose={onClose} actions={<><Button look={act.look === 'outline' ? 'main' : act.look} off={isBusy} onClick={() => void take()}>{act.button}</Button><Button look="quiet" onClick={onClose}>やめる</Button></>}>
      {refused ? <Banner tone="error" title="できませんでした" speaks>{refused}</Banner> : null}
      <p>「{name}」　{act.effect}</p>
      {act.comment ? (
        <TextArea
          id="act-comment" label={act.comment.label} must={act.comment.must} optional={!act.comment.must} value={comment} onChange={(text) => { setComment(text); setMissing(false); }}
          error={missing ? `${act.comment.label}を書いてください。` : undefined}
        />
      ) : null}
    </Dialog>
  );
}

/** The acts that the API offers on a proposal: a button each, with its question. */
export function ActBar({ proposal, name, onDone }: { readonly proposal: Proposal; readonly name: string; readonly onDone: (proposal: Proposal, action: ProposalAction) => void }) {
  const [asked, setAsked] = useState<ProposalAction | null>(null);
  if (proposal.actions.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-3 border-y border-solid-gray-420 bg-white py-4 sm:sticky sm:bottom-0 print:hidden">
      {proposal.actions.map((action) => <Button key={action} look={acts[action].look} onClick={() => setAsked(action)}>{acts[action].button}</Button>)}
      {asked ? <ActDialog proposal={proposal} name={name} action={asked} onClose={() => setAsked(null)} onDone={(done) => { setAsked(null); onDone(done, asked); }} /> : null}
    </div>
  );
}
