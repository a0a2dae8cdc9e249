import { useQueryClient } from '@tanstack/react-query';
import { directionWords, natureWords } from '#core';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { useMe } from '../../api/queries.js';
import type { IndicatorLife } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Select } from '../../design/field.js';
import { announce } from '../../shell/announcer.js';
import { coordinatesPlan } from '../../words/roles.js';

const optionsOf = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([value, label]) => ({ value, label }));

function MeasuredAsDialog({ life, onClose }: { readonly life: IndicatorLife; readonly onClose: () => void }) {
  const client = useQueryClient();
  const now = life.definitions.at(-1);
  const [direction, setDirection] = useState<string>(now?.direction ?? 'higher');
  const [nature, setNature] = useState<string>(now?.nature ?? 'flow');
  const [refused, setRefused] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    try {
      await call(`/indicators/${life.id}`, { method: 'PATCH', body: { direction, nature } });
      announce('方向と性質を変えました。');
      await client.invalidateQueries({ predicate: ({ queryKey }) => ['indicator', 'plan', 'cycle', 'proposal'].includes(String(queryKey[0])) });
      onClose();
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  return (
    <Dialog title="望ましい方向と値の性質" onClose={onClose} actions={<><Button look="main" onClick={() => void save()}>変える</Button><Button look="quiet" onClick={onClose}>やめる</Button></>}>
      {refused ? <Banner tone="error" title="変えられませんでした" speaks>{refused}</Banner> : null}
      <Select id="indicator-direction" label="望ましい方向" value={direction} onChange={setDirection} options={optionsOf(directionWords)} />
      <Select id="indicator-nature" label="値の性質" value={nature} onChange={setNature} options={optionsOf(natureWords)} />
      <p>達成率と評価、見直しの確認は、変えた内容で計算し直します。確定した文書は変わりません。</p>
    </Dialog>
  );
}

/** Says which way is better and what kind of figure it is: forms do not tell, and a falling figure would be graded the wrong way round. */
export function MeasuredAs({ life }: { readonly life: IndicatorLife }) {
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  if (!me || !coordinatesPlan(me, life.planId) || life.endedAt !== null) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>方向と性質を変える</Button>
      {isOpen ? <MeasuredAsDialog life={life} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
