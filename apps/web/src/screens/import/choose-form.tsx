import { useEffect, useState, type FormEvent } from 'react';
import type { Plan } from '../../api/types.js';
import { ErrorSummary } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { ChoiceCards } from '../../design/choice.js';
import { ErrorText, FieldLabel, TextArea } from '../../design/field.js';
import { Part } from '../../design/page.js';
import { contentOf, contentOfPaste, type FormKind, type ImportWork, type SentForm } from './import-work.js';

const kinds = [
  { value: 'vision-review', label: 'KPI見直しの様式', support: '指標・実績値・継続／変更／削除の表。この画面からダウンロードした様式もこちらです。' },
  { value: 'strategy', label: '総合戦略のKPI一覧', support: '事業の右に、項目名・現状値・指標値が並ぶ表。' },
] as const;
const ways = [
  { value: 'file', label: 'ファイルを選ぶ', support: 'Excelブック（.xlsx）か、CSV' },
  { value: 'paste', label: '表を貼り付ける', support: 'Excelで見出しごとコピーした表' },
] as const;

/** What of the choice stands in the address. */
export interface ImportSearch {
  readonly form?: string;
  readonly by?: string;
}

/** The form that a plan most likely sends: a strategy that is still empty comes from its list, all else from the review form. */
export const kindOf = ({ form }: ImportSearch, plan: Plan, isEmpty: boolean): FormKind => (form === 'strategy' || form === 'vision-review' ? form : isEmpty && plan.kind === 'strategy' ? 'strategy' : 'vision-review');

interface ChooseGiven {
  readonly plan: Plan;
  readonly kind: FormKind;
  readonly search: ImportSearch;
  readonly onSearch: (change: ImportSearch) => void;
  readonly work: ImportWork;
  readonly onCheck: (sent: SentForm) => Promise<void>;
  readonly title: string;
  /** The person came back from a result to choose another form. */
  readonly takesFocus: boolean;
  /** Whether what was chosen cannot be sent: the window's title says so. */
  readonly onFailed: (failed: boolean) => void;
}

/** Asks for the form, as a file or as a pasted table, and has it looked through; nothing is taken here. */
export function ChooseForm({ plan, kind, search, onSearch, work, onCheck, title, takesFocus, onFailed }: ChooseGiven) {
  const by = search.by === 'paste' ? 'paste' : 'file';
  const [file, setFile] = useState<File | null>(null);
  const [pasted, setPasted] = useState('');
  const [own, setOwn] = useState<{ readonly message: string | null; readonly attempt: number }>({ message: null, attempt: 0 });
  useEffect(() => {
    if (takesFocus) document.getElementById('import-kind')?.focus();
  }, [takesFocus]);
  const field = by === 'file' ? 'import-file' : 'import-text';
  const isBusy = work.stage === 'checking' || work.stage === 'taking';
  const say = (message: string | null): void => {
    setOwn({ message, attempt: own.attempt + 1 });
    onFailed(message !== null);
  };
  const forget = (): void => {
    setOwn({ message: null, attempt: 0 });
    onFailed(false);
  };
  const check = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    if (by === 'file' && !file) return say('取り込む様式のファイルを選んでください。');
    if (by === 'paste' && pasted.trim() === '') return say('Excelで表をコピーして、ここに貼り付けてください。');
    say(null);
    try {
      const content = by === 'file' && file ? await contentOf(file) : contentOfPaste(pasted);
      await onCheck({ planId: plan.id, kind, name: by === 'file' && file ? file.name : '貼り付けた表', content });
    } catch {
      say('ファイルを読めませんでした。Excelで開いたままになっていないか、移動していないかを確かめて、もう一度選んでください。');
    }
  };
  const message = own.message ?? (work.refusal && work.refusal.faults.length === 0 && work.refusal.detail !== '' ? work.refusal.detail : null);
  return (
    <Part title={title}>
      <ErrorSummary title={own.message ? '様式を選んでください' : work.refusal?.title} errors={message ? [{ id: field, message }] : []} attempt={own.attempt + (work.refusal?.attempt ?? 0)} />
      <form noValidate className="max-w-200 space-y-6" onSubmit={(event) => void check(event)}>
        <ChoiceCards id="import-kind" legend="様式の種類" options={kinds} value={kind} onChange={(form) => onSearch({ form })} />
        <ChoiceCards id="import-by" legend="取り込み方" options={ways} value={by} onChange={(way) => { forget(); onSearch({ by: way }); }} />
        {by === 'file' ? (
          <div>
            <FieldLabel htmlFor="import-file" label="様式のファイル" must />
            <p id="import-file-support" className="mb-2 text-dns-16N-130 text-solid-gray-700">5 MB まで。パスワードは外してから選びます。</p>
            <input
              id="import-file" type="file" accept=".xlsx,.csv,.tsv,.txt" className="block w-full max-w-160 rounded-8 border border-solid-gray-600 p-3 file:mr-3 file:min-h-10 file:rounded-6 file:border file:border-current file:bg-white file:px-3 file:text-key-900"
              aria-required="true" aria-invalid={message ? true : undefined} aria-describedby={`import-file-support${message ? ' import-file-error' : ''}`}
              onChange={(event) => { setFile(event.target.files?.[0] ?? null); forget(); }}
            />
            {message ? <ErrorText id="import-file-error">{message}</ErrorText> : null}
          </div>
        ) : <TextArea id="import-text" label="貼り付けた表" must rows={6} maxLength={5_000_000} support="見出しの行から下を選んでコピーし、ここに貼り付けます。列の順番は違っていてもかまいません。" value={pasted} onChange={setPasted} error={message ?? undefined} />}
        <Button type="submit" look="main" off={isBusy}>{work.stage === 'checking' ? '読んでいます…' : '取り込む内容を確かめる'}</Button>
        <p className="text-dns-16N-130">まだ何も書き込みません。何が変わるかを、セルごとに見てから決められます。</p>
      </form>
    </Part>
  );
}
