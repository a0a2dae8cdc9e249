import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { call, newKey } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { reads } from '../../api/queries.js';
import type { Proposal } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Select, TextField } from '../../design/field.js';
import { PageFrame, Waiting } from '../../design/page.js';
import { projectsOf } from '../../words/plan.js';
import { useDepartmentOf, type DepartmentChoice } from '../department.js';
import type { Cycle, Plan } from '../../api/types.js';

const route = getRouteApi('/cycles/$cycleId/new');

function Begin({ cycle, plan, department }: { readonly cycle: Cycle; readonly plan: Plan; readonly department: DepartmentChoice }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [projectId, setProjectId] = useState('');
  const [departmentId, setDepartmentId] = useState(department.id ?? '');
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const [key] = useState(newKey);
  const search = name.trim();
  const similar = useQuery({ ...reads.indicators(plan.id, { q: search, limit: 5 }), enabled: search.length >= 2 }).data?.items ?? [];
  const errors = [
    ...(name.trim() === '' ? [{ id: 'new-name', message: '指標名を入力してください。' }] : []),
    ...(projectId === '' ? [{ id: 'new-project', message: '事業を選んでください。' }] : []),
  ];
  const errorOf = (id: string): string | undefined => (attempt > 0 ? errors.find((one) => one.id === id)?.message : undefined);
  const begin = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (errors.length > 0) return;
    try {
      const made = await call<Proposal>(`/cycles/${cycle.id}/proposals`, { method: 'POST', key, body: { name: name.trim(), projectId, target: { text: '', year: plan.targetYear }, ...(departmentId ? { departmentIds: [departmentId] } : {}) } });
      await navigate({ to: '/cycles/$cycleId/proposals/$proposalId', params: { cycleId: cycle.id, proposalId: made.id }, search: { from: 'department' } });
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  return (
    <form noValidate className="max-w-160 space-y-6" onSubmit={(event) => void begin(event)}>
      <ErrorSummary errors={errors} attempt={attempt} />
      {refused ? <Banner tone="error" title="始められませんでした" speaks>{refused}</Banner> : null}
      <TextField
        id="new-name" label="指標名" must width="max-w-160" value={name} onChange={setName} error={errorOf('new-name')}
        note={similar.length > 0 ? <div role="status" className="text-dns-16N-130"><p>似た名前の指標があります。同じものを測るなら、新規ではなくその指標の見直しで足ります。</p><ul className="list-disc pl-6">{similar.map((one) => <li key={one.id}>{one.name}（{one.departments.map((each) => each.name).join('、')}）</li>)}</ul></div> : undefined}
      />
      <Select id="new-project" label="事業" must value={projectId} onChange={setProjectId} error={errorOf('new-project')} options={[{ value: '', label: '選んでください' }, ...projectsOf(plan).map(({ id, path }) => ({ value: id, label: path }))]} />
      {department.options.length > 1 ? <Select id="new-department" label="担当課" must value={departmentId} onChange={setDepartmentId} options={department.options} /> : null}
      <p className="text-dns-16N-130">次の画面で、単位・計画策定時の値・目標・根拠・追加の理由を入力します。入力は下書きとして自動で保存されます。</p>
      <Button type="submit" look="main" size="large">下書きを作って次へ</Button>
    </form>
  );
}

/** Begins the proposal of a new indicator: its name and its project, and a look at those that are there. */
export function NewIndicatorScreen() {
  const { cycleId } = route.useParams();
  const known = useDepartmentOf(cycleId, route.useSearch().department);
  if (!known) return <><h1 className="sr-only">新しい指標の提案</h1><Waiting /></>;
  return (
    <PageFrame title="新しい指標の提案" crumbs={[{ label: '自分の仕事', to: '/' }, { label: known.cycle.name, to: '/cycles/$cycleId', params: { cycleId } }]}>
      <Begin key={known.department.id} {...known} />
    </PageFrame>
  );
}
