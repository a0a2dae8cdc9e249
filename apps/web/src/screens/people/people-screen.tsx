import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { roleWords, type Role } from '#core';
import { reads } from '../../api/queries.js';
import type { Person } from '../../api/types.js';
import { ButtonLink } from '../../design/button.js';
import { Select, TextField } from '../../design/field.js';
import { Chip } from '../../design/marks.js';
import { Empty, Loaded, PageFrame } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { PersonForm } from './person-form.js';

const route = getRouteApi('/people');
const pageSize = 50;
const matches = (person: Person, { q, role }: { readonly q?: string; readonly role?: string }): boolean =>
  (!q || `${person.name} ${person.email}`.normalize('NFKC').includes(q.normalize('NFKC'))) && (!role || person.roles.includes(role));

function List({ people }: { readonly people: readonly Person[] }) {
  const navigate = useNavigate();
  const search = route.useSearch();
  const page = Math.max(1, Number(search.page ?? 1) || 1);
  const found = people.filter((person) => matches(person, search));
  const go = (change: typeof search): void => void navigate({ to: '/people', search: { ...search, page: undefined, ...change }, replace: true });
  return (
    <>
      <div role="search" className="mb-3 flex flex-wrap items-end gap-4 print:hidden">
        <TextField id="people-words" label="名前・メールアドレス" width="w-64" value={search.q ?? ''} onChange={(q) => go({ q: q || undefined })} />
        <Select id="people-role" label="役割" value={search.role ?? ''} onChange={(role) => go({ role: role || undefined })} options={[{ value: '', label: 'すべて' }, ...Object.entries(roleWords).map(([value, label]) => ({ value, label }))]} />
        <ButtonLink look="main" to="/people" search={{ person: 'new' }}>利用者を招待する</ButtonLink>
      </div>
      <p role="status">{found.length}人</p>
      {found.length === 0 ? <Empty title="当てはまる利用者はいません">絞り込みを変えてください。</Empty> : (
        <Table caption="利用者の一覧">
          <thead><tr><Th>名前</Th><Th>メールアドレス</Th><Th>役割</Th><Th>担当課</Th><Th>利用</Th></tr></thead>
          <tbody>{found.slice((page - 1) * pageSize, page * pageSize).map((person) => <tr key={person.id}><RowTh><Link to="/people" search={{ person: person.id }}>{person.name}</Link></RowTh><Td>{person.email}</Td><Td>{person.roles.map((role) => roleWords[role as Role] ?? role).join('、') || 'なし'}</Td><Td>{person.departments.map(({ name }) => name).join('、')}</Td><Td>{person.active ? <Chip mark="done">利用中</Chip> : <Chip mark="no">停止</Chip>}</Td></tr>)}</tbody>
        </Table>
      )}
      <div className="mt-4 flex gap-3">
        {page > 1 ? <ButtonLink size="small" to="/people" search={{ ...search, page: String(page - 1) }}>前の{pageSize}人</ButtonLink> : null}
        {found.length > page * pageSize ? <ButtonLink size="small" to="/people" search={{ ...search, page: String(page + 1) }}>次の{pageSize}人</ButtonLink> : null}
      </div>
    </>
  );
}

/** People and roles: who there is, inviting, changing, and ending their use. Which person is open stands in the address. */
export function PeopleScreen() {
  const navigate = useNavigate();
  const { person: opened } = route.useSearch();
  const people = useQuery(reads.people());
  const organisation = useQuery(reads.organisation());
  const plans = useQuery(reads.plans());
  return (
    <Loaded read={people} page="利用者と役割">
      {({ items }) => {
        if (!opened) return <PageFrame title="利用者と役割"><List people={items} /></PageFrame>;
        const person = items.find(({ id }) => id === opened) ?? null;
        return (
          <PageFrame title={person ? person.name : '利用者を招待する'} crumbs={[{ label: '利用者と役割', to: '/people' }]}>
            <Loaded read={organisation}>{(known) => <PersonForm key={`${opened} ${person?.version}`} person={person} organisation={known} plans={plans.data?.items ?? []} onDone={() => void navigate({ to: '/people', search: {} })} />}</Loaded>
          </PageFrame>
        );
      }}
    </Loaded>
  );
}
