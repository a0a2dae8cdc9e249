export * from './answer.js';
export * from './cycles.js';
export * from './documents.js';
export * from './people.js';
export * from './proposals.js';
export * from './publication.js';
export * from './sessions.js';
export * from './snapshot.js';
