import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { cycleStateWords, fiscalYearIn, fiscalYearName } from '#core';
import { useState, type FormEvent } from 'react';
import { call, newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { reads, useMe } from '../../api/queries.js';
import type { Cycle, Plan } from '../../api/types.js';
import { Button } from '../../design/button.js';
import { Select, TextField } from '../../design/field.js';
import { Empty, Loaded, PageFrame, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { dayName } from '../../words/time.js';

function BeginForm({ plans }: { readonly plans: readonly Plan[] }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [planId, setPlanId] = useState(plans[0]?.id ?? '');
  const [year, setYear] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [key] = useState(newKey);
  const begin = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const fiscalYear = fiscalYearIn(year);
    if (fiscalYear === null) return setError('見直す年度を「令和7年度」のように入力してください。');
    try {
      const made = await call<Cycle>('/cycles', { method: 'POST', key, body: { planId, fiscalYear } });
      await client.invalidateQueries({ queryKey: ['cycles'] });
      await navigate({ to: '/cycles/$cycleId/acts', params: { cycleId: made.id } });
    } catch (refused) {
      setError(sentenceOf(refused));
    }
  };
  return (
    <Part title="新しい年度の見直しを準備する">
      <form noValidate className="max-w-120 space-y-4" onSubmit={(event) => void begin(event)}>
        <Select id="begin-plan" label="計画" must value={planId} onChange={setPlanId} options={plans.map(({ id, title }) => ({ value: id, label: title }))} />
        <TextField id="begin-year" label="見直す年度（実績の年度）" must support={`例：${fiscalYearName(new Date().getFullYear())}`} width="w-44" value={year} onChange={setYear} error={error ?? undefined} />
        <p className="text-dns-16N-130">準備中の見直しができます。期限と担当者を整えてから開始します。</p>
        <Button type="submit">準備を始める</Button>
      </form>
    </Part>
  );
}

/** The annual reviews, the latest first. */
export function CyclesScreen() {
  const me = useMe();
  const cycles = useQuery(reads.cycles());
  const plans = useQuery(reads.plans()).data?.items ?? [];
  const own = plans.filter(({ id }) => me?.scopes.some(({ role, planId }) => role === 'coordinator' && planId === id));
  return (
    <PageFrame title="年度見直し">
      <Loaded read={cycles}>
        {({ items }) => items.length === 0 ? <Empty title="年度見直しはまだありません">取りまとめ担当が準備を始めると、ここに出ます。</Empty> : (
          <Table caption="年度見直しの一覧">
            <thead><tr><Th>計画と年度</Th><Th>段階</Th><Th>提出期限</Th><Th>確認期限</Th><Th>採決期限</Th></tr></thead>
            <tbody>
              {items.map((cycle) => (
                <tr key={cycle.id}>
                  <RowTh><Link to="/cycles/$cycleId" params={{ cycleId: cycle.id }}>{cycle.name}</Link></RowTh>
                  <Td className="whitespace-nowrap">{cycleStateWords[cycle.state]}</Td>
                  {[cycle.deadlines.submission, cycle.deadlines.review, cycle.deadlines.vote].map((day, index) => <Td key={index} className="whitespace-nowrap">{day ? dayName(day) : '未定'}</Td>)}
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
      {own.length > 0 ? <BeginForm key={own.length} plans={own} /> : null}
    </PageFrame>
  );
}
