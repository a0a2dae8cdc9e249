import type { Plan, Proposal, Value } from '../../api/types.js';
import { MarkIcon } from '../../design/marks.js';
import { Select, TextArea, TextField } from '../../design/field.js';
import { Button } from '../../design/button.js';
import { projectsOf } from '../../words/plan.js';
import { meaningOf } from '../../words/values.js';
import type { LiveReview } from './live-checks.js';
import type { ProposalDraft } from './proposal-draft.js';

/** What every part of the form gets. */
export interface FormPart {
  readonly draft: ProposalDraft;
  readonly type: (change: Partial<ProposalDraft>) => void;
  readonly errorOf: (id: string) => string | undefined;
  readonly checksOf: (...fields: readonly string[]) => LiveReview['checks'];
  readonly read: (text: string) => Value | null;
}

/** What the checks say beside a field; each informs and is told by its mark and word. */
export function Checks({ checks }: { readonly checks: LiveReview['checks'] }) {
  if (checks.length === 0) return null;
  return (
    <ul className="mt-2 space-y-1">
      {checks.map(({ code, message }) => (
        <li key={`${code} ${message}`} className="flex gap-2 border-l-4 border-warning-yellow-2 bg-yellow-50 px-3 py-2 text-dns-16N-130"><span><span className="font-700">確認：</span>{message}</span></li>
      ))}
    </ul>
  );
}

/** What a typed value means, as it is read at this moment. */
export function Meaning({ value, isExplained = false }: { readonly value: Value | null; readonly isExplained?: boolean }) {
  const said = value ? meaningOf(value, isExplained) : '';
  return said === '' ? null : <p className="text-dns-16N-130 text-solid-gray-700">{said}</p>;
}

/** The target with the meaning of what is typed, and its year. */
export function TargetFields({ draft, type, errorOf, checksOf, read, must, planYear }: FormPart & { readonly must: boolean; readonly planYear: string }) {
  return (
    <div>
      <div className="flex flex-wrap gap-x-6 gap-y-4">
        <div className="grow basis-64">
          <TextField
            id="f-target" label="目標値" must={must} optional={!must} support="単位を付けて入力（例：57,000人/年）。全角でも入力できます。" value={draft.targetText} onChange={(targetText) => type({ targetText })} error={errorOf('f-target')}
            note={<Meaning value={read(draft.targetText)} />}
          />
        </div>
        <TextField id="f-target-year" label="目標年度" must={must} support={`例：${planYear}`} width="w-44" value={draft.targetYear} onChange={(targetYear) => type({ targetYear })} error={errorOf('f-target-year')} />
      </div>
      <Checks checks={checksOf('/proposal/target', '/proposal/target/year', '/proposal/target/text', '/target')} />
    </div>
  );
}

/** A basis to take over, with the target it gives. */
interface Suggestion {
  readonly label?: string;
  readonly sentence: string;
  readonly target: string;
}

/** The target in force with its basis: the first thing that a 継続 offers. */
export function presentTarget({ inForce, decision }: Proposal): readonly Suggestion[] {
  const { value, basis } = inForce.target;
  if (decision === 'add' || value.text.trim() === '') return [];
  return [{ label: '現行の目標値のまま', target: value.text, sentence: basis.trim() === '' ? `現行の目標値（${value.text}）を継続する。` : basis }];
}

/** The basis: suggestions that fill target and basis, the sentence itself, and its recomputation at this moment. */
export function BasisFields({ draft, type, errorOf, checksOf, must, suggestions, basisCheck }: FormPart & { readonly must: boolean; readonly suggestions: readonly Suggestion[]; readonly basisCheck: LiveReview['basisCheck'] }) {
  const isOff = basisCheck.status === '再計算と不一致' || draft.discrepancyReason !== '';
  return (
    <div className="space-y-4">
      {suggestions.length > 0 ? (
        <div>
          <p id="suggestions" className="text-std-16B-170">よくある根拠から入れる</p>
          <p className="mb-2 text-dns-16N-130 text-solid-gray-700">押すと、目標値と根拠の両方に入ります。入れたあとで書き直せます。</p>
          <ul aria-labelledby="suggestions" className="flex flex-wrap gap-2">
            {suggestions.map(({ label, sentence, target }) => (
              <li key={label ?? sentence}><Button size="small" className="h-auto! text-dns-14N-130! py-2!" onClick={() => type({ basis: sentence, targetText: target })}><span>{label ?? sentence.replace(/を目指す。$/, '')} <b>＝ {target}</b></span></Button></li>
            ))}
          </ul>
        </div>
      ) : null}
      <TextArea id="f-basis" label="目標値の設定（算出）根拠" must={must} optional={!must} rows={2} value={draft.basis} onChange={(basis) => type({ basis })} error={errorOf('f-basis')} note={<Recomputed basisCheck={basisCheck} />} />
      <Checks checks={checksOf('/proposal/basis')} />
      {isOff ? <TextArea id="f-discrepancy" label="再計算と異なる理由（差異理由）" optional rows={2} support="再計算と目標値が違うまま提出するときに書いてください。" value={draft.discrepancyReason} onChange={(discrepancyReason) => type({ discrepancyReason })} error={errorOf('f-discrepancy')} /> : null}
      <TextField id="f-source" label="引用元" optional width="max-w-160" maxLength={4_000} value={draft.source} onChange={(source) => type({ source })} error={errorOf('f-source')} />
    </div>
  );
}

