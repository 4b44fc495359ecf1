import { InputError } from '../../errors/index.ts';

/** Why kubectl's commands that only look leave no trace. */
const LOOKS = 'changes nothing in the cluster';
const INSIDE = `${LOOKS}'s objects; what it does inside of a container is not simulated`;

/** Commands of kubectl that change no object, and what is to be said of them. */
const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map([
  ...[
    'describe',
    'logs',
    'top',
    'explain',
    'events',
    'diff',
    'api-resources',
    'api-versions',
    'cluster-info',
    'version',
    'config',
    'auth can-i',
    'auth whoami',
    'apply view-last-applied',
    'kustomize',
    'port-forward',
    'proxy',
    'completion',
    'options',
    'plugin',
    'kuberc',
  ].map((name) => [name, LOOKS] as const),
  ...['exec', 'attach', 'cp'].map((name) => [name, INSIDE] as const),
]);

/** Commands of kubectl that change something and are not modelled, and what to write instead. */
const NOT_MODELLED: ReadonlyMap<string, string> = new Map([
  [
    'edit',
    'It opens an editor: write what it changes as kubectl patch TYPE NAME -p PATCH, or change the file and apply it.',
  ],
  [
    'debug',
    'It adds a container or a pod beside what is there: kubectl run NAME --image=IMAGE makes a pod, with --overrides on a node of your choice.',
  ],
  [
    'certificate',
    'Requests for certificates are no part of the model, and nothing that is simulated depends on them.',
  ],
  ['auth reconcile', 'kubectl apply -f FILE makes the same roles and bindings.'],
  ['apply edit-last-applied', 'It opens an editor: change the file and apply it.'],
  [
    'apply set-last-applied',
    'kubectl annotate with kubectl.kubernetes.io/last-applied-configuration sets the same annotation.',
  ],
  ['alpha', 'Commands that are still tried out are not modelled.'],
]);

/**
 * What is to be said of a command that changes no object; undefined for others.
 *
 * @param places the first two words of a line that are no flags.
 */
export function effectlessNote([first = '', second = '']: readonly string[]): string | undefined {
  for (const name of [`${first} ${second}`, first]) {
    const note = WITHOUT_EFFECT.get(name);
    if (note !== undefined) return `kubectl ${name} ${note}`;
  }
  return undefined;
}

/** @throws InputError for a command of kubectl that is not modelled, with what to write instead. */
export function refuseNotModelled([first = '', second = '']: readonly string[], line: string): void {
  for (const name of [`${first} ${second}`, first]) {
    const hint = NOT_MODELLED.get(name);
    if (hint === undefined) continue;
    throw new InputError(`kubectl ${name} is not modelled`, {
      where: `command ${JSON.stringify(line)}`,
      hint,
    });
  }
}
