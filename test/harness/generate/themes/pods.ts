import { type Draft, type Loose, mainContainer } from '../draft.ts';
import { makeRequests } from '../pods.ts';

/** Host ports of running and pending pods. */
export function ports({ random, running, pending }: Draft): void {
  for (const pod of [...running, ...pending]) {
    if (!random.chance(0.6)) continue;
    const port: Loose = {
      containerPort: 80,
      hostPort: random.pick([80, 443, 8080]),
      protocol: random.pick(['TCP', 'TCP', 'UDP', 'SCTP']),
    };
    if (random.chance(0.4)) port.hostIP = random.pick(['127.0.0.1', '0.0.0.0', '10.0.0.1']);
    mainContainer(pod).ports = [port];
    if (random.chance(0.1)) {
      pod.spec.hostNetwork = true;
      port.containerPort = port.hostPort;
    }
    if (random.chance(0.1)) {
      const sidecar = {
        name: 'proxy',
        image: 'x',
        restartPolicy: 'Always',
        ports: [{ containerPort: 81, hostPort: 443, protocol: 'TCP' }],
      };
      pod.spec.initContainers = [...(pod.spec.initContainers ?? []), sidecar];
    }
  }
}

/** Extended resources, huge pages and odd names. */
export function extendedResources({ random, running, pending }: Draft): void {
  for (const pod of [...running, ...pending]) {
    const add = (name: string, quantity: string) => {
      const { resources } = mainContainer(pod);
      resources.requests = { ...resources.requests, [name]: quantity };
      resources.limits = { ...resources.limits, [name]: quantity };
    };
    if (random.chance(0.2)) add('nvidia.com/gpu', String(random.pick([0, 1, 2, 4])));
    if (random.chance(0.1)) add('hugepages-2Mi', random.pick(['64Mi', '128Mi']));
    if (random.chance(0.05)) add('example.com/license', random.pick(['1', '2']));
    if (random.chance(0.03)) add('example.com/unheard-of', '1');
  }
}

/** Overhead, init containers, sidecars and resources of the whole pod. */
export function podShapes({ random, running, pending, minor }: Draft): void {
  for (const { spec } of [...running, ...pending]) {
    if (random.chance(0.15)) {
      const image = { reference: `registry.example/${random.pick(['web', 'cache', 'none'])}:v1` };
      spec.volumes = [...(spec.volumes ?? []), { name: 'files', image }];
    }
    if (random.chance(0.3))
      spec.overhead = random.pick([{ cpu: '250m', memory: '120Mi' }, { memory: '1Gi' }, { cpu: '1' }]);
    if (random.chance(0.5)) {
      spec.initContainers = Array.from({ length: random.int(1, 3) }, (_, index) => ({
        name: `init-${index}`,
        image: random.pick(['registry.example/cache:v1', 'x']),
        resources: { requests: makeRequests(random, random.chance(0.5)) },
        ...(random.chance(0.4) && { restartPolicy: 'Always' }),
      }));
    }
    if (minor >= 34 && random.chance(0.25)) {
      const requests = random.pick<Loose>([
        { cpu: '2', memory: '3Gi' },
        { cpu: '4' },
        { memory: '1Gi' },
        { cpu: '500m', memory: '64Mi', 'hugepages-2Mi': '64Mi' },
      ]);
      spec.resources = { requests, ...(random.chance(0.3) && { limits: requests }) };
    }
  }
}

