export { columnName, Grid, readGrids } from './grid.js';
export * from './finding.js';
export * from './review-form.js';
export * from './strategy-form.js';
