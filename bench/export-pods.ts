import type { KubeObject } from '../src/kubernetes/index.ts';
import type { RandomStream } from '../src/simulation/kernel/index.ts';
import type { OwnerKind } from './export-objects.ts';
import {
  dress,
  managedFields,
  NOT_READY,
  pinTo,
  SIDECAR,
  TOKEN_SOURCES,
  tokenMount,
} from './export-parts.ts';

/** What tells the uids of owners apart that have one name. */
const UID_PARTS: Readonly<Record<Exclude<OwnerKind, 'Job'>, string>> = {
  Deployment: '9d0c',
  StatefulSet: '9d0d',
  DaemonSet: '9d0e',
};

type Fields = Record<string, unknown>;

const PRIVATE = 'registry.example.com/platform';
const HEX = '0123456789abcdef';

/** Makes pods of the mix into pods as the API server prints them. */
export class PodWriter {
  readonly #random: RandomStream;
  readonly #isVaried: boolean;
  #count = 0;

  constructor(random: RandomStream, isVaried: boolean) {
    this.#random = random;
    this.#isVaried = isVaried;
  }

  write(pod: KubeObject, owner: OwnerKind): KubeObject {
    const number = this.#count++;
    const { spec, status } = pod as unknown as { spec: Fields; status: Fields };
    const labels = pod.metadata.labels!;
    const app = labels['app']!;
    const containers = this.#containers(app, (spec['containers'] as Fields[])[0]!);
    const metadata = this.#metadata(pod, owner, app, number);
    const volume = `kube-api-access-${this.#word(5)}`;
    const written = {
      ...pod,
      metadata,
      spec: {
        ...spec,
        ...(owner === 'DaemonSet' && spec['nodeName'] ? { affinity: pinTo(String(spec['nodeName'])) } : {}),
        ...(owner === 'StatefulSet' ? { hostname: metadata['name'], subdomain: app } : {}),
        containers: containers.map((each) => ({
          ...each,
          volumeMounts: [...((each['volumeMounts'] as Fields[]) ?? []), tokenMount(volume)],
        })),
        dnsPolicy: 'ClusterFirst',
        enableServiceLinks: true,
        preemptionPolicy: 'PreemptLowerPriority',
        securityContext: { fsGroup: 1000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        serviceAccount: 'default',
        volumes: [
          { name: 'config', configMap: { defaultMode: 420, name: `${app}-config` } },
          owner === 'StatefulSet'
            ? { name: 'data', persistentVolumeClaim: { claimName: `data-${String(metadata['name'])}` } }
            : { name: 'data', emptyDir: {} },
          { name: volume, projected: TOKEN_SOURCES },
        ],
      },
      status: spec['nodeName']
        ? this.#status(owner, containers, volume)
        : { ...status, qosClass: 'Burstable' },
    };
    return written as unknown as KubeObject;
  }

  #metadata(pod: KubeObject, owner: OwnerKind, app: string, number: number): Fields {
    const hash = `${app.length}${app.replaceAll(/\D/g, '').padStart(5, '6')}f${app.at(-1)}`;
    const generateName = owner === 'Deployment' ? `${app}-${hash}-` : `${app}-`;
    const job = `${app}-${28_000_000 + number}`;
    const name =
      owner === 'StatefulSet'
        ? `${app}-${number}`
        : owner === 'Job'
          ? `${job}-${this.#word(5)}`
          : `${generateName}${this.#word(5)}${number % 97}`;
    const jobUid = this.#uid();
    const own: Fields =
      owner === 'StatefulSet'
        ? { 'apps.kubernetes.io/pod-index': `${number}`, 'statefulset.kubernetes.io/pod-name': name }
        : owner === 'Job'
          ? { 'batch.kubernetes.io/controller-uid': jobUid, 'batch.kubernetes.io/job-name': job }
          : owner === 'DaemonSet'
            ? { 'controller-revision-hash': hash, 'pod-template-generation': '3' }
            : { 'pod-template-hash': hash };
    const ownerName = owner === 'Job' ? job : owner === 'Deployment' ? `${app}-${hash}` : app;
    return {
      annotations: this.#annotations(app),
      creationTimestamp: this.#time(),
      generateName: owner === 'StatefulSet' ? undefined : generateName,
      generation: 1,
      labels: {
        'app.kubernetes.io/instance': app,
        'app.kubernetes.io/managed-by': 'Helm',
        'app.kubernetes.io/name': app,
        app,
        ...own,
      },
      managedFields: this.#isVaried && number % 4 === 0 ? managedFields(this.#time(), app) : undefined,
      name,
      namespace: pod.metadata.namespace,
      ownerReferences: [
        {
          apiVersion: owner === 'Job' ? 'batch/v1' : 'apps/v1',
          blockOwnerDeletion: true,
          controller: true,
          kind: owner === 'Deployment' ? 'ReplicaSet' : owner,
          name: ownerName,
          uid: owner === 'Job' ? jobUid : `0b5f0d34-6b1f-4c1e-${UID_PARTS[owner]}-${app.padStart(12, '0')}`,
        },
      ],
      resourceVersion: `${900_000_000 + this.#random.integer(90_000_000)}`,
      uid: this.#uid(),
    };
  }

