import { useQueryClient } from '@tanstack/react-query';
import { aggregationWords } from '#core';
import { useEffect, useState } from 'react';
import type { Plan, Proposal } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { TextField } from '../../design/field.js';
import { actualDraftOf, actualPort, type ActualDraft } from '../../drafts/actual-draft.js';
import { Autosave } from '../../drafts/autosave.js';
import { useDraft } from '../../drafts/use-autosave.js';
import { yearName } from '../../words/time.js';
import { Meaning, type FormPart } from './form-fields.js';

/** What one municipality reports of the year under review. */
export interface MunicipalActual {
  readonly code: string;
  readonly name: string;
  readonly saver: Autosave<ActualDraft>;
}

const reportedBy = (proposal: Proposal, code: string) => proposal.actuals.find((one) => one.year === proposal.fiscalYear && one.municipality === code) ?? null;

/** A draft for each municipality, where the whole is made of what they report apart; none otherwise. */
export function useMunicipalActuals(proposal: Proposal, plan: Plan | undefined): readonly MunicipalActual[] {
  const client = useQueryClient();
  // The drafts live as long as the form: what is read anew is adopted by them, and replaces none.
  const [savers] = useState(() => new Map<string, Autosave<ActualDraft>>());
  const { id, cycleId, fiscalYear, indicator, wholeRule } = proposal;
  const municipalities = plan?.municipalities;
  const saverOf = (code: string): Autosave<ActualDraft> => {
    const known = reportedBy(proposal, code);
    const port = actualPort({ cycleId, indicatorId: indicator.id ?? '', proposalId: id, year: fiscalYear, municipality: code }, () => void client.invalidateQueries({ queryKey: ['proposal', id], exact: true }));
    const saver = savers.get(code) ?? new Autosave(port, { content: actualDraftOf(known), version: known?.version ?? 0 });
    savers.set(code, saver);
    return saver;
  };
  const isApart = wholeRule !== 'lead_only' && indicator.id !== null && (municipalities?.length ?? 0) > 1;
  const actuals = isApart ? (municipalities ?? []).map(({ code, name }) => ({ code, name, saver: saverOf(code) })) : [];
  useEffect(() => {
    for (const [code, saver] of savers) {
      const known = reportedBy(proposal, code);
      saver.adopt(actualDraftOf(known), known?.version ?? 0);
    }
  }, [savers, proposal]);
  return actuals;
}

function MunicipalField({ actual: { code, name, saver }, read }: { readonly actual: MunicipalActual; readonly read: FormPart['read'] }) {
  const { content, theirs, state } = useDraft(saver);
  return (
    <div className="grow basis-44">
      <TextField id={`f-actual-${code}`} label={name} value={content.text} onChange={(text) => saver.type({ ...content, text })} error={state.kind === 'refused' ? `保存できません：${state.sentence}` : undefined} note={<Meaning value={read(content.text)} isExplained />} />
      {theirs ? (
        <div role="status" className="mt-2 text-dns-16N-130">
          <p><b>ほかの人が先に「{theirs.text || '空欄'}」と入力しました。</b></p>
          <div className="mt-1 flex flex-wrap gap-2"><Button size="small" onClick={() => void saver.keepMine()}>自分の値を残す<span className="sr-only">：{name}</span></Button><Button size="small" onClick={() => saver.takeTheirs()}>その値にする<span className="sr-only">：{name}</span></Button></div>
        </div>
      ) : null}
    </div>
  );
}

/** The whole as the server makes it of what it has, with the arithmetic; or what stands in the way. */
function Whole({ proposal, plan }: { readonly proposal: Proposal; readonly plan: Plan }) {
  const whole = proposal.wholes.find(({ year }) => year === proposal.fiscalYear);
  const silent = plan.municipalities.filter(({ code }) => (reportedBy(proposal, code)?.value.text ?? '').trim() === '').map(({ name }) => name);
  if (!whole) return <p>市町村の値を入力すると、ここに全体の値が出ます。</p>;
  if (!whole.value) return <p><b>全体の値を計算できません。</b>{whole.reason}</p>;
  return (
    <>
      <p><b>全体の値：{whole.value.text}</b>{whole.arithmetic ? `　計算：${whole.arithmetic}` : ''}</p>
      {silent.length > 0 ? <p className="mt-1"><b>確認：</b>{silent.join('、')}の値はまだありません。入力した市町村だけで計算しています。</p> : null}
    </>
  );
}

/** What each municipality reports, and the whole that follows; a value of the whole that is entered goes before it. */
export function MunicipalActuals({ proposal, plan, actuals, wholeText, read }: { readonly proposal: Proposal; readonly plan: Plan; readonly actuals: readonly MunicipalActual[]; readonly wholeText: string; readonly read: FormPart['read'] }) {
  const isEntered = wholeText.trim() !== '';
  return (
    <fieldset className="rounded-8 border border-solid-gray-420 p-4">
      <legend className="px-1 text-std-16B-170">{yearName(proposal.fiscalYear)}の市町村ごとの値</legend>
      <p className="mb-3 text-dns-16N-130 text-solid-gray-700">全体の値は「{aggregationWords[proposal.wholeRule]}」です。{proposal.wholeRule === 'ratio_of_sums' ? '「登録: 24件 全体: 30件」のように、分子、分母の順に書いてください。' : '同じ単位で、数値を一つずつ書いてください。'}</p>
      <div className="flex flex-wrap gap-x-6 gap-y-4">{actuals.map((actual) => <MunicipalField key={actual.code} actual={actual} read={read} />)}</div>
      <div role="status" className="mt-4 border-t border-solid-gray-420 pt-3 text-dns-16N-130">
        {isEntered ? <p>下の実績値に入力した全体の値を使います。空にすると、市町村の値から計算します。</p> : <Whole proposal={proposal} plan={plan} />}
      </div>
    </fieldset>
  );
}
