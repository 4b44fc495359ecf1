import { describe, expect, it } from 'vitest';
import {
  decodeSchedulerConfiguration,
  defaultSchedulerConfiguration,
} from '../../../scheduler-model/configuration/decode-configuration.ts';

const HEAD = { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration' };

function decode(fields: object, minor = 36) {
  return decodeSchedulerConfiguration({ ...HEAD, ...fields }, minor);
}

function profileOf(profile: object, minor = 36) {
  const { configuration, problems } = decode({ profiles: [profile] }, minor);
  expect(problems).toEqual([]);
  return configuration.profiles[0]!;
}

function problemsOf(profile: object, minor = 36): string[] {
  return decode({ profiles: [profile] }, minor).problems.map(({ path, message }) => `${path}: ${message}`);
}

function argsProblems(name: string, args: object): string[] {
  return problemsOf({ pluginConfig: [{ name, args }] });
}

const ARGS = 'profiles[0].pluginConfig[0].args';

describe('the default configuration', () => {
  it('has one profile with the plugins of 1.36 in order', () => {
    const { profiles, podInitialBackoffSeconds, podMaxBackoffSeconds } = defaultSchedulerConfiguration(36);
    expect([podInitialBackoffSeconds, podMaxBackoffSeconds]).toEqual([1, 10]);
    expect(profiles).toHaveLength(1);
    const { schedulerName, percentageOfNodesToScore, points, scoreWeights } = profiles[0]!;
    expect(schedulerName).toBe('default-scheduler');
    expect(percentageOfNodesToScore).toBe(0);
    expect(points.filter).toEqual([
      'NodeUnschedulable',
      'NodeName',
      'TaintToleration',
      'NodeAffinity',
      'NodePorts',
      'NodeResourcesFit',
      'VolumeRestrictions',
      'NodeVolumeLimits',
      'VolumeBinding',
      'VolumeZone',
      'PodTopologySpread',
      'InterPodAffinity',
      'DynamicResources',
      'NodeDeclaredFeatures',
    ]);
    expect(points.postFilter).toEqual(['DynamicResources', 'DefaultPreemption']);
    expect(points.preEnqueue).toEqual(['SchedulingGates', 'DynamicResources', 'DefaultPreemption']);
    expect(points.queueSort).toEqual(['PrioritySort']);
    expect(points.bind).toEqual(['DefaultBinder']);
    expect(Object.fromEntries(scoreWeights)).toEqual({
      TaintToleration: 3,
      NodeAffinity: 2,
      NodeResourcesFit: 1,
      VolumeBinding: 1,
      PodTopologySpread: 2,
      InterPodAffinity: 2,
      DynamicResources: 2,
      NodeResourcesBalancedAllocation: 1,
      ImageLocality: 1,
    });
  });

  it.each([
    [29, ['DefaultPreemption'], 3, false],
    [33, ['DefaultPreemption'], 0, false],
    [34, ['DynamicResources', 'DefaultPreemption'], 0, false],
    [36, ['DynamicResources', 'DefaultPreemption'], 0, true],
  ] as const)('of 1.%i has the plugins of that version', (minor, postFilter, oldLimitCount, declares) => {
    const { points } = defaultSchedulerConfiguration(minor).profiles[0]!;
    expect(points.postFilter).toEqual(postFilter);
    const oldLimits = points.filter.filter((name) => /^(EBS|GCEPD|AzureDisk)Limits$/.test(name));
    expect(oldLimits).toHaveLength(oldLimitCount);
    expect(points.filter.includes('NodeDeclaredFeatures')).toBe(declares);
  });
});

describe('plugins of a profile', () => {
  it('keep their place when they are enabled again, and take the new weight', () => {
    const { points, scoreWeights } = profileOf({
      plugins: { multiPoint: { enabled: [{ name: 'NodeAffinity', weight: 9 }] } },
    });
    expect(points.score.indexOf('NodeAffinity')).toBe(1);
    expect(scoreWeights.get('NodeAffinity')).toBe(9);
  });

  it('come first where an extension point names them, in the order of the point', () => {
    const enabled = [{ name: 'ImageLocality', weight: 4 }, { name: 'TaintToleration' }];
    const { points, scoreWeights } = profileOf({ plugins: { score: { enabled } } });
    expect(points.score.slice(0, 3)).toEqual(['ImageLocality', 'TaintToleration', 'NodeAffinity']);
    // The weight given for the point counts; none given is 1, whatever multiPoint says.
    expect([scoreWeights.get('ImageLocality'), scoreWeights.get('TaintToleration')]).toEqual([4, 1]);
  });

  it('come last where only an extension point names them', () => {
    const { points } = profileOf({
      plugins: {
        multiPoint: { disabled: [{ name: 'NodeName' }] },
        filter: { enabled: [{ name: 'NodeName' }] },
      },
    });
    expect(points.filter.at(-1)).toBe('NodeName');
  });

  it('go where they are disabled, and stay elsewhere', () => {
    const { points } = profileOf({ plugins: { score: { disabled: [{ name: 'NodeResourcesFit' }] } } });
    expect(points.score).not.toContain('NodeResourcesFit');
    expect(points.filter).toContain('NodeResourcesFit');
  });

  it('all go with a star, save those that are named', () => {
    const { points } = profileOf({
      plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'ImageLocality' }] } },
    });
    expect(points.score).toEqual(['ImageLocality']);
    expect(points.filter).toHaveLength(14);
  });

  it('must act where they are enabled, once, with one to sort the queue', () => {
    expect(problemsOf({ plugins: { filter: { enabled: [{ name: 'ImageLocality' }] } } })).toEqual([
      'profiles[0].plugins.filter.enabled[0]: plugin "ImageLocality" does not extend filter plugin',
    ]);
    const twice = [{ name: 'NodeName' }, { name: 'NodeName' }];
    expect(problemsOf({ plugins: { filter: { enabled: twice } } })).toEqual([
      'profiles[0].plugins.filter.enabled[1]: plugin "NodeName" already registered as filter plugin',
    ]);
    expect(problemsOf({ plugins: { queueSort: { disabled: [{ name: '*' }] } } })).toEqual([
      'profiles[0].plugins: only one queue sort plugin required, but got 0',
    ]);
  });
});

