import {
  compileSelector,
  type LabelSelector,
  type NetworkPolicy,
  type Selector,
  selects,
} from '../kubernetes/index.ts';
import type { ObjectIndex } from './object-index.ts';
import type { ObjectKey } from './object-key.ts';
import type { Relation } from './relation.ts';
import type { Workload, WorkloadTable } from './workload-table.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type IngressRule = NonNullable<Spec['ingress']>[number];
type Peer = NonNullable<IngressRule['_from']>[number];

/** Pods that a policy means: by namespace and labels. */
interface Side {
  readonly inNamespace: (namespace: string) => boolean;
  readonly selector: Selector;
}

interface AllowRule {
  readonly from: Side;
  readonly to: Side;
  readonly words: string;
  readonly evidence: string;
}

/**
 * Which workload may reach which by a NetworkPolicy that names both: a policy that lets in everybody, or an address,
 * says nothing of who calls whom.
 */
export class AllowedTraffic {
  readonly #objects: ObjectIndex;
  readonly #workloads: WorkloadTable;
  #rules: readonly AllowRule[] | undefined;

  constructor(objects: ObjectIndex, workloads: WorkloadTable) {
    this.#objects = objects;
    this.#workloads = workloads;
  }

  /** What a workload may reach. */
  reachableFrom(workload: Workload): Relation[] {
    return this.#allRules().flatMap((rule) =>
      isOn(rule.from, workload)
        ? this.#on(rule.to)
            .filter(({ key }) => key !== workload.key)
            .map(({ key }) => allowed(rule, workload.key, key))
        : [],
    );
  }

  /** Who may reach a workload. */
  reaching(workload: Workload): Relation[] {
    return this.#allRules().flatMap((rule) =>
      isOn(rule.to, workload)
        ? this.#on(rule.from)
            .filter(({ key }) => key !== workload.key)
            .map(({ key }) => allowed(rule, key, workload.key))
        : [],
    );
  }

  #on(side: Side): Workload[] {
    return [...this.#workloads.all()].filter((workload) => isOn(side, workload));
  }

  #allRules(): readonly AllowRule[] {
    this.#rules ??= [...this.#objects.of('NetworkPolicy.networking.k8s.io')].flatMap(([key, object]) => {
      const { spec, metadata } = object as NetworkPolicy;
      return spec ? this.#rulesOf(key, spec, metadata.namespace ?? 'default') : [];
    });
    return this.#rules;
  }

  #rulesOf(key: ObjectKey, spec: Spec, namespace: string): AllowRule[] {
    const own = this.#side(spec.podSelector ?? {}, undefined, namespace);
    if (!own) return [];
    const rules: AllowRule[] = [];
    const add = (
      peers: readonly Peer[] | undefined,
      ports: IngressRule['ports'],
      path: string,
      isFrom: boolean,
    ) => {
      (peers ?? []).forEach((peer, index) => {
        const side = isNamed(peer)
          ? this.#side(peer.podSelector, peer.namespaceSelector, namespace)
          : undefined;
        if (!side) return;
        const on = portsOf(ports);
        rules.push({
          from: isFrom ? side : own,
          to: isFrom ? own : side,
          words: `may reach it${on}`,
          evidence: `${key} ${path}[${index}]`,
        });
      });
    };
    (spec.ingress ?? []).forEach((rule, index) => {
      add(peersOf(rule), rule.ports, `spec.ingress[${index}].from`, true);
    });
    (spec.egress ?? []).forEach((rule, index) => {
      add(rule.to, rule.ports, `spec.egress[${index}].to`, false);
    });
    return rules;
  }

  #side(
    pods: LabelSelector | undefined,
    namespaces: LabelSelector | undefined,
    own: string,
  ): Side | undefined {
    const selector = compileSelector(pods ?? {});
    const inNamespaces = namespaces && compileSelector(namespaces);
    if (!selector || (namespaces && !inNamespaces)) return undefined;
    return {
      selector,
      inNamespace: (namespace) =>
        inNamespaces ? selects(inNamespaces, this.#labelsOf(namespace)) : namespace === own,
    };
  }

  /** The labels of a namespace, with the one that every namespace has. */
  #labelsOf(namespace: string): Readonly<Record<string, string>> {
    const labels = this.#objects.get(`Namespace/${namespace}`)?.metadata.labels ?? {};
    return { 'kubernetes.io/metadata.name': namespace, ...labels };
  }
}

/** The types have the field under the name that their language lets it have; JSON calls it `from`. */
function peersOf(rule: IngressRule & { readonly from?: readonly Peer[] }): readonly Peer[] | undefined {
  return rule.from;
}

/** Whether a peer says which pods it means. */
function isNamed({ podSelector }: Peer): boolean {
  return (
    Object.keys(podSelector?.matchLabels ?? {}).length + (podSelector?.matchExpressions ?? []).length > 0
  );
}

function isOn({ inNamespace, selector }: Side, { namespace, labels }: Workload): boolean {
  return selects(selector, labels) && inNamespace(namespace);
}

function portsOf(ports: IngressRule['ports']): string {
  const names = (ports ?? []).map(({ port, protocol = 'TCP' }) =>
    port === undefined ? protocol : `${port}/${protocol}`,
  );
  return names.length === 0 ? '' : ` on ${names.join(', ')}`;
}

function allowed({ words, evidence }: AllowRule, from: ObjectKey, to: ObjectKey): Relation {
  return { dependent: from, dependency: to, type: 'allows', words, evidence };
}
