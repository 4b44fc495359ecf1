export { type GroupKind, groupKindOf, objectKey } from './group-kind.ts';
export type * from './types.ts';