/** Resizes in place that are done, under way, deferred or infeasible. */
export function resizes({ random, running, minor }: Draft): void {
  for (const pod of running) {
    if (!random.chance(0.5)) continue;
    const wanted = mainContainer(pod).resources.requests ?? {};
    const had = {
      ...wanted,
      cpu: random.pick(['50m', '300m', '1', '2']),
      memory: random.pick(['64Mi', '1Gi', '3Gi']),
    };
    const state = random.pick(['done', 'under-way', 'Deferred', 'Infeasible', 'allocated']);
    const status: Loose = {
      name: 'main',
      ready: true,
      restartCount: 0,
      image: 'x',
      imageID: '',
      state: { running: {} },
    };
    status.resources = { requests: state === 'done' ? wanted : had };
    status.allocatedResources = state === 'allocated' || state === 'done' ? wanted : had;
    pod.status.containerStatuses = [status];
    if (state === 'under-way') pod.status.conditions.push({ type: 'PodResizeInProgress', status: 'True' });
    if (state === 'Deferred' || state === 'Infeasible')
      pod.status.conditions.push({ type: 'PodResizePending', status: 'True', reason: state });
    if (minor >= 36 && pod.spec.resources !== undefined && random.chance(0.6)) {
      pod.status.resources = { requests: { cpu: '3', memory: '2Gi' } };
      pod.status.allocatedResources = random.pick([{ cpu: '3', memory: '2Gi' }, pod.spec.resources.requests]);
    }
  }
}

/** Gates, other schedulers, pods that end or are finished, and pods that name their node. */
export function lifecycles({ random, running, pending }: Draft): void {
  for (const { metadata, status } of running) {
    if (random.chance(0.15))
      Object.assign(metadata, { deletionTimestamp: '2026-01-01T12:00:00Z', deletionGracePeriodSeconds: 30 });
    else if (random.chance(0.2)) status.phase = random.pick(['Succeeded', 'Failed', 'Pending']);
  }
  for (const { spec, status } of pending) {
    if (random.chance(0.1))
      spec.schedulingGates = random.sample(
        [{ name: 'example.com/wait' }, { name: 'example.com/more' }],
        random.int(1, 2),
      );
    if (random.chance(0.05)) spec.schedulerName = 'somebody-else';
    if (random.chance(0.1))
      status.conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }];
  }
}

/** Pods that preemption has already nominated to a node. */
export function nominations({ random, pending, nodes }: Draft): void {
  for (const { status, spec } of pending) {
    if (!random.chance(0.4)) continue;
    status.nominatedNodeName = `n${random.int(0, nodes.length)}`;
    spec.priority = random.pick([0, 50, 100, 1000]);
  }
}

/** Priorities and budgets on nodes that are nearly full. */
export function preemption({ random, nodes, running, pending, others }: Draft): void {
  for (const node of nodes) {
    Object.assign(node.status.allocatable, {
      cpu: random.pick(['2', '3', '4']),
      memory: '8Gi',
      pods: random.pick(['6', '30']),
    });
    if (random.chance(0.7)) node.spec = {};
  }
  for (const pod of running) {
    mainContainer(pod).resources = {
      requests: { cpu: random.pick(['500m', '1', '2', '100m']), memory: '256Mi' },
    };
    pod.spec.priority = random.pick([-10, 0, 0, 10, 100, 2_000_000_000]);
    if (random.chance(0.1))
      Object.assign(pod.metadata, {
        deletionTimestamp: '2026-01-01T12:00:00Z',
        deletionGracePeriodSeconds: 30,
      });
  }
  for (const pod of pending) {
    pod.spec.priority = random.pick([50, 1000, 1000, 5]);
    mainContainer(pod).resources = {
      requests: { cpu: random.pick(['1', '2', '3', '500m']), memory: '512Mi' },
    };
    if (random.chance(0.15)) pod.spec.preemptionPolicy = random.pick(['Never', 'PreemptLowerPriority']);
  }
  for (const app of random.sample(['web', 'api', 'db', 'cache', 'batch', 'queue'], random.int(0, 4))) {
    const healthy = random.int(1, 4);
    const status: Loose = {
      disruptionsAllowed: random.pick([0, 0, 1, 2]),
      currentHealthy: healthy,
      desiredHealthy: 1,
      expectedPods: healthy,
      observedGeneration: 1,
    };
    if (random.chance(0.2))
      status.disruptedPods = { [random.pick(running)?.metadata.name ?? 'gone']: '2026-01-01T11:59:00Z' };
    const selector = random.pick<Loose>([
      { matchLabels: { app } },
      { matchExpressions: [{ key: 'app', operator: 'In', values: [app, 'queue'] }] },
      {},
    ]);
    others.push({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: `budget-${app}`, namespace: 'default' },
      spec: { minAvailable: 1, selector },
      status,
    });
  }
}
