import { APPS, type Draft, type LooseObject, ZONE } from '../draft.ts';
import { nodeTerm, podTerm, spreadConstraint, tolerations, weightedPodTerm } from '../terms.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Node selectors and node affinities. */
export function nodeAffinity({ random, pending, nodes }: Draft): void {
  for (const { spec } of pending) {
    if (random.chance(0.25))
      spec.nodeSelector = random.pick([
        { disk: 'ssd' },
        { disk: 'hdd' },
        { pool: 'general' },
        { pool: 'none' },
        { disk: 'ssd', pool: 'spot' },
      ]);
    const affinity: LooseObject['spec'] = {};
    if (random.chance(0.5))
      affinity[REQUIRED] = {
        nodeSelectorTerms: Array.from({ length: random.int(1, 2) }, () => nodeTerm(random, nodes.length)),
      };
    if (random.chance(0.6)) {
      affinity[PREFERRED] = Array.from({ length: random.int(1, 3) }, () => ({
        weight: random.pick([1, 10, 100]),
        preference: nodeTerm(random, nodes.length),
      }));
    }
    if (Object.keys(affinity).length > 0) spec.affinity = { ...spec.affinity, nodeAffinity: affinity };
  }
}

/** Affinities and anti-affinities between pods, running ones included. */
export function podAffinity({ random, running, pending }: Draft): void {
  for (const pod of running) if (random.chance(0.35)) addPodTerms(pod);
  for (const pod of pending) {
    addPodTerms(pod);
    if (random.chance(0.15)) {
      const own = [{ labelSelector: { matchLabels: { app: pod.metadata.labels.app } }, topologyKey: ZONE }];
      pod.spec.affinity = {
        ...pod.spec.affinity,
        podAffinity: { ...pod.spec.affinity?.podAffinity, [REQUIRED]: own },
      };
    }
  }

  function addPodTerms(pod: LooseObject): void {
    for (const kind of ['podAffinity', 'podAntiAffinity']) {
      const terms: LooseObject['spec'] = {};
      if (random.chance(kind === 'podAffinity' ? 0.25 : 0.35))
        terms[REQUIRED] = Array.from({ length: random.int(1, 2) }, () => podTerm(random));
      if (random.chance(0.35))
        terms[PREFERRED] = Array.from({ length: random.int(1, 2) }, () => weightedPodTerm(random));
      if (Object.keys(terms).length > 0) pod.spec.affinity = { ...pod.spec.affinity, [kind]: terms };
    }
  }
}

/** Topology spread constraints, one for each topology and mode. */
export function spread({ random, pending }: Draft): void {
  for (const { spec, metadata } of pending) {
    if (random.chance(0.2)) continue;
    const constraints = Array.from({ length: random.int(1, 3) }, () =>
      spreadConstraint(random, metadata.labels.app),
    );
    const byKey = new Map(
      constraints.map((constraint) => [
        `${constraint.topologyKey} ${constraint.whenUnsatisfiable}`,
        constraint,
      ]),
    );
    spec.topologySpreadConstraints = [...byKey.values()];
  }
}

/** More tolerations, on pods of every sort. */
export function taints({ random, running, pending }: Draft): void {
  for (const { spec } of [...running, ...pending])
    if (random.chance(0.6)) spec.tolerations = tolerations(random);
}

/** Services and controllers, by which the default spread constraints find a pod's peers. */
export function owners({ random, pending, running, others }: Draft): void {
  for (const app of random.sample(APPS, 4)) {
    const selector = random.pick([{ app }, { app, tier: 'front' }, {}]);
    others.push({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: app, namespace: 'default' },
      spec: { selector, ports: [{ port: 80 }] },
    });
  }
  const template = {
    metadata: { labels: { app: 'batch' } },
    spec: { containers: [{ name: 'main', image: 'x' }] },
  };
  const selector = { matchLabels: { app: 'batch' } };
  const spec = { replicas: 5, selector, template };
  others.push({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'batch-rs', namespace: 'default', uid: 'rs-batch' },
    spec,
  });
  others.push({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'batch-sts', namespace: 'default', uid: 'sts-batch' },
    spec: { ...spec, serviceName: 'batch' },
  });
  others.push({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'batch-rc', namespace: 'default', uid: 'rc-batch' },
    spec: { replicas: 2, selector: { app: 'batch' }, template },
  });
  const references = [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'batch-rs', uid: 'rs-batch', controller: true },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'batch-sts', uid: 'sts-batch', controller: true },
    { apiVersion: 'v1', kind: 'ReplicationController', name: 'batch-rc', uid: 'rc-batch', controller: true },
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'gone', uid: 'rs-gone', controller: true },
  ];
  for (const { metadata } of [...running, ...pending]) {
    if (metadata.namespace === 'default' && random.chance(0.5))
      metadata.ownerReferences = [random.pick(references)];
  }
}
