export type { Draft } from './content.js';
export { chartAlternative, chartSvg, type ChartInput, type ChartLook, type ChartPoint } from './chart.js';
export { canonicalJson, snapshotHash } from './canonical.js';
export {
  renderDocument, type DocumentFormat, type DocumentKind, type DocumentRequest, type RenderedDocument, type OnProgress,
} from './render-document.js';
export { renderInChild, RenderFailed, type ChildLimits } from './render-in-child.js';
export type * from './snapshot.js';
