import os from 'node:os';
import path from 'node:path';
import { redisProgram, temporaryRedis, type TemporaryRedis } from '../../apps/launcher/redis.mjs';

export type { TemporaryRedis };

/**
 * A real redis-server of one's own, to be flushed, killed and started again. With `appendOnly: false` a kill makes it
 * forget everything, as Debian's default settings do.
 */
export async function aRedis(how: { appendOnly?: boolean } = {}): Promise<TemporaryRedis> {
  const program = await redisProgram(path.join(os.tmpdir(), 'kyosei-test-programs'));
  if (!program) throw new Error('redis-server is neither on PATH nor to be had from Debian packages: install it to run this test.');
  return temporaryRedis(program, how);
}

/** Which store the queues of this run live in: `npm test` runs the suite once on each. */
export function queueStore(): 'redis' | 'postgres' {
  return process.env['REDIS_URL'] ? 'redis' : 'postgres';
}
