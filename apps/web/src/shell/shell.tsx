import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useSyncExternalStore, type ReactNode } from 'react';
import { call } from '../api/call.js';
import { connection } from '../api/connection.js';
import { Problem } from '../api/problem.js';
import { reads } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { Banner } from '../design/banner.js';
import { Button } from '../design/button.js';
import { classes } from '../design/classes.js';
import { Loaded } from '../design/page.js';
import { readsRecords } from '../words/roles.js';
import { Announcer } from './announcer.js';
import { IdleWarning, LostSession } from './session-dialogs.js';
import { SignInPage } from './sign-in.js';

// A transparent edge is drawn in the system's colours: only the current tab may have one there.
const tab = 'inline-block border-b-4 border-transparent forced-colors:border-[Canvas] px-3 py-2 no-underline! hover:bg-solid-gray-50 hover:underline!';
const current = { className: `${tab} border-key-900! font-700 forced-colors:border-[Highlight]!`, 'aria-current': 'page' } as const;

function Tab({ to, exact = false, children }: { readonly to: string; readonly exact?: boolean; readonly children: ReactNode }) {
  return (
    <li>
      <Link to={to} activeOptions={{ exact, includeSearch: false }} activeProps={current} inactiveProps={{ className: tab }}>{children}</Link>
    </li>
  );
}

function Header({ me, isKnown }: { readonly me: Person | null; /** Whether it is settled who sits here; until then the place of the menu is kept, so that nothing moves. */ readonly isKnown: boolean }) {
  const client = useQueryClient();
  const leave = async (): Promise<void> => {
    await call('/session', { method: 'DELETE' });
    client.clear();
    window.location.assign('/');
  };
  return (
    <header className={classes('border-b border-solid-gray-420 print:hidden', !isKnown && 'min-h-[5.8125rem]')}>
      <div className="mx-auto flex max-w-320 flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 pt-2 sm:px-6">
        <p className="text-std-18B-160"><Link to="/" className="inline-block py-1 no-underline! text-solid-gray-900!">共生 <span className="text-dns-14N-130">KPIの年度見直し</span></Link></p>
        {me ? (
          <div className="flex flex-wrap items-center gap-x-3 text-dns-14N-130">
            <span>{me.name}</span>
            <Button look="quiet" size="small" onClick={() => void leave()}>サインアウト</Button>
          </div>
        ) : null}
      </div>
      {me ? (
        <nav aria-label="主なメニュー" className="mx-auto max-w-320 px-1 sm:px-3">
          <ul className="flex flex-wrap">
            <Tab to="/" exact>自分の仕事</Tab>
            <Tab to="/cycles">年度見直し</Tab>
            <Tab to="/plans">計画と指標</Tab>
            {readsRecords(me) ? <Tab to="/audit">監査記録</Tab> : null}
            {me.roles.includes('administrator') ? <Tab to="/people">利用者と役割</Tab> : null}
            <Tab to="/help">使い方</Tab>
          </ul>
        </nav>
      ) : null}
    </header>
  );
}

function Footer() {
  return (
    <footer className="mt-16 border-t border-solid-gray-420 print:hidden">
      <ul className="mx-auto flex max-w-320 flex-wrap gap-x-6 px-4 py-4 text-dns-14N-130 sm:px-6">
        <li><Link to="/help" className="inline-block py-1">使い方</Link></li>
        <li><Link to="/accessibility" className="inline-block py-1">アクセシビリティ</Link></li>
      </ul>
    </footer>
  );
}

function CutLine() {
  const isUp = useSyncExternalStore(connection.subscribe, connection.isUp);
  if (isUp) return null;
  return (
    <div className="sticky top-0 z-10 print:static">
      <Banner tone="warning" title="サーバーとの接続が切れています" speaks>
        入力した内容はこの画面に残っています。つながると、自動で一度だけ送ります。画面を閉じないでください。
      </Banner>
    </div>
  );
}

/** Read before signing in, too. */
const openToAll: readonly string[] = ['/help', '/accessibility'];

/** What stands around every screen: skip link, header, what happens to the session and the line, and the screen itself. */
export function Shell() {
  const session = useQuery(reads.session());
  const isOut = session.error instanceof Problem && session.error.status === 401;
  const me = isOut ? null : (session.data ?? null);
  const isForAll = openToAll.includes(useLocation().pathname);
  return (
    <>
      <a href="#main" className="sr-focusable absolute left-2 top-2 z-20 bg-white px-4 py-2" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>本文へ移動</a>
      <Header me={me} isKnown={isOut || me !== null} />
      <main id="main" tabIndex={-1} className="mx-auto min-h-dvh max-w-320 px-4 py-4 outline-none! sm:px-6 sm:py-6">
        <CutLine />
        {isOut && !isForAll ? <SignInPage /> : isOut ? <Outlet /> : <Loaded read={session} page="共生">{() => <Outlet />}</Loaded>}
      </main>
      <Footer />
      <Announcer />
      {me ? <LostSession me={me} /> : null}
      {me ? <IdleWarning /> : null}
    </>
  );
}

/** What went wrong while a screen was drawn; after a new release a file of the old one may be gone. */
export function ScreenFailed({ error }: { readonly error: unknown }) {
  const isGone = /dynamically imported module|module script|Failed to fetch/i.test(error instanceof Error ? error.message : '');
  return (
    <Banner tone="error" title={isGone ? '新しい版があります' : '画面を表示できませんでした'} speaks>
      <p>{isGone ? '画面が新しくなりました。読み直すと、続けられます。' : '画面を読み直してください。続くときは、情報システム担当に知らせてください。'}</p>
      <Button className="mt-3" look="main" onClick={() => window.location.reload()}>画面を読み直す</Button>
    </Banner>
  );
}
