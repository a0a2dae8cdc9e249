export type { Caller } from './caller.js';
export * from './data-source.js';
export * from './db.js';
export * from './entities.js';
export * from './migrate.js';
export { Reader } from './reader.js';
export { Tx, type Happening, type Message, type Topic } from './tx.js';
