import { Amount, type KubeObject, type ServedKind } from '../../kubernetes/index.ts';
import type { CommandContext, Status } from '../../simulation/index.ts';
import { findObjects } from '../cluster/found-objects.ts';
import { kindsIn } from '../cluster/resource-types.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { missingTargets } from '../cluster/targets.ts';
import { FILE_FLAGS } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import { asKubectlMade } from '../create/as-kubectl-made.ts';
import { type SendOptions, withLastApplied } from '../create/create-objects.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';

interface AutoscaleOptions extends SendOptions {
  readonly targets: TargetArguments;
  readonly min: number;
  readonly max: number;
  readonly name: string | undefined;
  readonly cpuPercent: number;
  readonly cpu: string | undefined;
  readonly memory: string | undefined;
  readonly savesConfig: boolean;
}

const SCALABLE = ['Deployment.apps', 'ReplicaSet.apps', 'StatefulSet.apps', 'ReplicationController'];

/**
 * `kubectl autoscale TYPE NAME --max=N`: makes a HorizontalPodAutoscaler.
 *
 * @source k8s.io/kubectl/pkg/cmd/autoscale/autoscale.go → AutoscaleOptions (v0.36.3)
 */
export const autoscale: Verb = {
  name: 'autoscale',
  isKubectl: true,
  usage: 'autoscale TYPE NAME --max=MAXPODS [--min=MINPODS] [--cpu=TARGET] [--memory=TARGET]',
  flags: [
    ...FILE_FLAGS,
    ...SEND_FLAGS,
    { name: 'min', type: 'integer' },
    { name: 'max', type: 'integer' },
    { name: 'name', type: 'string' },
    { name: 'cpu-percent', type: 'integer' },
    { name: 'cpu', type: 'string' },
    { name: 'memory', type: 'string' },
  ],
  parse: (input) => {
    const { flags, command } = input;
    if (!flags.has('max')) throw usage('required flag(s) "max" not set', command);
    const options: AutoscaleOptions = {
      ...sendOptions(flags, command),
      targets: targetArguments(input),
      min: flags.integer('min') ?? -1,
      max: flags.integer('max') ?? -1,
      name: flags.text('name') || undefined,
      cpuPercent: flags.integer('cpu-percent') ?? -1,
      cpu: flags.text('cpu') || undefined,
      memory: flags.text('memory') || undefined,
      savesConfig: flags.isOn('save-config'),
    };
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function run(context: CommandContext, options: AutoscaleOptions): number {
  const { max, min, cpu, cpuPercent } = options;
  if (max < 1) {
    return fail(context, [failure(`--max=MAXPODS is required and must be at least 1, max: ${max}`)]);
  }
  if (max < min) {
    const values = `max: ${max}, min: ${min}`;
    return fail(context, [failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, ${values}`)]);
  }
  if (cpuPercent > 0 && cpu)
    return fail(context, [failure('--cpu-percent and --cpu are mutually exclusive')]);
  const metrics = metricsOf(options);
  if ('problem' in metrics) return fail(context, [failure(metrics.problem)]);
  if (cpuPercent > 0) {
    context.stderr(
      "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    );
  }
  const { found, failures } = findObjects(context.world, options.targets);
  const failed: Failure[] = [...failures];
  const print = objectPrinter(context, options);
  const [autoscalers] = kindsIn(context.world, 'horizontalpodautoscalers');
  for (const { target } of found) {
    const { kind, reference } = target;
    if (!SCALABLE.includes(kind.groupKind)) {
      failed.push(failure(noScale(kind)));
      continue;
    }
    const name = options.name ?? reference.name;
    const { namespace } = options.targets;
    const autoscaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, namespace },
      spec: {
        scaleTargetRef: {
          apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
          kind: kind.kind,
          name: reference.name,
        },
        ...(min > 0 ? { minReplicas: min } : {}),
        maxReplicas: max,
        ...(metrics.list.length > 0 ? { metrics: metrics.list } : {}),
      },
    };
    let made: KubeObject = autoscaler;
    if (options.dryRun !== 'client') {
      const sent = options.savesConfig ? withLastApplied(autoscaler) : autoscaler;
      const answer = context.api.create(sent, context.actor, { dryRun: options.dryRun === 'server' });
      if (!answer.ok) {
        failed.push(refusal(answer.status, options));
        continue;
      }
      made = answer.value;
    }
    const isLocal = options.dryRun === 'client';
    const shown = isLocal ? asKubectlMade(made, options.targets.isNamespaceGiven) : made;
    print(autoscalers!.groupKind, shown, isLocal ? 'created' : 'autoscaled');
  }
  return fail(context, failed);
}

/** kubectl tries the old version of the API when the new one refuses, and tells only of that. */
function refusal(status: Status, { cpu, cpuPercent, memory }: AutoscaleOptions): Failure {
  if (cpu !== undefined && (memory === undefined || cpuPercent >= 0)) return { status };
  return failure(
    'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input',
  );
}

function noScale({ kind, group, version, plural }: ServedKind): string {
  return `cannot autoscale a ${kind}: could not find scale subresource for ${group}/${version}, Resource=${plural} in discovery information`;
}

type Metrics = { readonly list: readonly object[] } | { readonly problem: string };

function metricsOf({ cpuPercent, cpu, memory }: AutoscaleOptions): Metrics {
  const list: object[] = [];
  if (cpuPercent > 0) list.push(utilization('cpu', cpuPercent));
  for (const [name, text, unit] of [
    ['cpu', cpu, 'm'],
    ['memory', memory, 'Mi'],
  ] as const) {
    if (text === undefined) continue;
    const percent = /^(\d+)%$/.exec(text.trim());
    if (percent) list.push(utilization(name, Number(percent[1])));
    else {
      const amount = Amount.parse(/^[\d.]+$/.test(text) ? `${text}${unit}` : text);
      if (!amount) return { problem: `invalid resource ${name} value: ${text}` };
      const target = { type: 'AverageValue', averageValue: `${amount}` };
      list.push({ type: 'Resource', resource: { name, target } });
    }
  }
  return { list };
}

function utilization(name: string, averageUtilization: number): object {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}
