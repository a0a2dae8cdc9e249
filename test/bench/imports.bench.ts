import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Db } from '#db';
import { buildPlan, Imports, type PlannedProject } from '#services';
import { readerLimits, writeReviewForm } from '#sheets';
import type { Figure } from './figure.js';
import { aReviewedPlan } from './world.js';

const formRows = 1_000;
const indicatorsInAll = 550_000;
const plans = 11;
const perPlan = indicatorsInAll / plans;
const years = [2019, 2020, 2021, 2022, 2023, 2024] as const;

/** A form of 1,000 rows, each of them changed, said in a dry run: read in its own process, matched, compared, checked. */
async function dryRun(db: Db): Promise<Figure> {
  const plan = await aReviewedPlan(db, formRows);
  const known = await db.read(plan.coordinator.caller, (reader) => reader.rows<{ key: string; name: string }>(
    'select i.key, d.name from indicator i join indicator_definition d on d.indicator_id = i.id where i.plan_id = $1 order by i.position', [plan.planId]));
  const bytes = await writeReviewForm({
    title: '測定', subtitle: '', exportNumber: '', levelNames: ['分野'], reviewYear: 2024, newTargetYear: 2030, additions: [],
    rows: known.map(({ key, name }, index) => ({
      key, name, sections: ['測定'], project: '測定の事業', baseline: { text: `${100 + index}件/年`, year: 2018 }, target: { text: `${200 + index}件/年`, year: 2025 },
      actuals: [2021, 2022, 2023, 2024].map((year) => ({ year, text: year === 2024 ? '151件/年' : '' })), decision: 'keep', rationale: '', newTarget: '', basis: '', source: `統計 ${index}`, discrepancyReason: '', newName: '', departments: [],
    })),
  });
  const imports = new Imports(db);
  const from = performance.now();
  const report = await imports.take(plan.coordinator.caller, { kind: 'vision-review', bytes, isText: false }, { planId: plan.planId, dryRun: true });
  const seconds = (performance.now() - from) / 1000;
  if (report.rows !== formRows || report.changed !== formRows) throw new Error(`every row is changed: ${JSON.stringify({ ...report, items: [], findings: report.findings.slice(0, 3) })}`);
  return { name: 'dry run of a form of 1,000 rows, all changed', figure: `${seconds.toFixed(2)} s, the reader within its ${readerLimits.memoryMb} MB`, target: 'at most 3 s and 256 MB', met: seconds <= 3 };
}

const projectsOf = (plan: number, departmentId: string): PlannedProject[] => [{
  sections: ['測定'], name: '事業', aim: '', departmentIds: [departmentId],
  indicators: Array.from({ length: perPlan }, (_, index) => ({
    name: `指標${plan}-${index}`, direction: 'higher', nature: 'flow', aggregation: [], departmentIds: [departmentId],
    baseline: { text: `${100 + index}件/年`, year: 2018 }, target: { text: `${200 + index}件/年`, year: 2030 }, actuals: years.map((year) => ({ year, text: `${100 + index + (year - 2018) * 7}件/年` })),
  })),
}];

/** COPY … FROM STDIN over a plain connection: what pg leaves to its callers. */
class CopyIn {
  readonly done: Promise<void>;
  private settle: { resolve(): void; reject(error: Error): void } = { resolve: () => undefined, reject: () => undefined };

  constructor(private readonly sql: string, private readonly chunks: readonly Buffer[]) {
    this.done = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
  }

  submit(connection: { query(sql: string): void }): void {
    connection.query(this.sql);
  }

