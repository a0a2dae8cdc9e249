/** Lets a child process of the tests run the TypeScript sources: `./x.js` is read from `./x.ts`, `#core` from its room. */
import { register } from 'node:module';

register('./source-hooks.mjs', import.meta.url);
