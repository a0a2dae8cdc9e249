import net from 'node:net';
import path from 'node:path';
import { readJson, writeWhole } from './places.mjs';
import { codeOf } from './trouble.mjs';

/**
 * @param {number} port 0 for any
 * @param {string} host
 * @returns {Promise<number | null>} the port when it can be listened on, null when it is taken
 */
function listenOnce(port, host) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(null);
      // A machine without IPv6 has nothing listening there either.
      else if (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL') resolve(port);
      else reject(error);
    });
    server.listen({ port, host, ipv6Only: host === '::', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

/** @param {number} port @returns {Promise<boolean>} whether nobody listens there, on any address of this machine */
export async function isFree(port) {
  return (await listenOnce(port, '0.0.0.0')) !== null && (await listenOnce(port, '::')) !== null;
}

/** @param {number[]} [wishes] tried first, in order @returns {Promise<number>} a port nobody listens on */
export async function freePort(wishes = []) {
  for (const wish of wishes) if (await isFree(wish)) return wish;
  for (;;) {
    const port = await listenOnce(0, '127.0.0.1');
    if (port !== null && (await isFree(port))) return port;
  }
}

/** The ports of the services behind the API: the same ones again at the next start where they are still free. */
export class Ports {
  /** @param {string} dir */
  constructor(dir) {
    this.file = path.join(dir, 'ports.json');
  }

  /** @param {string} name @param {number} [usual] what people expect @returns {Promise<number>} */
  async choose(name, usual) {
    const kept = readJson(this.file) ?? {};
    const before = kept[name];
    const taken = Object.entries(kept).filter(([other]) => other !== name).map(([, port]) => port);
    const wishes = [before, usual].filter((port) => typeof port === 'number').filter((port) => !taken.includes(port));
    const port = await freePort(wishes);
    if (port !== before) writeWhole(this.file, JSON.stringify({ ...kept, [name]: port }) + '\n');
    return port;
  }
}
