export { FormExports, type FormFile, type FormRequest } from './form-export.js';
export { Imports, type ImportRequest } from './imports.js';
export type { ImportItem, ImportReport } from './report.js';
export type { FormFinding } from './match.js';
