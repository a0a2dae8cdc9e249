import { useState } from 'react';
import { callForFile } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { useMe } from '../../api/queries.js';
import type { Cycle, Plan } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Select } from '../../design/field.js';
import { Part } from '../../design/page.js';
import { handOver } from '../../shell/hand-over.js';

const formats = [{ value: 'xlsx', label: 'Excel' }, { value: 'csv', label: 'CSV' }] as const;

/** Whom a form can be made for: an officer's own departments first, for the planning office every municipality and department. */
function whomOf(plan: Plan, own: readonly { readonly id: string; readonly name: string }[]): readonly { readonly value: string; readonly label: string }[] {
  const all = { value: '', label: 'すべての指標' };
  if (own.length > 0) return [...own.map(({ id, name }) => ({ value: `department=${id}`, label: name })), all];
  const several = plan.municipalities.length > 1;
  return [
    all,
    ...(several ? plan.municipalities.map(({ code, name }) => ({ value: `municipality=${code}`, label: `${name}の指標` })) : []),
    ...plan.departments.map(({ id, name, municipality }) => ({ value: `department=${id}`, label: several ? `${municipality.name} ${name}` : name })),
  ];
}

/** The office's own form, filled with what is known, to download: for all, a municipality or a department. */
export function FormDownload({ cycle, plan }: { readonly cycle: Cycle; readonly plan: Plan }) {
  const me = useMe();
  const whom = whomOf(plan, me?.departments ?? []);
  const [chosen, setChosen] = useState(whom[0]?.value ?? '');
  const [format, setFormat] = useState<string>('xlsx');
  const [stage, setStage] = useState<'still' | 'making' | 'made'>('still');
  const [refused, setRefused] = useState<string | null>(null);
  const download = async (): Promise<void> => {
    setStage('making');
    setRefused(null);
    try {
      handOver(await callForFile(`/cycles/${cycle.id}/form?format=${format}${chosen ? `&${chosen}` : ''}`));
      setStage('made');
    } catch (error) {
      setStage('still');
      setRefused(sentenceOf(error));
    }
  };
  return (
    <Part title="1. 様式をダウンロードする">
      <p className="mb-3 max-w-200">今の内容を書き入れた、いつもの様式です。メールで回したり、Excelで入力したりしたあと、下の「2. 様式を選ぶ」で取り込みます。番号の列は消さないでください。行を並べ替えても、足しても取り込めます。</p>
      {refused ? <Banner tone="error" title="ダウンロードできませんでした" speaks>{refused}</Banner> : null}
      <div className="flex flex-wrap items-end gap-4">
        <Select id="form-whom" label="範囲" value={chosen} onChange={setChosen} options={whom} />
        <Select id="form-format" label="形式" value={format} onChange={setFormat} options={formats} />
        <Button onClick={() => void download()} off={stage === 'making'}>{stage === 'making' ? '作っています…' : '様式をダウンロードする'}</Button>
      </div>
      <p role="status" className="mt-2 text-dns-16N-130 text-solid-gray-700">{stage === 'made' ? '様式をダウンロードしました。' : ''}</p>
    </Part>
  );
}
