import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { reads } from '../../api/queries.js';
import type { IndicatorInForce, PlanDepartment } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Checkbox } from '../../design/field.js';
import { Loaded } from '../../design/page.js';
import { announce } from '../../shell/announcer.js';

interface ChoiceGiven {
  readonly departments: readonly PlanDepartment[];
  readonly ids: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}

/** Every department of the plan's municipalities, the central city's first. */
function Departments({ departments, ids, onChange }: ChoiceGiven) {
  const codes = [...new Set(departments.map(({ municipality }) => municipality.code))];
  return codes.map((code) => {
    const own = departments.filter(({ municipality }) => municipality.code === code);
    return (
      <fieldset key={code}>
        <legend className="text-std-16B-170">{own[0]?.municipality.name}の担当課</legend>
        <div className="grid gap-x-4 sm:grid-cols-2">{own.map(({ id, name }) => <Checkbox key={id} label={name} checked={ids.includes(id)} onChange={(on) => onChange(on ? [...ids, id] : ids.filter((one) => one !== id))} />)}</div>
      </fieldset>
    );
  });
}

/** The departments chosen so far, in their order; one that answers no more can be taken out, not put in again. */
function Chosen({ indicator, departments, ids, onChange }: ChoiceGiven & { readonly indicator: IndicatorInForce }) {
  const gone = indicator.departments.filter(({ id }) => ids.includes(id) && !departments.some((one) => one.id === id));
  const nameOf = (id: string): string => [...departments, ...indicator.departments].find((one) => one.id === id)?.name ?? '';
  return (
    <>
      <p role="status">先に選んだ課が主担当になります。{ids.length > 0 ? `今の並び：${ids.map(nameOf).join('、')}` : 'まだ選ばれていません。'}</p>
      {gone.length > 0 ? <fieldset><legend className="text-std-16B-170">今はない課</legend>{gone.map(({ id, name }) => <Checkbox key={id} label={name} checked onChange={() => onChange(ids.filter((one) => one !== id))} />)}</fieldset> : null}
    </>
  );
}

/** Says which departments answer for an indicator; the first leads. */
export function AssignDialog({ planId, indicator, onClose }: { readonly planId: string; readonly indicator: IndicatorInForce; readonly onClose: () => void }) {
  const client = useQueryClient();
  const all = useQuery(reads.planDepartments(planId));
  const [ids, setIds] = useState<readonly string[]>(indicator.departments.map(({ id }) => id));
  const [refused, setRefused] = useState<string | null>(null);
  const assign = async (): Promise<void> => {
    if (ids.length === 0) return setRefused('担当課を一つ以上選んでください。');
    try {
      await call(`/indicators/${indicator.id}/departments`, { method: 'PUT', body: { departmentIds: ids } });
      announce(`「${indicator.name}」の担当課を変えました。`);
      // Who answers stands in the plan's own list of departments, too, and in every review of it.
      await client.invalidateQueries({ predicate: ({ queryKey }) => ['plan', 'plans', 'indicator', 'cycle', 'proposal'].includes(String(queryKey[0])) });
      onClose();
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  return (
    <Dialog wide title={`「${indicator.name}」の担当課`} onClose={onClose} actions={<><Button look="main" off={!all.data} onClick={() => void assign()}>担当課を決める</Button><Button look="quiet" onClick={onClose}>やめる</Button></>}>
      {refused ? <Banner tone="error" title="変えられませんでした" speaks>{refused}</Banner> : null}
      <Loaded read={all}>{({ items }) => <><Chosen indicator={indicator} departments={items} ids={ids} onChange={setIds} /><Departments departments={items} ids={ids} onChange={setIds} /></>}</Loaded>
    </Dialog>
  );
}
