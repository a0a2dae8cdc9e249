import { useEffect, useRef, useState } from 'react';
import type { Fault } from '../../api/problem.js';
import type { ImportReport, Plan } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { MarkIcon } from '../../design/marks.js';
import { Part } from '../../design/page.js';
import type { Mark } from '../../words/states.js';
import { ChangesTable, ConflictsTable, faultId, faultsPerPage, FindingsTable } from './report-tables.js';
import type { ImportWork, Refusal } from './import-work.js';

/** The faults that no form can be taken with; the summary leads to the first page of them. */
function Faults({ faults, title, attempt }: { readonly faults: readonly (Pick<Fault, 'message'> & { readonly cell: string; readonly text?: string })[]; readonly title: string; readonly attempt: number }) {
  const listed = faults.slice(0, Math.min(5, faultsPerPage)).map(({ cell, message }, index) => ({ id: faultId(index), message: `${cell}　${message}` }));
  const rest = faults.length - listed.length;
  return (
    <>
      <ErrorSummary attempt={attempt} title={title} errors={rest > 0 ? [...listed, { id: faultId(listed.length), message: `ほか${rest}件` }] : listed} />
      <Part title="直すところ"><FindingsTable findings={faults} caption="直すところ" areFaults /></Part>
    </>
  );
}

/** A form that could not be taken, with each cell that stands in the way. */
export function RefusedForm({ refusal }: { readonly refusal: Refusal }) {
  return <Faults attempt={refusal.attempt} title={refusal.detail} faults={refusal.faults.map(({ pointer, message }) => ({ cell: pointer, message }))} />;
}

function Counts({ report }: { readonly report: ImportReport }) {
  const errors = report.findings.filter(({ stopsImport }) => stopsImport).length;
  const figures: readonly (readonly [string, number, string, Mark])[] = [
    ['新しく作る', report.created, '件', 'waiting'], ['変わる', report.changed, '件', 'half'], ['変わらない', report.unchanged, '件', 'done'], ['取り込まない欄', report.conflicts, 'か所', 'table'], ['直すところ', errors, 'か所', 'no'],
  ];
  return (
    <dl aria-label="件数" className="mb-4 grid grid-cols-2 gap-3 sm:grid-cols-5">
      {figures.map(([word, count, unit, mark]) => (
        <div key={word} className="flex items-center justify-between gap-2 rounded-8 border border-solid-gray-420 px-4 py-3">
          <dt className="flex items-center gap-2 text-dns-14B-130"><MarkIcon mark={mark} />{word}</dt>
          <dd className="text-std-20B-150 tabular-nums whitespace-nowrap">{count}<span className="text-dns-14N-130">{unit}</span></dd>
        </div>
      ))}
    </dl>
  );
}

function Details({ report, isDone }: { readonly report: ImportReport; readonly isDone: boolean }) {
  const isBlocked = report.findings.some(({ stopsImport }) => stopsImport);
  const later = report.findings.filter(({ severity, stopsImport }) => severity === 'blocks' && !stopsImport);
  const warnings = report.findings.filter(({ severity }) => severity === 'warns');
  const changed = report.items.filter(({ changes }) => changes.length > 0);
  return (
    <>
      {report.conflicts > 0 ? <Part title="取り込まない欄"><p className="mb-3">様式と今の内容が食い違っている欄です。今の内容を残します。様式の内容にするときは、指標の画面で書き直してください。</p><ConflictsTable items={report.items} /></Part> : null}
      {changed.length > 0 ? <Part title={isDone ? '取り込んだ内容' : isBlocked ? '直したあとに取り込まれる内容' : '取り込む内容'}><ChangesTable items={changed} cycleId={isDone ? report.cycleId : null} /></Part> : null}
      {later.length > 0 ? <Part title={`提出までに直すところ（${later.length}か所）`}><p className="mb-3">{isDone ? '取り込みましたが' : '取り込めますが'}、このままでは提出できません。</p><FindingsTable findings={later} caption="提出までに直すところ" /></Part> : null}
      {warnings.length > 0 ? <Part title={`確かめてほしいところ（${warnings.length}か所）`}><p className="mb-3">{isDone ? '取り込みましたが' : '取り込めますが'}、思いどおりの内容か見てください。</p><FindingsTable findings={warnings} caption="確かめてほしいところ" /></Part> : null}
    </>
  );
}

