import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Db } from '#db';
import { renderDocument, type DocumentFormat, type DocumentKind, type Snapshot } from '#documents';
import { documentFormats, documentKinds, Documents } from '#services';
import { documentFile } from '#views';
import { migrateQueues } from '../../apps/worker/src/queue/migrate-queues.js';
import type { Figure } from './figure.js';
import { aReviewedPlan, type ReviewedPlan } from './world.js';

const kills = 200;
const worker = fileURLToPath(new URL('../../apps/worker/src/main.js', import.meta.url));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Asked {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly format: DocumentFormat;
}

/** Real workers, killed at random moments while they make documents: what was served meanwhile, and what came of all that was asked for. */
export async function killFigures(db: Db, databaseUrl: string): Promise<Figure[]> {
  await migrateQueues(databaseUrl);
  const plan = await aReviewedPlan(db, 20);
  const asked: Asked[] = [];
  let partial = 0;
  let unfinished = 0;
  for (let time = 0; time < kills; time += 1) {
    asked.push(await ask(db, plan, time));
    const killed = aWorker(databaseUrl);
    // A worker needs about half a second before it takes up its first document.
    await pause(300 + Math.random() * 1_700);
    killed.kill('SIGKILL');
    await new Promise((resolve) => killed.once('exit', resolve));
    for (const document of asked.slice(-10)) {
      const seen = await look(db, plan, document);
      if (seen === 'broken') partial += 1;
      if (seen === 'not ready') unfinished += 1;
    }
  }
  const right = await finish(db, databaseUrl, { plan, asked });
  const left = renderersLeft();
  return [
    { name: `${kills} kills of a worker with SIGKILL, a document asked for before each`, figure: `${right} of ${asked.length} ready in the end with the bytes that its snapshot gives`, target: 'all', met: right === asked.length },
    { name: `looks at the latest ten documents after each kill (${unfinished} of them not ready)`, figure: `${partial} served in part`, target: 'none', met: partial === 0 && unfinished > 0 },
    { name: 'processes of the typesetter that outlived their worker', figure: String(left), target: 'none', met: left === 0 },
  ];
}

async function ask(db: Db, plan: ReviewedPlan, time: number): Promise<Asked> {
  const kind = documentKinds[Math.floor(time / documentFormats.length) % documentKinds.length] ?? 'vision';
  const format = documentFormats[time % documentFormats.length] ?? 'pdf';
  const { body } = await new Documents(db).request(plan.coordinator.caller, plan.cycleId, { kind, format }, null);
  return { id: (JSON.parse(body) as { id: string }).id, kind, format };
}

/** A worker as `npm start` runs one. Nobody listens at its mail relay: no mail is asked for here. */
const aWorker = (databaseUrl: string): ChildProcess =>
  spawn(process.execPath, [worker], { env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'fatal' }, stdio: 'ignore' });

/** What a coordinator gets who asks for the file now. */
async function look(db: Db, plan: ReviewedPlan, { id }: Asked): Promise<'whole' | 'not ready' | 'broken'> {
  try {
    const file = await db.read(plan.coordinator.caller, (reader, actor) => documentFile(reader, actor, id));
    return createHash('sha256').update(file.bytes).digest('hex') === file.sha256 ? 'whole' : 'broken';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'wrong_state' ? 'not ready' : 'broken';
  }
}

/** Leaves one worker alone until nothing waits any more. @returns how many documents are ready and are what their snapshots give */
async function finish(db: Db, databaseUrl: string, { plan, asked }: { plan: ReviewedPlan; asked: readonly Asked[] }): Promise<number> {
  const last = aWorker(databaseUrl);
  try {
    for (let seconds = 0; seconds < 300; seconds += 1) {
      const waiting = await db.read(plan.coordinator.caller, (reader) => reader.rows(`select from document where cycle_id = $1 and state in ('queued', 'compiling')`, [plan.cycleId]));
      if (waiting.length === 0) break;
      await pause(1_000);
    }
  } finally {
    last.kill('SIGTERM');
    await new Promise((resolve) => last.once('exit', resolve));
  }
  let right = 0;
  for (const document of asked) if (await isRight(db, plan, document)) right += 1;
  return right;
}

async function isRight(db: Db, plan: ReviewedPlan, { id, kind, format }: Asked): Promise<boolean> {
  const row = await db.read(plan.coordinator.caller, (reader) => reader.row<{ content: string; sha256: string | null }>('select s.content, x.sha256 from document x join snapshot s on s.id = x.snapshot_id where x.id = $1', [id]));
  if (!row?.sha256 || (await look(db, plan, { id, kind, format })) !== 'whole') return false;
  const snapshot = JSON.parse(row.content) as Snapshot;
  const again = await renderDocument({ snapshot, kind, format, draft: { watermark: '案', at: snapshot.takenAt }, number: null });
  return again.sha256 === row.sha256;
}

/** Only of this checkout: others may run beside it. */
function renderersLeft(): number {
  const place = fileURLToPath(new URL('../../libs/documents/', import.meta.url));
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(`${place}src/render-child`)).length;
}
