import { coordinates, departmentsOf, Refused, type Actor, type Fault } from '#core';
import { lockCycle, readCycle, type Caller, type Db, type LockedCycle, type Reader, type Tx } from '#db';
import { readInChild, RefusedFile, type ReadForm, type SentFile } from '#sheets';
import { cycleRows } from '#views';
import { additionOf, surroundingsOf, type Addition } from './additions.js';
import { compareRow, type ExportedTexts, type RowComparison } from './compare.js';
import { numberIn } from './export-number.js';
import { buildFromForm, firstLoad } from './first-load.js';
import { sameAsInForce } from './in-force.js';
import { overlongCells } from './lengths.js';
import { matchRows, ofForm, type CellFinding, type FormFinding } from './match.js';
import { checksOf, itemsOf, type ImportReport } from './report.js';
import { rowsOfStrategy, strategyInForce } from './strategy-rows.js';
import { takeAddition, takeRow } from './take.js';

/** What an import is asked to do. */
export interface ImportRequest {
  readonly planId: string;
  /** Only say what would happen. */
  readonly dryRun: boolean;
}

/** Everything that an import would do, found out without writing anything. */
interface Prepared {
  readonly cycle: LockedCycle;
  readonly comparisons: readonly RowComparison[];
  readonly additions: readonly Addition[];
  readonly findings: readonly FormFinding[];
  readonly rows: number;
}

/** Takes the offices' own forms. Everything is said before anything is written, and written all or nothing. */
export class Imports {
  constructor(private readonly db: Db) {}

  /**
   * Reads a form that somebody sent and says what it does to the review, or does it.
   * @throws Refused not_found, not_allowed, too_large, wrong_type, invalid (with each finding that stands in the way), wrong_state
   */
  async take(caller: Caller, file: SentFile, request: ImportRequest): Promise<ImportReport> {
    await this.db.read(caller, (reader, actor) => checkSender(reader, actor, request.planId));
    const read = await readSafely(file);
    if (request.dryRun) return this.db.read(caller, (reader, actor) => dryRun(reader, actor, read, request));
    return this.db.write(caller, (tx, actor) => commit(tx, actor, read, request));
  }
}

const statusOf: Partial<Record<RefusedFile['code'], 'too_large' | 'wrong_type'>> = { too_large: 'too_large', not_a_workbook: 'wrong_type', old_excel: 'wrong_type' };

async function readSafely(file: SentFile): Promise<ReadForm> {
  try {
    return await readInChild(file);
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    throw new Refused(statusOf[error.code] ?? 'invalid', error.message, { errors: [{ pointer: '', code: error.code, message: error.message }] });
  }
}

/** Before a file is even read: who has nothing to enter sends nothing. */
async function checkSender(reader: Reader, actor: Actor, planId: string): Promise<void> {
  const plan = await reader.row('select id from plan where id = $1 and id = any ($2::uuid[])', [planId, actor.planIds]);
  if (!plan) throw new Refused('not_found', '計画が見つかりません。計画の一覧から選び直してください。');
  if (!coordinates(actor, planId) && departmentsOf(actor, 'officer').length === 0) throw new Refused('not_allowed', '様式を取り込めるのは、担当課の担当者と取りまとめ担当です。');
}

async function dryRun(reader: Reader, actor: Actor, read: ReadForm, request: ImportRequest): Promise<ImportReport> {
  const first = await firstLoad(reader, actor, read, request);
  if (first) return first;
  const cycleId = await cycleOf(reader, request.planId, read);
  if (cycleId === null) return sameAsInForce(reader, actor, read, request);
  return reportOf(await prepare(reader, actor, read, { planId: request.planId, cycleId }), read.kind, request);
}

async function commit(tx: Tx, actor: Actor, read: ReadForm, request: ImportRequest): Promise<ImportReport> {
  // One import of a plan at a time: the second one sees what the first has done.
  await tx.rows('select id from plan where id = $1 for no key update', [request.planId]);
  const first = await firstLoad(tx, actor, read, request);
  if (first) {
    refuseErrors(first.findings);
    await buildFromForm(tx, actor, read, request.planId, first);
    return first;
  }
  const cycleId = await cycleOf(tx, request.planId, read);
  if (cycleId === null) {
    const same = await sameAsInForce(tx, actor, read, request);
    refuseErrors(same.findings);
    return same;
  }
  await lockCycle(tx, cycleId);
  const prepared = await prepare(tx, actor, read, { planId: request.planId, cycleId });
  refuseErrors(prepared.findings);
  const report = reportOf(prepared, read.kind, request);
  if (report.created + report.changed === 0) return report;
  for (const comparison of prepared.comparisons) await takeRow(tx, actor, comparison);
  const { facts, partnershipId } = prepared.cycle;
  const onBehalfOf = departmentsOf(actor, 'officer').length > 0 ? null : '担当課';
  const plan = await tx.row<{ target_year: number }>('select target_year from plan where id = $1', [request.planId]);
  for (const addition of prepared.additions) await takeAddition(tx, addition, { cycleId: facts.id, partnershipId, targetYear: plan?.target_year ?? 0, onBehalfOf });
  await tx.audit({
    partnershipId, subjectType: 'import', subjectId: facts.id, subjectName: `${facts.name}の様式`, event: 'import',
    comment: `${report.rows}行のうち、変更 ${report.changed}、新規 ${report.created}、変更なし ${report.unchanged}、取り込まなかった欄 ${report.conflicts}`,
  });
  return report;
}

