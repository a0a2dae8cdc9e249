import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Resident megabytes of the API and the worker together; null where the machine does not say. */
export function residentMegabytes(dataDir: string): number | null {
  try {
    const { processes } = JSON.parse(readFileSync(path.join(dataDir, 'processes.json'), 'utf8')) as { processes: readonly { name: string; pid: number }[] };
    const asked = processes.filter(({ name }) => name === 'API' || name === 'ワーカー');
    if (asked.length < 2) return null;
    const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', asked.map(({ pid }) => pid).join(',')], { encoding: 'utf8' });
    return Math.round(kilobytes.trim().split(/\s+/).reduce((sum, line) => sum + Number(line), 0) / 1024);
  } catch {
    return null;
  }
}
