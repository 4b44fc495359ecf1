import type { Draft, Loose, LooseObject } from '../draft.ts';

const DRIVER = 'gpu.example.com';

/** Devices: classes with selectors, slices, and claims that are open, shared, allocated or reserved. */
export function devices(draft: Draft): void {
  const { random, nodes, others, pending, running, minor } = draft;
  if (minor < 34) return;
  addClasses(draft);
  for (const node of nodes) if (random.chance(0.75)) others.push(slice(draft, node));
  const shared = Array.from({ length: 3 }, (_, index) => `shared-${index}`);
  for (const name of shared) others.push(claim(draft, name));
  const holders = running.filter(
    ({ metadata, spec }) => metadata.namespace === 'default' && spec.nodeName !== undefined,
  );
  for (const [index, pod] of random.sample(holders, 2).entries()) allocate(draft, pod, `held-${index}`);
  others.push({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name: 'one-gpu', namespace: 'default' },
    spec: { spec: { devices: { requests: [request(draft, 'gpu')] } } },
  });
  for (const pod of pending) {
    pod.metadata.namespace = 'default';
    if (!random.chance(0.6)) continue;
    if (random.chance(0.4))
      use(pod, { name: 'device', resourceClaimName: random.pick([...shared, 'nowhere']) });
    else useTemplate(draft, pod);
  }
}

function addClasses({ random, others }: Draft): void {
  const add = (name: string, spec: Loose) =>
    others.push({ apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', metadata: { name }, spec });
  add('gpu', { selectors: [{ cel: { expression: `device.driver == "${DRIVER}"` } }] });
  add('big-gpu', {
    selectors: [
      {
        cel: {
          expression: `device.driver == "${DRIVER}" && device.capacity["${DRIVER}"].memory.compareTo(quantity("40Gi")) >= 0`,
        },
      },
    ],
  });
  if (random.chance(0.5)) add('any', {});
}

function slice({ random }: Draft, { metadata }: LooseObject): LooseObject {
  const devices = Array.from({ length: random.int(1, 4) }, (_, index) => ({
    name: `gpu-${index}`,
    attributes: {
      model: { string: random.pick(['a100', 'h100']) },
      index: { int: index },
      healthy: { bool: random.chance(0.8) },
    },
    capacity: { memory: { value: random.pick(['16Gi', '40Gi', '80Gi']) } },
  }));
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: `${metadata.name}-gpus` },
    spec: {
      driver: DRIVER,
      nodeName: metadata.name,
      pool: { name: metadata.name, generation: 1, resourceSliceCount: 1 },
      devices,
    },
  };
}

function request({ random }: Draft, name: string): Loose {
  const deviceClassName = random.pick([...Array(9).fill('gpu'), 'big-gpu', 'big-gpu', 'any', 'unheard-of']);
  const selectors = random.maybe(0.4, () => [
    {
      cel: {
        expression: random.pick([
          `device.attributes["${DRIVER}"].model == "h100"`,
          `device.attributes["${DRIVER}"].healthy`,
          `device.attributes["${DRIVER}"].index < 2`,
        ]),
      },
    },
  ]);
  const allocation = random.chance(0.1)
    ? { allocationMode: 'All' }
    : { allocationMode: 'ExactCount', count: random.pick([1, 1, 2, 3]) };
  const exactly = { deviceClassName, ...allocation, ...(selectors && { selectors }) };
  if (random.chance(0.15)) {
    const firstAvailable = [
      { name: 'best', deviceClassName: 'big-gpu', allocationMode: 'ExactCount', count: 1 },
      { name: 'good', ...exactly },
    ];
    return { name, firstAvailable };
  }
  return { name, exactly };
}

function claim(draft: Draft, name: string): LooseObject {
  const requests = [request(draft, 'gpu'), ...(draft.random.chance(0.2) ? [request(draft, 'more')] : [])];
  const constraints = draft.random.maybe(0.25, () => [
    { requests: requests.map((one) => one.name), matchAttribute: `${DRIVER}/model` },
  ]);
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: {
      name,
      namespace: 'default',
      uid: `claim-${name}`,
      ...(draft.random.chance(0.05) && { deletionTimestamp: '2026-01-01T12:00:00Z', finalizers: ['x/y'] }),
    },
    spec: { devices: { requests, ...(constraints && { constraints }) } },
    status: {},
  };
}

/** A claim of a running pod that holds the first device of the pod's node. */
function allocate({ random, others }: Draft, pod: LooseObject, name: string): void {
  const nodeName = pod.spec.nodeName;
  const result = { request: 'gpu', driver: DRIVER, pool: nodeName, device: 'gpu-0' };
  const nodeSelector = {
    nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }],
  };
  const shared = random.chance(0.5);
  others.push({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name, namespace: 'default', uid: `claim-${name}` },
    spec: {
      devices: {
        requests: [
          { name: 'gpu', exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 } },
        ],
      },
    },
    status: {
      allocation: { devices: { results: [result] }, nodeSelector },
      reservedFor: [{ resource: 'pods', name: pod.metadata.name, uid: pod.metadata.uid }],
    },
  });
  use(pod, { name: 'device', resourceClaimName: name });
  if (shared) pod.metadata.labels.shares = name;
}

function use(pod: LooseObject, reference: Loose): void {
  pod.spec.resourceClaims = [...(pod.spec.resourceClaims ?? []), reference];
  const [container] = pod.spec.containers;
  container.resources = {
    ...container.resources,
    claims: [...(container.resources?.claims ?? []), { name: reference.name }],
  };
}

/** A claim from a template; seldom nobody has made it yet. */
function useTemplate(draft: Draft, pod: LooseObject): void {
  use(pod, { name: 'own', resourceClaimTemplateName: 'one-gpu' });
  if (draft.random.chance(0.1)) return;
  const name = `${pod.metadata.name}-own-x`;
  pod.status.resourceClaimStatuses = [{ name: 'own', resourceClaimName: name }];
  const made = claim(draft, name);
  delete made.metadata.deletionTimestamp;
  made.metadata.ownerReferences = [
    { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid, controller: true },
  ];
  draft.others.push(made);
}

const FEATURES = ['RestartAllContainersOnContainerExits', 'UserNamespacesHostNetworkSupport'];

/** Nodes that declare features, and pods that need one. */
export function declaredFeatures({ random, nodes, pending, minor }: Draft): void {
  if (minor < 36) return;
  for (const { status } of nodes) {
    if (random.chance(0.6)) status.declaredFeatures = random.sample(FEATURES, random.int(0, 2)).sort();
  }
  for (const { spec } of pending) {
    const [container] = spec.containers;
    if (random.chance(0.4)) {
      const exitCodes = { operator: 'In', values: [42] };
      container.restartPolicy = 'Never';
      container.restartPolicyRules = [
        { action: random.pick(['RestartAllContainers', 'Restart']), exitCodes },
      ];
    }
    if (random.chance(0.3)) Object.assign(spec, { hostNetwork: true, hostUsers: random.chance(0.3) });
  }
}
