import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '../api/call.js';
import { Problem, sentenceOf } from '../api/problem.js';
import { goOn } from '../api/sign-in-again.js';
import type { Person } from '../api/types.js';
import { Banner, ErrorSummary } from '../design/banner.js';
import { Button } from '../design/button.js';
import { TextField } from '../design/field.js';
import { PageFrame } from '../design/page.js';

interface FormGiven {
  readonly email?: string;
  readonly onDone: (person: Person) => void;
}

/** Asks for address and password; password managers and pasting work. */
export function SignInForm({ email: known = '', onDone }: FormGiven) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const errors = [
    ...(email.trim() === '' ? [{ id: 'sign-in-email', message: 'メールアドレスを入力してください。' }] : []),
    ...(password === '' ? [{ id: 'sign-in-password', message: 'パスワードを入力してください。' }] : []),
  ];
  const errorOf = (id: string): string | undefined => (attempt > 0 ? errors.find((one) => one.id === id)?.message : undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (errors.length > 0 || isBusy) return;
    setBusy(true);
    setRefused(null);
    try {
      onDone(await call<Person>('/session', { method: 'POST', body: { email: email.trim(), password } }));
    } catch (error) {
      setRefused(error instanceof Problem ? error.detail : sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-6">
      <ErrorSummary errors={errors} attempt={attempt} />
      {refused ? <Banner tone="error" title="サインインできませんでした" speaks>{refused}</Banner> : null}
      <TextField id="sign-in-email" label="メールアドレス" must type="email" autoComplete="username" inputMode="email" value={email} onChange={setEmail} error={errorOf('sign-in-email')} />
      <TextField id="sign-in-password" label="パスワード" must type="password" autoComplete="current-password" maxLength={1_000} value={password} onChange={setPassword} error={errorOf('sign-in-password')} />
      <Button type="submit" look="main" size="large" off={isBusy}>{isBusy ? '確かめています…' : 'サインインする'}</Button>
    </form>
  );
}

/** The first screen of whoever is not signed in; the address stays, so that they arrive where they wanted to go. */
export function SignInPage() {
  const client = useQueryClient();
  return (
    <PageFrame title="サインイン" lead="KPIの年度見直しを、担当課・企画政策課・協議会が一つの画面で進めます。">
      <div className="max-w-120">
        <SignInForm onDone={(person) => { client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'rules' }); client.setQueryData(['session'], person); goOn(); }} />
        <p className="mt-8 text-dns-16N-130 text-solid-gray-700">サインインできないときは、システム管理者（情報システム担当）に問い合わせてください。</p>
      </div>
    </PageFrame>
  );
}