/** What the basis gives when it is worked out again, with the arithmetic. */
export function Recomputed({ basisCheck }: { readonly basisCheck: LiveReview['basisCheck'] }) {
  if (!basisCheck.status) return null;
  const agrees = basisCheck.status === '一致';
  return (
    <div className="rounded-8 border border-solid-gray-420 p-3 text-dns-16N-130">
      <p className="flex items-center gap-2 font-700"><MarkIcon mark={agrees ? 'done' : 'half'} />検算：{basisCheck.status}</p>
      {basisCheck.arithmetic ? <p className="mt-1 whitespace-pre-line">{basisCheck.arithmetic}</p> : null}
      {basisCheck.note ? <p className="mt-1">{basisCheck.note}</p> : null}
      {!agrees && basisCheck.suggested ? <p className="mt-1">再計算した目標値：{basisCheck.suggested}</p> : null}
    </div>
  );
}

const directions = [{ value: '', label: '今のまま' }, { value: 'higher', label: '多いほどよい' }, { value: 'lower', label: '少ないほどよい' }, { value: 'maintain', label: '維持する' }, { value: 'none', label: '方向はない' }];
const natures = [{ value: '', label: '今のまま' }, { value: 'flow', label: '年ごとの値' }, { value: 'stock', label: '年度末の値' }, { value: 'cumulative', label: '累計' }, { value: 'rate', label: '割合' }];
const changeKinds = [{ value: '', label: '選んでください' }, { value: 'rename', label: '名前だけを変える（推移は続く）' }, { value: 'redefinition', label: '測り方を変える（推移は切れる）' }, { value: 'both', label: '名前も測り方も変える' }];
const orChoose = (options: typeof directions, isNew: boolean) => (isNew ? options.map((one) => (one.value === '' ? { value: '', label: '選んでください' } : one)) : options);

/** What the indicator itself is called and how it is measured: of a change, and of a new one. */
export function DefinitionFields({ draft, type, errorOf, plan, isNew }: FormPart & { readonly plan: Plan | undefined; readonly isNew: boolean }) {
  const projects = plan ? projectsOf(plan) : [];
  return (
    <div className="space-y-6">
      {isNew ? null : <Select id="f-kind" label="変更の種類" must value={draft.changeKind} onChange={(changeKind) => type({ changeKind })} options={changeKinds} error={errorOf('f-kind')} />}
      <TextField id="f-name" label={isNew ? '指標名' : '変更後の指標名'} must={isNew} optional={!isNew} width="max-w-160" value={draft.name} onChange={(name) => type({ name })} error={errorOf('f-name')} support={isNew ? undefined : '変えないときは空欄のままにします。'} />
      <div className="flex flex-wrap gap-x-6 gap-y-4">
        <TextField id="f-unit" label={isNew ? '単位' : '変更後の単位'} must={isNew} optional={!isNew} width="w-44" maxLength={50} value={draft.unit} onChange={(unit) => type({ unit })} error={errorOf('f-unit')} />
        <Select id="f-direction" label="望ましい方向" optional value={draft.direction} onChange={(direction) => type({ direction })} options={orChoose(directions, isNew)} error={errorOf('f-direction')} />
        <Select id="f-nature" label="値の性質" optional value={draft.nature} onChange={(nature) => type({ nature })} options={orChoose(natures, isNew)} error={errorOf('f-nature')} />
      </div>
      <Select id="f-project" label="事業" must={isNew} optional={!isNew} value={draft.projectId} onChange={(projectId) => type({ projectId })} options={[{ value: '', label: isNew ? '選んでください' : '今のまま' }, ...projects.map(({ id, path }) => ({ value: id, label: path }))]} error={errorOf('f-project')} />
    </div>
  );
}

/** The value at the plan's making and what is known of the years before: of a new indicator. */
export function BaselineFields({ draft, type, errorOf, read, years }: FormPart & { readonly years: readonly { readonly year: number; readonly word: string }[] }) {
  const textOf = (year: number): string => draft.actuals.find((one) => one.year === year)?.text ?? '';
  const set = (year: number, text: string): void => type({ actuals: [...draft.actuals.filter((one) => one.year !== year), { year, text }].sort((a, b) => a.year - b.year) });
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap gap-x-6 gap-y-4">
        <div className="grow basis-64">
          <TextField id="f-baseline" label="計画策定時の値" must support="値がないときは「実績なし」と入力してください。" value={draft.baselineText} onChange={(baselineText) => type({ baselineText })} error={errorOf('f-baseline')} note={<Meaning value={read(draft.baselineText)} />} />
        </div>
        <TextField id="f-baseline-year" label="その年度" width="w-44" support="例：令和6年度" value={draft.baselineYear} onChange={(baselineYear) => type({ baselineYear })} error={errorOf('f-baseline-year')} />
      </div>
      <fieldset>
        <legend className="text-std-16B-170">これまでの実績 <span className="ml-2 font-400 text-solid-gray-700">任意</span></legend>
        <div className="mt-2 flex flex-wrap gap-4">
          {years.map(({ year, word }) => <TextField key={year} id={`f-actual-${year}`} label={word} width="w-36" value={textOf(year)} onChange={(text) => set(year, text)} />)}
        </div>
      </fieldset>
    </div>
  );
}
