import { spawn, type ChildProcess } from 'node:child_process';
import http from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Starts a compiled program of ours with more environment, and waits until it answers. */
export async function serve(script: string, env: Readonly<Record<string, string>>, ready: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(dist, script)], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await fetch(ready).catch(() => null);
    if (answer) {
      await answer.arrayBuffer();
      return child;
    }
    if (child.exitCode !== null) throw new Error(`${script} ended`);
  }
  throw new Error(`${script} did not answer`);
}

/** Requests a second over some seconds with so many connections at once, each asking again when answered. */
export async function requestsPerSecond(url: string, { connections, seconds, cookie }: { connections: number; seconds: number; cookie?: string }): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  let answered = 0;
  const ask = (): Promise<void> => new Promise((resolve, reject) => {
    http.get(url, { agent, headers: cookie ? { cookie } : {} }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${String(response.statusCode)}`));
      response.resume();
      response.on('end', resolve);
    }).on('error', reject);
  });
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      await ask();
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return answered / seconds;
}
