import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fiscalYearIn, fiscalYearName } from '#core';
import { memo, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { reads } from '../../api/queries.js';
import type { Plan, Proposal } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { ChoiceCards } from '../../design/choice.js';
import { Select, TextArea } from '../../design/field.js';
import { actualDraftOf, actualPort } from '../../drafts/actual-draft.js';
import { Autosave } from '../../drafts/autosave.js';
import { SaveStatus } from '../../drafts/save-status.js';
import { useTogether } from '../../drafts/several.js';
import { useDraft } from '../../drafts/use-autosave.js';
import { useRules } from '../../rules/use-rules.js';
import { actualOf, decisionName, directionName, wholeOf } from '../../words/values.js';
import { ActualFields } from './actual-fields.js';
import { OldNew } from './compare.js';
import { Conflict } from './conflict.js';
import { AchievementLine, Course } from './course.js';
import { errorsOf } from './form-errors.js';
import { BaselineFields, BasisFields, Checks, DefinitionFields, presentTarget, TargetFields, type FormPart } from './form-fields.js';
import { reviewLive } from './live-checks.js';
import { MunicipalActuals, useMunicipalActuals } from './municipal-actuals.js';
import { changesOf } from './old-new-of.js';
import { draftOf, fieldWords, proposalPort, type ProposalDraft } from './proposal-draft.js';
import { SubmitDialog } from './submit-dialog.js';

interface FormGiven {
  readonly proposal: Proposal;
  readonly hasNext: boolean;
  readonly onFailed: (failed: boolean) => void;
  readonly onSubmitted: (proposal: Proposal, goOn: boolean) => void;
}

const fieldList = Object.entries(fieldWords) as readonly (readonly [Exclude<keyof ProposalDraft, 'actuals'>, string])[];
const decisionCards = [
  { value: 'keep', label: '継続', support: '指標を続ける。目標値だけの見直しもこちら' },
  { value: 'change', label: '変更', support: '指標の名前・単位・測り方を変える' },
  { value: 'delete', label: '削除', support: '指標をやめる' },
];

/** A field's value in words, for whoever compares two versions. */
const shown = (field: string, value: unknown): string => (field === 'decision' ? decisionName(value as string | null) : field === 'direction' && value ? directionName(String(value)) : String(value ?? ''));

/** Keeps the two drafts of one indicator: what is proposed, and the actual of the year under review. */
function useDrafts(proposal: Proposal) {
  const client = useQueryClient();
  const [own] = useState(() => new Autosave(proposalPort(proposal.id, (saved) => client.setQueryData(['proposal', proposal.id], saved)), { content: draftOf(proposal), version: proposal.version }));
  const known = actualOf(proposal.actuals, proposal.fiscalYear);
  const [actual] = useState(() => new Autosave(
    actualPort({ cycleId: proposal.cycleId, indicatorId: proposal.indicator.id ?? '', proposalId: proposal.id, year: proposal.fiscalYear, municipality: null }, () => void client.invalidateQueries({ queryKey: ['proposal', proposal.id], exact: true })),
    { content: actualDraftOf(known), version: known?.version ?? 0 },
  ));
  useEffect(() => own.adopt(draftOf(proposal), proposal.version), [own, proposal]);
  useEffect(() => actual.adopt(actualDraftOf(known), known?.version ?? 0), [actual, known]);
  useEffect(() => () => {
    void client.invalidateQueries({ queryKey: ['cycle', proposal.cycleId] });
    void client.invalidateQueries({ queryKey: ['tasks'] });
  }, [client, proposal.cycleId]);
  return { own, actual };
}

function Successor({ part, planId, ownId }: { readonly part: FormPart; readonly planId: string | undefined; readonly ownId: string | null }) {
  const list = useQuery({ ...reads.indicators(planId ?? '', { limit: 200 }), enabled: planId !== undefined });
  const options = (list.data?.items ?? []).filter(({ id }) => id !== ownId).map(({ id, name, project }) => ({ value: id, label: project ? `${name}（${project}）` : name }));
  return <Select id="f-successor" label="後継の指標" optional value={part.draft.successorId} onChange={(successorId) => part.type({ successorId })} options={[{ value: '', label: '後継なし' }, ...options]} error={part.errorOf('f-successor')} />;
}

/** The course and the comparison beside the form; drawn again only when the text has settled. */
const Beside = memo(function Beside({ proposal, draft, plan }: { readonly proposal: Proposal; readonly draft: ProposalDraft; readonly plan: Plan | undefined }) {
  const rules = useRules();
  const typed = rules?.readValue(draft.targetText);
  const targets = [{ word: '現行の目標', ...proposal.inForce.target }, ...(typed && typed.measures.length > 0 ? [{ word: '見直し案', year: fiscalYearIn(draft.targetYear), value: typed }] : [])];
  return (
    <aside aria-label="推移と比較" className="min-w-0 space-y-6">
      {draft.decision === 'add' ? null : <section><h2 className="text-std-18B-160 mb-2">実績の推移と目標</h2><Course title={proposal.indicator.name} unit={proposal.indicator.unit} baseline={proposal.inForce.baseline} actuals={proposal.actuals} wholes={proposal.wholes} targets={targets} /><AchievementLine achievement={proposal.achievement} /></section>}
      <section><h2 className="text-std-18B-160 mb-2">現行と見直し案</h2><OldNew changes={changesOf(proposal, draft, plan)} /></section>
    </aside>
  );
});

const rationaleLabel = (draft: ProposalDraft): string => (draft.decision === 'add' ? '追加の理由' : draft.decision === 'delete' ? '削除の理由' : draft.decision === 'change' ? '変更の理由' : '理由');

/** The officer's form of one indicator: every part beside what it changes, saved while it is typed. */
export function ReviewForm({ proposal, hasNext, onFailed, onSubmitted }: FormGiven) {
  const client = useQueryClient();
  const { own, actual } = useDrafts(proposal);
  const { content: draft, state, theirs } = useDraft(own);
  const actualDraft = useDraft(actual);
  const cycle = useQuery(reads.cycle(proposal.cycleId)).data;
  const plan = useQuery(reads.plans()).data?.items.find(({ id }) => id === cycle?.planId);
  const municipal = useMunicipalActuals(proposal, plan);
  const savers = [own, actual, ...municipal.map(({ saver }) => saver)];
  const standing = useTogether(savers);
  const rules = useRules();
  const [attempt, setAttempt] = useState(0);
  const [isAsking, setAsking] = useState(false);
  // What follows from the text comes a moment after the text itself: a slow PC never waits for it with the next key.
  const [settled, settledActual] = [useDeferredValue(draft), useDeferredValue(actualDraft.content.text)];
  const live = useMemo(() => reviewLive(rules, { proposal, plan, draft: settled, actualText: settledActual }), [rules, proposal, plan, settled, settledActual]);
  // Only what the server last found missing, and of that only what has not been typed since.
  const errors = attempt === 0 ? [] : errorsOf(proposal, draft, actualDraft.content);
  const isNew = proposal.decision === 'add';
  const part: FormPart = {
    draft,
    type: (change) => own.type({ ...draft, ...change }),
    errorOf: (id) => errors.find((one) => one.id === id)?.message,
    checksOf: (...fields) => live.checks.filter(({ field, severity }) => severity === 'warns' && fields.includes(field)),
    read: (text) => rules?.readValue(text) ?? null,
  };
  const check = async (): Promise<void> => {
    let isSaved = true;
    for (const saver of [...savers].reverse()) isSaved = (await saver.flush()) && isSaved;
    // What is missing is the server's to say, of exactly what was saved just now.
    const latest = isSaved ? await client.fetchQuery({ ...reads.proposal(proposal.id), staleTime: 0 }).catch(() => null) : null;
    setAttempt((count) => count + 1);
    setAsking(latest?.missing?.length === 0);
  };
  const isReady = isAsking && errors.length === 0 && proposal.missing?.length === 0;
  useEffect(() => onFailed(errors.length > 0), [onFailed, errors.length]);
  const mustTarget = isNew || draft.decision === 'keep';
  return (
    <>
      <ErrorSummary errors={errors} attempt={attempt} />
      {theirs ? <Conflict mine={draft} theirs={theirs} words={fieldList} show={shown} onKeep={(content) => void own.keep(content)} /> : null}
      {actualDraft.theirs ? <Conflict mine={actualDraft.content} theirs={actualDraft.theirs} words={[['text', '実績値'], ['note', '備考']]} onKeep={(content) => void actual.keep(content)} /> : null}
      {[state, actualDraft.state].map((one, index) => one.kind === 'refused' ? <Banner key={index === 0 ? 'own' : 'actual'} tone="error" title="下書きを保存できませんでした" speaks>{one.sentence}入力した内容はこの画面に残っています。</Banner> : null)}
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_25rem]">
        <form noValidate className="min-w-0 space-y-8" onSubmit={(event) => { event.preventDefault(); void check(); }}>
          {isNew ? null : <ActualFields proposal={proposal} saver={actual} part={part} apart={municipal.length > 0 && plan ? <MunicipalActuals proposal={proposal} plan={plan} actuals={municipal} wholeText={actualDraft.content.text} read={part.read} /> : null} />}
          {isNew ? null : <div><ChoiceCards id="f-decision" legend="この指標をどうしますか" must options={decisionCards} value={draft.decision} onChange={(decision) => part.type({ decision: decision as ProposalDraft['decision'] })} error={part.errorOf('f-decision')} /></div>}
          {isNew || draft.decision === 'change' ? <DefinitionFields {...part} plan={plan} isNew={isNew} /> : null}
          {isNew ? <BaselineFields {...part} years={[3, 2, 1, 0].map((back) => proposal.fiscalYear - back).map((year) => ({ year, word: fiscalYearName(year) }))} /> : null}
          {draft.decision === null || draft.decision === 'delete' ? null : (
            <>
              <TargetFields {...part} must={mustTarget} planYear={fiscalYearName(plan?.targetYear ?? proposal.fiscalYear + 5)} />
              <BasisFields {...part} must={mustTarget} suggestions={[...presentTarget(proposal), ...proposal.suggestions]} basisCheck={live.basisCheck} />
            </>
          )}
          {draft.decision === null ? null : (
            <div>
              <TextArea id="f-rationale" label={rationaleLabel(draft)} must={draft.decision !== 'keep'} optional={draft.decision === 'keep'} support={draft.decision === 'keep' ? '目標値を今より下げるときは、理由を書いてください。' : undefined} value={draft.rationale} onChange={(rationale) => part.type({ rationale })} error={part.errorOf('f-rationale')} />
              <Checks checks={part.checksOf('/proposal/rationale')} />
            </div>
          )}
          {draft.decision === 'delete' ? <Successor part={part} planId={cycle?.planId} ownId={proposal.indicator.id} /> : null}
          <div className="flex flex-wrap items-center gap-4 border-t border-solid-gray-420 bg-white py-4 sm:sticky sm:bottom-0 print:hidden">
            <Button type="submit" look="main">提出内容を確認する</Button>
            <Button onClick={() => { for (const saver of savers) void saver.flush(); }}>下書きを保存</Button>
            <SaveStatus state={standing} />
          </div>
        </form>
        <Beside proposal={proposal} draft={settled} plan={plan} />
      </div>
      {isReady && proposal.actions.includes('submit') ? <SubmitDialog proposal={proposal} actualText={actualDraft.content.text || (wholeOf(proposal, proposal.fiscalYear)?.text ?? '')} hasNext={hasNext} onClose={() => setAsking(false)} onDone={onSubmitted} /> : null}
      {isReady && !proposal.actions.includes('submit') ? <Banner tone="info" title="内容はそろっています" speaks>下書きは保存されています。提出できるのは担当課の担当者で、課長の確認を求める計画では、課長の確認が済んでからになります。</Banner> : null}
    </>
  );
}
