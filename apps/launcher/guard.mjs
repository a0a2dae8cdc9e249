// Outlives the process that started it: once the pipe from there closes, ends the processes named on it, one JSON object
// to a line, and removes the folder given as argument.
import fs from 'node:fs';
import readline from 'node:readline';
import { end } from './processes.mjs';

const [dir] = process.argv.slice(2);
/** @type {(import('./processes.mjs').Known & { signal: NodeJS.Signals })[]} */
const charges = [];
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});
for await (const line of readline.createInterface({ input: process.stdin })) charges.push(JSON.parse(line));
for (const charge of charges) await end(charge, { signal: charge.signal, patienceMs: 5000 });
if (dir) fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
