import { isObject, type JsonObject, type KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { podSpecOf } from '../cluster/pod-template.ts';
import { kindsIn } from '../cluster/resource-types.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { missingTargets } from '../cluster/targets.ts';
import { FILE_FLAGS } from '../command-line/common-flags.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import { asKubectlMade } from '../create/as-kubectl-made.ts';
import { type SendOptions, withLastApplied } from '../create/create-objects.ts';
import { OVERRIDE_FLAGS, overridesOf } from '../create/overrides.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';

interface ExposeOptions extends SendOptions {
  readonly targets: TargetArguments;
  readonly flags: FlagValues;
  /** What `--overrides` makes of the Service. */
  readonly overridden: (service: KubeObject) => KubeObject;
}

const EXPOSABLE = ['Pod', 'Service', 'ReplicationController', 'Deployment.apps', 'ReplicaSet.apps'];
const NAME_MAX = 63;
const AFFINITIES = ['None', 'ClientIP'];

/**
 * `kubectl expose TYPE NAME --port=N`: makes a Service for the pods of an object.
 *
 * @source k8s.io/kubectl/pkg/cmd/expose/expose.go → ExposeServiceOptions.RunExpose (v0.36.3)
 */
export const expose: Verb = {
  name: 'expose',
  isKubectl: true,
  usage: 'expose TYPE NAME [--port=N] [--target-port=N] [--type=TYPE] [--name=NAME]',
  flags: [
    ...FILE_FLAGS,
    ...SEND_FLAGS,
    { name: 'port', type: 'string' },
    { name: 'target-port', type: 'string' },
    { name: 'protocol', type: 'string' },
    { name: 'type', type: 'string' },
    { name: 'name', type: 'string' },
    { name: 'selector', type: 'string' },
    { name: 'labels', short: 'l', type: 'string' },
    { name: 'cluster-ip', type: 'string' },
    { name: 'session-affinity', type: 'string' },
    { name: 'external-ip', type: 'string' },
    { name: 'load-balancer-ip', type: 'string' },
    ...OVERRIDE_FLAGS,
  ],
  parse: (input) => {
    const { flags, command } = input;
    const port = flags.text('port');
    if (port !== undefined && !/^\d+(,\d+)*$/.test(port))
      throw usage(`invalid --port ${JSON.stringify(port)}`, command);
    const targets = targetArguments(input, { hasOwnSelector: true });
    const options: ExposeOptions = {
      ...sendOptions(flags, command),
      targets,
      flags,
      overridden: overridesOf(flags, command),
    };
    return {
      check: (world) => missingTargets(world, targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function run(context: CommandContext, options: ExposeOptions): number {
  const { found, failures } = findObjects(context.world, options.targets);
  const failed: Failure[] = [...failures];
  const [services] = kindsIn(context.world, 'services');
  const print = objectPrinter(context, options);
  for (const each of found) {
    const service = serviceFor(each, options);
    if (!('metadata' in service)) {
      failed.push(service);
      continue;
    }
    const made = options.overridden(service);
    if (options.dryRun === 'client') {
      print(services!.groupKind, asKubectlMade(made, options.targets.isNamespaceGiven), 'exposed');
      continue;
    }
    const sent = options.flags.isOn('save-config') ? withLastApplied(made) : made;
    const answer = context.api.create(sent, context.actor, { dryRun: options.dryRun === 'server' });
    if (answer.ok) print(services!.groupKind, answer.value, 'exposed');
    else failed.push({ status: answer.status });
  }
  return fail(context, failed);
}

function serviceFor(
  { target, object }: FoundObject,
  { flags, targets }: ExposeOptions,
): KubeObject | Failure {
  const { kind, reference } = target;
  if (!EXPOSABLE.includes(kind.groupKind)) {
    return failure(`cannot expose a ${kind.groupKind}`);
  }
  const selector = selectorFor(object, flags);
  if (typeof selector === 'string') {
    return { text: `couldn't retrieve selectors via --selector flag or introspection: ${selector}` };
  }
  const clusterIP = flags.text('cluster-ip');
  const ports = portsFor(kind.groupKind, object, flags);
  if (ports.length === 0 && clusterIP !== 'None') {
    return { text: "couldn't find port via --port flag or introspection" };
  }
  const labels = mapOf(flags.text('labels')) ?? object.metadata.labels;
  const type = flags.text('type');
  const affinity = flags.text('session-affinity');
  const [externalIP, loadBalancerIP] = [flags.text('external-ip'), flags.text('load-balancer-ip')];
  if (affinity && !AFFINITIES.includes(affinity)) return failure(`unknown session affinity: ${affinity}`);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: flags.text('name') || reference.name.slice(0, NAME_MAX),
      namespace: reference.namespace ?? targets.namespace,
      ...(labels ? { labels: labels as Record<string, string> } : {}),
    },
    spec: {
      selector,
      ...(ports.length > 0 ? { ports } : {}),
      ...(type ? { type } : {}),
      ...(clusterIP ? { clusterIP } : {}),
      ...(affinity ? { sessionAffinity: affinity } : {}),
      ...(externalIP ? { externalIPs: [externalIP] } : {}),
      ...(type === 'LoadBalancer' && loadBalancerIP ? { loadBalancerIP } : {}),
    },
  };
}

/** @source k8s.io/kubectl/pkg/polymorphichelpers/mapbasedselectorforobject.go (v0.36.3) */
function selectorFor(object: KubeObject, flags: FlagValues): JsonObject | string {
  const given = mapOf(flags.text('selector'));
  if (given) return given;
  if (object.kind === 'Pod') {
    return object.metadata.labels && Object.keys(object.metadata.labels).length > 0
      ? object.metadata.labels
      : 'the pod has no labels and cannot be exposed';
  }
  const spec = isObject(object.spec) ? object.spec : {};
  const selector = isObject(spec.selector) ? spec.selector : {};
  if (object.kind === 'Service' || object.kind === 'ReplicationController') return selector;
  if (Array.isArray(selector.matchExpressions) && selector.matchExpressions.length > 0) {
    return 'couldn\'t convert expressions - "[]" to map-based selector format';
  }
  return isObject(selector.matchLabels)
    ? selector.matchLabels
    : 'invalid deployment: no selectors, therefore cannot be exposed';
}

/** @source k8s.io/kubectl/pkg/cmd/expose/expose.go → ExposeServiceOptions.createService (v0.36.3) */
function portsFor(groupKind: string, object: KubeObject, flags: FlagValues): JsonObject[] {
  const protocol = flags.text('protocol');
  const target = flags.text('target-port');
  const protocols = protocolsOf(groupKind, object);
  const given = flags.text('port')?.split(',').map(Number) ?? [...protocols.keys()];
  return given.flatMap((port, index) => {
    const own = protocol ? [protocol] : (protocols.get(port) ?? ['TCP']);
    const targetPort = target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target;
    const name = `port-${index + 1}`;
    if (own.length > 1) {
      return own.map((each) => ({ name: `${name}-${each.toLowerCase()}`, port, protocol: each, targetPort }));
    }
    return [{ ...(given.length > 1 ? { name } : {}), port, protocol: own[0], targetPort }];
  });
}

/** The ports that an object shows already, with their protocols. */
function protocolsOf(groupKind: string, object: KubeObject): ReadonlyMap<number, readonly string[]> {
  const containers = podSpecOf(groupKind, object)?.containers ?? [];
  const spec = isObject(object.spec) ? object.spec : {};
  const own = Array.isArray(spec.ports) ? spec.ports.filter(isObject) : [];
  const shown: (readonly [number, string])[] =
    groupKind === 'Service'
      ? own.map(({ port, protocol }) => [Number(port), String(protocol ?? 'TCP')])
      : containers.flatMap(({ ports = [] }) =>
          ports.map(({ containerPort, protocol = 'TCP' }) => [containerPort, protocol] as const),
        );
  const protocols = new Map<number, string[]>();
  for (const [port, protocol] of shown) {
    const known = protocols.get(port) ?? [];
    if (!known.includes(protocol)) known.push(protocol);
    protocols.set(port, known);
  }
  return protocols;
}

function mapOf(text: string | undefined): JsonObject | undefined {
  if (!text) return undefined;
  return Object.fromEntries(text.split(',').map((pair) => pair.split(/==?/) as [string, string]));
}
