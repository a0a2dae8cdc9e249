import './node-version.mjs';

const { runCommand } = await import('./trouble.mjs');
const { test } = await import('./suites.mjs');
await runCommand(test);
