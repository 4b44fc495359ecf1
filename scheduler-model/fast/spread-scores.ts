import { spreadScaled } from '../plugins/PodTopologySpread/soft-score.ts';
import type { Candidates } from './candidates.ts';
import { addScaled, IGNORED } from './scaled-scores.ts';
import type { CandidateConstraint } from './soft-constraints.ts';

/** Adds PodTopologySpread for the soft constraints of a class. */
export function addSpreadScores(
  candidates: Candidates,
  constraints: readonly CandidateConstraint[],
  needsAllKeys: boolean,
  weight: number,
): void {
  const [first, second] = constraints;
  if (constraints.length === 1 && first!.counter.topology && needsAllKeys) {
    addOneDomain(candidates, first!, weight);
  } else if (
    constraints.length === 2 &&
    !needsAllKeys &&
    !first!.counter.topology &&
    second!.counter.topology
  ) {
    addHostAndDomain(candidates, first!, second!, weight);
  } else addAll(candidates, constraints, needsAllKeys, weight);
}

/** One constraint: all nodes of a domain score alike. */
function addOneDomain(candidates: Candidates, constraint: CandidateConstraint, weight: number): void {
  const { nodes, totals, count } = candidates;
  const { topology, isSeen } = constraint;
  const scores = domainScores(constraint, 0);
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (let slot = 1; slot < scores.length; slot++) {
    scores[slot] = Math.round(scores[slot]!);
    if (isSeen![slot] === 0) continue;
    if (scores[slot]! < min) min = scores[slot]!;
    if (scores[slot]! > max) max = scores[slot]!;
  }
  const parts = new Int32Array(scores.length);
  for (let slot = 1; slot < scores.length; slot++) {
    if (isSeen![slot] === 1) parts[slot] = weight * spreadScaled(scores[slot]!, min, max);
  }
  const domainOf = topology.valueOf.values;
  for (let i = 0; i < count; i++) totals[i]! += parts[domainOf[nodes[i]!]! + 1]!;
}

/** The default constraints: host name and zone, of which a node may lack either. */
function addHostAndDomain(
  candidates: Candidates,
  host: CandidateConstraint,
  domain: CandidateConstraint,
  weight: number,
): void {
  const { nodes, rounded, count } = candidates;
  const scores = domainScores(domain, 0);
  const domainOf = domain.topology.valueOf.values;
  const hostOf = host.topology.valueOf.values;
  const counts = host.counter.counts.values;
  const hostSkew = host.maxSkew - 1;
  let min = 2 ** 31 - 1;
  let max = 0;
  for (let i = 0; i < count; i++) {
    const nodeIndex = nodes[i]!;
    let score = scores[domainOf[nodeIndex]! + 1]!;
    if (hostOf[nodeIndex]! >= 0) {
      score += (nodeIndex < counts.length ? counts[nodeIndex]! : 0) * host.weight + hostSkew;
    }
    const whole = Math.round(score);
    rounded[i] = whole;
    if (whole < min) min = whole;
    if (whole > max) max = whole;
  }
  addScaled(candidates, min, max, weight, spreadScaled);
}

/** Any constraints: they are added up in their order, as the sum of floating point numbers depends on it. */
function addAll(
  candidates: Candidates,
  constraints: readonly CandidateConstraint[],
  needsAllKeys: boolean,
  weight: number,
): void {
  const { raw, rounded, count } = candidates;
  raw.fill(0, 0, count);
  for (const constraint of constraints) {
    if (constraint.counter.topology) addByDomain(candidates, constraint, needsAllKeys);
    else addByNode(candidates, constraint, needsAllKeys);
  }
  let min = 2 ** 31 - 1;
  let max = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(raw[i]!)) {
      rounded[i] = IGNORED;
      continue;
    }
    const score = Math.round(raw[i]!);
    rounded[i] = score;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  addScaled(candidates, min, max, weight, spreadScaled);
}

/** What each domain's pods count for, by topology value plus one; `outside` for nodes without the label. */
function domainScores(
  { topology, counter, weight, maxSkew }: CandidateConstraint,
  outside: number,
): Float64Array {
  const counts = counter.counts.values;
  const scores = new Float64Array(topology.valueCount + 1);
  scores[0] = outside;
  for (let value = 0; value < topology.valueCount; value++) {
    scores[value + 1] = (value < counts.length ? counts[value]! : 0) * weight + (maxSkew - 1);
  }
  return scores;
}

function addByDomain(
  { nodes, raw, count }: Candidates,
  constraint: CandidateConstraint,
  needsAllKeys: boolean,
): void {
  const scores = domainScores(constraint, needsAllKeys ? Number.NaN : 0);
  const domainOf = constraint.topology.valueOf.values;
  for (let i = 0; i < count; i++) raw[i]! += scores[domainOf[nodes[i]!]! + 1]!;
}

function addByNode(
  { nodes, raw, count }: Candidates,
  { topology, counter, weight, maxSkew }: CandidateConstraint,
  needsAllKeys: boolean,
): void {
  const domainOf = topology.valueOf.values;
  const counts = counter.counts.values;
  const skew = maxSkew - 1;
  for (let i = 0; i < count; i++) {
    const nodeIndex = nodes[i]!;
    if (domainOf[nodeIndex]! < 0) {
      if (needsAllKeys) raw[i] = Number.NaN;
    } else raw[i]! += (nodeIndex < counts.length ? counts[nodeIndex]! : 0) * weight + skew;
  }
}
