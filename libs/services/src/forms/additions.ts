import { departmentsOf, objectionToEditing, type Actor, type CycleState } from '#core';
import type { ReviewRow } from '#sheets';
import type { Reader } from '#db';
import { unitOf } from '../plan-building.js';
import type { CellFinding } from './match.js';
import { plainName } from './match.js';

/** A new indicator that the form proposes, ready to be begun. */
export interface Addition {
  readonly row: ReviewRow;
  readonly projectId: string;
  readonly departmentIds: readonly string[];
  readonly unit: string | null;
}

export interface PlanProject { readonly id: string; readonly name: string | null; readonly departmentIds: readonly string[] }
export interface PlanDepartment { readonly id: string; readonly name: string }
export interface AdditionSurroundings {
  readonly planId: string;
  readonly cycleState: CycleState;
  readonly projects: readonly PlanProject[];
  readonly departments: readonly PlanDepartment[];
  readonly actor: Actor;
}

/** What a new row is checked against: the plan's projects, and the departments of its partnership, the central city's first. */
export async function surroundingsOf(reader: Reader, planId: string): Promise<Pick<AdditionSurroundings, 'projects' | 'departments'>> {
  const projects = await reader.rows<PlanProject>(
    `select pr.id, pr.name, array(select pd.department_id::text from project_department pd where pd.project_id = pr.id order by pd.position) as "departmentIds" from project pr where pr.plan_id = $1 order by pr.position`, [planId]);
  const departments = await reader.rows<PlanDepartment>(
    `select d.id, d.name from plan pl join partnership_municipality m on m.partnership_id = pl.partnership_id join department d on d.municipality_id = m.municipality_id and d.active where pl.id = $1 order by m.central desc, m.position, d.position`, [planId]);
  return { projects, departments };
}

/** Makes a new indicator of a row, or says what it lacks: its project, its departments, or the right to propose it. */
export function additionOf(row: ReviewRow, around: AdditionSurroundings, findings: CellFinding[]): Addition | null {
  const say = (cell: string, code: string, message: string): null => {
    findings.push({ cell, code, severity: 'blocks', message, text: row.name.text });
    return null;
  };
  const projects = around.projects.filter(({ name }) => plainName(name ?? '') === plainName(row.project ?? ''));
  const [project] = projects;
  if (!project || projects.length > 1) return say(row.name.cell, 'unknown_project', `新しい指標「${row.name.text}」の事業「${row.project ?? ''}」が、この計画に${projects.length > 1 ? '複数あります' : 'ありません'}。計画にある事業名を入れてください。`);
  const named = row.departments.text.split(/[\n、]/).map((name) => name.trim()).filter((name) => name !== '');
  const found = named.map((name) => around.departments.find((department) => plainName(department.name) === plainName(name))?.id ?? null);
  const lost = found.indexOf(null);
  if (lost >= 0) return say(row.departments.cell, 'unknown_department', `担当課「${named[lost] ?? ''}」が見つかりません。登録されている担当課の名前を入れてください。`);
  const own = departmentsOf(around.actor, 'officer');
  const byDefault = own.length > 0 ? own.slice(0, 1) : project.departmentIds;
  const departmentIds = named.length > 0 ? [...new Set(found.flatMap((id) => id ?? []))] : byDefault;
  if (departmentIds.length === 0) return say(row.name.cell, 'department_missing', `新しい指標「${row.name.text}」の担当課が分かりません。担当課の列に入れてください。`);
  const objection = objectionToEditing({ name: row.name.text, planId: around.planId, state: 'draft', cycleState: around.cycleState, owningDepartmentIds: departmentIds, exceptionHolds: false }, around.actor);
  if (objection) return say(row.name.cell, objection.code === 'not_allowed' ? 'not_yours' : 'not_collecting', objection.detail);
  return { row, projectId: project.id, departmentIds, unit: unitOf(row.newTarget, row.baseline) };
}
