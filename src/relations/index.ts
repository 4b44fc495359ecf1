export { podTemplateOf, TEMPLATE_KINDS } from './declared/template-kinds.ts';
export { readEdges } from './edges.ts';
export { type Health, type HealthStatus, health, healthOf } from './health/health.ts';
export { type KeyParts, keyFor, keyOf, type ObjectKey, parseKey, shortKind } from './object-key.ts';
export type { PodGroup, PodTable } from './pod-table.ts';
export { RELATION_TYPES, type Relation, type RelationType } from './relation.ts';
export { type GraphOptions, RelationGraph } from './relation-graph.ts';
export { type KindKnowledge, type RelationSource, snapshotSource } from './relation-source.ts';
export type { Direction, Walk, WalkNode, WalkOptions } from './walk.ts';
