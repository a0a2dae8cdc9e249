/** What the tests, which are TypeScript, see of `redis.mjs`. */

export interface RedisProgram {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface TemporaryRedis {
  readonly url: string;
  readonly port: number;
  /** Starts it again on the same port, with what was kept. */
  start(): Promise<void>;
  /** Takes its life without a warning. */
  kill(): Promise<void>;
  /** Ends it and forgets it. */
  stop(): Promise<void>;
}

export function redisProgram(dir: string): Promise<RedisProgram | null>;
export function temporaryRedis(program: RedisProgram, how?: { appendOnly?: boolean }): Promise<TemporaryRedis>;