  #annotations(app: string): Fields {
    const common = {
      'checksum/config': app.padEnd(64, 'c'),
      'prometheus.io/port': '8080',
      'prometheus.io/scrape': 'true',
    };
    if (!this.#isVaried) return { ...common, 'cni.projectcalico.org/podIP': `${this.#address()}/32` };
    const address = this.#address();
    const network = [{ name: 'k8s-pod-network', ips: [address], default: true, dns: {} }];
    const annotations: Fields = {
      ...common,
      'cni.projectcalico.org/containerID': this.#hex(64),
      'cni.projectcalico.org/podIP': `${address}/32`,
      'k8s.v1.cni.cncf.io/network-status': JSON.stringify(network, undefined, 4),
    };
    if (this.#random.next() < 0.2)
      annotations['kubectl.kubernetes.io/restartedAt'] = `2026-0${1 + this.#random.integer(9)}-01T10:00:00Z`;
    if (this.#random.next() < 0.1)
      annotations['example.com/owner'] = `équipe «${this.#word(4)}» \\ "${this.#word(3)}"`;
    for (let left = this.#random.integer(4); left > 0; left--)
      annotations[`example.com/flag-${this.#random.integer(12)}`] = this.#word(6);
    return annotations;
  }

  /** The application's container, dressed; with one to three sidecars for every third application when pods vary. */
  #containers(app: string, main: Fields): Fields[] {
    const dressed = { ...dress(main, app), image: `${PRIVATE}/${app}:v1.${app.length}.3` };
    const number = Number(app.replaceAll(/\D/g, ''));
    if (!this.#isVaried || number % 3 > 0) return [dressed];
    const sidecars = ['istio-proxy', 'vault-agent', 'fluent-bit'].slice(0, 1 + (number % 9) / 3);
    return [
      dressed,
      ...sidecars.map((name) => ({
        ...dress({ name, resources: SIDECAR }, name),
        image: `${PRIVATE}/${name}:1.27`,
      })),
    ];
  }

  #status(owner: OwnerKind, containers: readonly Fields[], volume: string): Fields {
    const fate = this.#isVaried ? this.#random.next() : 1;
    const isDone = owner === 'Job' && fate < 0.6;
    const isCrashing = !isDone && fate > 0.02 && fate < 0.04;
    const started = this.#time();
    const restarts = this.#isVaried && this.#random.next() < 0.2 ? 1 + this.#random.integer(40) : 0;
    const condition = (type: string, isTrue = true, more: Fields = {}): Fields => ({
      lastProbeTime: null,
      lastTransitionTime: started,
      observedGeneration: 1,
      status: isTrue ? 'True' : 'False',
      type,
      ...more,
    });
    const reason = isDone ? { reason: 'PodCompleted' } : isCrashing ? NOT_READY : {};
    const isReady = !isDone && !isCrashing;
    const statuses = containers.map((each, index) =>
      this.#containerStatus(each, {
        isDone,
        isCrashing: isCrashing && index === 0,
        restarts: index === 0 ? restarts : 0,
        started,
        volume,
      }),
    );
    return {
      conditions: [
        condition('PodReadyToStartContainers', !isDone),
        condition('Initialized', true, isDone ? { reason: 'PodCompleted' } : {}),
        condition('Ready', isReady, reason),
        condition('ContainersReady', isReady, reason),
        condition('PodScheduled'),
      ],
      containerStatuses: this.#isVaried ? this.#shuffled(statuses) : statuses,
      hostIP: this.#address(),
      hostIPs: [{ ip: this.#address() }],
      observedGeneration: 1,
      phase: isDone ? 'Succeeded' : 'Running',
      podIP: this.#address(),
      podIPs: [{ ip: this.#address() }],
      qosClass: 'Burstable',
      startTime: started,
    };
  }

  #containerStatus(
    container: Fields,
    fate: { isDone: boolean; isCrashing: boolean; restarts: number; started: string; volume: string },
  ): Fields {
    const { isDone, isCrashing, restarts, started, volume } = fate;
    const id = `containerd://${this.#hex(64)}`;
    const ended = {
      containerID: id,
      exitCode: isDone ? 0 : 137,
      finishedAt: started,
      reason: isDone ? 'Completed' : 'OOMKilled',
      startedAt: started,
    };
    const waiting = {
      message: `back-off 5m0s restarting failed container=${String(container['name'])}`,
      reason: 'CrashLoopBackOff',
    };
    const resources = container['resources'] as Fields;
    return {
      allocatedResources: resources['requests'],
      containerID: id,
      image: container['image'],
      imageID: `${String(container['image']).replace(/:.*/, '')}@sha256:${String(container['name']).padEnd(64, 'a')}`,
      lastState: restarts > 0 ? { terminated: ended } : {},
      name: container['name'],
      ready: !isDone && !isCrashing,
      resources,
      restartCount: restarts,
      started: !isDone && !isCrashing,
      state: isDone ? { terminated: ended } : isCrashing ? { waiting } : { running: { startedAt: started } },
      user: { linux: { gid: 1000, supplementalGroups: [1000], uid: 1000 } },
      volumeMounts: [
        ...((container['volumeMounts'] as Fields[]) ?? []),
        { ...tokenMount(volume), recursiveReadOnly: 'Disabled' },
      ],
    };
  }

  #shuffled<Item>(items: Item[]): Item[] {
    for (let index = items.length - 1; index > 0; index--) {
      const other = this.#random.integer(index + 1);
      [items[index], items[other]] = [items[other]!, items[index]!];
    }
    return items;
  }

  #time(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#random.integer(20_000_000) * 1000)
      .toISOString()
      .replace('.000Z', 'Z');
  }

  #address(): string {
    return `10.${this.#random.integer(256)}.${this.#random.integer(256)}.${this.#random.integer(256)}`;
  }

  #uid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.#hex(length)).join('-');
  }

  #hex(length: number): string {
    return Array.from({ length }, () => HEX[this.#random.integer(16)]).join('');
  }

  #word(length: number): string {
    return Array.from({ length }, () => 'bcdfghjklmnpqrstvwxz2456789'[this.#random.integer(27)]).join('');
  }
}