function refuseErrors(findings: readonly FormFinding[]): void {
  const errors = findings.filter(({ stopsImport }) => stopsImport);
  if (errors.length === 0) return;
  const faults = errors.map(({ cell, code, message }): Fault => ({ pointer: cell, code, message }));
  throw new Refused('invalid', `様式に、直さないと取り込めない箇所が${errors.length}件あります。何も取り込んでいません。示したセルを直して、もう一度取り込んでください。`, { errors: faults });
}

/** The review that a form belongs to: the one whose number is printed on it, otherwise the plan's latest that runs; null when none does. */
async function cycleOf(reader: Reader, planId: string, read: ReadForm): Promise<string | null> {
  const numbers = read.kind === 'strategy' ? [] : [...new Set(read.form.rows.flatMap(({ exportNumber }) => numberIn(exportNumber.text) ?? []))];
  const row = await reader.row<{ id: string }>(
    `select c.id from cycle c left join lateral (select max(x.number) as number from form_export x where x.cycle_id = c.id and x.number = any ($2::bigint[])) e on true
     where c.plan_id = $1 and (e.number is not null or c.state not in ('preparing', 'published')) order by e.number desc nulls last, c.fiscal_year desc limit 1`, [planId, numbers]);
  return row?.id ?? null;
}

async function prepare(reader: Reader, actor: Actor, read: ReadForm, { planId, cycleId }: { readonly planId: string; readonly cycleId: string }): Promise<Prepared> {
  const findings: CellFinding[] = [...read.form.findings, ...overlongCells(read)];
  const cycle = await readCycle(reader, cycleId, actor.planIds);
  if (cycle.facts.state === 'preparing') throw new Refused('wrong_state', `${cycle.facts.name}は準備中のため、まだ様式を取り込めません。募集を始めてから取り込んでください。`);
  const known = await cycleRows(reader, actor, cycleId);
  const strategy = read.kind === 'strategy' ? strategyInForce(known) : null;
  const rows = read.kind === 'strategy' ? rowsOfStrategy(read.form, known) : read.form.rows;
  const exports = strategy ? strategy.exported : await exportedTexts(reader, cycleId, rows.map(({ exportNumber }) => exportNumber), findings);
  const matched = matchRows(rows, strategy?.facts ?? known, findings);
  const comparisons = matched.flatMap(({ row, facts }) => (facts ? [compareRow(row, facts, { actor, exported: exports }, findings)] : []));
  const around = { planId, cycleState: cycle.facts.state, actor, ...(await surroundingsOf(reader, planId)) };
  const additions = matched.flatMap(({ row, facts }) => (facts ? [] : (additionOf(row, around, findings) ?? [])));
  const changed = read.kind === 'strategy' ? [] : comparisons.flatMap(checksOf);
  return { cycle, comparisons, additions, findings: [...findings.map(ofForm), ...changed], rows: rows.length };
}

/** What stood in the form when it went out; null when no row carries a number, {} where the number is of another review. */
async function exportedTexts(reader: Reader, cycleId: string, printed: readonly { text: string; cell: string }[], findings: CellFinding[]): Promise<ExportedTexts> {
  const carried = printed.filter(({ text }) => text !== '');
  if (carried.length === 0) return null;
  const unreadable = carried.find(({ text }) => numberIn(text) === null);
  if (unreadable) {
    findings.push({ cell: unreadable.cell, code: 'export_number_wrong', severity: 'blocks', message: `様式番号「${unreadable.text}」は正しい番号ではありません。書き換えられていないか確かめ、元の番号に戻してください。`, text: unreadable.text });
    return {};
  }
  const numbers = [...new Set(carried.flatMap(({ text }) => numberIn(text) ?? []))];
  const rows = await reader.rows<{ number: string; content: string }>('select number::text, content from form_export where cycle_id = $1 and number = any ($2::bigint[]) order by number desc', [cycleId, numbers]);
  const lost = numbers.find((number) => !rows.some((row) => row.number === number));
  const cell = carried.find(({ text }) => numberIn(text) === lost);
  if (cell) findings.push({ cell: cell.cell, code: 'export_number_unknown', severity: 'blocks', message: `様式番号「${cell.text}」の様式は、この見直しから出力されていません。別の計画や年度の様式ではないか、確かめてください。`, text: cell.text });
  // Where rows of several exports stand in one file, the oldest says what the sender may not have seen.
  return Object.assign({}, ...rows.map(({ content }) => JSON.parse(content) as object)) as ExportedTexts;
}

function reportOf({ cycle, comparisons, additions, findings, rows }: Prepared, form: string, { planId, dryRun: isDry }: ImportRequest): ImportReport {
  const changed = comparisons.filter(({ changes }) => changes.length > 0).length;
  return {
    form, planId, cycleId: cycle.facts.id, dryRun: isDry, rows, created: additions.length, changed,
    unchanged: comparisons.filter(({ changes, conflicts }) => changes.length + conflicts.length === 0).length,
    conflicts: comparisons.reduce((sum, one) => sum + one.conflicts.length, 0), items: itemsOf(comparisons, additions), findings,
  };
}

