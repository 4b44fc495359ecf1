import type { EndpointSlice, KubeObject, Service } from '../kubernetes/index.ts';
import { pushTo } from './lists.ts';
import type { ObjectIndex } from './object-index.ts';
import type { ObjectKey } from './object-key.ts';
import type { Relation } from './relation.ts';

/** The group-kind of EndpointSlices. */
export const SLICE = 'EndpointSlice.discovery.k8s.io';

/** The slices of Services, by their label, and the pods that they name. */
export class EndpointSlices {
  readonly #objects: ObjectIndex;
  #byService: ReadonlyMap<ObjectKey, readonly Relation[]> | undefined;
  #byPod: ReadonlyMap<ObjectKey, readonly Relation[]> | undefined;

  constructor(objects: ObjectIndex) {
    this.#objects = objects;
  }

  /** The slices of a Service, whether it is there or not. */
  ofService(service: ObjectKey): readonly Relation[] {
    if (!this.#byService) {
      const byService = new Map<ObjectKey, Relation[]>();
      for (const [key, slice] of this.#objects.of(SLICE)) {
        for (const relation of this.serviceOf(key, slice)) pushTo(byService, relation.dependent, relation);
      }
      this.#byService = byService;
    }
    return this.#byService.get(service) ?? [];
  }

  /** The Service of a slice, if its label says one. */
  serviceOf(key: ObjectKey, slice: KubeObject): Relation[] {
    const service = serviceKeyOf(slice);
    if (service === undefined) return [];
    return [
      {
        dependent: service,
        dependency: key,
        type: 'owns',
        words: 'has endpoints in it',
        evidence: `${key} metadata.labels[kubernetes.io/service-name]`,
      },
    ];
  }

  /** The pods that a slice names, where no selector of its Service says them already. */
  targetsOf(key: ObjectKey, object: KubeObject): Relation[] {
    const { endpoints = [], metadata } = object as EndpointSlice;
    const serviceKey = serviceKeyOf(object);
    const service =
      serviceKey === undefined ? undefined : (this.#objects.get(serviceKey) as Service | undefined);
    if (Object.keys(service?.spec?.selector ?? {}).length > 0) return [];
    return endpoints.flatMap(({ targetRef }, index) =>
      targetRef?.kind === 'Pod' && targetRef.name
        ? [
            {
              dependent: key,
              dependency: `Pod/${targetRef.namespace ?? metadata.namespace}/${targetRef.name}`,
              type: 'selects' as const,
              words: 'has it as an endpoint',
              evidence: `endpoints[${index}].targetRef`,
            },
          ]
        : [],
    );
  }

  /** The slices that name a pod, as `targetsOf` says it. */
  naming(pod: ObjectKey): readonly Relation[] {
    if (!this.#byPod) {
      const byPod = new Map<ObjectKey, Relation[]>();
      for (const [key, slice] of this.#objects.of(SLICE)) {
        for (const relation of this.targetsOf(key, slice)) pushTo(byPod, relation.dependency, relation);
      }
      this.#byPod = byPod;
    }
    return this.#byPod.get(pod) ?? [];
  }
}

function serviceKeyOf({ metadata }: KubeObject): ObjectKey | undefined {
  const name = metadata.labels?.['kubernetes.io/service-name'];
  return name ? `Service/${metadata.namespace ?? 'default'}/${name}` : undefined;
}
