import { useQueryClient } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { call, newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import type { Progress } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { RowLink } from '../../design/row-link.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';

type Department = Progress['departments'][number];

const handedIn = ({ byState, total }: Department): number => total - byState.draft - byState.returned;

/** How far a department is, as a bar beside its figures. */
function Bar({ department }: { readonly department: Department }) {
  const { byState, total } = department;
  const decided = byState.accepted + byState.tabled + byState.approved + byState.rejected;
  const parts = [
    { count: decided, look: 'bg-green-800' }, { count: byState.submitted, look: 'bg-yellow-400' }, { count: byState.returned, look: 'bg-red-800' }, { count: byState.draft, look: 'bg-solid-gray-200' },
  ];
  return <span aria-hidden="true" className="mt-1 flex h-2 w-32 border border-solid-gray-600 forced-color-adjust-none">{parts.map(({ count, look }) => (count > 0 ? <span key={look} className={look} style={{ width: `${(count / total) * 100}%` }} /> : null))}</span>;
}

function Remind({ cycleId, departments }: { readonly cycleId: string; readonly departments: readonly Department[] }) {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [said, setSaid] = useState<{ readonly tone: 'success' | 'error'; readonly words: string } | null>(null);
  const open = departments.filter((one) => one.byState.draft + one.byState.returned > 0);
  const send = async (): Promise<void> => {
    setAsking(false);
    try {
      const { departments: reached } = await call<{ departments: readonly { name: string }[] }>(`/cycles/${cycleId}/reminders`, { method: 'POST', key: newKey(), body: { departmentIds: open.map(({ id }) => id) } });
      setSaid({ tone: 'success', words: reached.length > 0 ? `${reached.map(({ name }) => name).join('、')}に催促のメールを送ります。` : '催促する相手はいませんでした。' });
      void client.invalidateQueries({ queryKey: ['cycle', cycleId] });
    } catch (error) {
      setSaid({ tone: 'error', words: sentenceOf(error) });
    }
  };
  if (open.length === 0) return null;
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>今すぐ催促する</Button>
      {said ? <Banner tone={said.tone} title={said.words} speaks /> : null}
      {isAsking ? (
        <Dialog title={`${open.length}課に催促しますか`} onClose={() => setAsking(false)} actions={<><Button look="main" onClick={() => void send()}>催促のメールを送る</Button><Button look="quiet" onClick={() => setAsking(false)}>やめる</Button></>}>
          <p>提出していない指標がある課の担当者に、メールを1通ずつ送ります。取り消せません。</p>
          <ul tabIndex={0} aria-label="催促する課" className="max-h-60 list-disc overflow-auto pl-6">{open.map(({ id, name, byState, overdue }) => <li key={id}>{name}：残り{byState.draft + byState.returned}件{overdue > 0 ? `（期限超過${overdue}件）` : ''}</li>)}</ul>
        </Dialog>
      ) : null}
    </>
  );
}

/** How far each department is, who is late, and a reminder now. */
export const DepartmentsPart = memo(function DepartmentsPart({ cycleId, progress, mayRemind }: { readonly cycleId: string; readonly progress: Progress; readonly mayRemind: boolean }) {
  const late = progress.departments.filter(({ overdue }) => overdue > 0);
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-2"><h2 className="text-std-20B-150">課ごとの進み具合</h2>{mayRemind ? <Remind cycleId={cycleId} departments={progress.departments} /> : null}</div>
      {late.length > 0 ? <p className="mb-2 text-error-1">期限を過ぎた課：{late.map(({ name, overdue }) => `${name}（${overdue}件）`).join('、')}</p> : null}
      <Table caption="課ごとの進み具合">
        <thead><tr><Th>課</Th><Th>提出済み／全体</Th><Th className="text-right">差戻し</Th><Th className="text-right">期限超過</Th></tr></thead>
        <tbody>
          {progress.departments.map((department) => (
            <tr key={department.id}>
              <RowTh><RowLink href={`/cycles/${cycleId}?department=${department.id}`}>{department.name}</RowLink><span className="block text-dns-14N-130 text-solid-gray-700">{department.municipality.name}</span></RowTh>
              <Td>{handedIn(department)}／{department.total}<Bar department={department} /></Td>
              <Td figure>{department.byState.returned}</Td><Td figure>{department.overdue}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
});
