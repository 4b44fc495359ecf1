import type { ObjectRef } from '../../history/index.ts';

/** An object as a command line names it: `deployment/api -n default`, `node/worker-1`. */
export function commandTarget({ kind, namespace, name }: ObjectRef): string {
  const word = `${kind.split('.', 1)[0]!.toLowerCase()}/${name}`;
  return namespace === '' ? word : `${word} -n ${namespace}`;
}
