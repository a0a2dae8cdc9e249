import { useState } from 'react';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';

interface ConflictGiven<Content> {
  readonly mine: Content;
  readonly theirs: Content;
  /** The fields with their words, in the order of the form. */
  readonly words: readonly (readonly [keyof Content & string, string])[];
  readonly show?: (field: keyof Content & string, value: unknown) => string;
  readonly onKeep: (content: Content) => void;
}

/** Somebody else saved first: both versions beside each other, field by field, and nothing is lost until the person has chosen. */
export function Conflict<Content extends object>({ mine, theirs, words, show = (_field, value) => String(value ?? ''), onKeep }: ConflictGiven<Content>) {
  const [taken, setTaken] = useState<readonly string[]>([]);
  const differing = words.filter(([field]) => JSON.stringify(mine[field]) !== JSON.stringify(theirs[field]));
  const choose = (field: string, theirOne: boolean): void => setTaken(theirOne ? [...taken, field] : taken.filter((one) => one !== field));
  const merged = (): Content => ({ ...mine, ...Object.fromEntries(taken.map((field) => [field, theirs[field as keyof Content]])) });
  const cell = (field: keyof Content & string, word: string, side: 'mine' | 'theirs') => (
    <Td>
      <label className="flex gap-2">
        <input
          type="radio" name={`conflict-${field}`} className="mt-1 size-5 shrink-0 accent-key-900" checked={taken.includes(field) === (side === 'theirs')} onChange={() => choose(field, side === 'theirs')}
          aria-label={`${word}：${side === 'mine' ? '自分の入力' : '保存されている内容'}を残す`}
        />
        <span className="whitespace-pre-wrap">{show(field, side === 'mine' ? mine[field] : theirs[field]) || '（空欄）'}</span>
      </label>
    </Td>
  );
  return (
    <Banner tone="warning" title="ほかの人が先に更新しました" speaks>
      <p className="mb-3">あなたの入力は消えていません。項目ごとに、残す方を選んでください。</p>
      <Table caption="自分の入力と、保存されている内容">
        <thead><tr><Th>項目</Th><Th>自分の入力</Th><Th>保存されている内容</Th></tr></thead>
        <tbody>
          {differing.map(([field, word]) => (
            <tr key={field}><RowTh>{word}</RowTh>{cell(field, word, 'mine')}{cell(field, word, 'theirs')}</tr>
          ))}
        </tbody>
      </Table>
      <Button className="mt-3" look="main" onClick={() => onKeep(merged())}>選んだ内容で保存する</Button>
    </Banner>
  );
}