  handleCopyInResponse(connection: { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }): void {
    for (const chunk of this.chunks) connection.sendCopyFromChunk(chunk);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {
    // COPY says how many rows it took; the bench knows.
  }

  handleReadyForQuery(): void {
    this.settle.resolve();
  }

  handleError(error: Error): void {
    this.settle.reject(error);
  }
}

type CopyRow = readonly (string | number)[];
const chunksOf = (rows: readonly CopyRow[]): Buffer[] =>
  Array.from({ length: Math.ceil(rows.length / 5_000) }, (_, index) => Buffer.from(rows.slice(index * 5_000, (index + 1) * 5_000).map((row) => `${row.join('\t')}\n`).join('')));

/** The rows that the bulk path writes for these projects, as COPY takes them, ids included. */
function copies(projects: readonly PlannedProject[], of: { readonly planId: string; readonly partnershipId: string; readonly sectionId: string; readonly departmentId: string }): CopyIn[] {
  const rows: Record<'indicator' | 'department' | 'definition' | 'actual', CopyRow[]> = { indicator: [], department: [], definition: [], actual: [] };
  const projectId = randomUUID();
  for (const [index, { name, baseline, target, actuals }] of projects.flatMap(({ indicators }) => indicators).entries()) {
    const id = randomUUID();
    rows.indicator.push([id, of.partnershipId, of.planId, projectId, `B-${String(index + 1).padStart(3, '0')}`, index + 1, '[]']);
    rows.department.push([id, of.departmentId, of.partnershipId, 't', 1]);
    rows.definition.push([of.partnershipId, id, 1, name, '件', 'higher', 'flow', baseline.text, baseline.year ?? '', target.text, target.year ?? '', '2026-04-01T00:00:00Z']);
    for (const { year, text } of actuals) rows.actual.push([of.partnershipId, id, year, text]);
  }
  return [
    new CopyIn('copy project (id, partnership_id, plan_id, section_id, name, position) from stdin', chunksOf([[projectId, of.partnershipId, of.planId, of.sectionId, '事業', 1]])),
    new CopyIn('copy indicator (id, partnership_id, plan_id, project_id, key, position, aggregation) from stdin', chunksOf(rows.indicator)),
    new CopyIn('copy indicator_department (indicator_id, department_id, partnership_id, lead, position) from stdin', chunksOf(rows.department)),
    new CopyIn('copy indicator_definition (partnership_id, indicator_id, number, name, unit, direction, nature, baseline_text, baseline_year, target_text, target_year, in_force_from) from stdin', chunksOf(rows.definition)),
    new CopyIn('copy actual (partnership_id, indicator_id, year, text) from stdin', chunksOf(rows.actual)),
  ];
}

const written = ['plan', 'section', 'project', 'indicator', 'indicator_department', 'indicator_definition', 'actual'];

/** The bulk path against PostgreSQL's own COPY of the same rows into the same tables, plan by plan in turns. */
async function bulk(db: Db, databaseUrl: string): Promise<Figure> {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  // COPY does not go through row-level security; the application's own role still does.
  for (const table of written) await owner.query(`alter table ${table} no force row level security`);
  const seconds = { ours: 0, copy: 0 };
  try {
    const { partnershipId, departmentId } = await aReviewedPlan(db, 1);
    for (let plan = 0; plan < plans; plan += 1) {
      const [first, second] = [await aPlan(owner, partnershipId), await aPlan(owner, partnershipId)];
      const projects = projectsOf(plan, departmentId);
      let from = performance.now();
      await db.write({ kind: 'system', name: '測定', partnershipIds: [partnershipId] }, (tx) => buildPlan(tx, { id: first.planId, partnershipId, keyPrefix: 'B-' }, projects));
      seconds.ours += (performance.now() - from) / 1000;
      const prepared = copies(projects, { ...second, partnershipId, departmentId });
      from = performance.now();
      await owner.query('begin');
      for (const copy of prepared) {
        owner.query(copy as never);
        await copy.done;
      }
      await owner.query('commit');
      seconds.copy += (performance.now() - from) / 1000;
    }
  } finally {
    await owner.end();
  }
  const ratio = seconds.ours / seconds.copy;
  return {
    name: `${indicatorsInAll.toLocaleString('en-US')} indicators with ${years.length} values each by the bulk path`,
    figure: `${ratio.toFixed(2)} × COPY (${seconds.ours.toFixed(0)} s against ${seconds.copy.toFixed(0)} s)`, target: 'at most 4 ×', met: ratio <= 4,
  };
}

async function aPlan(owner: pg.Client, partnershipId: string): Promise<{ planId: string; sectionId: string }> {
  const [planId, sectionId] = [randomUUID(), randomUUID()];
  await owner.query(`insert into plan (id, partnership_id, kind, title, from_year, to_year, base_year, target_year, level_names) values ($1::uuid, $2, 'strategy', $1::text, 2026, 2030, 2024, 2030, '{分野}')`, [planId, partnershipId]);
  await owner.query(`insert into section (id, partnership_id, plan_id, level, name, position) values ($1, $2, $3, 1, '複写', 1)`, [sectionId, partnershipId, planId]);
  return { planId, sectionId };
}

/** What offices' forms cost on their way in. */
export async function importFigures(db: Db, databaseUrl: string): Promise<Figure[]> {
  return [await dryRun(db), await bulk(db, databaseUrl)];
}
