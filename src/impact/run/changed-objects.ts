import { type GroupKind, isEqual, type KubeObject } from '../../kubernetes/index.ts';
import { oncePerRun } from './once-per-run.ts';
import type { RunView } from './run-view.ts';

/** An object other than a pod that a command made or changed, as it stands at the end. */
export interface ChangedObject {
  readonly kind: GroupKind;
  readonly namespace: string | undefined;
  readonly name: string;
  /** `Kind/namespace/name`, or `Kind/name`. */
  readonly title: string;
  readonly object: KubeObject;
  /** As the first command found it; undefined when a command made it. */
  readonly before: KubeObject | undefined;
  /** The log record of the first change. */
  readonly sequence: number;
}

/**
 * What the commands made or changed and left there, in the order in which they touched it first. That an eviction counts
 * down a budget changes nothing about the budget but its status.
 */
export const changedObjects: (run: RunView) => readonly ChangedObject[] = oncePerRun(changedIn);

function changedIn(run: RunView): ChangedObject[] {
  const lines = new Set(run.commands.map(({ line }) => line));
  const found = new Map<string, ChangedObject>();
  for (const { kind, key, before, after, by, sequence } of run.objects.moments) {
    if (!after || !lines.has(by.name) || (before && isSameButStatus(before, after))) continue;
    const title = `${kind.split('.')[0]}/${key}`;
    if (found.has(title)) continue;
    const { namespace, name = '' } = after.metadata;
    const object = run.objects.get(kind, namespace, name);
    if (object) found.set(title, { kind, namespace, name, title, object, before, sequence });
  }
  return [...found.values()];
}

function isSameButStatus(
  { status: _, ...before }: KubeObject,
  { status: __, ...after }: KubeObject,
): boolean {
  return isEqual(before, after);
}
