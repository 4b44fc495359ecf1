import { APPS, type Draft, type Loose, type LooseObject, NAMESPACES, type Theme } from './draft.ts';
import { makeNode } from './nodes.ts';
import { makePod, pendingSince, startOn } from './pods.ts';
import { Random } from './random.ts';
import { tolerations } from './terms.ts';
import { advancedDevices } from './themes/advanced-devices.ts';
import { nodeAffinity, owners, podAffinity, spread, taints } from './themes/affinity.ts';
import { pluginArguments, pluginSets, profiles, sampling } from './themes/configuration.ts';
import { deviceExpressions } from './themes/device-expressions.ts';
import { declaredFeatures, devices } from './themes/devices.ts';
import { localVolumes } from './themes/local-volumes.ts';
import { migratedVolumes } from './themes/migrated-volumes.ts';
import {
  extendedResources,
  lifecycles,
  nominations,
  podShapes,
  ports,
  preemption,
  resizes,
} from './themes/pods.ts';
import { inlineVolumes, volumes } from './themes/volumes.ts';

/** A scheduling scenario: objects, and a KubeSchedulerConfiguration or none. Pods without a node are pending. */
export interface SchedulingScenario {
  readonly name: string;
  readonly description?: string;
  readonly objects: readonly LooseObject[];
  readonly config?: Loose;
}

/** Themes that change what the others made come last. */
const THEMES: Readonly<Record<string, Theme>> = {
  taints,
  nodeAffinity,
  podAffinity,
  spread,
  owners,
  ports,
  extendedResources,
  podShapes,
  preemption,
  volumes,
  inlineVolumes,
  devices,
  advancedDevices,
  deviceExpressions,
  migratedVolumes,
  localVolumes,
  declaredFeatures,
  sampling,
  pluginArguments,
  profiles,
  pluginSets,
  nominations,
  lifecycles,
  resizes,
};

/** Names of the themes. */
export const THEME_NAMES = Object.keys(THEMES);

/** Makes the scenario of a seed; the theme goes round with the number, others mix in by chance. */
export function generateScenario(seed: number, number: number, minor = 36): SchedulingScenario {
  const leading = THEME_NAMES[number % THEME_NAMES.length] as string;
  const name = `${leading}-${seed}-${number}`;
  const random = new Random(name);
  const mixing = random.pick([0, 0.05, 0.25]);
  const chosen = THEME_NAMES.filter((theme) => theme === leading || random.chance(mixing));
  const draft = makeDraft(random, minor);
  for (const theme of chosen) (THEMES[theme] as Theme)(draft);
  const config = configOf(draft);
  const objects = [
    ...NAMESPACES.map(namespace),
    ...draft.nodes,
    ...draft.others,
    ...draft.running,
    ...draft.pending,
  ];
  return { name, description: `random: ${chosen.join(', ')}`, objects, ...(config && { config }) };
}

function makeDraft(random: Random, minor: number): Draft {
  const many = random.chance(0.04);
  const style = { uniform: random.chance(0.35), roomy: random.chance(0.6) };
  const nodeCount = many
    ? random.int(90, 130)
    : random.pick([0, 1, 2, 3, ...Array.from({ length: 12 }, () => random.int(4, 10))]);
  const nodes = Array.from({ length: nodeCount }, (_, index) => makeNode(random, index, style));
  const runningCount = nodeCount === 0 ? 0 : random.int(nodeCount, nodeCount * 3 + 6);
  const running = Array.from({ length: runningCount }, (_, order) => {
    const pod = makePod(
      random,
      `run-${String(order).padStart(2, '0')}`,
      random.pick(['default', ...NAMESPACES]),
      true,
    );
    startOn(pod, random.pick(nodes), order);
    return pod;
  });
  const pending = Array.from({ length: random.int(3, many ? 20 : 9) }, (_, order) => {
    const pod = makePod(
      random,
      `new-${String(order).padStart(2, '0')}`,
      random.pick(['default', 'default', 'prod']),
      random.chance(0.4),
    );
    pod.metadata.creationTimestamp = pendingSince(random.chance(0.9) ? order : 0);
    pod.spec.priority = random.pick([0, 0, 0, 100, -5]);
    if (random.chance(0.4)) pod.spec.tolerations = tolerations(random);
    return pod;
  });
  return {
    random,
    minor,
    nodes,
    running,
    pending,
    others: [],
    pluginConfig: new Map(),
    profiles: [{ schedulerName: 'default-scheduler' }],
  };
}

function namespace(name: string): LooseObject {
  const env = { default: 'dev', prod: 'prod', test: 'test' }[name];
  const labels = { env, 'kubernetes.io/metadata.name': name, ...(name === 'test' && { team: APPS[0] }) };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

const CONFIG = { apiVersion: 'kubescheduler.config.k8s.io/v1' };

function configOf({ pluginConfig, profiles: list, percentageOfNodesToScore }: Draft): Loose | undefined {
  const plain = pluginConfig.size === 0 && list.length === 1 && Object.keys(list[0]).length === 1;
  if (plain && percentageOfNodesToScore === undefined) return undefined;
  const shared = [...pluginConfig].map(([name, args]) => ({
    name,
    args: { ...CONFIG, kind: `${name}Args`, ...args },
  }));
  const [first, ...rest] = list;
  const own = { ...first, ...(shared.length > 0 && { pluginConfig: shared }) };
  return {
    ...CONFIG,
    kind: 'KubeSchedulerConfiguration',
    percentageOfNodesToScore: percentageOfNodesToScore ?? 100,
    profiles: [own, ...rest],
  };
}
