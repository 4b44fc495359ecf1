import { envNameProblems } from '../../kubernetes/index.ts';
import { kindsIn } from '../cluster/resource-types.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import { createObject } from '../create/create-objects.ts';
import { fail } from '../output/failure.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/**
 * `kubectl run NAME --image=IMAGE`: one pod, without a controller.
 *
 * @source k8s.io/kubectl/pkg/cmd/run/run.go → RunOptions.Run (v0.36.3)
 */
export const run: Verb = {
  name: 'run',
  isKubectl: true,
  usage: 'run NAME --image=IMAGE [--restart=POLICY] [--env=KEY=VALUE…] [--port=N] [-- COMMAND]',
  flags: [
    ...SEND_FLAGS,
    { name: 'image', type: 'string' },
    { name: 'restart', type: 'string' },
    { name: 'env', type: 'array' },
    { name: 'port', type: 'string' },
    { name: 'labels', short: 'l', type: 'string' },
    { name: 'annotations', type: 'array' },
    { name: 'command', type: 'boolean' },
    { name: 'image-pull-policy', type: 'string' },
    { name: 'privileged', type: 'boolean', unmodelled: true },
    { name: 'overrides', type: 'string', unmodelled: true },
    { name: 'expose', type: 'boolean', unmodelled: true },
    { name: 'attach', type: 'boolean', unmodelled: true },
    { name: 'stdin', short: 'i', type: 'boolean', unmodelled: true },
    { name: 'tty', short: 't', type: 'boolean', unmodelled: true },
    { name: 'rm', type: 'boolean', unmodelled: true },
    { name: 'quiet', short: 'q', type: 'boolean', unmodelled: true },
    { name: 'pod-running-timeout', type: 'duration', unmodelled: true },
  ],
  parse: (input) => {
    const { flags, command, positional, namespace } = input;
    if (!flags.has('image')) throw usage('required flag(s) "image" not set', command);
    const [name] = positional;
    if (name === undefined || input.positionalBeforeDash === 0)
      throw usage('NAME is required for run', command);
    if (!flags.text('image')) throw usage('--image is required', command);
    checkPod(flags, command);
    const options = sendOptions(flags, command);
    const pod = podOf(input, name);
    return {
      run: instant((context) => {
        const [kind] = kindsIn(context.world, 'pods');
        const target = { kind: kind!, reference: { kind: 'Pod', namespace, name } };
        const problem = createObject(context, target, pod, options, (status) => ({ status }));
        return fail(context, problem ? [problem] : []);
      }),
    };
  },
};

/** @source k8s.io/kubectl/pkg/cmd/run/run.go → RunOptions.Run, getRestartPolicy, verifyImagePullPolicy (v0.36.3) */
function checkPod(flags: FlagValues, command: string): void {
  const image = flags.text('image') ?? '';
  if (/\s/.test(image)) {
    throw usage(`Invalid image name ${JSON.stringify(image)}: invalid reference format`, command);
  }
  const restart = flags.text('restart');
  if (restart && !RESTART_POLICIES.includes(restart)) {
    throw usage(`invalid restart policy: ${restart}`, command);
  }
  const pullPolicy = flags.text('image-pull-policy');
  if (pullPolicy && !PULL_POLICIES.includes(pullPolicy)) {
    throw usage(`invalid image pull policy: ${pullPolicy}`, command);
  }
  const port = flags.text('port');
  if (port && !/^[-+]?\d+$/.test(port)) {
    throw usage(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`, command);
  }
  for (const spec of flags.text('labels')?.split(',') ?? []) {
    if (spec !== '' && spec.split('=').length !== 2) throw usage(`unexpected label spec: ${spec}`, command);
  }
  for (const pair of flags.list('env')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || envNameProblems(pair.slice(0, equals)).length > 0) {
      throw usage(`invalid env: ${pair}`, command);
    }
  }
}

/** @source k8s.io/kubectl/pkg/generate/versioned/run.go → BasicPod.Generate (v0.36.3) */
function podOf({ flags, positional, namespace }: VerbInput, name: string) {
  const labels = flags.text('labels');
  const words = positional.slice(1);
  const port = flags.text('port');
  const env = flags.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const annotations = flags.list('annotations').map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
  });
  const pullPolicy = flags.text('image-pull-policy');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: labels
        ? (Object.fromEntries(labels.split(',').map((pair) => pair.split('='))) as Record<string, string>)
        : { run: name },
      ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
    },
    spec: {
      containers: [
        {
          name,
          image: flags.text('image'),
          resources: {},
          ...(words.length > 0 ? { [flags.isOn('command') ? 'command' : 'args']: words } : {}),
          ...(env.length > 0 ? { env } : {}),
          ...(port ? { ports: [{ containerPort: Number(port) }] } : {}),
          ...(pullPolicy ? { imagePullPolicy: pullPolicy } : {}),
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: flags.text('restart') || 'Always',
    },
  };
}
