import { coordinates, inaScale, Refused, type GradeScale, type GradeStep } from '#core';
import type { Caller, Db, Reader, RequestKey, Tx } from '#db';
import { actOnce, answer, type Answer } from './answer.js';

/** A scale as an office says it: the word where the target is reached, bands from a percentage on, and the word for the rest. */
export interface GradeScaleRequest {
  readonly fromYear: number;
  readonly by: 'level' | 'progress';
  readonly reached?: string | null | undefined;
  readonly bands: readonly { readonly grade: string; readonly percent: string }[];
  readonly rest: string;
  readonly noValue: string;
}

const scaleJson = `json_build_object('id', g.id, 'fromYear', g.from_year, 'version', g.version, 'by', g.scale->>'by', 'steps', g.scale->'steps', 'noValue', g.scale->>'noValue', 'madeAt', g.made_at,
  'madeBy', (select p.name from person p where p.id = g.made_by))`;
const byDefault = { ...inaScale, id: null, fromYear: null, madeAt: null, madeBy: null };
const invalid = (pointer: string, code: string, message: string): Refused => new Refused('invalid', message, { errors: [{ pointer, code, message }] });

/** The steps of a scale, best first. @throws Refused invalid when bands do not fall or a word stands twice */
function stepsOf({ reached, bands, rest }: GradeScaleRequest): GradeStep[] {
  const rising = bands.findIndex(({ percent }, index) => index > 0 && Number(percent) >= Number(bands[index - 1]?.percent));
  if (rising > 0) throw invalid(`/bands/${rising}/percent`, 'bands_not_falling', '区分は、達成率の高いものから順に並べてください。');
  const steps: GradeStep[] = [
    ...(reached ? [{ grade: reached.trim(), from: 'reached' as const }] : []),
    ...bands.map(({ grade, percent }) => ({ grade: grade.trim(), from: { percent } })),
    { grade: rest.trim(), from: 'rest' },
  ];
  if (new Set(steps.map(({ grade }) => grade)).size < steps.length) throw invalid('/bands', 'grade_twice', '同じ評価の言葉が2回使われています。区分ごとに別の言葉にしてください。');
  return steps;
}

async function planOf(reader: Reader, planId: string, planIds: readonly string[]): Promise<{ partnership_id: string; title: string }> {
  const plan = await reader.row<{ partnership_id: string; title: string }>('select partnership_id, title from plan where id = $1 and id = any ($2::uuid[])', [planId, planIds]);
  if (!plan) throw new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
  return plan;
}

/** What coordinators grade achievement with. A scale is never changed; a newer version stands beside it. */
export class GradeScales {
  constructor(private readonly db: Db) {}

  /** The scales of a plan, the latest first, at the end the default. @throws Refused not_found */
  list(caller: Caller, planId: string): Promise<object[]> {
    return this.db.read(caller, async (reader, actor) => {
      await planOf(reader, planId, actor.planIds);
      const rows = await reader.rows<{ scale: object }>(`select ${scaleJson} as scale from grade_scale g where g.plan_id = $1 order by g.from_year desc, g.version desc`, [planId]);
      return [...rows.map(({ scale }) => scale), byDefault];
    });
  }

  /** Makes a scale that holds from a fiscal year on; a second one for the same year is its next version. @throws Refused not_found, not_allowed, invalid */
  make(caller: Caller, planId: string, request: GradeScaleRequest, key: RequestKey | null): Promise<Answer> {
    return actOnce(this.db, caller, key, async (tx, actor) => {
      const plan = await planOf(tx, planId, actor.planIds);
      if (!coordinates(actor, planId)) throw new Refused('not_allowed', '評価の区分を決められるのは、取りまとめ担当です。');
      const scale: Omit<GradeScale, 'id' | 'version'> = { by: request.by, steps: stepsOf(request), noValue: request.noValue.trim() };
      return answer(await writeScale(tx, { planId, title: plan.title, partnershipId: plan.partnership_id, fromYear: request.fromYear }, scale), null, 201);
    });
  }
}

async function writeScale(tx: Tx, plan: { planId: string; title: string; partnershipId: string; fromYear: number }, scale: Omit<GradeScale, 'id' | 'version'>): Promise<object> {
  // Two who make one at once take turns at the plan's row, so that versions have no gaps and no doubles.
  await tx.rows('select id from plan where id = $1 for no key update', [plan.planId]);
  const row = await tx.row<{ id: string; version: number }>(
    `insert into grade_scale (partnership_id, plan_id, from_year, version, scale, made_by)
     select $1::uuid, $2::uuid, $3::int, coalesce(max(version), 0) + 1, $4::jsonb, $5::uuid from grade_scale where plan_id = $2 and from_year = $3 returning id, version`,
    [plan.partnershipId, plan.planId, plan.fromYear, JSON.stringify(scale), tx.actor.personId || null]);
  await tx.audit({
    partnershipId: plan.partnershipId, subjectType: 'plan', subjectId: plan.planId, subjectName: plan.title, event: 'make_grade_scale',
    difference: { gradeScale: { old: null, new: { fromYear: plan.fromYear, version: row?.version, ...scale } } },
  });
  const made = await tx.row<{ scale: object }>(`select ${scaleJson} as scale from grade_scale g where g.id = $1`, [row?.id]);
  return made?.scale ?? {};
}
