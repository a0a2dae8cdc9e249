import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { reads, useMe } from '../api/queries.js';
import type { Cycle, Person, Plan } from '../api/types.js';
import { Select } from '../design/field.js';

/** The department whose sheet a screen shows, and those that the person may choose. */
export interface DepartmentChoice {
  readonly id: string | undefined;
  readonly name: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

function choiceOf(me: Person, plan: Plan, asked: string | undefined): DepartmentChoice {
  const own = plan.departments.filter(({ id }) => me.departments.some((one) => one.id === id));
  const open = own.length > 0 ? own : plan.departments;
  const several = plan.municipalities.length > 1;
  const options = open.map((one) => ({ value: one.id, label: several ? `${one.municipality.name} ${one.name}` : one.name }));
  const id = asked ?? options[0]?.value;
  return { id, name: plan.departments.find((one) => one.id === id)?.name ?? '', options };
}

/** The review, its plan, and the department that the address asks for: the person's own where it asks for none. */
export function useDepartmentOf(cycleId: string, asked: string | undefined): { readonly cycle: Cycle; readonly plan: Plan; readonly department: DepartmentChoice } | null {
  const me = useMe();
  const cycle = useQuery(reads.cycle(cycleId)).data;
  // All plans in one answer, asked for beside the review and not after it.
  const plan = useQuery(reads.plans()).data?.items.find(({ id }) => id === cycle?.planId);
  return me && cycle && plan ? { cycle, plan, department: choiceOf(me, plan, asked) } : null;
}

/** Changes the department, in the address; nothing where there is one only. */
export function DepartmentSelect({ department, to, cycleId }: { readonly department: DepartmentChoice; readonly to: '/cycles/$cycleId/actuals' | '/cycles/$cycleId/decisions' | '/cycles/$cycleId/submission'; readonly cycleId: string }) {
  const navigate = useNavigate();
  if (department.options.length < 2) return null;
  return (
    <div className="print:hidden">
      <Select id="department" label="担当課" value={department.id ?? ''} onChange={(id) => void navigate({ to, params: { cycleId }, search: { department: id } })} options={department.options} />
    </div>
  );
}
