export type { Draft } from './content.js';
export { canonicalJson, snapshotHash } from './canonical.js';
export {
  renderDocument, type DocumentFormat, type DocumentKind, type DocumentRequest, type RenderedDocument,
} from './render-document.js';
export type * from './snapshot.js';
