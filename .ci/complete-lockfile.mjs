// Completes package-lock.json after `npm install` from a registry that does not carry every platform's packages.
//
// A package such as @swc/core names one optional package per platform. Where the registry lacks some of them, npm leaves
// them out of the lockfile without a word, and `npm ci` then refuses that lockfile on every machine. This writes them
// in: name, version, and the platform they are for, so that npm passes them by where they do not fit. They carry no
// integrity hash; a machine of such a platform gets its first one from its own registry.
//
//   node .ci/complete-lockfile.mjs

import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = { aix: 'aix', android: 'android', darwin: 'darwin', freebsd: 'freebsd', linux: 'linux', netbsd: 'netbsd', openbsd: 'openbsd', openharmony: 'openharmony', sunos: 'sunos', win32: 'win32', windows: 'win32' };
const processors = { arm64: 'arm64', arm: 'arm', armv7: 'arm', ia32: 'ia32', x64: 'x64', ppc64: 'ppc64', s390x: 's390x', riscv64: 'riscv64', loong64: 'loong64', wasm32: 'wasm32' };

/** Where Node would find `name` from the package at `from`, or null. */
function found(from, name) {
  for (let at = from; ; at = at.slice(0, at.lastIndexOf('/node_modules/'))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[place]) return place;
    if (!at.includes('/node_modules/')) {
      return lock.packages[`node_modules/${name}`] ? `node_modules/${name}` : null;
    }
  }
}

/** The platform that a name such as `@swc/core-linux-arm64-gnu` ends in. */
function platformOf(name) {
  const words = name.split('/').at(-1).split('-');
  const os = words.map((word) => systems[word]).find(Boolean);
  const cpu = words.map((word) => processors[word]).find(Boolean);
  if (!os && !cpu) throw new Error(`${name}: the name says no platform; add its entry to package-lock.json by hand.`);
  const libc = words.at(-1).startsWith('musl') ? ['musl'] : words.at(-1).startsWith('gnu') && os === 'linux' ? ['glibc'] : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }), ...(libc && { libc }) };
}

let added = 0;
for (const [from, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (from === '') continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (found(from, name)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name}: ${version} is no exact version; add its entry to package-lock.json by hand.`);
    lock.packages[`node_modules/${name}`] = { version, ...(dev && { dev }), optional: true, ...platformOf(name) };
    added += 1;
  }
}
if (added > 0) {
  const entries = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(entries);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added} packages of other platforms added.`);
