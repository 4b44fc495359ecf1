export { decodePolicy } from './healing/decode-policy.ts';
export { evaluatePolicy, type SimulateAt } from './healing/evaluate-policy.ts';
export type { HealingPolicy } from './healing/healing-policy.ts';
export type * from './healing/healing-report.ts';
