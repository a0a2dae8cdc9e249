import './node-version.mjs';

const { runCommand } = await import('./trouble.mjs');
const { start } = await import('./instance.mjs');
await runCommand(start);
