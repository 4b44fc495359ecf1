import type { EventRecord } from '../../history/index.ts';
import type { Signal, SignalClass } from './signal.ts';

/** What a Warning event says, by its reason and, where that is not enough, its words; the first that fits counts. */
const RULES: readonly (readonly [RegExp, RegExp | undefined, SignalClass])[] = [
  [/^OOMKill/, undefined, 'oom'],
  [/^(Failed|BackOff)$/, /pull|ImagePull|image/i, 'imagePull'],
  [
    /^(Failed|CreateContainerConfigError)$/,
    /(configmap|secret|key) .*(not found|couldn't find)|couldn't find key|not found/i,
    'config',
  ],
  [/^BackOff$/, undefined, 'crash'],
  [/^(ErrImageNeverPull|InspectFailed|InvalidImageName)$/, undefined, 'imagePull'],
  [/^Failed$/, undefined, 'start'],
  [/^(FailedMount|FailedAttachVolume|FailedMapVolume|VolumeFailed)/, undefined, 'mount'],
  [
    /^(FailedCreate|FailedCreatePodSandBox)$/,
    /forbidden|denied|webhook|quota|invalid|not found|violates/i,
    'refused',
  ],
  [/^FailedCreatePodSandBox$/, undefined, 'start'],
  [/^FailedCreate$/, undefined, 'refused'],
  [/^Preempt/, undefined, 'preempted'],
  [/^(Evicted|EvictionThresholdMet)$/, undefined, 'nodePressure'],
  [/^TaintManagerEviction$/, /^Marking/, 'tainted'],
  [/^NodeNotReady$/, undefined, 'nodeLost'],
  [/^FailedScheduling$/, undefined, 'pending'],
  [/^(Unhealthy|ProbeError)$/, undefined, 'probe'],
];

/** What an event about a pod, or about an owner of pods, says; undefined for anything else. */
export function eventSignal(event: EventRecord): Signal | undefined {
  const { regarding, reason, note } = event;
  const isAboutPods = regarding.kind === 'Pod' || reason === 'FailedCreate';
  if (!isAboutPods) return undefined;
  if (event.type !== 'Warning' && !/^(Preempt|TaintManagerEviction)/.test(reason)) return undefined;
  const rule = RULES.find(
    ([reasons, words]) => reasons.test(reason) && (words === undefined || words.test(note)),
  );
  if (!rule) return undefined;
  return { timeMs: event.timeMs, class: rule[2], ref: regarding, message: note, evidence: [event.evidence] };
}
