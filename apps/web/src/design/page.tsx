import { Link, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { sentenceOf } from '../api/problem.js';
import type { Read } from '../api/queries.js';
import { Banner } from './banner.js';
import { Button } from './button.js';

/** One step of the way to this page. */
export interface Crumb {
  readonly label: string;
  readonly to: LinkProps['to'];
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, unknown>>;
}

/** The way to this page. */
export function Breadcrumb({ crumbs, here }: { readonly crumbs: readonly Crumb[]; readonly here: string }) {
  return (
    <nav aria-label="現在位置" className="mb-4 text-dns-14N-130 print:hidden">
      <ol className="flex flex-wrap gap-x-2 gap-y-1">
        {crumbs.map(({ label, to, params, search }) => (
          <li key={label} className="after:ml-2 after:text-solid-gray-600 after:content-['›'/'']">
            <Link {...({ to, params, search } as LinkProps)} className="inline-block py-1">{label}</Link>
          </li>
        ))}
        <li aria-current="page" className="py-1">{here}</li>
      </ol>
    </nav>
  );
}

interface PageGiven {
  readonly title: string;
  /** What stands in the heading, where it is more than the title. */
  readonly heading?: ReactNode;
  readonly crumbs?: readonly Crumb[];
  readonly aside?: ReactNode;
  readonly lead?: ReactNode;
  /** The title says that something has to be put right. */
  readonly failed?: boolean;
  readonly children: ReactNode;
}

/** The screen that was shown last. */
const shown: { before: string | null } = { before: null };

/** A screen: its title in the window, its way, its heading, which takes the focus when the screen changes. */
export function PageFrame({ title, heading, crumbs, aside, lead, failed = false, children }: PageGiven) {
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${failed ? 'エラー：' : ''}${title} — 共生`;
  }, [title, failed]);
  useEffect(() => {
    // The first page keeps the browser's own start of the page; later ones begin at their heading.
    if (shown.before !== null && shown.before !== title) h1.current?.focus({ preventScroll: true });
    shown.before = title;
  }, [title]);
  return (
    <>
      {crumbs ? <Breadcrumb crumbs={crumbs} here={title} /> : null}
      <div className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div>
          <h1 ref={h1} tabIndex={-1} className="text-std-24B-150 sm:text-std-28B-150">{heading ?? title}</h1>
          {lead ? <div className="mt-1 text-solid-gray-800">{lead}</div> : null}
        </div>
        {aside}
      </div>
      {children}
    </>
  );
}

/** A part of a screen with its heading. */
export function Part({ title, children, aside }: { readonly title: string; readonly children: ReactNode; readonly aside?: ReactNode }) {
  return (
    <section className="mt-8">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-3">
        <h2 className="text-std-20B-150">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** What was asked for: says that it is being read, or why it could not be and what to do, and shows it once it is there. */
export function Loaded<T>({ read, page, children }: { readonly read: Read<T>; /** Of a whole screen: its name, while there is nothing else to head it. */ readonly page?: string; readonly children: (data: T) => ReactNode }) {
  if (read.data !== undefined) return <>{children(read.data)}</>;
  if (!read.isError) return <>{page ? <h1 className="sr-only">{page}</h1> : null}<Waiting /></>;
  const banner = (
    <Banner tone="error" title="読み込めませんでした" speaks>
      <p>{sentenceOf(read.error)}</p>
      <Button className="mt-3" onClick={() => void read.refetch()}>もう一度読み込む</Button>
    </Banner>
  );
  return page ? <PageFrame title={page} crumbs={[{ label: '自分の仕事', to: '/' }]}>{banner}</PageFrame> : banner;
}

/** Says after a moment that something is being read; quick answers show nothing. */
export function Waiting({ children = '読み込んでいます…' }: { readonly children?: string }) {
  return <p role="status" className="py-8 text-solid-gray-700 wait-a-moment">{children}</p>;
}

/** Nothing to show: what will come, and the one thing to do. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="my-4 rounded-12 border border-solid-gray-420 p-6">
      <p className="text-std-17B-170">{title}</p>
      {children ? <div className="mt-1">{children}</div> : null}
    </div>
  );
}
