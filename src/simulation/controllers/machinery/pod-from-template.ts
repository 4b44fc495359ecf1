import type { KubeObject, OwnerReference, PodTemplateSpec } from '../../../kubernetes/index.ts';

/** What a controller adds to the pods that it makes. */
export interface PodExtras {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  /** A name of its own; otherwise the API server makes one from the owner's name. */
  readonly name?: string;
  /** What the made name begins with, without the dash, if not the owner's name. */
  readonly generateName?: string;
}

/**
 * The pod that a controller asks the API server for.
 *
 * @source pkg/controller/controller_utils.go → GetPodFromTemplate, getPodsPrefix (v1.36.3)
 */
export function podFromTemplate(
  namespace: string,
  template: PodTemplateSpec | undefined,
  owner: OwnerReference,
  extras?: PodExtras,
): KubeObject {
  if (!template || extras) return makePod(namespace, template, owner, extras ?? {});
  const last = LAST_ASKED.get(template);
  if (last?.namespace === namespace && isSameOwner(last.owner, owner)) return last.pod;
  const pod = makePod(namespace, template, owner, {});
  LAST_ASKED.set(template, { namespace, owner, pod });
  return pod;
}

/** What was last asked for by a template: its pods are alike, and who remembers them by the object finds them again. */
const LAST_ASKED = new WeakMap<
  PodTemplateSpec,
  { readonly namespace: string; readonly owner: OwnerReference; readonly pod: KubeObject }
>();

function isSameOwner(a: OwnerReference, b: OwnerReference): boolean {
  return (
    a.uid === b.uid &&
    a.name === b.name &&
    a.kind === b.kind &&
    a.apiVersion === b.apiVersion &&
    a.controller === b.controller &&
    a.blockOwnerDeletion === b.blockOwnerDeletion
  );
}

function makePod(
  namespace: string,
  template: PodTemplateSpec | undefined,
  owner: OwnerReference,
  extras: PodExtras,
): KubeObject {
  const { metadata, spec } = template ?? {};
  const finalizers = [...(metadata?.finalizers ?? []), ...(extras.finalizers ?? [])];
  const annotations = { ...metadata?.annotations, ...extras.annotations };
  const prefix = `${extras.generateName ?? owner.name}-`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(extras.name === undefined ? { generateName: prefix } : { name: extras.name }),
      namespace,
      labels: { ...metadata?.labels, ...extras.labels },
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ownerReferences: [owner],
    },
    spec: spec ?? { containers: [] },
  };
}
