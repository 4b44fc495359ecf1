import { type ObjectRef, refId } from '../../history/index.ts';
import {
  type ConfigMap,
  compileSelector,
  type KubeObject,
  type LabelSelector,
  type Service,
  selects,
} from '../../kubernetes/index.ts';
import {
  callsOf,
  hostsOf,
  type PodTemplate,
  parseKey,
  podSpecReferences,
  podTemplateOf,
  type Reference,
} from '../../relations/index.ts';
import { BUDGET, HPA, isSame, NETWORK_POLICY, REPLICA_SET } from './kinds.ts';
import type { ObjectStates } from './object-states.ts';

/** An object that a workload depends on, and how. */
export interface Tie {
  readonly ref: ObjectRef;
  readonly type: Reference['type'];
  /** `reads all of it as environment` */
  readonly words: string;
  /** The keys of a ConfigMap or Secret that are read; undefined: all. */
  readonly keys: readonly string[] | undefined;
  /** Read when a container starts, and not again. */
  readonly isReadAtStart: boolean;
}

/** A Service that a workload calls. */
export interface Call {
  readonly service: ObjectRef;
  readonly words: string;
}

/** A known dependency that no object of the cluster shows. */
export interface KnownEdge {
  readonly from: ObjectRef;
  readonly to: ObjectRef;
}

/**
 * What has to do with what, as of a time: read object by object from the states of that time, so that a relation that a
 * change ended is there before it and gone after it.
 */
export class Ties {
  readonly #states: ObjectStates;
  readonly #known: readonly KnownEdge[];
  readonly #references = new Map<string, readonly Tie[]>();

  constructor(states: ObjectStates, known: readonly KnownEdge[] = []) {
    this.#states = states;
    this.#known = known;
  }

  /** The pod template of a workload, or the pod's own spec. */
  templateOf(workload: ObjectRef, timeMs: number): PodTemplate | undefined {
    const object = this.#states.at(workload, timeMs) ?? this.#states.lastKnown(workload, timeMs);
    if (!object) return undefined;
    if (workload.kind === 'Pod') {
      const spec = object.spec as PodTemplate['spec'] | undefined;
      return spec && { spec, labels: object.metadata.labels ?? {}, prefix: 'spec' };
    }
    return podTemplateOf(workload.kind, object);
  }

  /** What a workload's pods name in their spec. */
  tiesOf(workload: ObjectRef, timeMs: number): readonly Tie[] {
    const template = this.templateOf(workload, timeMs);
    if (!template) return [];
    const key = `${refId(workload)} ${JSON.stringify(template.spec)}`;
    let ties = this.#references.get(key);
    if (!ties) {
      ties = podSpecReferences(template.spec, workload.namespace, template.prefix).flatMap(tieOf);
      this.#references.set(key, ties);
    }
    return ties;
  }

  /** The Services that a workload calls, by its environment, its arguments, its configuration and the edges that are known. */
  callsOf(workload: ObjectRef, timeMs: number): Call[] {
    const template = this.templateOf(workload, timeMs);
    const calls = this.#known
      .filter(
        ({ from }) =>
          isSame(from, workload) || (from.kind === 'Service' && this.#selects(from, template, timeMs)),
      )
      .map(({ to }) => ({ service: to, words: 'known edge' }));
    if (!template) return calls;
    const namespace = workload.namespace;
    const found = callsOf(
      { ...template, namespace },
      {
        hasService: (inNamespace, name) => this.#service(inNamespace, name, timeMs) !== undefined,
        configMapHosts: (inNamespace, name) =>
          hostsOf(
            this.#states.at({ kind: 'ConfigMap', namespace: inNamespace, name }, timeMs) as
              | ConfigMap
              | undefined,
          ),
        isOwnService: (inNamespace, name, labels) =>
          inNamespace === namespace && selectsPods(this.#service(inNamespace, name, timeMs), labels),
      },
    );
    for (const { dependency, words } of found) {
      const parts = parseKey(dependency);
      if (parts)
        calls.push({
          service: { kind: 'Service', namespace: parts.namespace ?? '', name: parts.name },
          words,
        });
    }
    return calls;
  }

  /** The Services in front of a workload's pods. */
  servicesOf(workload: ObjectRef, timeMs: number): ObjectRef[] {
    const template = this.templateOf(workload, timeMs);
    if (!template) return [];
    return this.#states
      .refs('Service', workload.namespace)
      .filter((ref) => selectsPods(this.#states.at(ref, timeMs), template.labels));
  }

  /** The autoscalers that set how many pods a workload has. */
  autoscalersOf(workload: ObjectRef, timeMs: number): ObjectRef[] {
    return this.#states.refs(HPA, workload.namespace).filter((ref) => {
      const object = this.#states.lastKnown(ref, timeMs);
      const target = (
        object?.spec as
          | { readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string } }
          | undefined
      )?.scaleTargetRef;
      return target?.name === workload.name && workload.kind.startsWith(`${target.kind}`);
    });
  }

  /** The budgets over a workload's pods. */
  budgetsOf(workload: ObjectRef, timeMs: number): ObjectRef[] {
    return this.#guards(BUDGET, 'selector', workload, timeMs);
  }

  /** The network policies that choose a workload's pods. */
  policiesOf(workload: ObjectRef, timeMs: number): ObjectRef[] {
    return this.#guards(NETWORK_POLICY, 'podSelector', workload, timeMs);
  }

  /** The workloads behind a Service: those whose pods it selects. */
  workloadsBehind(service: ObjectRef, kinds: readonly string[], timeMs: number): ObjectRef[] {
    const object = this.#states.at(service, timeMs) ?? this.#states.lastKnown(service, timeMs);
    return kinds
      .filter((kind) => kind !== REPLICA_SET)
      .flatMap((kind) => this.#states.refs(kind, service.namespace))
      .filter((ref) => selectsPods(object, this.templateOf(ref, timeMs)?.labels));
  }

  #guards(kind: string, field: string, workload: ObjectRef, timeMs: number): ObjectRef[] {
    const labels = this.templateOf(workload, timeMs)?.labels;
    if (!labels) return [];
    return this.#states.refs(kind, workload.namespace).filter((ref) => {
      const object = this.#states.lastKnown(ref, timeMs);
      const spec = object?.spec as Readonly<Record<string, LabelSelector>> | undefined;
      const selector = spec?.[field] === undefined ? undefined : compileSelector(spec[field]);
      return selector !== undefined && selects(selector, labels);
    });
  }

  #selects(service: ObjectRef, template: PodTemplate | undefined, timeMs: number): boolean {
    return selectsPods(this.#states.lastKnown(service, timeMs), template?.labels);
  }

  #service(namespace: string, name: string, timeMs: number): KubeObject | undefined {
    return this.#states.lastKnown({ kind: 'Service', namespace, name }, timeMs);
  }
}

function selectsPods(
  service: KubeObject | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const matchLabels = (service as Service | undefined)?.spec?.selector;
  if (!matchLabels || !labels || Object.keys(matchLabels).length === 0) return false;
  const selector = compileSelector({ matchLabels });
  return selector !== undefined && selects(selector, labels);
}

function tieOf(reference: Reference): Tie[] {
  const parts = parseKey(reference.dependency);
  if (!parts) return [];
  return [
    {
      ref: { kind: parts.groupKind, namespace: parts.namespace ?? '', name: parts.name },
      type: reference.type,
      words: reference.words,
      keys: /reads all of it/.test(reference.words) ? undefined : reference.keys,
      isReadAtStart: !/as files at/.test(reference.words),
    },
  ];
}
