import { InputError } from '../../errors/index.ts';
import type { ObjectRef, Recording } from '../../history/index.ts';
import { kindsNamed } from '../../kubernetes/index.ts';
import { likelyMeant } from './object-names.ts';

/** Kinds that a bare name may mean, the likeliest first. */
const BARE = [
  'Deployment.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Service',
  'Job.batch',
  'CronJob.batch',
] as const;

/**
 * The workload or Service that a name of the command line means: `api`, `deployment/api`, `deploy api`, `svc/api`,
 * `deployment/shop/api`. Without a namespace, the only one in which the name is.
 *
 * @throws InputError when there is none, or when it is in several namespaces.
 */
export function findTarget(
  recording: Recording,
  words: readonly string[],
  namespace: string | undefined,
): ObjectRef {
  const { kinds, name, within } = partsOf(words, namespace);
  for (const kind of kinds) {
    const found = recording.objects
      .refs({ kind, name })
      .filter((ref) => within === undefined || ref.namespace === within);
    if (found.length > 1) {
      throw new InputError(
        `${name} is in several namespaces: ${found.map((ref) => ref.namespace).join(', ')}`,
        {
          hint: 'Say which one with -n NAMESPACE.',
        },
      );
    }
    if (found[0]) return found[0];
  }
  throw notFound(recording, kinds, name, within);
}

interface Parts {
  readonly kinds: readonly string[];
  readonly name: string;
  readonly within: string | undefined;
}

function partsOf(words: readonly string[], namespace: string | undefined): Parts {
  const parts = words.flatMap((word) => word.split('/'));
  if (parts.length < 1 || parts.length > 3 || parts.includes('')) {
    throw new InputError(`a target is a name or KIND/NAME, not ${JSON.stringify(words.join(' '))}`, {
      hint: 'For example: api-gateway, or deployment/api-gateway -n shop',
    });
  }
  if (parts.length === 1) return { kinds: BARE, name: parts[0]!, within: namespace };
  const served = kindsNamed(parts[0]!, []);
  if (served.length === 0) throw new InputError(`there is no kind ${JSON.stringify(parts[0])}`);
  const kinds = served.map(({ groupKind }) => groupKind);
  return parts.length === 2
    ? { kinds, name: parts[1]!, within: namespace }
    : { kinds, name: parts[2]!, within: namespace ?? parts[1] };
}

function notFound(
  recording: Recording,
  kinds: readonly string[],
  name: string,
  namespace: string | undefined,
): InputError {
  const all = kinds.flatMap((kind) => recording.objects.refs({ kind }));
  const hint = likelyMeant(name, all) ?? 'See what is recorded with kubectl smart record info.';
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return new InputError(`the recording knows no workload or Service ${JSON.stringify(name)}${where}`, {
    hint,
  });
}
