import { useQueryClient } from '@tanstack/react-query';
import { roleWords, type Role } from '#core';
import { useState, type FormEvent } from 'react';
import { call, newKey } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import type { Organisation, Person, Plan } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Select, TextField } from '../../design/field.js';
import { announce } from '../../shell/announcer.js';

/** A role as it is chosen: the role, and what it is of. */
interface HeldRole {
  readonly role: Role;
  readonly of: string;
}

const roles = Object.keys(roleWords) as readonly Role[];
const scopeNames: Readonly<Record<Role, 'departmentId' | 'planId' | 'municipalityId' | null>> = { officer: 'departmentId', section_head: 'departmentId', coordinator: 'planId', committee_member: 'municipalityId', viewer: 'planId', administrator: null };

const heldOf = (person: Person | null): readonly HeldRole[] => (person?.scopes ?? []).map(({ role, departmentId, planId, municipalityId }) => ({ role: role as Role, of: departmentId ?? planId ?? municipalityId ?? '' }));
const bodyOf = ({ role, of }: HeldRole): object => {
  const scope = scopeNames[role];
  return { role, ...(scope ? { [scope]: of } : {}) };
};

interface Around {
  readonly organisation: Organisation;
  readonly plans: readonly Plan[];
}

function optionsFor(role: Role, { organisation, plans }: Around): readonly { readonly value: string; readonly label: string }[] {
  const scope = scopeNames[role];
  if (scope === 'planId') return plans.map(({ id, title }) => ({ value: id, label: title }));
  if (scope === 'municipalityId') return organisation.municipalities.map(({ id, name }) => ({ value: id, label: name }));
  if (scope === 'departmentId') return organisation.municipalities.flatMap(({ name, departments }) => departments.filter(({ active }) => active).map((one) => ({ value: one.id, label: `${name} ${one.name}` })));
  return [];
}

function Roles({ held, onChange, around }: { readonly held: readonly HeldRole[]; readonly onChange: (held: readonly HeldRole[]) => void; readonly around: Around }) {
  const set = (at: number, change: HeldRole): void => onChange(held.map((one, index) => (index === at ? change : one)));
  const firstOf = (role: Role): string => optionsFor(role, around)[0]?.value ?? '';
  return (
    <fieldset className="space-y-3">
      <legend className="text-std-16B-170">役割</legend>
      {held.map((one, index) => {
        const options = optionsFor(one.role, around);
        return (
          <div key={index} className="flex flex-wrap items-end gap-3">
            <Select id={`role-${index}`} label={`役割${index + 1}`} value={one.role} onChange={(role) => set(index, { role: role as Role, of: firstOf(role as Role) })} options={roles.map((role) => ({ value: role, label: roleWords[role] }))} />
            {options.length > 0 ? <Select id={`role-of-${index}`} label="範囲" value={one.of} onChange={(of) => set(index, { ...one, of })} options={options} /> : null}
            <Button size="small" onClick={() => onChange(held.filter((_, at) => at !== index))}>外す<span className="sr-only">：役割{index + 1}</span></Button>
          </div>
        );
      })}
      <Button size="small" onClick={() => onChange([...held, { role: 'officer', of: firstOf('officer') }])}>役割を足す</Button>
    </fieldset>
  );
}

/** Invites a person, or changes one: name, roles, a new password, and whether they may sign in. */
export function PersonForm({ person, onDone, ...around }: Around & { readonly person: Person | null; readonly onDone: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(person?.name ?? '');
  const [email, setEmail] = useState(person?.email ?? '');
  const [municipalityCode, setMunicipality] = useState(person?.municipality?.code ?? around.organisation.municipalities[0]?.code ?? '');
  const [password, setPassword] = useState('');
  const [held, setHeld] = useState(heldOf(person));
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const [key, setKey] = useState(newKey);
  const errors = [
    ...(name.trim() === '' ? [{ id: 'person-name', message: '名前を入力してください。' }] : []),
    ...(!person && email.trim() === '' ? [{ id: 'person-email', message: 'メールアドレスを入力してください。' }] : []),
    ...(!person && password === '' ? [{ id: 'person-password', message: '最初のパスワードを入力してください。' }] : []),
  ];
  const errorOf = (id: string): string | undefined => (attempt > 0 ? errors.find((one) => one.id === id)?.message : undefined);
  const save = async (event: FormEvent, active?: boolean): Promise<void> => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (errors.length > 0) return;
    const common = { name: name.trim(), roles: held.map(bodyOf) };
    try {
      if (person) await call(`/people/${person.id}`, { method: 'PATCH', version: person.version, body: { ...common, ...(password ? { password } : {}), ...(active === undefined ? {} : { active }) } });
      else await call('/people', { method: 'POST', key, body: { ...common, email: email.trim(), municipalityCode, password } });
      await client.invalidateQueries({ queryKey: ['people'] });
      announce(person ? '利用者を変更しました。' : '利用者を招待しました。');
      onDone();
    } catch (error) {
      setKey(newKey());
      setRefused([sentenceOf(error), ...(error instanceof Problem ? error.errors.map(({ message }) => message) : [])].join(' '));
    }
  };
  return (
    <form noValidate className="space-y-6" onSubmit={(event) => void save(event)}>
      <ErrorSummary errors={errors} attempt={attempt} />
      {refused ? <Banner tone="error" title="保存できませんでした" speaks>{refused}</Banner> : null}
      <TextField id="person-name" label="名前" must value={name} onChange={setName} error={errorOf('person-name')} maxLength={100} support="所属が分かるように書きます（例：伊那市 商工振興課 山田）。" />
      {person ? <p>メールアドレス：{person.email}</p> : <TextField id="person-email" label="メールアドレス" must type="email" value={email} onChange={setEmail} error={errorOf('person-email')} />}
      {person ? null : <Select id="person-municipality" label="市町村" must value={municipalityCode} onChange={setMunicipality} options={around.organisation.municipalities.map(({ code, name: label }) => ({ value: code, label }))} />}
      <TextField id="person-password" label={person ? '新しいパスワード' : '最初のパスワード'} must={!person} optional={Boolean(person)} type="password" autoComplete="new-password" value={password} onChange={setPassword} error={errorOf('person-password')} support={person ? '変えないときは空欄のままにします。' : '本人に直接伝えてください。'} maxLength={1_000} />
      <Roles held={held} onChange={setHeld} around={around} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="main">{person ? '変更を保存する' : '招待する'}</Button>
        {person ? <Button look={person.active ? 'danger' : 'outline'} onClick={(event) => void save(event, !person.active)}>{person.active ? '利用を止める' : '利用を再開する'}</Button> : null}
      </div>
      {person?.active ? <p className="text-dns-16N-130">利用を止めると、サインインできなくなります。この人の行ったことは記録に残ります。担当者がいなくなる課がないか確かめてください。</p> : null}
    </form>
  );
}
