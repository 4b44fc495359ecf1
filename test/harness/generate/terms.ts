import { APPS, HOSTNAME, type Loose, REGION, ZONE, ZONES } from './draft.ts';
import type { Random } from './random.ts';

const NODE_LABEL_VALUES: Readonly<Record<string, readonly string[]>> = {
  disk: ['ssd', 'hdd'],
  pool: ['general', 'spot', 'gpu', ''],
  [ZONE]: ZONES,
  'kubernetes.io/arch': ['amd64', 'arm64'],
  missing: ['x'],
};

/** One requirement over node labels. */
export function nodeExpression(random: Random): Loose {
  const key = random.pick(['gen', ...Object.keys(NODE_LABEL_VALUES)]);
  if (key === 'gen') return { key, operator: random.pick(['Gt', 'Lt']), values: [String(random.int(0, 9))] };
  const operator = random.pick(['In', 'In', 'NotIn', 'Exists', 'DoesNotExist']);
  const values = NODE_LABEL_VALUES[key] as readonly string[];
  return operator === 'In' || operator === 'NotIn'
    ? { key, operator, values: random.sample(values, random.int(1, values.length)) }
    : { key, operator };
}

/** One term of a node affinity; seldom it names nodes, and seldom it is empty. */
export function nodeTerm(random: Random, nodeCount: number): Loose {
  if (random.chance(0.03)) return {};
  const term: Loose = {};
  if (random.chance(0.95))
    term.matchExpressions = Array.from({ length: random.int(1, 2) }, () => nodeExpression(random));
  if (random.chance(0.15)) {
    term.matchFields = [
      {
        key: 'metadata.name',
        operator: random.pick(['In', 'In', 'NotIn']),
        values: [`n${random.int(0, nodeCount)}`],
      },
    ];
  }
  return term;
}

/** A selector over pod labels. */
export function podSelector(random: Random): Loose {
  const choice = random.fraction();
  if (choice < 0.5) return { matchLabels: { app: random.pick(APPS) } };
  if (choice < 0.7)
    return {
      matchExpressions: [
        { key: 'app', operator: random.pick(['In', 'NotIn']), values: random.sample(APPS, 2) },
      ],
    };
  if (choice < 0.8)
    return {
      matchLabels: { app: random.pick(APPS) },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }],
    };
  if (choice < 0.9)
    return {
      matchExpressions: [
        { key: 'tier', operator: 'Exists' },
        { key: 'canary', operator: 'DoesNotExist' },
      ],
    };
  return {};
}

/** A term of a pod affinity. */
export function podTerm(random: Random): Loose {
  const term: Loose = {
    labelSelector: podSelector(random),
    topologyKey: random.pick([HOSTNAME, HOSTNAME, ZONE, ZONE, REGION, 'disk', 'missing']),
  };
  if (random.chance(0.03)) delete term.labelSelector;
  const choice = random.fraction();
  if (choice < 0.15)
    term.namespaces = random.sample(['default', 'prod', 'test', 'nowhere'], random.int(1, 2));
  else if (choice < 0.35) term.namespaceSelector = namespaceSelector(random);
  else if (choice < 0.4)
    Object.assign(term, { namespaces: ['test'], namespaceSelector: { matchLabels: { env: 'prod' } } });
  return term;
}

function namespaceSelector(random: Random): Loose {
  return random.pick([
    {},
    { matchLabels: { env: 'prod' } },
    { matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['prod'] }] },
    { matchExpressions: [{ key: 'team', operator: 'Exists' }] },
  ]);
}

/** A preferred pod term with its weight. */
export function weightedPodTerm(random: Random): Loose {
  return { weight: random.pick([1, 40, 50, 100]), podAffinityTerm: podTerm(random) };
}

/** A spread constraint of pods of an app. */
export function spreadConstraint(random: Random, app: string): Loose {
  const constraint: Loose = {
    maxSkew: random.pick([1, 1, 2, 3]),
    topologyKey: random.pick([ZONE, ZONE, HOSTNAME, HOSTNAME, 'disk', 'missing']),
    whenUnsatisfiable: random.pick(['DoNotSchedule', 'ScheduleAnyway']),
    labelSelector: random.chance(0.8) ? { matchLabels: { app } } : podSelector(random),
  };
  if (constraint.whenUnsatisfiable === 'DoNotSchedule' && random.chance(0.25))
    constraint.minDomains = random.int(1, 4);
  if (random.chance(0.2)) constraint.nodeAffinityPolicy = random.pick(['Honor', 'Ignore']);
  if (random.chance(0.2)) constraint.nodeTaintsPolicy = random.pick(['Honor', 'Ignore']);
  if (random.chance(0.2))
    constraint.matchLabelKeys = random.pick([
      ['pod-template-hash'],
      ['pod-template-hash', 'tier'],
      ['nothing'],
    ]);
  return constraint;
}

/** Tolerations of the generator's taints. */
export function tolerations(random: Random): Loose[] {
  const out: Loose[] = [];
  if (random.chance(0.5)) {
    const effect = random.maybe(0.6, () => random.pick(['NoSchedule', 'NoExecute']));
    out.push({
      key: 'dedicated',
      operator: 'Equal',
      value: random.pick(['db', 'ml']),
      ...(effect && { effect }),
    });
  }
  if (random.chance(0.1))
    out.push({ key: 'dedicated', value: 'db', effect: 'NoExecute', tolerationSeconds: 30 });
  if (random.chance(0.3)) out.push({ key: 'spot', operator: 'Exists' });
  if (random.chance(0.1)) out.push({ key: 'spot', operator: 'Exists', effect: 'PreferNoSchedule' });
  if (random.chance(0.1)) out.push({ operator: 'Exists' });
  if (random.chance(0.05)) out.push({ operator: 'Exists', effect: 'NoSchedule' });
  if (random.chance(0.1))
    out.push({ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' });
  return out;
}
