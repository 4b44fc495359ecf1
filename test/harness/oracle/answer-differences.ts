import type { NodeVerdict, PodResult } from './answer.ts';

/** One place where two answers differ. */
export interface AnswerDifference {
  readonly pod: string;
  /** What differs: `chosen`, `nodes.n3.reasons`, … */
  readonly where: string;
  readonly real: unknown;
  readonly ours: unknown;
}

/** Reasons about resources that every scheduler names in this order; the rest come in the order of a hash map. */
const ORDERED_REASONS = [
  'Too many pods',
  'Insufficient cpu',
  'Insufficient memory',
  'Insufficient ephemeral-storage',
];

/** Where `ours` differs from the real scheduler's results; pods whose real cycle ended in an error are not compared. */
export function answerDifferences(
  real: readonly PodResult[],
  ours: readonly PodResult[],
): AnswerDifference[] {
  const differences: AnswerDifference[] = [];
  const names = [real, ours].map((results) => results.map(({ pod }) => pod));
  if (!same(names[0], names[1]))
    differences.push({ pod: '*', where: 'pods', real: names[0], ours: names[1] });
  const byPod = new Map(ours.map((result) => [result.pod, result]));
  for (const result of real) {
    const other = byPod.get(result.pod);
    if (other !== undefined && result.error === undefined) differences.push(...podDifferences(result, other));
  }
  return differences;
}

function podDifferences(real: PodResult, ours: PodResult): AnswerDifference[] {
  const differences: AnswerDifference[] = [];
  const check = (where: string, a: unknown, b: unknown) => {
    if (!same(a, b)) differences.push({ pod: real.pod, where, real: a, ours: b });
  };
  for (const field of ['gated', 'preFilter', 'message', 'best', 'chosen', 'nominated', 'victims'] as const)
    check(field, real[field], ours[field]);
  if (ours.nodes === undefined) return differences; // the fast path explains no nodes
  const nodes = new Set([...Object.keys(real.nodes ?? {}), ...Object.keys(ours.nodes ?? {})]);
  for (const node of [...nodes].sort()) {
    const [a, b] = [real.nodes?.[node], ours.nodes?.[node]];
    if (a === undefined || b === undefined) check(`nodes.${node}`, a, b);
    else
      for (const field of NODE_FIELDS)
        check(`nodes.${node}.${field}`, nodeField(a, field), nodeField(b, field));
  }
  return differences;
}

const NODE_FIELDS = ['feasible', 'plugin', 'code', 'reasons', 'scores', 'totalScore'] as const;

function nodeField(verdict: NodeVerdict, field: (typeof NODE_FIELDS)[number]): unknown {
  return field === 'reasons' ? orderedReasons(verdict.reasons ?? []) : verdict[field];
}

function orderedReasons(reasons: readonly string[]): string[] {
  const fixed = reasons.filter(
    (reason) => ORDERED_REASONS.includes(reason) || !reason.startsWith('Insufficient '),
  );
  const rest = reasons.filter((reason) => !fixed.includes(reason));
  return [...fixed, ...rest.sort()];
}

/** Equality of JSON values; undefined, 0, '', [] and {} are the same nothing. */
function same(a: unknown, b: unknown): boolean {
  if (isNothing(a) && isNothing(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) =>
    sameEntry((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

function sameEntry(a: unknown, b: unknown): boolean {
  return (a === undefined) === (b === undefined) && same(a, b);
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === '' ||
    value === 0 ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}