describe('several profiles', () => {
  it('each have their own name, percentage and arguments', () => {
    const { configuration, problems } = decode({
      percentageOfNodesToScore: 40,
      profiles: [
        { schedulerName: 'one' },
        {
          schedulerName: 'two',
          percentageOfNodesToScore: 100,
          pluginConfig: [{ name: 'InterPodAffinity', args: { hardPodAffinityWeight: 7 } }],
        },
      ],
    });
    expect(problems).toEqual([]);
    const [one, two] = configuration.profiles;
    expect([one!.schedulerName, one!.percentageOfNodesToScore]).toEqual(['one', 40]);
    expect([two!.schedulerName, two!.percentageOfNodesToScore]).toEqual(['two', 100]);
    expect(one!.arguments.InterPodAffinity.hardPodAffinityWeight).toBe(1);
    expect(two!.arguments.InterPodAffinity.hardPodAffinityWeight).toBe(7);
  });

  it('need names, and different ones', () => {
    const { problems } = decode({ profiles: [{ schedulerName: 'one' }, { schedulerName: 'one' }, {}] });
    expect(problems).toEqual([
      { path: 'profiles[2].schedulerName', message: 'Required value' },
      { path: 'profiles[1].schedulerName', message: 'Duplicate value: "one"' },
    ]);
  });
});

