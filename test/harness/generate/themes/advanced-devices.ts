import type { Draft, Loose, LooseObject } from '../draft.ts';
import { devices } from './devices.ts';

const EXTENDED = 'example.com/accelerator';

/** What is newer about devices: taints, shared counters, shared capacity, other slices, lists, admins and extended resources. */
export function advancedDevices(draft: Draft): void {
  if (draft.minor < 36) return;
  if (!draft.others.some(({ kind }) => kind === 'DeviceClass')) devices(draft);
  const slices = draft.others.filter(({ kind }) => kind === 'ResourceSlice');
  for (const slice of slices) {
    taintDevices(draft, slice);
    if (draft.random.chance(0.3)) shareCounters(draft, slice);
    else if (draft.random.chance(0.4)) shareCapacity(draft, slice);
    else if (draft.random.chance(0.35)) spreadOverNodes(draft, slice);
    if (draft.random.chance(0.1)) slice.spec.pool.resourceSliceCount = 2;
    if (draft.random.chance(0.1)) slice.spec.pool.generation = draft.random.int(1, 3);
  }
  for (const object of draft.others)
    if (object.kind === 'ResourceClaim') changeRequests(draft, object.spec.devices.requests);
  if (draft.random.chance(0.5)) addExtendedResource(draft);
}

function taintDevices({ random }: Draft, { spec }: LooseObject): void {
  for (const device of spec.devices) {
    if (random.chance(0.15)) device.bindsToNode = true;
    if (random.chance(0.15))
      Object.assign(device, {
        bindingConditions: ['example.com/attached'],
        bindingFailureConditions: ['example.com/broken'],
      });
    if (random.chance(0.25))
      device.taints = [
        { key: 'worn', value: 'yes', effect: random.pick(['NoSchedule', 'NoExecute', 'None']) },
      ];
  }
}

/** Devices that are parts of one card: each takes from a counter that they share. */
function shareCounters({ random, others }: Draft, slice: LooseObject): void {
  const counterSet = 'card';
  for (const device of slice.spec.devices) {
    device.consumesCounters = [
      { counterSet, counters: { memory: { value: random.pick(['10Gi', '20Gi', '40Gi']) } } },
    ];
  }
  const { spec, metadata } = slice;
  spec.pool.resourceSliceCount = 2;
  others.push({
    ...slice,
    metadata: { name: `${metadata.name}-counters` },
    spec: {
      driver: spec.driver,
      pool: { ...spec.pool },
      nodeName: spec.nodeName,
      sharedCounters: [{ name: counterSet, counters: { memory: { value: random.pick(['30Gi', '40Gi']) } } }],
    },
  });
}

/** Devices that several claims may share, each with a part of the capacity. */
function shareCapacity({ random }: Draft, { spec }: LooseObject): void {
  for (const device of spec.devices) {
    device.allowMultipleAllocations = random.chance(0.7);
    if (!device.allowMultipleAllocations) continue;
    const range = { min: '1Gi', max: '40Gi', ...(random.chance(0.5) && { step: '1Gi' }) };
    const values = { default: '4Gi', validValues: ['4Gi', '8Gi', '16Gi'] };
    device.capacity.memory.requestPolicy = random.pick<Loose>([
      undefined,
      { default: '2Gi', validRange: range },
      values,
    ]);
    if (device.capacity.memory.requestPolicy === undefined) delete device.capacity.memory.requestPolicy;
  }
}

/** A slice whose devices can be reached from several nodes. */
function spreadOverNodes({ random }: Draft, { spec }: LooseObject): void {
  const expression = { key: 'disk', operator: 'In', values: [random.pick(['ssd', 'hdd'])] };
  const nodeSelector = { nodeSelectorTerms: [{ matchExpressions: [expression] }] };
  delete spec.nodeName;
  const way = random.pick(['all', 'selector', 'device']);
  if (way === 'all') spec.allNodes = true;
  else if (way === 'selector') spec.nodeSelector = nodeSelector;
  else {
    spec.perDeviceNodeSelection = true;
    for (const device of spec.devices)
      Object.assign(device, random.pick<Loose>([{ allNodes: true }, { nodeSelector }, { nodeName: 'n0' }]));
  }
}

function changeRequests({ random }: Draft, requests: Loose[]): void {
  for (const { exactly } of requests) {
    if (exactly === undefined) continue;
    if (random.chance(0.3))
      exactly.tolerations = [
        random.pick<Loose>([
          { operator: 'Exists' },
          { key: 'worn', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
        ]),
      ];
    if (random.chance(0.25))
      exactly.capacity = { requests: { memory: random.pick(['1Gi', '5Gi', '8Gi', '50Gi']) } };
    if (random.chance(0.05)) exactly.adminAccess = true;
  }
}

/** Pods that ask for an extended resource which stands for a class of devices. */
function addExtendedResource({ random, others, nodes, pending }: Draft): void {
  const gpu = others.find(({ kind, metadata }) => kind === 'DeviceClass' && metadata.name === 'gpu');
  if (gpu !== undefined) gpu.spec.extendedResourceName = EXTENDED;
  for (const { status } of nodes) if (random.chance(0.2)) status.allocatable[EXTENDED] = '2';
  for (const { spec } of pending) {
    if (!random.chance(0.4)) continue;
    const name = random.chance(0.8) ? EXTENDED : 'deviceclass.resource.kubernetes.io/gpu';
    const quantity = String(random.int(1, 2));
    const { resources } = spec.containers[0];
    spec.containers[0].resources = {
      ...resources,
      requests: { ...resources?.requests, [name]: quantity },
      limits: { ...resources?.limits, [name]: quantity },
    };
  }
}
