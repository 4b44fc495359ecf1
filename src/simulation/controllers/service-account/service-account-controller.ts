import type { KubeObject } from '../../../kubernetes/index.ts';
import type { Change } from '../../../world/index.ts';
import type { Controller, ControllerContext } from '../controller.ts';

const ACCOUNT = 'ServiceAccount';
/** @source cmd/kube-controller-manager/app/core.go → serviceaccountcontroller.DefaultServiceAccountsControllerOptions (v1.36.3) */
const NAME = 'default';

/**
 * Gives every new namespace its service account `default`, and makes it again when somebody deletes it: without it no pod
 * of the namespace is admitted.
 *
 * @source pkg/controller/serviceaccount/serviceaccounts_controller.go → syncNamespace (v1.36.3)
 */
export function serviceAccountController(): Controller {
  return {
    name: 'service-account-controller',
    concerns: new Set(['Namespace', ACCOUNT]),
    watch,
    unsettled: () => [],
    sync,
  };
}

/** Keys are names of namespaces. */
function* watch(change: Change): Iterable<string> {
  if (change.type === 'putObject' && change.kind === 'Namespace') yield change.object.metadata.name ?? '';
  if (change.type === 'removeObject' && change.kind === ACCOUNT && change.name === NAME)
    yield change.namespace ?? '';
}

function sync(namespace: string, { world, api, actor }: ControllerContext): void {
  const home = world.objects.get('Namespace', undefined, namespace);
  if (!home || home.metadata.deletionTimestamp || world.objects.get(ACCOUNT, namespace, NAME)) return;
  const account: KubeObject = { apiVersion: 'v1', kind: ACCOUNT, metadata: { name: NAME, namespace } };
  api.create(account, actor);
}
