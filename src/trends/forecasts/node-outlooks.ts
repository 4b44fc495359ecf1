import { type ObjectRef, type Recording, refId, type Sample } from '../../history/index.ts';
import { type KubeObject, type Pod, type PodSpec, podAmounts } from '../../kubernetes/index.ts';
import { isInferred, POD_PHASES, type Snapshot } from '../../snapshot/index.ts';

import { numberOf } from './amounts.ts';
import type { Growth } from './forecast-series.ts';
import { grownOutlook, sorted } from './grown-outlook.ts';
import type { Fix, NotForecast, Outlook, OutlookContext, Outlooks } from './outlook.ts';
import { daily } from './quota-outlooks.ts';

const RESOURCES = ['cpu', 'memory', 'pods'] as const;
type Resource = (typeof RESOURCES)[number];
/** From here on the nodes count as nearly full. */
const NEARLY = 0.9;
const CLUSTER: ObjectRef = { kind: 'Node', namespace: '', name: '*' };

/** What all nodes together can give, and when what pods request has taken it all. */
export function nodeOutlooks(context: OutlookContext): Outlooks {
  if (context.namespace !== undefined) return { outlooks: [], refused: [] };
  const nodes = (context.snapshot.objects.get('Node') ?? []).filter(
    (node) => !isInferred(node) && isUsable(node),
  );
  if (nodes.length === 0) return { outlooks: [], refused: [] };
  const history = context.recording ? requestedOverTime(context.recording, context.nowMs) : undefined;
  const now = requestedNow(context.snapshot);
  const said = RESOURCES.flatMap((resource): (Outlook | NotForecast)[] => {
    const limit = nodes.reduce((sum, node) => sum + (allocatable(node, resource) ?? 0), 0);
    if (limit === 0) return [];
    const used = now.get(resource) ?? 0;
    const unit = resource === 'cpu' ? 'cores' : resource === 'memory' ? 'bytes' : 'count';
    const fix = (growth?: Growth) => nodeFix(nodes, resource, limit, growth, history?.growers.get(resource));
    const grown = grownOutlook(
      {
        kind: 'nodes',
        object: CLUSTER,
        what: resource,
        unit,
        samples: history ? daily(history.totals.get(resource) ?? [], context.nowMs) : [],
        limit,
        source: 'requests of pods',
        detail: () => growerWords(history?.growers.get(resource)),
        fix,
      },
      context,
    );
    if ('state' in grown || used / limit < NEARLY) return [grown];
    return [
      {
        kind: 'nodes',
        object: CLUSTER,
        what: resource,
        unit,
        state: used >= limit ? 'has run out' : 'nearly full',
        now: used,
        limit,
        detail: grown.reason === 'too few points' ? 'its past is not recorded' : grown.detail,
        evidence: `requests of pods on ${nodes.length} nodes`,
        fix: fix(),
      },
    ];
  });
  return sorted(said);
}

function isUsable({ spec }: KubeObject): boolean {
  const { unschedulable, taints = [] } = (spec ?? {}) as {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly effect: string }[];
  };
  return (
    unschedulable !== true && !taints.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
  );
}

function allocatable({ status }: KubeObject, resource: Resource): number | undefined {
  const { allocatable: amounts } = (status ?? {}) as {
    readonly allocatable?: Readonly<Record<string, string>>;
  };
  return numberOf(amounts?.[resource]);
}

function requestsOf(spec: PodSpec): Map<Resource, number> {
  const amounts = podAmounts(spec, 'requests', true);
  return new Map(
    RESOURCES.map((resource) => [
      resource,
      resource === 'pods' ? 1 : (numberOf(amounts.get(resource)?.toString()) ?? 0),
    ]),
  );
}

