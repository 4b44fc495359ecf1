import type { EndpointSlice, KubeObject, Service } from '../../kubernetes/index.ts';
import { POD_FLAGS, POD_PHASES, type PodColumns, type Snapshot } from '../../snapshot/index.ts';
import type { PodManifest } from './prediction.ts';

/** What a state of the cluster, taken after the fact, can confirm or deny. */
export interface EndState {
  readonly name: string;
  readonly pods: readonly PodManifest[];
  /** Ready endpoints of every Service that is known, by `namespace/name`. */
  readonly readyOf: ReadonlyMap<string, number>;
  /** What it does not hold, and what was not compared for that. */
  readonly notes: readonly string[];
}

const OWN_SLICES = 'endpointslice-controller.k8s.io';

/** What a snapshot tells as the state after the commands. */
export function endStateOf(snapshot: Snapshot): EndState {
  const { objects, pods, metadata, completeness } = snapshot;
  const isKnown = (kind: string) =>
    completeness.some((entry) => entry.kind === kind && entry.state !== 'unknown');
  const services = objects.get('Service') ?? [];
  const slices = objects.get('EndpointSlice.discovery.k8s.io');
  const known = isKnown('EndpointSlice.discovery.k8s.io') && slices !== undefined;
  return {
    name: metadata.sources.join(', '),
    pods: podManifests(pods),
    readyOf: known ? readyInSlices(services, slices) : readyPods(services, pods),
    notes: isKnown('Service')
      ? []
      : ['The later state holds no Services: their endpoints were not compared.'],
  };
}

/** The part of every pod that a comparison looks at. */
export function podManifests(pods: PodColumns): PodManifest[] {
  return Array.from({ length: pods.count }, (_, row): PodManifest => {
    const nodeNameId = pods.nodeNameId.get(row);
    const deletionMs = pods.deletionMs.get(row);
    const uid = pods.uid.get(row);
    const status = pods.statuses.get(row);
    return {
      metadata: {
        name: pods.name.get(row),
        namespace: pods.namespaces.get(pods.namespaceId.get(row)),
        ...(uid !== '' && { uid }),
        ...(!Number.isNaN(deletionMs) && { deletionTimestamp: new Date(deletionMs).toISOString() }),
        ownerReferences: pods.makes.get(pods.makeId.get(row)).ownerReferences,
      },
      ...(nodeNameId >= 0 && { spec: { nodeName: pods.nodeNames.get(nodeNameId) } }),
      ...(status !== undefined && { status }),
    };
  });
}

/** Ready addresses in the slices that the endpoint slice controller makes. */
function readyInSlices(services: readonly KubeObject[], slices: readonly KubeObject[]): Map<string, number> {
  const ready = new Map(services.filter(hasSelector).map((service) => [keyOf(service), 0]));
  for (const object of slices) {
    const { metadata, endpoints = [] } = object as EndpointSlice;
    const labels = metadata.labels ?? {};
    if (labels['endpointslice.kubernetes.io/managed-by'] !== OWN_SLICES) continue;
    const key = `${metadata.namespace ?? 'default'}/${labels['kubernetes.io/service-name']}`;
    const count = ready.get(key);
    if (count !== undefined)
      ready.set(key, count + endpoints.filter(({ conditions }) => conditions?.ready !== false).length);
  }
  return ready;
}

/** Pods that a Service selects and that take part in it, where no slice is at hand. */
function readyPods(services: readonly KubeObject[], pods: PodColumns): Map<string, number> {
  const rows = Map.groupBy(readyRows(pods), (row) => pods.namespaces.get(pods.namespaceId.get(row)));
  return new Map(
    services.filter(hasSelector).map((service) => {
      const wanted = Object.entries((service as Service).spec?.selector ?? {});
      const inNamespace = rows.get(service.metadata.namespace ?? 'default') ?? [];
      const selected = inNamespace.filter((row) => {
        const { labels } = pods.makes.get(pods.makeId.get(row));
        return wanted.every(([key, value]) => labels[key] === value);
      });
      return [keyOf(service), selected.length];
    }),
  );
}

function readyRows(pods: PodColumns): number[] {
  const ended = [POD_PHASES.indexOf('Succeeded'), POD_PHASES.indexOf('Failed')];
  return Array.from({ length: pods.count }, (_, row) => row).filter((row) => {
    const flags = pods.flags.get(row);
    const isReady = (flags & POD_FLAGS.ready) !== 0 && (flags & POD_FLAGS.terminating) === 0;
    return isReady && !ended.includes(pods.phase.get(row));
  });
}

function hasSelector(service: KubeObject): boolean {
  return Object.keys((service as Service).spec?.selector ?? {}).length > 0;
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}
