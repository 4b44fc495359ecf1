import type { SymptomType } from '../decisions/index.ts';
import type { GroupKind } from '../kubernetes/index.ts';

/** A word for a kind of trouble that `debug` finds the objects of by itself. */
export type SymptomWord =
  | 'pod-crash'
  | 'oom'
  | 'pod-pending'
  | 'image-pull'
  | 'evictions'
  | 'service-down'
  | 'node-down';

/** How a word is found. */
export interface SymptomKind {
  readonly word: SymptomWord;
  /** Other spellings. */
  readonly also: readonly string[];
  /** `pods that crash` */
  readonly meaning: string;
  /** What of a pod's status shows it; empty where nodes or Services show it. */
  readonly types: readonly SymptomType[];
  /** Reasons of events that show it too. */
  readonly reasons: readonly string[];
  /** What such an event says, where its reason alone does not tell. */
  readonly says?: RegExp;
  /** Kinds that must be in a recording, or its absence tells nothing. */
  readonly shownBy: readonly GroupKind[];
}

/** Every symptom word, in the order of the documentation. */
export const SYMPTOM_KINDS: readonly SymptomKind[] = [
  {
    word: 'pod-crash',
    also: ['crash', 'crashes', 'crashloop', 'crash-loop', 'crashloopbackoff', 'restarts'],
    meaning: 'pods whose containers end and start again',
    types: ['oomKilled', 'failed', 'crashLoop', 'restarted'],
    reasons: ['BackOff', 'OOMKilling'],
    says: /restarting|memory/i,
    shownBy: ['Pod'],
  },
  {
    word: 'oom',
    also: ['oomkilled', 'out-of-memory', 'oom-killed'],
    meaning: 'pods killed for the memory they took',
    types: ['oomKilled'],
    reasons: ['OOMKilling', 'SystemOOM'],
    shownBy: ['Pod'],
  },
  {
    word: 'pod-pending',
    also: ['pending', 'unschedulable'],
    meaning: 'pods that find no node',
    types: ['unschedulable'],
    reasons: ['FailedScheduling'],
    shownBy: ['Pod'],
  },
  {
    word: 'image-pull',
    also: ['imagepull', 'imagepullbackoff', 'errimagepull', 'pull'],
    meaning: 'pods whose image cannot be pulled',
    types: ['imagePull'],
    reasons: ['Failed', 'BackOff', 'ErrImagePull', 'InspectFailed'],
    says: /image|pull/i,
    shownBy: ['Pod'],
  },
  {
    word: 'evictions',
    also: ['eviction', 'evicted', 'drained'],
    meaning: 'pods that were made to leave their node',
    types: ['evicted'],
    reasons: ['Evicted', 'TaintManagerEviction', 'Preempted', 'EvictedByVPA'],
    shownBy: ['Pod'],
  },
  {
    word: 'service-down',
    also: ['no-endpoints', 'outage', 'service-outage'],
    meaning: 'Services without a ready endpoint',
    types: [],
    reasons: [],
    shownBy: ['Service', 'EndpointSlice.discovery.k8s.io'],
  },
  {
    word: 'node-down',
    also: ['nodes-down', 'node-not-ready', 'notready', 'node-notready'],
    meaning: 'nodes that are not Ready',
    types: [],
    reasons: ['NodeNotReady'],
    shownBy: ['Node'],
  },
];

/** The kind of trouble that a word means; undefined for other words. */
export function symptomNamed(word: string): SymptomKind | undefined {
  const asked = word.toLowerCase();
  return SYMPTOM_KINDS.find((kind) => kind.word === asked || kind.also.includes(asked));
}
