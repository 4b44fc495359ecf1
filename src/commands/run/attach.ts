import type { KubeObject } from '../../kubernetes/index.ts';
import { type CommandContext, type Process, until } from '../../simulation/index.ts';
import type { DryRun } from '../command-line/common-flags.ts';
import { type Flag, type FlagValues, usage } from '../command-line/flags.ts';
import { fail, failure } from '../output/failure.ts';

/** Flags of a pod that is made to be worked in. */
export const ATTACH_FLAGS: readonly Flag[] = [
  { name: 'attach', type: 'boolean' },
  { name: 'stdin', short: 'i', type: 'boolean' },
  { name: 'tty', short: 't', type: 'boolean' },
  { name: 'rm', type: 'boolean' },
  { name: 'quiet', short: 'q', type: 'boolean' },
  { name: 'leave-stdin-open', type: 'boolean' },
  { name: 'detach-keys', type: 'string' },
  { name: 'pod-running-timeout', type: 'duration' },
];

const RUNNING_TIMEOUT_MS = 60_000;
const SESSION =
  '(what is done in the pod, and how long that takes, is not simulated: the session ends at once)';

/** How kubectl attaches to the pod that it made. */
export interface Attachment {
  /** The pod goes when the session has ended. */
  readonly removes: boolean;
  readonly timeoutMs: number;
}

/**
 * Whether and how a line attaches; undefined when it only makes the pod.
 *
 * @source k8s.io/kubectl/pkg/cmd/run/run.go → RunOptions.Complete, RunOptions.Run (v0.36.3)
 */
export function attachment(flags: FlagValues, dryRun: DryRun, command: string): Attachment | undefined {
  const hasInput = flags.isOn('stdin');
  const attaches = flags.isOn('attach', hasInput);
  if (flags.isOn('tty') && !hasInput) {
    throw usage('-i/--stdin is required for containers with -t/--tty=true', command);
  }
  if (!attaches && flags.isOn('rm')) throw usage('--rm should only be used for attached containers', command);
  if (!attaches) return undefined;
  if (dryRun !== 'none') {
    throw usage(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
      command,
    );
  }
  return {
    removes: flags.isOn('rm'),
    timeoutMs: flags.durationMs('pod-running-timeout') ?? RUNNING_TIMEOUT_MS,
  };
}

/**
 * Waits until the pod runs or has ended, and takes it away again where that was asked for, whatever came of it.
 *
 * @source k8s.io/kubectl/pkg/cmd/run/run.go → handleAttachPod, removeCreatedObjects (v0.36.3)
 */
export function* attachToPod(
  context: CommandContext,
  { metadata: { namespace = '', name = '' } }: KubeObject,
  service: KubeObject | undefined,
  { removes, timeoutMs }: Attachment,
): Process<number> {
  const { world, api, actor, stdout, stderr } = context;
  const row = world.pods.find(namespace, name);
  const hasStarted = () => !world.pods.exists(row) || world.pods.isReady(row) || world.pods.isTerminal(row);
  const isInTime = yield* until(hasStarted, timeoutMs);
  if (isInTime) stderr(SESSION);
  if (removes) {
    const made = [{ kind: 'Pod', namespace, name }];
    if (service) made.push({ kind: 'Service', namespace, name: service.metadata.name ?? '' });
    for (const reference of made) {
      const answer = api.delete(reference, actor, { propagation: 'Background' });
      if (!answer.ok) continue;
      const word = reference.kind.toLowerCase();
      stdout(`${word} ${JSON.stringify(reference.name)} deleted from ${namespace} namespace`);
    }
  }
  return isInTime ? 0 : fail(context, [failure('timed out waiting for the condition')]);
}
