export * from './applier.js';
export * from './binding.js';
export * from './planner.js';
export * from './reconciler.js';
export * from './recovery.js';
export * from './relay.js';
export * from './restored.js';
export * from './silence.js';
