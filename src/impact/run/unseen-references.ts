import { type GroupKind, neededConfiguration, objectKey, type PodSpec } from '../../kubernetes/index.ts';
import { missingConfiguration } from '../../world/index.ts';
import { isUnknownKind } from '../completeness.ts';
import { isAlive } from './pod-life.ts';
import type { RunView } from './run-view.ts';

/** An object that new pods name, and of which the snapshot cannot tell whether it is there. */
export interface UnseenReference {
  readonly kind: GroupKind;
  /** `name`, or `namespace/name`. */
  readonly key: string;
  readonly podCount: number;
}

interface Named {
  readonly kind: GroupKind;
  readonly namespace?: string;
  readonly name: string;
}

/** Accounts and classes that a pod names. Kubernetes makes the account `default` and the classes `system-*`. */
function namedBy(spec: PodSpec, namespace: string): Named[] {
  const { serviceAccountName: account, priorityClassName: priority, runtimeClassName: runtime } = spec;
  return [
    ...(account && account !== 'default' ? [{ kind: 'ServiceAccount', namespace, name: account }] : []),
    ...(priority && !priority.startsWith('system-')
      ? [{ kind: 'PriorityClass.scheduling.k8s.io', name: priority }]
      : []),
    ...(runtime ? [{ kind: 'RuntimeClass.node.k8s.io', name: runtime }] : []),
  ];
}

/**
 * What new pods need and nobody knows to be there, by kind and then name. What a pod of the snapshot has got its node
 * with was there.
 */
export function unseenReferences(run: RunView): UnseenReference[] {
  const counts = new Map<string, UnseenReference>();
  const fresh = run.lives.filter((life) => !life.isOld && isAlive(life));
  for (const [{ spec }, lives] of Map.groupBy(fresh, ({ make }) => make)) {
    const { namespace: ofPods } = lives[0]!;
    for (const named of unseenBy(run, spec, ofPods)) {
      const { kind, namespace, name } = named;
      if (isUsed(run, ofPods, named)) continue;
      const key = namespace === undefined ? name : objectKey(namespace, name);
      const podCount = (counts.get(`${kind} ${key}`)?.podCount ?? 0) + lives.length;
      counts.set(`${kind} ${key}`, { kind, key, podCount });
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function unseenBy(run: RunView, spec: PodSpec, namespace: string): Named[] {
  const isThere = ({ kind, namespace: of, name }: Named) => run.objects.get(kind, of, name) !== undefined;
  const configuration = missingConfiguration(run.world, namespace, neededConfiguration(spec)).unknown;
  return [
    ...configuration.map(({ kind, name }) => ({ kind, namespace, name })),
    ...namedBy(spec, namespace).filter(({ kind }) => isUnseen(run, kind)),
  ].filter((each) => !isThere(each));
}

/** A kind without a line of completeness and without objects was never asked for. */
function isUnseen({ world }: RunView, kind: GroupKind): boolean {
  const { completeness } = world.snapshot;
  return isUnknownKind({ world }, kind) || !completeness.some((line) => line.kind === kind);
}

/** Whether a pod of the snapshot that has a node names the object too. */
function isUsed({ world }: RunView, namespace: string, { kind, name }: Named): boolean {
  const { templates, pods } = world;
  for (const templateId of templates.inNamespace(namespace)) {
    const { spec } = templates.get(templateId).make;
    const named = [...neededConfiguration(spec), ...namedBy(spec, namespace)];
    if (!named.some((each) => each.kind === kind && each.name === name)) continue;
    for (const row of pods.ofTemplate(templateId)) if (pods.nodeRow(row) >= 0) return true;
  }
  return false;
}
