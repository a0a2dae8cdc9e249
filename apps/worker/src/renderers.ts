import type { Renderers } from './handlers/document-requested.js';

/** What can be made, by kind. */
export const renderers = (): Renderers => ({});
