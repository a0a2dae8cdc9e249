import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cycleActionWords, type CycleAction } from '#core';
import { reads, useMe } from '../api/queries.js';
import type { Person, Task } from '../api/types.js';
import { ButtonLink } from '../design/button.js';
import { StateChip } from '../design/marks.js';
import { Empty, Loaded, PageFrame, Part } from '../design/page.js';
import { proposalHref, RowLink } from '../design/row-link.js';
import { dayName, daysLeft } from '../words/time.js';

const shownAtOnce = 30;

/** The tasks of one review, as the person meets them. */
interface Group {
  readonly cycleId: string;
  readonly cycleName: string;
  readonly tasks: readonly Task[];
}

function groupsOf(tasks: readonly Task[]): readonly Group[] {
  const ids = [...new Set(tasks.map((task) => task.cycleId))];
  return ids.map((cycleId) => {
    const own = tasks.filter((task) => task.cycleId === cycleId);
    return { cycleId, cycleName: own[0]?.cycleName ?? '', tasks: own };
  });
}

function Due({ task }: { readonly task: Task }) {
  if (!task.due) return null;
  return <span className={task.overdue ? 'text-error-1 font-700' : undefined}>{dayName(task.due)}まで（{daysLeft(task.due)}）</span>;
}

function TaskItem({ task }: { readonly task: Task }) {
  if (!task.proposalId) {
    const acts = task.actions.map((action) => cycleActionWords[action as CycleAction] ?? action).join('・');
    return (
      <li className="border-b border-solid-gray-420 py-3">
        <Link to="/cycles/$cycleId/acts" params={{ cycleId: task.cycleId }}>見直しの手続きを進める（{acts}）</Link>
      </li>
    );
  }
  return (
    <li className="border-b border-solid-gray-420 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <RowLink href={proposalHref(task.cycleId, task.proposalId, 'tasks')}>{task.name}</RowLink>
        <StateChip state={task.state} version={task.version} />
      </div>
      {task.state === 'returned' && task.comment ? <p className="mt-1 border-l-4 border-error-1 pl-3">差戻しの理由：{task.comment}</p> : null}
    </li>
  );
}

const departmentStates: readonly string[] = ['draft', 'returned'];

/** The ways to do many at once, for those whose tasks are the departments', the planning office's or the committee's. */
function AtOnce({ group, me }: { readonly group: Group; readonly me: Person }) {
  const states = new Set(group.tasks.map((task) => task.state));
  const params = { cycleId: group.cycleId };
  const search = me.departments[0] ? { department: me.departments[0].id } : {};
  const first = group.tasks.find((task) => task.state === 'submitted');
  return (
    <div className="mb-3 flex flex-wrap gap-3">
      {group.tasks.some((task) => departmentStates.includes(task.state)) ? (
        <>
          <ButtonLink look="main" to="/cycles/$cycleId/actuals" params={params} search={search}>実績をまとめて入力</ButtonLink>
          <ButtonLink to="/cycles/$cycleId/decisions" params={params} search={search}>継続をまとめて確認</ButtonLink>
          <ButtonLink to="/cycles/$cycleId/submission" params={params} search={search}>課の提出へ</ButtonLink>
        </>
      ) : null}
      {first?.proposalId ? <ButtonLink look="main" to="/cycles/$cycleId/proposals/$proposalId" params={{ ...params, proposalId: first.proposalId }} search={{ from: 'queue' }}>確認を始める</ButtonLink> : null}
      {states.has('submitted') || states.has('accepted') ? <ButtonLink to="/cycles/$cycleId" params={params}>まとめて受理・付議する</ButtonLink> : null}
      {states.has('tabled') ? <ButtonLink look="main" to="/cycles/$cycleId/agenda" params={params}>議案を開く</ButtonLink> : null}
    </div>
  );
}

function GroupPart({ group, me }: { readonly group: Group; readonly me: Person }) {
  const [first] = group.tasks;
  const hidden = group.tasks.length - shownAtOnce;
  return (
    <Part title={group.cycleName}>
      <p className="mb-3">{group.tasks.length}件{first ? <>　<Due task={first} /></> : null}</p>
      <AtOnce group={group} me={me} />
      <ul className="border-t border-solid-gray-420">
        {group.tasks.slice(0, shownAtOnce).map((task) => <TaskItem key={`${task.cycleId} ${task.proposalId}`} task={task} />)}
      </ul>
      {hidden > 0 ? <p className="mt-3">ほかに{hidden}件あります。<Link to="/cycles/$cycleId" params={{ cycleId: group.cycleId }}>進捗状況ですべて見る</Link></p> : null}
    </Part>
  );
}

/** What waits for the person, by deadline, with the reason it came back. */
export function TasksScreen() {
  const me = useMe();
  const tasks = useQuery(reads.tasks());
  return (
    <Loaded read={tasks} page="自分の仕事">
      {({ items }) => (
        <PageFrame title="自分の仕事" lead={items.length > 0 ? `あなたを待っている仕事が${items.length}件あります。` : undefined}>
          {me && items.length > 0 ? groupsOf(items).map((group) => <GroupPart key={group.cycleId} group={group} me={me} />) : (
            <Empty title="今、あなたを待っている仕事はありません">
              <p>見直しが始まるか、差戻しや付議があると、ここに出ます。<Link to="/cycles">年度見直しの状況を見る</Link></p>
            </Empty>
          )}
        </PageFrame>
      )}
    </Loaded>
  );
}
