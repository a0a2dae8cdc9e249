import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { reads, useMe } from '../../api/queries.js';
import type { Cycle, Plan } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Loaded } from '../../design/page.js';
import { coordinatesPlan } from '../../words/roles.js';
import { CycleFrame } from '../cycle/cycle-frame.js';
import { PlanFrame } from '../plans/plan-frame.js';
import { ChooseForm, kindOf, type ImportSearch } from './choose-form.js';
import { FormDownload } from './form-download.js';
import { ImportReportPart, RefusedForm } from './import-report.js';
import { useImport, type ImportWork } from './import-work.js';

const ofCycle = getRouteApi('/cycles/$cycleId/import');
const ofPlan = getRouteApi('/plans/$planId/import');
const hasFailed = ({ refusal, report, stage }: ImportWork, isUnsent: boolean): boolean => isUnsent || (refusal !== null && stage === 'asking') || (stage === 'checked' && (report?.findings.some(({ stopsImport }) => stopsImport) ?? false));

/** Counts the seconds while the server reads; large forms take some. */
function Reading({ stage, name }: { readonly stage: 'checking' | 'taking'; readonly name: string }) {
  const [seconds, setSeconds] = useState(0);
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The button that was pressed is gone.
    if (stage === 'taking') box.current?.focus();
  }, [stage]);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const words = stage === 'checking' ? `${name}を読んで、今の内容と比べています。` : `${name}を取り込んでいます。画面を閉じないでください。`;
  return (
    <div className="my-4 rounded-12 border border-solid-gray-420 p-4">
      <p ref={box} tabIndex={-1} role="status">{words}</p>
      <p className="mt-2 flex items-center gap-3"><progress className="w-60" aria-label="取り込みの進み具合" /><span aria-hidden="true">{seconds}秒</span></p>
    </div>
  );
}

interface BodyGiven {
  readonly plan: Plan;
  readonly cycle: Cycle | null;
  readonly isEmpty: boolean;
  readonly search: ImportSearch;
  readonly onSearch: (change: ImportSearch) => void;
  readonly importing: ReturnType<typeof useImport>;
  readonly onFailed: (failed: boolean) => void;
}

function Body({ plan, cycle, isEmpty, search, onSearch, onFailed, importing: { work, check, take, restart } }: BodyGiven) {
  const { report, refusal, stage } = work;
  const [hasRestarted, setRestarted] = useState(false);
  const isShown = report !== null && stage !== 'asking' && stage !== 'checking';
  const isBusy = stage === 'checking' || stage === 'taking';
  const again = (): void => {
    setRestarted(true);
    restart();
  };
  return (
    <>
      {cycle && !isShown ? <FormDownload cycle={cycle} plan={plan} /> : null}
      {isShown ? null : (
        <ChooseForm onFailed={onFailed} plan={plan} kind={kindOf(search, plan, isEmpty)} search={search} onSearch={onSearch} work={work} onCheck={check} takesFocus={hasRestarted && refusal === null} title={cycle ? '2. 様式を選ぶ' : '様式を選ぶ'} />
      )}
      {isBusy && work.sent ? <Reading key={stage} stage={stage} name={work.sent.name} /> : null}
      {refusal && !isBusy && refusal.faults.length > 0 ? <RefusedForm key={refusal.attempt} refusal={refusal} /> : null}
      {report && !isBusy ? <ImportReportPart key={stage} plan={plan} work={{ ...work, report }} onTake={take} onRestart={again} /> : null}
    </>
  );
}

/** The offices' forms of a review: out, filled, and back in, shown cell by cell before anything is taken. */
export function CycleImportScreen() {
  const { cycleId } = ofCycle.useParams();
  const search = ofCycle.useSearch();
  const navigate = useNavigate();
  const me = useMe();
  const importing = useImport();
  const [isUnsent, setUnsent] = useState(false);
  return (
    <CycleFrame cycleId={cycleId} title="様式の取込" failed={hasFailed(importing.work, isUnsent)}>
      {(cycle) => (me && (coordinatesPlan(me, cycle.planId) || me.roles.includes('officer'))
        ? <WithPlan planId={cycle.planId}>{(plan) => <Body plan={plan} cycle={cycle} isEmpty={false} search={search} importing={importing} onFailed={setUnsent} onSearch={(change) => void navigate({ to: '/cycles/$cycleId/import', params: { cycleId }, search: { ...search, ...change }, replace: true })} />}</WithPlan>
        : <Banner tone="info" title="様式を取り込めるのは、担当課の担当者と取りまとめ担当です">担当が変わったときは、システム管理者に役割の変更を頼んでください。</Banner>)}
    </CycleFrame>
  );
}

function WithPlan({ planId, children }: { readonly planId: string; readonly children: (plan: Plan) => ReactNode }) {
  return <Loaded read={useQuery(reads.plan(planId))}>{children}</Loaded>;
}

/** The first form of a plan that has no indicators yet, or the form of its running review. */
export function PlanImportScreen() {
  const { planId } = ofPlan.useParams();
  const search = ofPlan.useSearch();
  const navigate = useNavigate();
  const me = useMe();
  const importing = useImport();
  const [isUnsent, setUnsent] = useState(false);
  const isEmpty = useQuery(reads.indicators(planId, { limit: 1 })).data?.items.length === 0;
  return (
    <PlanFrame planId={planId} title="様式の取込" failed={hasFailed(importing.work, isUnsent)}>
      {(plan) => {
        if (!me || !coordinatesPlan(me, planId)) return <Banner tone="info" title="計画に様式を取り込めるのは、取りまとめ担当です">担当課の様式は、年度見直しの「様式の取込」から取り込めます。</Banner>;
        return (
          <>
            {isEmpty ? <Banner tone="info" title="この計画には、まだ指標がありません">様式を取り込むと、書かれている事業・指標・担当課が登録されます。</Banner> : importing.work.stage === 'asking' ? <p className="mb-4">行っている年度見直しに取り込みます。</p> : null}
            <Body plan={plan} cycle={null} isEmpty={isEmpty} search={search} importing={importing} onFailed={setUnsent} onSearch={(change) => void navigate({ to: '/plans/$planId/import', params: { planId }, search: { ...search, ...change }, replace: true })} />
          </>
        );
      }}
    </PlanFrame>
  );
}
