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
  extras: PodExtras = {},
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
