import { fiscalYearName, Refused, type Actor } from '#core';
import { readCycle, type Caller, type Db, type Tx } from '#db';
import { reviewFormCsv, reviewFormTable, writeReviewForm, type FormRow, type ReviewFormToWrite } from '#sheets';
import { cycleRows, wholeActuals, type RowFacts } from '#views';
import { printedNumber } from './export-number.js';
import { keyOf, textsOf } from './fields.js';

/** For whom the form is made, and how. Without a department or municipality it holds everything. */
export interface FormRequest {
  readonly departmentId: string | null;
  readonly municipalityCode: string | null;
  readonly format: 'xlsx' | 'csv' | 'json';
}

export interface FormFile { readonly bytes: Uint8Array | string; readonly mediaType: string; readonly fileName: string }

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface Heading { readonly title: string; readonly from_year: number; readonly to_year: number; readonly target_year: number; readonly level_names: string[]; readonly whom: string | null }

/** The office's own form, filled with all that is known, numbered so that what comes back can be compared with what went out. */
export class FormExports {
  constructor(private readonly db: Db) {}

  /** @throws Refused not_found */
  async make(caller: Caller, cycleId: string, request: FormRequest): Promise<FormFile> {
    const form = await this.db.write(caller, (tx, actor) => formOf(tx, actor, cycleId, request));
    const fileName = `${form.title}_見直し様式_${form.exportNumber}.${request.format}`;
    if (request.format === 'csv') return { bytes: reviewFormCsv(form), mediaType: 'text/csv; charset=utf-8', fileName };
    if (request.format === 'json') {
      const { headings, rows } = reviewFormTable(form);
      return { bytes: JSON.stringify({ title: form.title, exportNumber: form.exportNumber, headings, rows }), mediaType: 'application/json; charset=utf-8', fileName };
    }
    return { bytes: await writeReviewForm(form), mediaType: xlsx, fileName };
  }
}

async function formOf(tx: Tx, actor: Actor, cycleId: string, { departmentId, municipalityCode }: FormRequest): Promise<ReviewFormToWrite> {
  const cycle = await readCycle(tx, cycleId, actor.planIds);
  const heading = await tx.row<Heading>(
    `select pl.title, pl.from_year, pl.to_year, pl.target_year, pl.level_names, case when $2::uuid is not null then (select name from department where id = $2) when $3::text is not null then (select name from municipality where code = $3) end as whom
     from plan pl where pl.id = $1`, [cycle.facts.planId, departmentId, municipalityCode]);
  if (!heading || ((departmentId ?? municipalityCode) !== null && heading.whom === null)) throw new Refused('not_found', departmentId ? '担当課が見つかりません。一覧から選び直してください。' : '市町村が見つかりません。一覧から選び直してください。');
  const all = await cycleRows(tx, actor, cycleId);
  const rows = all.filter(({ indicator }) => indicator.departments.some((one) => (departmentId ? one.id === departmentId : municipalityCode ? one.municipality === heading.whom : true)) || (!departmentId && !municipalityCode));
  const exportNumber = await recordExport(tx, actor, { cycleId, partnershipId: cycle.partnershipId }, rows);
  const years = `${fiscalYearName(heading.from_year)}～${fiscalYearName(heading.to_year)}(${heading.to_year - heading.from_year + 1}年間)`;
  return {
    title: `${heading.title} KPIについて`, subtitle: `■期間：${years}　${fiscalYearName(cycle.fiscalYear)}の見直し${heading.whom ? `　${heading.whom}` : ''}`, exportNumber, levelNames: heading.level_names,
    reviewYear: cycle.fiscalYear, newTargetYear: heading.target_year,
    rows: rows.filter(({ indicator }) => indicator.id !== null).map(rowOf), additions: rows.filter(({ indicator }) => indicator.id === null).map(rowOf),
  };
}

function rowOf(facts: RowFacts): FormRow {
  const { indicator, proposal } = facts;
  const isNew = indicator.id === null;
  return {
    key: keyOf(facts), sections: indicator.sections, project: indicator.project, name: indicator.name, baseline: facts.baseline,
    target: isNew ? { text: proposal?.targetText ?? '', year: proposal?.targetYear ?? null } : facts.target, actuals: wholeActuals(facts), decision: proposal?.decision ?? null, rationale: proposal?.rationale ?? '', newTarget: proposal?.targetText ?? '',
    basis: proposal?.basis ?? '', source: proposal?.source ?? '', discrepancyReason: proposal?.discrepancyReason ?? '', newName: isNew ? '' : (proposal?.name ?? ''), departments: indicator.departments.map(({ name }) => name),
  };
}

/**
 * The number that is printed on the form. Asked again, nothing having changed, the person gets the number of before: what is compared
 * by it is the same, and reading leaves no trace.
 */
async function recordExport(tx: Tx, actor: Actor, of: { readonly cycleId: string; readonly partnershipId: string }, rows: readonly RowFacts[]): Promise<string> {
  const content = JSON.stringify(Object.fromEntries(rows.map((facts) => [keyOf(facts), textsOf(facts)])));
  const before = await tx.row<{ number: string }>(
    'select number::text from form_export where cycle_id = $1 and made_by is not distinct from $2::uuid and content = $3 order by number desc limit 1', [of.cycleId, actor.personId || null, content]);
  if (before) return printedNumber(before.number);
  const row = await tx.row<{ number: string }>('insert into form_export (partnership_id, cycle_id, content, made_by) values ($1, $2, $3, $4) returning number::text', [of.partnershipId, of.cycleId, content, actor.personId || null]);
  if (!row) throw new Error('the export was not recorded');
  await tx.audit({ partnershipId: of.partnershipId, subjectType: 'cycle', subjectId: of.cycleId, subjectName: `様式 ${printedNumber(row.number)}`, event: 'export' });
  return printedNumber(row.number);
}
