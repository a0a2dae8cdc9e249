export type { Draft } from './content.js';
export { canonicalJson, snapshotHash } from './canonical.js';
export {
  renderDocument, type DocumentFormat, type DocumentKind, type DocumentRequest, type RenderedDocument, type OnProgress,
} from './render-document.js';
export { renderInChild, RenderFailed, type ChildLimits } from './render-in-child.js';
export type * from './snapshot.js';