describe('arguments', () => {
  it('have defaults', () => {
    expect(defaultSchedulerConfiguration(36).profiles[0]!.arguments).toEqual({
      DefaultPreemption: { minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 },
      DynamicResources: { filterTimeoutMs: 10_000, bindingTimeoutMs: 600_000 },
      InterPodAffinity: { hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false },
      NodeAffinity: {},
      NodeResourcesBalancedAllocation: {
        resources: [
          { name: 'cpu', weight: 1 },
          { name: 'memory', weight: 1 },
        ],
      },
      NodeResourcesFit: {
        ignoredResources: [],
        ignoredResourceGroups: [],
        scoringStrategy: {
          type: 'LeastAllocated',
          resources: [
            { name: 'cpu', weight: 1 },
            { name: 'memory', weight: 1 },
          ],
        },
      },
      PodTopologySpread: { defaultingType: 'System', defaultConstraints: [] },
      VolumeBinding: { bindTimeoutSeconds: 600 },
    });
  });

  it.each<[string, object, string[]]>([
    [
      'InterPodAffinity',
      { hardPodAffinityWeight: 101 },
      [`${ARGS}.hardPodAffinityWeight: Invalid value: 101: not in valid range [0, 100]`],
    ],
    [
      'DefaultPreemption',
      { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0 },
      [
        `${ARGS}.minCandidateNodesPercentage: Invalid value: 0: cannot be zero at the same time as minCandidateNodesAbsolute`,
        `${ARGS}.minCandidateNodesAbsolute: Invalid value: 0: cannot be zero at the same time as minCandidateNodesPercentage`,
      ],
    ],
    [
      'NodeResourcesFit',
      { scoringStrategy: { type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 101 }] } },
      [
        `${ARGS}.scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range (0, 100]`,
        `${ARGS}.scoringStrategy.requestedToCapacityRatio: Required value: must be specified when type is RequestedToCapacityRatio`,
      ],
    ],
    [
      'NodeResourcesFit',
      {
        scoringStrategy: {
          type: 'RequestedToCapacityRatio',
          requestedToCapacityRatio: {
            shape: [
              { utilization: 50, score: 11 },
              { utilization: 50, score: 0 },
            ],
          },
        },
      },
      [
        `${ARGS}.scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 50: values must be sorted in increasing order`,
        `${ARGS}.scoringStrategy.requestedToCapacityRatio.shape[0].score: Invalid value: 11: not in valid range [0, 10]`,
      ],
    ],
    [
      'PodTopologySpread',
      {
        defaultingType: 'List',
        defaultConstraints: [{ maxSkew: 0, topologyKey: '', whenUnsatisfiable: 'Never', labelSelector: {} }],
      },
      [
        `${ARGS}.defaultConstraints[0].labelSelector: Forbidden: constraint must not define a selector, as they deduced for each pod`,
        `${ARGS}.defaultConstraints[0].maxSkew: Invalid value: 0: not in valid range (0, inf)`,
        `${ARGS}.defaultConstraints[0].topologyKey: Required value: can not be empty`,
        `${ARGS}.defaultConstraints[0].whenUnsatisfiable: Unsupported value: "Never": supported values: "DoNotSchedule", "ScheduleAnyway"`,
      ],
    ],
    [
      'VolumeBinding',
      { shape: [] },
      [
        `${ARGS}.shape: Invalid value: []: unexpected field \`shape\`, remove it or turn on the feature gate StorageCapacityScoring`,
      ],
    ],
    ['NodeAffinity', { addedAffinty: {} }, [`${ARGS}.addedAffinty: unknown field`]],
    [
      'InterPodAffinity',
      { kind: 'NodeAffinityArgs' },
      [
        `${ARGS}: args for plugin InterPodAffinity were not of type InterPodAffinityArgs, got NodeAffinityArgs`,
      ],
    ],
  ])('of %s are checked: %j', (name, args, problems) => {
    expect(argsProblems(name, args)).toEqual(problems);
  });

  it('in durations are read as Go writes them', () => {
    const args = { filterTimeout: '1m0.5s', bindingTimeout: '90s' };
    const { arguments: decoded } = profileOf({ pluginConfig: [{ name: 'DynamicResources', args }] });
    expect(decoded.DynamicResources).toEqual({ filterTimeoutMs: 60_500, bindingTimeoutMs: 90_000 });
  });
});

describe('what is wrong or not modelled', () => {
  it('is named: fields, types and kinds', () => {
    const { problems } = decode({ podMaxBackoffSeconds: 'x', paralelism: 3, podInitialBackoffSeconds: 0 });
    expect(problems).toEqual([
      { path: 'podMaxBackoffSeconds', message: 'must be an integer' },
      { path: 'podInitialBackoffSeconds', message: 'Invalid value: 0: must be greater than 0' },
      { path: 'paralelism', message: 'unknown field' },
    ]);
    expect(decodeSchedulerConfiguration({ kind: 'Pod', apiVersion: 'v1' }, 36).problems).toHaveLength(1);
  });

  it('is named: extenders, plugins from elsewhere, and those behind gates', () => {
    const enabled = [{ name: 'Coscheduling' }, { name: 'GangScheduling' }, { name: 'NodeName' }];
    const { unsupported, problems } = decode({
      extenders: [{ urlPrefix: 'http://extender:8888', filterVerb: 'filter' }],
      profiles: [{ plugins: { multiPoint: { enabled } } }],
    });
    expect(problems).toEqual([]);
    expect(unsupported).toEqual([
      { path: 'extenders[0]', what: 'extender', name: 'http://extender:8888' },
      { path: 'profiles[0].plugins.multiPoint.enabled[0]', what: 'plugin', name: 'Coscheduling' },
      { path: 'profiles[0].plugins.multiPoint.enabled[1]', what: 'feature', name: 'GangScheduling' },
    ]);
  });

  it('is a plugin that was taken out of the API', () => {
    const enabled = [{ name: 'EBSLimits' }];
    expect(problemsOf({ plugins: { filter: { enabled } } })[0]).toMatch(/EBSLimits.*was invalid in version/);
    expect(problemsOf({ plugins: { filter: { enabled } } }, 30)).toEqual([]);
  });

  it('is an argument of DynamicResources that its version does not have', () => {
    const pluginConfig = [{ name: 'DynamicResources', args: { bindingTimeout: '20s' } }];
    expect(problemsOf({ pluginConfig }, 33)).toEqual([]);
    expect(problemsOf({ pluginConfig }, 34)[0]).toMatch(/bindingTimeout.*unknown field/);
    expect(problemsOf({ pluginConfig }, 35)[0]).toMatch(/bindingTimeout: Forbidden/);
    expect(problemsOf({ pluginConfig }, 36)).toEqual([]);
  });
});
