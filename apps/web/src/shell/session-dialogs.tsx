import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { call, idleMs } from '../api/call.js';
import { goOn, lostSession } from '../api/sign-in-again.js';
import type { Person } from '../api/types.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { SignInForm } from './sign-in.js';

const sessionMs = 30 * 60_000;
const warnMs = 5 * 60_000;

/** A session that ended is taken up again in place: what was typed stays, and what waited to be sent goes out. */
export function LostSession({ me }: { readonly me: Person }) {
  const client = useQueryClient();
  const isLost = useSyncExternalStore(lostSession.subscribe, lostSession.isLost);
  if (!isLost) return null;
  const done = (person: Person): void => {
    // Somebody else at this screen: what the first one typed is not theirs to send.
    if (person.id !== me.id) return window.location.reload();
    client.setQueryData(['session'], person);
    goOn();
  };
  return (
    <Dialog title="もう一度サインインしてください" stays onClose={() => {}} actions={<Button look="quiet" onClick={() => window.location.reload()}>入力を捨てて最初の画面に戻る</Button>}>
      <p>しばらく操作がなかったため、サインインの期限が切れました。入力した内容はこの画面に残っています。サインインすると、そのまま続けられます。</p>
      <SignInForm email={me.email} onDone={done} />
    </Dialog>
  );
}

/** Warns five minutes before the session ends, and prolongs it with one button. */
export function IdleWarning() {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const until = sessionMs - idleMs();
      setLeft(until <= warnMs && until > 0 ? Math.ceil(until / 60_000) : null);
    }, 15_000);
    return () => clearInterval(timer);
  }, []);
  if (left === null) return null;
  const prolong = async (): Promise<void> => {
    setLeft(null);
    await call<Person>('/session').catch(() => undefined);
  };
  return (
    <Dialog title={`あと${left}分でサインインの期限が切れます`} onClose={() => void prolong()} actions={<Button look="main" onClick={() => void prolong()}>作業を続ける</Button>}>
      <p>入力した内容は下書きとして保存されています。期限が切れても、サインインし直すと続きから始められます。</p>
    </Dialog>
  );
}
