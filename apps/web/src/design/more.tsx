import { useState, type ReactNode } from 'react';
import { Button } from './button.js';

/** The beginning of a long list, and the next ones on demand: a page stays light however long the list is. */
export function More<Item>({ items, step, noun, children }: { readonly items: readonly Item[]; readonly step: number; readonly noun: string; readonly children: (shown: readonly Item[]) => ReactNode }) {
  const [from, setFrom] = useState(0);
  const end = Math.min(items.length, from + step);
  return (
    <>
      {children(items.slice(from, end))}
      {items.length > step ? (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <p role="status">{items.length}{noun}のうち {from + 1}〜{end}{noun}目</p>
          <Button size="small" off={from === 0} onClick={() => setFrom(Math.max(0, from - step))}>前の{step}{noun}</Button>
          <Button size="small" off={end === items.length} onClick={() => setFrom(from + step)}>次の{step}{noun}</Button>
        </div>
      ) : null}
    </>
  );
}
