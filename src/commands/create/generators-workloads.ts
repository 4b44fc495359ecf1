import { type CronJob, generateName } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { kindsIn, noSuchType } from '../cluster/resource-types.ts';
import { notFound } from '../cluster/targets.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import { failure } from '../output/failure.ts';
import type { VerbInput } from '../verb.ts';
import { commandWords, type Generator } from './generator.ts';

/** @source k8s.io/kubectl/pkg/cmd/create/create_deployment.go (v0.36.3) */
export const createDeployment: Generator = {
  name: 'deployment',
  aliases: ['deploy', 'dep'],
  usage: 'deployment NAME --image=IMAGE… [--replicas=N] [--port=N] [-- COMMAND]',
  flags: [
    { name: 'image', type: 'list' },
    { name: 'replicas', short: 'r', type: 'integer' },
    { name: 'port', type: 'integer' },
  ],
  refused: 'failed to create deployment:',
  read: (input, name) => {
    const { flags, command, namespace } = input;
    const images = flags.list('image');
    const words = commandWords(input);
    if (images.length === 0) throw usage('required flag(s) "image" not set', command);
    if (images.length > 1 && words.length > 0) {
      throw usage('cannot specify multiple --image options and command', command);
    }
    const port = flags.integer('port') ?? -1;
    const labels = { app: name };
    const containersFor = ({ random }: CommandContext) => {
      const containers = images.map((image) => ({
        name: containerName(image, () => random('container name', image)),
        image,
        resources: {},
        ...(words.length > 0 ? { command: words } : {}),
      }));
      const [first, ...others] = containers;
      return port >= 0 ? [{ ...first, ports: [{ containerPort: port }] }, ...others] : containers;
    };
    return (context) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        replicas: flags.integer('replicas') ?? 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: containersFor(context) } },
        strategy: {},
      },
    });
  },
};

/**
 * A container's name from its image: the last part, without tag and digest; with a random ending where something had to be
 * replaced.
 *
 * @source k8s.io/kubectl/pkg/cmd/create/create_deployment.go → sanitizeAndUniquify (v0.36.3)
 */
function containerName(image: string, random: () => number): string {
  const name = image
    .split('/')
    .at(-1)!
    .replace(/[@:].*$/, '');
  return /[_.]/.test(name) ? generateName(`${name.replaceAll(/[_.]/g, '-')}-`, random) : name;
}

/** @source k8s.io/kubectl/pkg/cmd/create/create_job.go (v0.36.3) */
export const createJob: Generator = {
  name: 'job',
  usage: 'job NAME --image=IMAGE | --from=cronjob/NAME [-- COMMAND]',
  flags: [
    { name: 'image', type: 'string' },
    { name: 'from', type: 'string' },
  ],
  refused: 'failed to create job:',
  read: (input, name) => {
    const { flags, command, namespace } = input;
    const [image, from] = [flags.text('image'), flags.text('from')];
    const words = commandWords(input);
    if (Boolean(image) === Boolean(from)) throw usage('either --image or --from must be specified', command);
    if (from && words.length > 0) throw usage('cannot specify --from and command', command);
    if (!from) return () => jobOf(name, namespace, jobSpec(name, image!, words, 'Never'));
    const [type = '', cronJobName = ''] = from.split('/');
    return ({ world }) => {
      const [kind] = kindsIn(world, type);
      if (!kind) return noSuchType(type);
      if (kind.groupKind !== 'CronJob.batch') return failure(`unknown object type *v1.${kind.kind}`);
      const reference = { kind: kind.groupKind, namespace, name: cronJobName };
      const cronJob = world.get(reference) as CronJob | undefined;
      if (!cronJob) return { status: notFound(kind, cronJobName) };
      const { jobTemplate } = cronJob.spec ?? {};
      const job = jobOf(name, namespace, jobTemplate?.spec ?? {});
      const { uid = '' } = cronJob.metadata;
      const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: cronJobName, uid, controller: true };
      return {
        ...job,
        metadata: {
          ...job.metadata,
          annotations: {
            ...jobTemplate?.metadata?.annotations,
            'cronjob.kubernetes.io/instantiate': 'manual',
          },
          ...(jobTemplate?.metadata?.labels ? { labels: jobTemplate.metadata.labels } : {}),
          ownerReferences: [owner],
        },
      };
    };
  },
};

function jobOf(name: string, namespace: string, spec: object) {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace }, spec };
}

function jobSpec(name: string, image: string, words: readonly string[], restartPolicy: string): object {
  const container = { name, image, resources: {}, ...(words.length > 0 ? { command: words } : {}) };
  return { template: { metadata: {}, spec: { containers: [container], restartPolicy } } };
}

/** @source k8s.io/kubectl/pkg/cmd/create/create_cronjob.go (v0.36.3) */
export const createCronJob: Generator = {
  name: 'cronjob',
  aliases: ['cj'],
  usage: 'cronjob NAME --image=IMAGE --schedule=SCHEDULE [-- COMMAND]',
  flags: [
    { name: 'image', type: 'string' },
    { name: 'schedule', type: 'string' },
    { name: 'restart', type: 'string' },
  ],
  refused: 'failed to create cronjob:',
  read: (input, name) => {
    const { flags, namespace } = input;
    const image = requiredText(flags, 'image', input);
    const schedule = requiredText(flags, 'schedule', input);
    const spec = jobSpec(name, image, commandWords(input), flags.text('restart') ?? 'OnFailure');
    return () => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name, namespace },
      spec: { schedule, jobTemplate: { metadata: { name }, spec } },
    });
  },
};

function requiredText(flags: FlagValues, name: string, { command }: VerbInput): string {
  const text = flags.text(name);
  if (!text) throw usage(`required flag(s) "${name}" not set`, command);
  return text;
}