/** What taking the form does, in sentences. */
function effectsOf(report: ImportReport): readonly string[] {
  if (report.cycleId === null) return [`計画に${report.created}件の指標を登録します。事業と担当課も、様式に書かれたとおりに登録します。`, '登録したあとの担当課は「指標」の画面で、名称や目標値は年度見直しで変えられます。'];
  return [
    ...(report.changed > 0 ? [`${report.changed}件の指標の入力を書き換えます。前の内容は記録に残ります。`] : []),
    ...(report.created > 0 ? [`新しい指標を${report.created}件、下書きで作ります。`] : []),
    ...(report.conflicts > 0 ? [`食い違っている${report.conflicts}か所は取り込まず、今の内容を残します。`] : []),
    '提出はしません。担当課が内容を確かめてから、課として提出します。',
  ];
}

interface Given {
  readonly plan: Plan;
  readonly work: ImportWork & { readonly report: ImportReport };
  readonly onTake: () => Promise<void>;
  readonly onRestart: () => void;
}

function Acts({ plan, work: { report, stage }, onTake, onRestart }: Given) {
  const [asks, setAsks] = useState(false);
  const again = <Button onClick={onRestart}>別の様式を選ぶ</Button>;
  if (stage === 'taken') return <div className="my-4 flex flex-wrap gap-3">{report.cycleId ? <ButtonLink look="main" to="/cycles/$cycleId" params={{ cycleId: report.cycleId }}>進捗状況を見る</ButtonLink> : <ButtonLink look="main" to="/plans/$planId" params={{ planId: plan.id }}>登録した指標を見る</ButtonLink>}{again}</div>;
  const isBlocked = report.findings.some(({ stopsImport }) => stopsImport);
  const isEmpty = report.created + report.changed === 0;
  const isBusy = stage === 'taking';
  return (
    <>
      <div className="my-4 flex flex-wrap gap-3">{isBlocked || isEmpty ? null : <Button look="main" off={isBusy} onClick={() => setAsks(true)}>{isBusy ? '取り込んでいます…' : '取り込む'}</Button>}{again}</div>
      {asks ? (
        <Dialog title="この内容を取り込みますか" onClose={() => setAsks(false)} actions={<><Button look="main" onClick={() => { setAsks(false); void onTake(); }}>取り込む</Button><Button look="quiet" onClick={() => setAsks(false)}>やめる</Button></>}>
          <ul className="list-disc space-y-2 pl-6">{effectsOf(report).map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
        </Dialog>
      ) : null}
    </>
  );
}

/** What an import would do, cell by cell, and the way to do it; afterwards what it did. */
export function ImportReportPart({ plan, work, onTake, onRestart }: Given) {
  const { report, stage, sent } = work;
  const heading = useRef<HTMLHeadingElement>(null);
  const errors = report.findings.filter(({ stopsImport }) => stopsImport);
  const isDone = stage === 'taken';
  useEffect(() => {
    if (isDone || errors.length === 0) heading.current?.focus();
  }, [isDone, errors.length]);
  const isEmpty = report.created + report.changed === 0 && errors.length === 0;
  return (
    <section aria-labelledby="import-result" className="mt-8">
      <h2 id="import-result" ref={heading} tabIndex={-1} className="text-std-20B-150">{isDone ? '取り込みました' : '取り込むと変わること'}</h2>
      <p className="mb-4">{sent?.name}　{report.rows}行　{isDone ? '' : 'まだ何も書き込んでいません。'}</p>
      {isDone ? <Banner tone="success" title={report.created + report.changed === 0 ? '変わったところはありません' : `新しく${report.created}件を作り、${report.changed}件を変えました`} speaks>{report.conflicts > 0 ? `食い違っていた${report.conflicts}か所は、今の内容を残しました。` : '提出はしていません。担当課の「課の提出」から提出します。'}</Banner> : null}
      {!isDone && isEmpty ? <Banner tone="info" title="取り込むものはありません">{report.conflicts > 0 ? '食い違っている欄のほかは、様式も今の内容も同じです。食い違っている欄は、下で確かめてください。' : '様式の内容は、今の内容と同じです。'}</Banner> : null}
      <Counts report={report} />
      {errors.length > 0 ? <Faults attempt={1} title={`様式に、直さないと取り込めないところが${errors.length}か所あります`} faults={errors} /> : null}
      <Acts plan={plan} work={work} onTake={onTake} onRestart={onRestart} />
      <Details report={report} isDone={isDone} />
    </section>
  );
}
