import './node-version.mjs';

const { runCommand } = await import('./trouble.mjs');
const { reset } = await import('./forget.mjs');
await runCommand(reset);
