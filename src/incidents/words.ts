import { refId, refKey } from '../history/index.ts';
import type { Happening, NodesLost, Outage } from './causes/happening.ts';
import { metricEvidence, metricWords } from './metrics/metric-changes.ts';

import type { Scene } from './scene/read-scene.ts';
import type { Failure } from './signals/failure.ts';
import { CLASS_WORDS, type SignalClass } from './signals/signal.ts';

const MESSAGE_LENGTH = 240;
/** Classes whose own words say more than the message of one pod. */
const WITHOUT_MESSAGE: readonly SignalClass[] = ['oom', 'removed', 'evicted', 'deleted', 'nodeLost'];

/** A stretch of time as people say it: `23s`, `1m 30s`, `2h 5m`, `47 days`. */
export function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m ${seconds % 60}s`;
  if (minutes >= 2 * 1440) return `${Math.round(minutes / 1440)} days`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** What happened, in one line. */
export function summaryOf(scene: Scene, happening: Happening): string {
  switch (happening.type) {
    case 'change':
      return happening.change.words;
    case 'failure':
      return failureWords(scene, happening.failure);
    case 'outage':
      return outageWords(happening.outage);
    case 'nodes':
      return nodesWords(happening.lost);
    case 'metric':
      return metricWords(happening.metric);
  }
}

/** `OOMKilled: 5 pods of Deployment/default/api within 23s` */
export function failureWords(scene: Scene, failure: Failure): string {
  const { pods, workload, fromMs, toMs, said: message, who } = failure;
  const isOwn = pods.every((pod) => refId(pod) === refId(workload));
  const many = `${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} of ${refKey(workload)}`;
  const of = failure.class === 'refused' || isOwn ? (isOwn ? '' : `pods of ${refKey(workload)}`) : many;
  const span = toMs - fromMs >= 1000 ? ` within ${spanWords(toMs - fromMs)}` : '';
  const said = WITHOUT_MESSAGE.includes(failure.class) ? '' : messageWords(message);
  const by = who === undefined ? '' : ` by ${who}`;
  const nodes = failure.class === 'nodeLost' ? nodeNames(scene, failure) : '';
  const lost = failure.lost === undefined ? '' : `, after ${lostWords(failure.lost)}`;
  return `${CLASS_WORDS[failure.class]}${by}${of === '' ? '' : `: ${of}${span}`}${nodes}${said}${lost}`;
}

function lostWords({ pods, class: name, who }: Failure): string {
  const many = `${pods.length} ${pods.length === 1 ? 'pod was' : 'pods were'}`;
  return `${many} ${CLASS_WORDS[name]}${who === undefined ? '' : ` by ${who}`}`;
}

function nodeNames(scene: Scene, failure: Failure): string {
  const nodes = new Set(failure.pods.flatMap((pod) => scene.pods.get(refId(pod))?.pod.spec?.nodeName ?? []));
  return nodes.size === 0 ? '' : ` on ${[...nodes].sort().slice(0, 4).join(', ')}`;
}

function messageWords(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  if (text === '') return '';
  return ` (${text.length > MESSAGE_LENGTH ? `${text.slice(0, MESSAGE_LENGTH)}…` : text})`;
}

function outageWords({ span }: Outage): string {
  return `no ready endpoint left, of ${span.before}`;
}

function nodesWords({ nodes, zone }: NodesLost): string {
  const [first] = nodes;
  const where =
    zone === undefined
      ? first!.zone === undefined || nodes.length > 1
        ? ''
        : ` (zone ${first!.zone})`
      : ` in zone ${zone}`;
  const said = messageWords(first!.message);
  if (nodes.length === 1) return `${first!.why}${where}${said}`;
  const names = nodes.map(({ ref }) => ref.name).sort();
  const list =
    names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
  return `${nodes.length} nodes${where} ${first!.why}: ${list}${said}`;
}

/** Who did it; undefined for what nobody asked for, or where no audit log tells. */
export function whoOf(happening: Happening): string | undefined {
  if (happening.type === 'change') return happening.change.who;
  return happening.type === 'failure' ? happening.failure.who : undefined;
}

/** What stands behind a happening. */
export function evidenceOf(happening: Happening): readonly string[] {
  switch (happening.type) {
    case 'change':
      return happening.change.evidence;
    case 'failure':
      return happening.failure.evidence;
    case 'outage':
      return [happening.outage.span.fromEvidence];
    case 'nodes':
      return happening.lost.nodes.map(({ evidence }) => evidence).slice(0, 5);
    case 'metric':
      return metricEvidence(happening.metric);
  }
}
