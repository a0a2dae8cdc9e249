import './node-version.mjs';

const { runCommand } = await import('./trouble.mjs');
const { demo } = await import('./demonstration.mjs');
await runCommand(demo);
