import {
  type GroupKind,
  guessedKind,
  neededConfiguration,
  objectKey,
  type PodSpec,
  pluralOf,
} from '../../kubernetes/index.ts';
import { missingConfiguration } from '../../world/index.ts';
import { isUnknownKind } from '../completeness.ts';
import { counted } from '../stages/duration.ts';
import { changedObjects } from './changed-objects.ts';
import { isAlive } from './pod-life.ts';
import type { RunView } from './run-view.ts';

/** An object that is needed, and of which the snapshot cannot tell whether it is there. */
export interface UnseenReference {
  readonly kind: GroupKind;
  /** `name`, or `namespace/name`. */
  readonly key: string;
  /** Who needs it, as the end of a sentence: `2 new pods need`. */
  readonly user: string;
}

const DEFINITION = 'CustomResourceDefinition.apiextensions.k8s.io';

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

/** What new pods and objects need and nobody knows to be there. */
export function unseenReferences(run: RunView): UnseenReference[] {
  return [...neededByPods(run), ...definitionsOfChanged(run)];
}

/** Kinds of objects that the commands made, of which the snapshot holds neither the definition nor another object. */
function definitionsOfChanged(run: RunView): UnseenReference[] {
  if (!isUnseen(run, DEFINITION)) return [];
  const { objects } = run.world.snapshot;
  return changedObjects(run)
    .filter(({ kind, object }) => !objects.has(kind) && guessedKind(object) !== undefined)
    .map(({ kind, title }) => ({
      kind: DEFINITION,
      key: `${pluralOf(kind)}.${kind.slice(kind.indexOf('.') + 1)}`,
      user: `${title} needs`,
    }));
}

/** By kind and then name. What a pod of the snapshot has got its node with was there. */
function neededByPods(run: RunView): UnseenReference[] {
  const counts = new Map<
    string,
    { readonly kind: GroupKind; readonly key: string; readonly podCount: number }
  >();
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
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, key, podCount }]) => ({
      kind,
      key,
      user: `${counted(podCount, 'new pod')} ${podCount === 1 ? 'needs' : 'need'}`,
    }));
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
