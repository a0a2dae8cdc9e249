export * from './refused.js';
export * from './workflow/actor.js';
export * from './workflow/cycle-transitions.js';
export * from './workflow/decide-cycle.js';
export * from './workflow/decide-proposal.js';
export * from './workflow/proposal-transitions.js';
export * from './workflow/words.js';
