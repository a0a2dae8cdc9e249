import { useEffect, useRef, type ReactNode } from 'react';
import { classes } from './classes.js';

type Tone = 'info' | 'success' | 'warning' | 'error';

const looks: Readonly<Record<Tone, string>> = { info: 'border-key-900', success: 'border-success-2', warning: 'border-warning-yellow-2', error: 'border-error-1' };
const words: Readonly<Record<Tone, string>> = { info: 'お知らせ', success: '完了', warning: '注意', error: 'エラー' };
const strips: Readonly<Record<Tone, string>> = { info: 'bg-key-900 text-white', success: 'bg-success-2 text-white', warning: 'bg-yellow-300 text-solid-gray-900', error: 'bg-error-2 text-white' };

/** A notice that stays on the page, with its kind in words. `speaks`: it came up while the person worked, so it is read out. */
export function Banner({ tone, title, children, speaks = false }: { readonly tone: Tone; readonly title: ReactNode; readonly children?: ReactNode; readonly speaks?: boolean }) {
  return (
    <div role={speaks ? (tone === 'error' ? 'alert' : 'status') : undefined} className={classes('my-4 rounded-12 border-2 bg-white p-4', looks[tone])}>
      <p className="text-std-17B-170">
        <span className={classes('mr-2 inline-block rounded-4 border border-transparent px-2 text-dns-14B-130 align-middle', strips[tone])}>{words[tone]}</span>
        {title}
      </p>
      {children ? <div className="mt-1">{children}</div> : null}
    </div>
  );
}

/** What has to be put right, with a link to each field; takes the focus whenever a submission was tried (`attempt` counts them). */
export function ErrorSummary({ errors, attempt, title }: { readonly title?: string | undefined; readonly errors: readonly { readonly id: string; readonly message: string }[]; readonly attempt: number }) {
  const box = useRef<HTMLDivElement>(null);
  const isShown = errors.length > 0 && attempt > 0;
  useEffect(() => {
    if (isShown) box.current?.focus();
  }, [isShown, attempt]);
  if (!isShown) return null;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="my-4 rounded-12 border-2 border-error-1 p-4">
      <p className="text-std-17B-170">{title ?? `${errors.length}か所を確認してください`}</p>
      <ul className="mt-2 list-disc pl-6">
        {errors.map(({ id, message }) => (
          <li key={`${id} ${message}`}>
            <a href={`#${id}`} onClick={(event) => { event.preventDefault(); document.getElementById(id)?.focus(); }}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
