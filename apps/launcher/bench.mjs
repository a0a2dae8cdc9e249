import './node-version.mjs';

const { runCommand } = await import('./trouble.mjs');
await runCommand(async () => {
  const { prepareCheckout } = await import('./instance.mjs');
  const { inCheckout } = await import('./places.mjs');
  const { run } = await import('./processes.mjs');
  const { Steps } = await import('./say.mjs');
  const { temporaryPlace, temporaryPostgres } = await import('./temporary.mjs');
  const steps = new Steps();
  await prepareCheckout(steps);
  // With the same promises to the disk as in operation: figures of a database that forgets say nothing.
  const postgres = await steps.take('測定のための PostgreSQL を起動しています', () => temporaryPostgres({ lasting: true }));
  const place = temporaryPlace('bench');
  try {
    const env = { ...process.env, DATABASE_URL: postgres.url, DATA_DIR: place.dir };
    return (await run(process.execPath, [inCheckout('dist', 'test', 'bench', 'main.js'), ...process.argv.slice(2)], { cwd: inCheckout(), env })).code;
  } finally {
    await place.leave();
    await postgres.stop();
  }
});
