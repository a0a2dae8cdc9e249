import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { useMe } from '../../api/queries.js';
import type { Plan } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Checkbox } from '../../design/field.js';
import { Part } from '../../design/page.js';
import { announce } from '../../shell/announcer.js';
import { coordinatesPlan } from '../../words/roles.js';

/** Whether the section head confirms before a department submits: for the coordinator to say, for everybody else to read. */
export function Endorsement({ plan }: { readonly plan: Plan }) {
  const client = useQueryClient();
  const me = useMe();
  const [refused, setRefused] = useState<string | null>(null);
  const say = async (endorsementAsked: boolean): Promise<void> => {
    try {
      const now = await call<Plan>(`/plans/${plan.id}`, { method: 'PATCH', version: plan.version, body: { endorsementAsked } });
      setRefused(null);
      client.setQueryData(['plan', plan.id], now);
      announce(endorsementAsked ? '提出の前に課長の確認を求めます。' : '課長の確認を求めずに提出できます。');
      await client.invalidateQueries({ predicate: ({ queryKey }) => ['plans', 'cycle', 'proposal', 'tasks'].includes(String(queryKey[0])) });
    } catch (error) {
      setRefused(sentenceOf(error));
      await client.invalidateQueries({ queryKey: ['plan', plan.id] });
    }
  };
  const maySay = me !== null && coordinatesPlan(me, plan.id);
  if (!maySay) return plan.endorsementAsked ? <p className="mb-4">この計画では、担当課が提出する前に課長が確認します。</p> : null;
  return (
    <Part title="提出の進め方">
      {refused ? <Banner tone="error" title="変えられませんでした" speaks>{refused}</Banner> : null}
      <Checkbox label="提出の前に課長の確認を求める" checked={plan.endorsementAsked} onChange={(on) => void say(on)} />
      <p className="text-dns-14N-130 text-solid-gray-700">課長が登録されていない担当課は、確認を求めると提出できません。すでに提出されたものは、そのままです。</p>
    </Part>
  );
}
