export { diagnose, examine } from './diagnose.ts';
export * from './documents.ts';
export { EventIndex, type EventView } from './event-index.ts';
export { foldEvents } from './fold-events.ts';
export { RULES } from './rules/registry.ts';
export type { Examination } from './scope.ts';
