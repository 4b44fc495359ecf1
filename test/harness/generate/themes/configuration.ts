import { type Draft, HOSTNAME, type Loose, ZONE } from '../draft.ts';
import { makeNode } from '../nodes.ts';
import { nodeTerm } from '../terms.ts';

const SCORE_PLUGINS = [
  'ImageLocality',
  'NodeAffinity',
  'TaintToleration',
  'NodeResourcesFit',
  'NodeResourcesBalancedAllocation',
  'PodTopologySpread',
  'InterPodAffinity',
];
const FILTER_PLUGINS = [
  'NodePorts',
  'NodeUnschedulable',
  'TaintToleration',
  'NodeAffinity',
  'InterPodAffinity',
  'PodTopologySpread',
  'NodeName',
  'VolumeZone',
  'NodeResourcesFit',
];

/** Arguments of the plugins. */
export function pluginArguments({ random, pluginConfig, nodes }: Draft): void {
  if (random.chance(0.7))
    pluginConfig.set('NodeResourcesFit', { scoringStrategy: scoringStrategy(), ...ignored() });
  if (random.chance(0.4)) {
    pluginConfig.set('InterPodAffinity', {
      hardPodAffinityWeight: random.pick([0, 1, 50, 100]),
      ignorePreferredTermsOfExistingPods: random.chance(0.4),
    });
  }
  if (random.chance(0.4)) {
    const preferred = [{ weight: random.pick([7, 100]), preference: nodeTerm(random, nodes.length) }];
    const required = random.maybe(0.3, () => ({ nodeSelectorTerms: [nodeTerm(random, nodes.length)] }));
    pluginConfig.set('NodeAffinity', {
      addedAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: preferred.filter(
          ({ preference }) => Object.keys(preference).length > 0,
        ),
        ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required }),
      },
    });
  }
  if (random.chance(0.5)) {
    const defaultConstraints = random
      .sample([ZONE, HOSTNAME, 'disk'], random.int(0, 2))
      .map((topologyKey) => ({
        maxSkew: random.pick([1, 2, 5]),
        topologyKey,
        whenUnsatisfiable: random.pick(['ScheduleAnyway', 'DoNotSchedule']),
      }));
    pluginConfig.set('PodTopologySpread', { defaultingType: 'List', defaultConstraints });
  }
  if (random.chance(0.4)) {
    const resources = random
      .sample(['cpu', 'memory', 'ephemeral-storage', 'nvidia.com/gpu'], random.int(1, 3))
      .map((name) => ({ name, weight: 1 }));
    pluginConfig.set('NodeResourcesBalancedAllocation', { resources });
  }
  if (random.chance(0.3))
    pluginConfig.set('DefaultPreemption', {
      minCandidateNodesPercentage: random.pick([0, 10, 50]),
      minCandidateNodesAbsolute: random.pick([1, 3, 100]),
    });

  function scoringStrategy(): Loose {
    const type = random.pick(['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio']);
    const resources = random
      .sample(
        ['cpu', 'memory', 'nvidia.com/gpu', 'ephemeral-storage', 'example.com/license'],
        random.int(1, 3),
      )
      .map((name) => ({ name, weight: random.pick([1, 2, 5, 100]) }));
    if (type !== 'RequestedToCapacityRatio') return { type, resources };
    const shape = random.pick([
      [
        { utilization: 0, score: 0 },
        { utilization: 40, score: 3 },
        { utilization: 100, score: 10 },
      ],
      [
        { utilization: 0, score: 10 },
        { utilization: 100, score: 0 },
      ],
      [
        { utilization: 20, score: 5 },
        { utilization: 70, score: 9 },
        { utilization: 71, score: 1 },
      ],
    ]);
    return { type, resources, requestedToCapacityRatio: { shape } };
  }

  function ignored(): Loose {
    const fields: Loose = {};
    if (random.chance(0.2)) fields.ignoredResources = ['example.com/license'];
    if (random.chance(0.2)) fields.ignoredResourceGroups = [random.pick(['nvidia.com', 'example.com'])];
    return fields;
  }
}

/** Plugins switched off, on and weighed anew. */
export function pluginSets({ random, profiles }: Draft): void {
  for (const profile of profiles) {
    const plugins: Loose = {};
    const off = random.sample(SCORE_PLUGINS, random.int(0, 3));
    if (off.length > 0) {
      const again = off.filter(() => random.chance(0.5));
      plugins.score = {
        disabled: off.map((name) => ({ name })),
        enabled: again.map((name) => ({ name, weight: random.pick([1, 5, 9, 100]) })),
      };
    }
    if (random.chance(0.3))
      plugins.filter = {
        disabled: random.sample(FILTER_PLUGINS, random.int(1, 2)).map((name) => ({ name })),
      };
    if (random.chance(0.15)) plugins.postFilter = { disabled: [{ name: '*' }] };
    if (random.chance(0.1))
      plugins.multiPoint = {
        disabled: [{ name: random.pick(['ImageLocality', 'VolumeZone', 'DefaultPreemption']) }],
      };
    if (random.chance(0.15))
      plugins.multiPoint = {
        ...plugins.multiPoint,
        enabled: [{ name: random.pick(['TaintToleration', 'NodeAffinity']), weight: 7 }],
      };
    if (random.chance(0.1))
      plugins.score = { disabled: [{ name: '*' }], enabled: [{ name: 'NodeResourcesFit', weight: 2 }] };
    profile.plugins = plugins;
  }
}

/** A second and a third scheduler profile, and pods that ask for them. */
export function profiles({ random, profiles: list, pending }: Draft): void {
  const names = ['batch-scheduler', 'packing-scheduler'].slice(0, random.int(1, 2));
  for (const schedulerName of names) {
    const scoringStrategy = { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] };
    const args = {
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'NodeResourcesFitArgs',
      scoringStrategy,
    };
    list.push({
      schedulerName,
      ...(random.chance(0.7) && { pluginConfig: [{ name: 'NodeResourcesFit', args }] }),
      ...(random.chance(0.2) && { percentageOfNodesToScore: random.pick([1, 40, 100]) }),
    });
  }
  for (const { spec } of pending)
    if (random.chance(0.5)) spec.schedulerName = random.pick([...names, 'nobody']);
}

/** More than a hundred nodes, of which only a part is looked at. */
export function sampling(draft: Draft): void {
  const { random, nodes } = draft;
  const style = { uniform: random.chance(0.5), roomy: true };
  const wanted = random.chance(0.8) ? random.int(105, 180) : random.int(250, 600);
  while (nodes.length < wanted) nodes.push(makeNode(random, nodes.length, style));
  if (random.chance(0.7)) draft.percentageOfNodesToScore = random.pick([0, 1, 30, 60, 80]);
}
