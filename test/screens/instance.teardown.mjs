import fs from 'node:fs';

/** Stops the instance that the set-up started, and removes its data. */
export default async function tearDown() {
  const started = globalThis.kyoseiScreens;
  if (!started) return;
  const ended = new Promise((resolve) => started.child.once('exit', resolve));
  started.child.kill('SIGTERM');
  await ended;
  fs.rmSync(started.dataDir, { recursive: true, force: true });
}