function requestedNow({ pods }: Snapshot): Map<Resource, number> {
  const total = new Map<Resource, number>();
  const byMake = new Map<number, Map<Resource, number>>();
  for (let row = 0; row < pods.count; row++) {
    const phase = POD_PHASES[pods.phase.get(row)];
    if (pods.nodeNameId.get(row) < 0 || phase === 'Succeeded' || phase === 'Failed') continue;
    const makeId = pods.makeId.get(row);
    const requests = byMake.get(makeId) ?? requestsOf(pods.makes.get(makeId).spec);
    byMake.set(makeId, requests);
    for (const [resource, amount] of requests) total.set(resource, (total.get(resource) ?? 0) + amount);
  }
  return total;
}

/** What pods on nodes requested at each change, and which workloads' requests grew most in the second half of the time. */
function requestedOverTime(recording: Recording, nowMs: number) {
  const steps: {
    readonly timeMs: number;
    readonly resource: Resource;
    readonly amount: number;
    readonly app: string;
  }[] = [];
  let pod = '';
  let held: Map<Resource, number> | undefined;
  let app = '';
  const release = (timeMs: number) => {
    for (const [resource, amount] of held ?? []) steps.push({ timeMs, resource, amount: -amount, app });
    held = undefined;
  };
  for (const { change, state } of recording.objects.states({ kind: 'Pod' })) {
    if (change.timeMs > nowMs) continue;
    const life = `${refId(change.ref)} ${change.uid}`;
    if (life !== pod) {
      pod = life;
      held = undefined;
    }
    const { spec, status, metadata } = (state ?? {}) as Partial<Pod>;
    const isOnNode =
      spec?.nodeName !== undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
    if (isOnNode && !held) {
      app = `${change.ref.namespace}/${metadata?.ownerReferences?.[0]?.name.replace(/-[a-z0-9]{6,10}$/, '') ?? change.ref.name}`;
      held = requestsOf(spec);
      for (const [resource, amount] of held) steps.push({ timeMs: change.timeMs, resource, amount, app });
    } else if (!isOnNode && held) release(change.timeMs);
  }
  steps.sort((a, b) => a.timeMs - b.timeMs);
  const totals = new Map<Resource, Sample[]>();
  const growers = new Map<Resource, { readonly app: string; readonly amount: number }>();
  for (const resource of RESOURCES) {
    const own = steps.filter((step) => step.resource === resource);
    let value = 0;
    totals.set(
      resource,
      own.map(({ timeMs, amount }) => {
        value += amount;
        return { timeMs, value };
      }),
    );
    const middle = own[own.length >> 1]?.timeMs ?? 0;
    const late = Map.groupBy(
      own.filter(({ timeMs }) => timeMs >= middle),
      (step) => step.app,
    );
    const most = [...late]
      .map(([name, group]) => ({ app: name, amount: group.reduce((sum, { amount }) => sum + amount, 0) }))
      .sort((a, b) => b.amount - a.amount || (a.app < b.app ? -1 : 1))[0];
    if (most && most.amount > 0) growers.set(resource, most);
  }
  return { totals, growers };
}

function growerWords(
  grower: { readonly app: string; readonly amount: number } | undefined,
): string | undefined {
  return grower && `${grower.app} grew most; nodes fill unevenly, so that large pods find no room earlier`;
}

function nodeFix(
  nodes: readonly KubeObject[],
  resource: Resource,
  limit: number,
  growth: Growth | undefined,
  grower: { readonly app: string } | undefined,
): Fix {
  const share = limit / nodes.length;
  const days = growth && growth.perDay > 0 ? Math.round(share / growth.perDay) : undefined;
  const [namespace = '', name = ''] = (grower?.app ?? '').split('/');
  const effect = `one more node of this size (${nodes[0]!.metadata.labels?.['node.kubernetes.io/instance-type'] ?? 'as the others'}) lasts ${days === undefined ? 'as long as nothing grows' : `${days} days longer`}`;
  return grower === undefined
    ? { command: 'kubectl smart sweep --each node --command drain', effect }
    : {
        command: `kubectl get deployment,statefulset ${name} -n ${namespace} --ignore-not-found`,
        effect: `what grows most (${resource}); ${effect}`,
      };
}
