import { envNameProblems, type KubeObject } from '../../kubernetes/index.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import type { VerbInput } from '../verb.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/**
 * @throws InputError for what no pod can have.
 * @source k8s.io/kubectl/pkg/cmd/run/run.go → RunOptions.Run, getRestartPolicy, verifyImagePullPolicy (v0.36.3)
 */
export function checkPod(flags: FlagValues, command: string): void {
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

/** The pod that a line asks for. @source k8s.io/kubectl/pkg/generate/versioned/run.go → BasicPod.Generate (v0.36.3) */
export function podFrom({ flags, positional, namespace }: VerbInput, name: string): KubeObject {
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
      labels: labelsOf(flags, name),
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
          ...(flags.isOn('privileged') ? { securityContext: { privileged: true } } : {}),
          ...(flags.isOn('stdin') ? { stdin: true } : {}),
          ...(flags.isOn('stdin') && !flags.isOn('leave-stdin-open') ? { stdinOnce: true } : {}),
          ...(flags.isOn('tty') ? { tty: true } : {}),
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: flags.text('restart') || 'Always',
    },
  };
}

/** The Service of `--expose`. @source k8s.io/kubectl/pkg/cmd/run/run.go → RunOptions.generateService (v0.36.3) */
export function serviceFrom({ flags, namespace }: VerbInput, name: string): KubeObject {
  const port = Number(flags.text('port'));
  const labels = flags.text('labels');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...(labels ? { labels: labelsOf(flags, name) } : {}) },
    spec: { selector: labelsOf(flags, name), ports: [{ port, protocol: 'TCP', targetPort: port }] },
  };
}

function labelsOf(flags: FlagValues, name: string): Record<string, string> {
  const labels = flags.text('labels');
  if (!labels) return { run: name };
  return Object.fromEntries(labels.split(',').map((pair) => pair.split('=') as [string, string]));
}
